package authn

// oauthCodes says what an error code of a token endpoint means, and what to do.
var oauthCodes = map[string]string{
	// RFC 6749, section 5.2
	"invalid_request":        "The token endpoint misses a parameter, or has one twice or malformed. Compare the request with the issuer's documentation of this grant.",
	"invalid_client":         "The issuer does not know the client id, or the secret or the way of client authentication is wrong. Check id and secret against the client's registration, and whether it wants them in the header or in the body.",
	"invalid_grant":          "The refresh token or code is expired, revoked, used already, or was given to another client. Sign in again to get a new one; it cannot be repaired.",
	"unauthorized_client":    "The client is known, and may not use this grant. Allow the grant in the client's registration, or use the one that it is meant for.",
	"unsupported_grant_type": "The issuer does not offer this grant at all. See grant_types_supported in its metadata for those that it does.",
	"invalid_scope":          "A requested scope is unknown, malformed, or more than this client may have. Ask for less, or have the scope assigned to the client.",
	// RFC 6749, section 4.1.2.1
	"access_denied":             "The issuer or the user refused the request. Look at the issuer's log for the rule or policy that said no.",
	"server_error":              "The issuer failed at its own work; the credentials were not judged. Try again, and look at the issuer's log.",
	"temporarily_unavailable":   "The issuer is overloaded or under maintenance; the credentials were not judged. Try again later.",
	"unsupported_response_type": "The issuer does not offer this kind of answer. See response_types_supported in its metadata.",
	// RFC 8707, section 2; RFC 8693, section 2.2.2
	"invalid_target": "The issuer does not know the requested resource or audience, or does not give this client tokens for it. Check the value character by character against the API's registration.",
	// RFC 8628, section 3.5
	"authorization_pending": "The user has not finished signing in on the other device. Go on asking at the given interval.",
	"slow_down":             "The token endpoint was asked too often. Wait five seconds more between requests from now on.",
	"expired_token":         "The device code is over before the user signed in. Start again with a new one.",
	// RFC 9449, section 8; RFC 9126; RFC 7591
	"invalid_dpop_proof":                "The DPoP proof is missing or does not fit the request. Check its htm, htu, iat and key.",
	"use_dpop_nonce":                    "The issuer wants its nonce in the DPoP proof. Repeat the request with the value of the DPoP-Nonce header.",
	"invalid_client_metadata":           "The client's registration is not consistent. Correct it at the issuer.",
	"invalid_token":                     "The token that was presented is expired, revoked or malformed. Get a new one.",
	"insufficient_scope":                "The credentials are good and lack a scope for this. Ask for a token with the scope that is named.",
	"unsupported_token_type":            "The issuer does not handle this kind of token here. Use the kind that its documentation names.",
	"unmet_authentication_requirements": "The issuer cannot sign the user in as strongly as was asked. Offer the user another method, or ask for less.",
	// OpenID Connect Core, section 3.1.2.6
	"interaction_required":       "The user has to do something that cannot be done without them. Send them through the sign-in again.",
	"login_required":             "The user's session at the issuer is over. Send them through the sign-in again.",
	"consent_required":           "The user or an administrator has not agreed to what the client asks for. Have the consent given, then ask again.",
	"account_selection_required": "The user has several sessions and has to choose one. Send them through the sign-in again.",
	"mfa_required":               "The user has to give a second factor. Send them through the sign-in again.",
}

// ExplainOAuth says in two sentences what an error code of a token endpoint means
// and what to do; "" where it is not known.
func ExplainOAuth(code string) string { return oauthCodes[code] }
