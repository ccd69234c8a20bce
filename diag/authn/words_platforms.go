package authn

// platformTexts are the texts of clouds and services.
var platformTexts = []text{
	// AWS, S3 and what is compatible
	body("The request signature we calculated does not match the signature you provided", "signature-mismatch"),
	body("Signature expired: … is now earlier than", "clock-skew"),
	body("Signature not yet current: … is still later than", "clock-skew"),
	body("Credential should be scoped to a valid Region", "signature-mismatch", "wrong-environment"),
	body("Credential should be scoped to correct service: '{expected}'", "signature-mismatch", "wrong-environment"),
	body("Credential should be scoped with a valid terminator", "signature-mismatch"),
	body("Date in Credential scope does not match", "signature-mismatch", "clock-skew"),
	body("The security token included in the request is invalid", "api-key-invalid", "wrong-environment"),
	body("The security token included in the request is expired", "token-expired"),
	body("The Access Key Id you provided does not exist in our records", "api-key-invalid"),
	body("The difference between the request time and the server's time is too large", "clock-skew"),
	body("The authorization header is malformed; the region … is wrong; expecting '{expected}'", "signature-mismatch", "wrong-environment"),
	body("Request has expired", "token-expired").with(400, 403),
	body("Request is not valid yet", "clock-skew").with(400, 403),
	body("Mfa Authentication must be used for this request", "step-up-required"),
	body("MultiFactorAuthentication failed", "step-up-required"),
	body("There were headers present in the request which were not signed", "signature-mismatch"),
	body("The provided 'x-amz-content-sha256' header does not match what was computed", "signature-mismatch"),
	body("must be a 'SignedHeader' in the AWS Authorization", "signature-mismatch"),
	body("X-Amz-Expires must be less than a week", "signature-mismatch"),
	body("The provided token has expired", "token-expired"),
	body("The authorization mechanism you have provided is not supported", "scheme-mismatch"),
	body("Error parsing the X-Amz-Credential parameter", "header-malformed", "signature-mismatch"),

	// Google
	body("Request had invalid authentication credentials", "token-expired", "token-malformed"),
	body("Request is missing required authentication credential", "credentials-missing", "header-stripped"),
	body("ACCESS_TOKEN_EXPIRED", "token-expired"),
	body("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficient-scope"),
	body("ACCESS_TOKEN_TYPE_UNSUPPORTED", "wrong-token-type"),
	body("API_KEY_INVALID", "api-key-invalid"),
	body("API_KEY_SERVICE_BLOCKED", "insufficient-permission"),
	body("API_KEY_HTTP_REFERRER_BLOCKED", "insufficient-permission"),
	body("API_KEY_IP_ADDRESS_BLOCKED", "insufficient-permission"),
	body("API_KEY_ANDROID_APP_BLOCKED", "insufficient-permission"),
	body("API_KEY_IOS_APP_BLOCKED", "insufficient-permission"),
	body(`"SERVICE_DISABLED"`, "insufficient-permission"),
	body(`"CONSUMER_SUSPENDED"`, "account-disabled"),
	body(`"CONSUMER_INVALID"`, "wrong-environment"),
	body(`"USER_PROJECT_DENIED"`, "insufficient-permission"),

	// Kubernetes, registries, Elasticsearch
	body(`is forbidden: User "system:anonymous" cannot`, "credentials-missing", "header-stripped"),
	body(`is forbidden: User "…" cannot … resource`, "insufficient-permission"),
	body("invalid bearer token", "token-malformed", "signature-invalid"),
	body(`"code":"UNAUTHORIZED","message":"authentication required"`, "credentials-missing", "token-expired"),
	body("requested access to the resource is denied", "insufficient-permission"),
	body("missing authentication credentials for REST request", "credentials-missing", "header-stripped"),
	body("missing authentication token for REST request", "credentials-missing", "header-stripped"),
	body("unable to authenticate user […] for REST request", "password-rejected", "api-key-invalid"),

	// Microsoft
	body("Make sure the value of Authorization header is formed correctly including the signature", "signature-mismatch", "token-expired"),
	body("Server used following string to sign", "signature-mismatch"),
	body("The access token expiry UTC time '…' is earlier than current UTC time", "token-expired"),
	body("Access token has expired or is not yet valid", "token-expired", "clock-skew"),
	body("Access token validation failure. Invalid audience", "audience-mismatch"),
	body("CompactToken parsing failed with error code", "token-malformed"),

	// Others
	body("Must specify two-factor authentication OTP code", "step-up-required"), // GitHub
	body("Bad credentials", "token-revoked", "api-key-invalid", "token-expired", "password-rejected").with(401),
	body("Token is expired. You can either do re-authorization or token refresh", "token-expired"),
	body("Token was revoked. You have to re-authorize from the user", "token-revoked"),
	body(`{"message":"401 Unauthorized"}`, "credentials-missing", "api-key-invalid").with(401), // GitLab
	body("You did not provide an API key", "api-key-missing"),
	body("Incorrect API key provided", "api-key-invalid", "placeholder-credentials"),
	body("Required to provide Auth information", "credentials-missing", "password-rejected"),
}

// issuerTexts are the texts of authorization servers' token endpoints, and the
// codes of the standards (RFC 6749, 6750, 9449 and 9470).
var issuerTexts = []text{
	body("requested grant type is not allowed for this client", "grant-not-allowed"),
	body("Client not enabled to retrieve service account", "grant-not-allowed"),
	body("AADSTS7000215", "client-credentials-invalid"),
	body("AADSTS7000222", "client-credentials-invalid"),
	body("AADSTS700016", "client-credentials-invalid", "wrong-environment"),
	body("AADSTS700082", "refresh-token-invalid"),
	body("AADSTS50173", "refresh-token-invalid"),
	body("AADSTS50057", "account-disabled"),
	body("AADSTS90002", "wrong-environment"),
	body("Token is not active", "refresh-token-invalid").underInvalidGrant(),
	body("Account is not fully set up", "account-disabled").underInvalidGrant(),
	body("Account disabled", "account-disabled").underInvalidGrant(),
	body("User disabled", "account-disabled").underInvalidGrant(),
	body("Invalid client or Invalid client credentials", "client-credentials-invalid"),
	body("Client secret not provided in request", "client-credentials-invalid"),
	body("The client is not authorized to request a token using this method", "grant-not-allowed"),
	body("The requested scope is invalid, unknown, or malformed", "scope-not-granted"),
	body("Token is inactive because it is malformed, expired or otherwise invalid", "token-expired", "token-revoked"),
	body("The request could not be authorized", "credentials-missing", "token-expired"),
	oauthError("invalid_client", "client-credentials-invalid"),
	oauthError("invalid_grant", "refresh-token-invalid"),
	oauthError("unauthorized_client", "grant-not-allowed"),
	oauthError("unsupported_grant_type", "grant-not-allowed"),
	oauthError("invalid_scope", "scope-not-granted"),
	oauthError("insufficient_scope", "insufficient-scope"),
	oauthError("insufficient_user_authentication", "step-up-required"),
	oauthError("insufficient_claims", "step-up-required"), // Microsoft's claims challenge
	oauthError("interaction_required", "step-up-required"),
	oauthError("mfa_required", "step-up-required"),
	oauthError("use_dpop_nonce", "token-binding-failed"),
	oauthError("invalid_dpop_proof", "token-binding-failed"),
	anywhere("Invalid DPoP key binding", "token-binding-failed"), // RFC 9449, section 7.1
	challenge("stale=true", "digest-mismatch").asking("Digest"),
	challenge(`stale="true"`, "digest-mismatch").asking("Digest"),
}
