package lab

// What stacks say, in their own words. {saw} is what the token has, {want} what
// the API demands, {at} the time at which the token ends or begins.

var aspnetWords = map[reason]string{
	unknownKey:    "The signature key was not found",
	badSignature:  "The signature is invalid",
	wrongIssuer:   "The issuer '{saw}' is invalid",
	wrongAudience: "The audience '{saw}' is invalid",
	expired:       "The token expired at '{at-us}'",
	early:         "The token is not valid before '{at-us}'",
}

const springDecode = "An error occurred while attempting to decode the Jwt: "

var springWords = map[reason]string{
	badHeader:     "Bearer token is malformed",
	duplicate:     "Found multiple bearer tokens in the request",
	malformed:     springDecode + "Malformed token",
	badAlgorithm:  springDecode + "Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
	unknownKey:    springDecode + "Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
	badSignature:  springDecode + "Signed JWT rejected: Invalid signature",
	wrongType:     springDecode + "the given typ value needs to be one of [{want}]",
	wrongIssuer:   springDecode + "The iss claim is not valid",
	wrongAudience: springDecode + "The aud claim is not valid",
	expired:       springDecode + "Jwt expired at {at}",
	early:         springDecode + "Jwt used before {at}",
	claimMissing:  springDecode + "The {want} claim is not valid",
	inactive:      "Provided token isn't active",
	scopeMissing:  "The request requires higher privileges than provided by the access token.",
}

var expressWords = map[reason]string{
	missing:       "No authorization token was found",
	badHeader:     "Format is Authorization: Bearer [token]",
	duplicate:     "Multiple tokens provided",
	malformed:     "jwt malformed",
	badAlgorithm:  "invalid algorithm",
	noKeySet:      "Error in secret or public key callback",
	unknownKey:    "invalid signature",
	badSignature:  "invalid signature",
	wrongType:     "invalid token",
	wrongIssuer:   "jwt issuer invalid. expected: {want}",
	wrongAudience: "jwt audience invalid. expected: {want}",
	expired:       "jwt expired",
	early:         "jwt not active",
	claimMissing:  "missing required claim: {want}",
	inactive:      "The token has been revoked.",
	scopeMissing:  "Insufficient scope",
	forbidden:     "Permission denied",
}

var envoyWords = map[reason]string{
	missing:       "Jwt is missing",
	badHeader:     "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
	duplicate:     "Found multiple Jwt tokens",
	malformed:     "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
	badAlgorithm:  "Jwt header [alg] is not supported",
	noKeySet:      "Jwks remote fetch is failed",
	unknownKey:    "Jwks doesn't have key to match kid or alg from Jwt",
	badSignature:  "Jwt verification fails",
	wrongType:     "Jwt verification fails",
	wrongIssuer:   "Jwt issuer is not configured",
	wrongAudience: "Audiences in Jwt are not allowed",
	expired:       "Jwt is expired",
	early:         "Jwt not yet valid",
	claimMissing:  "Jwt verification fails",
	inactive:      "RBAC: access denied",
	scopeMissing:  "RBAC: access denied",
	forbidden:     "RBAC: access denied",
}
