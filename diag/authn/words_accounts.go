package authn

// accountTexts are the texts about accounts that are shut: those of issuers, of
// APIs, and of hand-written ones.
var accountTexts = []text{
	body("AADSTS50053", "account-disabled"),   // locked
	body("AADSTS50034", "account-disabled"),   // deleted
	body("AADSTS7000112", "account-disabled"), // the application's own
	body("Account has been deleted", "account-disabled").underInvalidGrant(),
	body("user is blocked", "account-disabled"), // Auth0
	body("User is disabled.", "account-disabled").with(400, 401, 403),
	body("inactive user", "account-disabled").underInvalidGrant(),
	body(`"E0000069"`, "account-disabled"),      // Okta
	body(`"USER_DISABLED"`, "account-disabled"), // Firebase
	body(`"user_banned"`, "account-disabled"),
	body(`"account_inactive"`, "account-disabled"), // Slack
	oauthError("inactive_user", "account-disabled"),
	oauthError("account_disabled", "account-disabled"),
	oauthError("account_locked", "account-disabled"),

	body("Your account has been blocked", "account-disabled").with(401, 403), // GitLab
	body("Your account was suspended", "account-disabled").with(401, 403),    // GitHub
	body("Your account has been suspended", "account-disabled").with(401, 403),
	body("Your account has been disabled", "account-disabled").with(401, 403),
	body("Your account has been locked", "account-disabled"),
	body("Your account has been deactivated", "account-disabled").with(401, 403),
	body("User account is locked", "account-disabled"), // Spring Security
	body("User account has expired", "account-disabled"),

	plain("account is locked", "account-disabled"),
	plain("account locked", "account-disabled"),
	plain("account temporarily locked", "account-disabled"),
	plain("account is temporarily locked", "account-disabled"),
	plain("account temporarily disabled", "account-disabled"),
	plain("account is temporarily disabled", "account-disabled"),
	plain("account is suspended", "account-disabled"),
	plain("account suspended", "account-disabled"),
	plain("account is deactivated", "account-disabled"),
	plain("account deactivated", "account-disabled"),
	plain("account is inactive", "account-disabled"),
	plain("account is blocked", "account-disabled"),
	plain("account has been deleted", "account-disabled"),
	plain("user is inactive", "account-disabled"),
	plain("user is locked", "account-disabled"),
	plain("user is deactivated", "account-disabled"),
	plain("user is suspended", "account-disabled"),
	plain("user account is disabled", "account-disabled"),
	plain("user has been deleted", "account-disabled"),
	plain("user disabled", "account-disabled"),
	plain("user inactive", "account-disabled"),
}

// fetchTexts are the texts of validators that cannot get what they check tokens
// with: the issuer's metadata, its keys, its answer about a token.
var fetchTexts = []text{
	challenge("OIDC discovery endpoint communication error", "validator-cannot-reach-idp"), // AWS API Gateway
	challenge("JWKS communication error", "validator-cannot-reach-idp"),
	anywhere("Couldn't retrieve remote JWK set", "validator-cannot-reach-idp"), // Nimbus, Spring
	anywhere("An error occurred while attempting to decode the Jwt: I/O error on", "validator-cannot-reach-idp"),
	anywhere("Introspection endpoint responded with", "validator-cannot-reach-idp"),
	anywhere("Fail to fetch data from the url", "validator-cannot-reach-idp"), // PyJWT
	anywhere("Unable to obtain configuration from", "validator-cannot-reach-idp"),
	anywhere("Unable to retrieve document from", "validator-cannot-reach-idp"),
	anywhere("error in secret or public key callback: getaddrinfo", "validator-cannot-reach-idp"), // jsonwebtoken
	anywhere("error in secret or public key callback: connect E", "validator-cannot-reach-idp"),
	anywhere("error in secret or public key callback: timeout", "validator-cannot-reach-idp"),
	anywhere("Expected 200 OK from the JSON Web Key Set HTTP response", "validator-cannot-reach-idp"), // jose
	anywhere("ERR_JWKS_TIMEOUT", "validator-cannot-reach-idp"),
	anywhere("fetching keys oidc: get keys failed", "validator-cannot-reach-idp"), // go-oidc
	anywhere("accessing discovery url (…) failed", "validator-cannot-reach-idp"),  // lua-resty-openidc
	anywhere("accessing introspection endpoint", "validator-cannot-reach-idp"),    // lua-resty-openidc
	body("OIDC Server is not available", "validator-cannot-reach-idp"),            // Quarkus
	plain("fetch failed", "validator-cannot-reach-idp"),                           // undici, the fetch of Node.js
	body("getaddrinfo ENOTFOUND", "validator-cannot-reach-idp").with(401),         // of Node.js, in a refusal
	body("getaddrinfo EAI_AGAIN", "validator-cannot-reach-idp").with(401),
	body("connect ECONNREFUSED", "validator-cannot-reach-idp").with(401),

	plain("failed to fetch jwks", "validator-cannot-reach-idp"),
	plain("unable to fetch jwks", "validator-cannot-reach-idp"),
	plain("could not fetch jwks", "validator-cannot-reach-idp"),
	plain("error fetching jwks", "validator-cannot-reach-idp"),
	plain("failed to fetch public key", "validator-cannot-reach-idp"),
	plain("failed to fetch public keys", "validator-cannot-reach-idp"),
	plain("failed to fetch signing keys", "validator-cannot-reach-idp"),
	plain("unable to fetch signing keys", "validator-cannot-reach-idp"),
	plain("authentication service unavailable", "validator-cannot-reach-idp"),
	plain("authorization server unavailable", "validator-cannot-reach-idp"),
}
