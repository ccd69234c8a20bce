package authn

// samlTexts are what service providers answer to a SAML response that they
// refuse. Most show them as a page; the libraries' texts are passed on as they come.
var samlTexts = []text{
	// php-saml, python3-saml, java-saml (OneLogin), ruby-saml
	body("{expected} is not a valid audience for this Response", samlCode),
	body("Invalid Audience. The audience … did not match the expected audience {expected}", samlCode),
	body("The response was received at … instead of {expected}", samlCode),
	body("A valid SubjectConfirmation was not found on this Response", samlCode),
	body("Signature validation failed. SAML Response rejected", samlCode),
	body("No Signature found. SAML Response rejected", samlCode),
	body("SAML Response rejected", samlCode),
	body("The Assertion of the Response is not signed and the SP require it", samlCode),
	body("The Message of the Response is not signed and the SP require it", samlCode),
	body("The InResponseTo of the Response: …, does not match the ID of the AuthnRequest sent by the SP", samlCode),
	body("The status code of the Response was not Success", samlCode),
	body("Invalid issuer in the Assertion/Response", samlCode),
	body("Current time is on or after NotOnOrAfter condition", samlCode),
	body("Current time is earlier than NotBefore condition", samlCode),
	body("Timing issues (please check your clock settings)", samlCode),
	body("Could not validate timestamp: expired. Check system clock", samlCode),
	body("Could not validate timestamp: not yet valid. Check system clock", samlCode),

	// Shibboleth, as its page of status 500 says it
	body("opensaml::SecurityPolicyException", samlCode),
	body("opensaml::FatalProfileException", samlCode),
	body("opensaml::BindingException", samlCode),
	body("opensaml::saml2md::MetadataException", samlCode),
	body("SAML response reported an IdP error", samlCode),
	body("Unable to establish security of incoming assertion", samlCode),
	body("Unable to locate metadata for identity provider", samlCode),
	body("Message was signed, but signature could not be verified", samlCode),
	body("SAML message delivered with POST to incorrect server URL", samlCode),

	// SimpleSAMLphp
	body("Received an assertion that has expired. Check clock synchronization on IdP and SP", samlCode),
	body("Received an assertion that is valid in the future. Check clock synchronization on IdP and SP", samlCode),
	body("is not a valid audience for the assertion", samlCode),

	// node-saml, passport-saml
	body("SAML assertion expired", samlCode),
	body("SAML assertion not yet valid", samlCode),
	body("SAML assertion audience mismatch", samlCode),
	body("Unknown SAML issuer. Expected: {expected} Received", samlCode),

	// Spring Security
	body("Invalid signature for SAML Response", samlCode),
	body("Invalid destination […] for SAML response", samlCode),
	body("Invalid assertion […] for SAML response", samlCode),

	// AWS, Cognito, Keycloak and others
	body("Your request included an invalid SAML response", samlCode),
	body("Token must be redeemed within 5 minutes of issuance", samlCode),
	body("Response signature invalid", samlCode),
	body("Invalid samlResponse or relayState from identity provider", samlCode),
	body("SAML Assertion signature is invalid", samlCode),
	body("invalid_saml_response", samlCode),
	body("Local entity is not the intended audience of the assertion", samlCode),
}
