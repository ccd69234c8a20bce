package authn

// libraryTexts are the texts of token libraries, which many services pass on
// as they come.
var libraryTexts = []text{
	// PyJWT, python-jose, Authlib
	anywhere("Signature has expired", "token-expired"), // of the token, not of its signature
	anywhere("The token is not yet valid", "token-not-yet-valid", "clock-skew"),
	anywhere("Audience doesn't match", "audience-mismatch"),
	anywhere(`Token is missing the "aud" claim`, "audience-mismatch"),
	anywhere("The specified alg value is not allowed", "algorithm-rejected"),
	anywhere("Not enough segments", "token-malformed"),
	anywhere("Unable to find a signing key that matches", "signing-key-unknown", "validator-keys-stale"),
	anywhere("The JWKS endpoint did not contain any signing keys", "idp-misconfigured"),

	// node jsonwebtoken, express-jwt
	anywhere("jwt expired", "token-expired"),
	anywhere("jwt not active", "token-not-yet-valid", "clock-skew"),
	anywhere("jwt audience invalid. expected: {expected}", "audience-mismatch"),
	anywhere("jwt issuer invalid. expected: {expected}", "issuer-mismatch", "wrong-environment"),
	anywhere("jwt subject invalid. expected: {expected}", "claim-missing"),
	anywhere("jwt signature is required", "algorithm-rejected"),
	anywhere("jwt malformed", "token-malformed"),
	anywhere("jwt must be provided", "credentials-missing"),
	body("No authorization token was found", "credentials-missing", "header-stripped"),
	body("Format is Authorization: Bearer [token]", "header-malformed", "scheme-missing"),
	body("The token has been revoked", "token-revoked"),

	// jose, express-oauth2-jwt-bearer
	anywhere(`"exp" claim timestamp check failed`, "token-expired"),
	anywhere(`"nbf" claim timestamp check failed`, "token-not-yet-valid", "clock-skew"),
	anywhere(`"iat" claim timestamp check failed`, "clock-skew", "token-not-yet-valid"),
	anywhere(`unexpected "aud" claim value`, "audience-mismatch"),
	anywhere(`unexpected "iss" claim value`, "issuer-mismatch", "wrong-environment"),
	anywhere(`unexpected "typ" JWT header value`, "wrong-token-type"),
	anywhere(`missing required "…" claim`, "claim-missing"),
	anywhere("unexpected 'aud' value", "audience-mismatch"),
	anywhere("unexpected 'iss' value", "issuer-mismatch", "wrong-environment"),
	anywhere("unexpected '…' value", "claim-missing"),
	anywhere("missing '…' claim", "claim-missing"),
	anywhere("Invalid Token or Protected Header formatting", "token-malformed"),
	anywhere("no applicable key found in the JSON Web Key Set", "signing-key-unknown", "validator-keys-stale"),
	anywhere("multiple matching keys found in the JSON Web Key Set", "idp-misconfigured"),
	anywhere("Failed to fetch authorization server metadata", "validator-cannot-reach-idp"),

	// fast-jwt, @fastify/jwt
	anywhere("FAST_JWT_EXPIRED", "token-expired"),
	anywhere("FAST_JWT_INACTIVE", "token-not-yet-valid", "clock-skew"),
	anywhere("FAST_JWT_MALFORMED", "token-malformed"),
	anywhere("FAST_JWT_INVALID_SIGNATURE", "signature-invalid"),
	anywhere("FAST_JWT_INVALID_ALGORITHM", "algorithm-rejected"),
	anywhere("the aud claim value is not allowed", "audience-mismatch"),
	anywhere("the iss claim value is not allowed", "issuer-mismatch", "wrong-environment"),
	anywhere("the … claim value is not allowed", "claim-missing"),
	anywhere("UnauthorizedError: invalid algorithm", "algorithm-rejected"),
	anywhere("UnauthorizedError: invalid signature", "signature-invalid"),

	// golang-jwt, go-oidc
	anywhere("token is expired", "token-expired"),
	anywhere("token is not valid yet", "token-not-yet-valid", "clock-skew"),
	anywhere("token used before issued", "token-not-yet-valid", "clock-skew"),
	anywhere("token has invalid audience", "audience-mismatch"),
	anywhere("token has invalid issuer", "issuer-mismatch", "wrong-environment"),
	anywhere("token is missing required claim", "claim-missing"),
	anywhere("token signature is invalid", "signature-invalid"),
	anywhere("signing method … is invalid", "algorithm-rejected"),
	anywhere("token is unverifiable", "signing-key-unknown", "algorithm-rejected"),
	anywhere("token contains an invalid number of segments", "token-malformed", "token-encrypted"),
	anywhere(`oidc: expected audience "{expected}" got`, "audience-mismatch"),
	anywhere(`issued by a different provider, expected "{expected}" got`, "issuer-mismatch", "wrong-environment"),
	anywhere("failed to verify id token signature", "signature-invalid", "signing-key-unknown"),

	// Java: Nimbus, jjwt, java-jwt, jose4j
	anywhere("Expired JWT", "token-expired"),
	anywhere("JWT before use time", "token-not-yet-valid", "clock-skew"),
	anywhere("JWT audience rejected", "audience-mismatch"),
	anywhere("JWT iss claim has value …, must be {expected}", "issuer-mismatch", "wrong-environment"),
	anywhere("JWT missing required claims", "claim-missing"),
	anywhere("JWT signature does not match locally computed signature", "signature-invalid"),
	anywhere("Expected iss claim to be: {expected}, but was", "issuer-mismatch", "wrong-environment"),
	anywhere("Expected aud claim to be: {expected}, but was", "audience-mismatch"),
	anywhere("The Token has expired on", "token-expired"),
	anywhere("The Token can't be used before", "token-not-yet-valid", "clock-skew"),
	anywhere("The Claim 'aud' value doesn't contain the required audience", "audience-mismatch"),
	anywhere("The Claim 'iss' value doesn't match the required issuer", "issuer-mismatch", "wrong-environment"),
	anywhere("The Token's Signature resulted invalid when verified", "signature-invalid"),
	anywhere("The JWT is no longer valid", "token-expired"),
	anywhere("Issuer (iss) claim value (…) doesn't match expected value of {expected}", "issuer-mismatch", "wrong-environment"),
	anywhere("doesn't contain an acceptable identifier. Expected {expected}", "audience-mismatch"),

	// PHP and Ruby
	anywhere("Cannot handle token prior to", "token-not-yet-valid", "clock-skew"),
	anywhere("Cannot handle token with iat prior to", "token-not-yet-valid", "clock-skew"),
	anywhere("Wrong number of segments", "token-malformed", "token-encrypted"),
	anywhere(`"kid" invalid, unable to lookup correct key`, "signing-key-unknown", "validator-keys-stale"),
	anywhere(`"kid" empty, unable to lookup correct key`, "signing-key-unknown"),
	anywhere("Incorrect key for this algorithm", "algorithm-rejected"),
	anywhere("Invalid audience. Expected {expected}, received", "audience-mismatch"),
	anywhere("Invalid issuer. Expected {expected}, received", "issuer-mismatch", "wrong-environment"),
	anywhere("Not enough or too many segments", "token-malformed", "token-encrypted"),
	anywhere("Could not find public key for kid", "signing-key-unknown", "validator-keys-stale"),
	anywhere("Signature verification raised", "signature-invalid"),
	anywhere("The token was not issued by the given issuers", "issuer-mismatch", "wrong-environment"),
	anywhere("The token is not allowed to be used by this audience", "audience-mismatch"),
	anywhere("Token signature mismatch", "signature-invalid"),
	anywhere("Invalid token issuer. Expected {expected}", "issuer-mismatch", "wrong-environment"), // Keycloak's adapters
	anywhere("Didn't find publicKey for specified kid", "signing-key-unknown", "validator-keys-stale"),
	anywhere("Expected audience not available in the token", "audience-mismatch"),
}
