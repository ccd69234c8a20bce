package cause

import "example.com/why401/diag"

var boundCauses = []Cause{
	{
		Code:  "token-encrypted",
		Step:  diag.TokenStep,
		Title: "The token is encrypted, and the API cannot read it",
		Renew: true,
		Holds: holdsEncrypted,
		Fixes: renew,
		Means: "The token is a JWE: five parts, of which only the header can be read, and the claims are encrypted for " +
			"one recipient. The API expects a signed token of three parts and takes this one for a malformed one. " +
			"Typically the token was issued for somebody else: Auth0 gives one that only itself can read to a client " +
			"that names no audience, Entra ID encrypts for an application that has registered an encryption key, and " +
			"web frameworks keep their own session in this form.",
		RFC: "RFC 7516, sections 3 and 9",
		Confirm: []string{
			`printf %s "$TOKEN" | tr -cd . | wc -c`,
			"Four full stops make five parts, a JWE; a signed token has two.",
			joseHeader("{alg, enc, kid, cty, iss}"),
			"alg and enc say how it is encrypted, kid for whom; nothing else of it can be read.",
		},
		Mend: []diag.Fix{
			easy("Name the API as the audience when asking for the token: with Auth0 that alone turns a JWE into a "+
				"signed token for that API.", newToken(withAudience)),
			medium("Where the issuer encrypts for this API on purpose, give the API the private key that kid names, "+
				"and let it decrypt before it verifies. Spring: a JwtDecoder with a JWEDecryptionKeySelector; ASP.NET: "+
				"TokenValidationParameters.TokenDecryptionKey.", ""),
			medium("Else switch the encryption off for this API. Entra ID: take tokenEncryptionKeyId out of the "+
				"application; Keycloak: the client's setting for the access token's encryption.", ""),
		},
		Prevent: []string{
			"Let clients send access tokens on as they come, and never a session or an ID token in their place.",
			"Agree on one form of access token for each API, and test it where a new client is set up.",
		},
	},
	{
		Code:  bindingFailed,
		Step:  diag.TokenStep,
		Title: "The bound token comes without its right proof",
		Holds: holdsBinding,
		Fixes: mendProof,
		Try:   tryBinding,
		Means: "The token is bound to a key or a certificate (the claim cnf) and is good only together with the proof " +
			"that the caller has it. For DPoP that is the scheme DPoP in place of Bearer and a header DPoP: a JWT " +
			"signed with that key, made anew for each request, which names its method, address, time and token, and " +
			"the server's nonce where it gave one. For mutual TLS it is the client certificate of the connection. " +
			"Whatever of it is missing, old or for another request makes the API refuse, however good the token is.",
		RFC: "RFC 9449, sections 4.3 and 7.1; RFC 8705, section 3",
		Confirm: []string{
			claims("{cnf}"),
			"jkt names a key, x5t#S256 a certificate. Without cnf the token is not bound.",
			proofPart("0", "{typ, alg}"),
			proofPart("1", "{htm, htu, iat, ath, nonce}"),
			"htm has to be the method, htu the address without its query, iat the time within a minute or so.",
			`printf %s "$TOKEN" | openssl dgst -sha256 -binary | openssl base64 | tr '+/' '-_' | tr -d '='`,
			"That has to be the proof's ath.",
			`curl -sS -o /dev/null -D - -H "Authorization: DPoP $TOKEN" -H "DPoP: $DPOP_PROOF" "$API_URL" | grep -iE '^(http|www-authenticate|dpop-nonce)'`,
			"error=use_dpop_nonce asks for another request with the value of DPoP-Nonce as nonce. A proof is good " +
				"once: one that was sent before is refused whatever it says.",
		},
		Mend: []diag.Fix{
			easy("Give the private key: why401 then makes the right proof, and tries it.",
				`why401 check --dpop-key "$DPOP_KEY_FILE" -H "Authorization: DPoP $TOKEN" "$API_URL"`),
			easy("For a token that is bound to a certificate, send that certificate.",
				`curl -sS -i --cert "$CERT_FILE" --key "$KEY_FILE" -H "Authorization: Bearer $TOKEN" "$API_URL"`),
			medium("In the program, let the OAuth library make a proof for each request, by the key that it asked for "+
				"the token with, and the address as it is called, and let it send the request again with the nonce of "+
				"DPoP-Nonce.", ""),
			medium("Behind a proxy, let the API compute its address from X-Forwarded-Proto and X-Forwarded-Host, or "+
				"set its public address: else it compares htu with its inner one. For mutual TLS, let the proxy that "+
				"ends it hand the certificate on, as in Client-Cert (RFC 9440).", ""),
			hard("Where the key is lost, no proof can be made: sign in again, and get a token for a new key."),
		},
		Prevent: []string{
			"Keep the key and the tokens that are bound to it together, and replace them together.",
			"Let the client take every DPoP-Nonce that comes, and repeat a request once where it is asked for one.",
		},
	},
}

// proofPart shows one part of a DPoP proof.
func proofPart(part, filter string) string {
	return `printf %s "$DPOP_PROOF" | jq -R 'split(".")[` + part + `] | gsub("-";"+") | gsub("_";"/") | @base64d | fromjson | ` + filter + `'`
}
