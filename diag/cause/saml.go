package cause

import "example.com/why401/diag"

var samlCauses = []Cause{
	{
		Code:  samlCode,
		Step:  diag.HeaderStep,
		Title: "The SAML response is refused",
		Holds: holdsSAML,
		Try:   tryMended(samlCode),
		Fixes: fixSAML,
		Means: "The browser brings a SAML response from the identity provider, and the service provider does not " +
			"accept it. It checks the status, the signature with the keys of the issuer's metadata, the times of the " +
			"assertion, the audience (its own entity ID), the recipient (its own address) and which request is " +
			"answered; one of them fails. Typical reasons are a certificate that was rotated on one side only, clocks " +
			"that disagree, an entity ID or address of another environment, and a response that is sent a second time.",
		RFC: "SAML 2.0 Profiles, section 4.1.4.3; SAML 2.0 Core, section 2.5.1",
		Confirm: []string{
			`printf %s "$SAML_RESPONSE" | base64 -d | xmllint --format -`,
			"Put the field's value in, without percent-encoding. Status must end in Success, NotBefore and " +
				"NotOnOrAfter must lie around the time now, Audience must be the service provider's entity ID, and " +
				"Destination and Recipient the address that the response is sent to.",
			`printf %s "$SAML_RESPONSE" | base64 -d | grep -oE '(NotBefore|NotOnOrAfter|Destination|Recipient|InResponseTo)="[^"]*"'; date -u`,
			`printf %s "$SAML_RESPONSE" | base64 -d | xmlsec1 --verify --enabled-key-data x509 --pubkey-cert-pem "$SAML_CERT_FILE" --id-attr:ID urn:oasis:names:tc:SAML:2.0:assertion:Assertion -`,
			"The last one checks the assertion's signature with the certificate of the identity provider's metadata.",
		},
		Mend: []diag.Fix{
			easy(newResponse, ""),
			medium("In the identity provider's settings for this application, write the entity ID (audience) and the "+
				"assertion consumer address (recipient) exactly as the service provider's metadata has them.", ""),
			medium("In the service provider, import the identity provider's metadata anew: after a rotation it still "+
				"checks with the old certificate.", ""),
			medium("Set the clocks of both sides by a time source, and allow a minute between them.", `timedatectl status`),
			medium("Behind a proxy that ends TLS, tell the service provider its public address: it compares it with "+
				"Destination and Recipient.", ""),
			hard("Where the identity provider answers with another status than Success, look into its own log: the " +
				"service provider can do nothing about it."),
		},
		Prevent: []string{
			"Let both sides read the metadata of the other from its address, so that keys and addresses follow.",
			"Let the service provider log which check of a response failed.",
		},
	},
}
