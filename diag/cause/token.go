package cause

import "example.com/why401/diag"

var tokenCauses = []Cause{
	{
		Code:  "token-malformed",
		Step:  diag.TokenStep,
		Title: "The token is damaged",
		Holds: holdsMalformed,
		Fixes: tidyToken,
		Try:   tryMalformed,
		Means: "What stands after the scheme cannot be read as the kind of token that the API expects. A JWT has " +
			"three parts between full stops, each base64url, the first two JSON; here a part is missing or cut off, " +
			"white space or quotes got in, or it is another format altogether. The API stops before it looks at " +
			"signature or claims and answers 401. It typically comes from a database column or a log that cuts long " +
			"values, from selecting text by hand, and from URL-encoding.",
		RFC: "RFC 7519, section 7.2; RFC 7515, section 5.2",
		Confirm: []string{
			`printf %s "$TOKEN" | awk -F. '{print NF " parts, signature of " length($3) " characters"}'`,
			"A signed JWT has 3 parts, an encrypted one 5, an opaque token usually 1. RS256 with a key of 2048 bits " +
				"has a signature of 342 characters, ES256 of 86, HS256 of 43: fewer means cut off.",
			joseHeader("."),
			claims("."),
			"An error from jq instead of JSON shows in which part the damage is.",
		},
		Mend: []diag.Fix{
			easy("Get a fresh token and pass it on by a variable or a file, not by copying text.", newToken("")),
			easy(tidyWords, tidyCommand),
			medium("See that what stores the token is long enough: a database column, a cookie (browsers keep about "+
				"4096 bytes), a header limit (nginx: large_client_header_buffers).", ""),
			medium("Where the token is opaque and the API wants a JWT, or the other way round, ask for the other "+
				"kind: Auth0 and some others hand out a JWT only where the API's audience is named.",
				newToken(withAudience)),
		},
		Prevent: []string{
			"Store tokens in a type without a length limit, and compare a hash after writing and reading.",
			"Hand tokens on by files or environment variables, never by hand.",
		},
	},
	{
		Code:  "wrong-environment",
		Step:  diag.TokenStep,
		Title: "The token belongs to another environment",
		Holds: holdsEnvironment,
		Fixes: renew,
		Means: "The token is good, but for a sister of this system: issued by staging and sent to production, by " +
			"another tenant or realm, or in another region. The API trusts only its own environment's issuer and " +
			"keys, so it answers 401. It typically comes from one setting of several that was not changed along, " +
			"from a token cached before a switch, or from a profile that was left active in a shell.",
		RFC: "RFC 7519, section 4.1.1; RFC 8725, section 3.8",
		Confirm: []string{
			claims("{iss, aud, client_id, azp, tid}"),
			metadata + ` | jq -r .issuer`,
			"With ISSUER as the API's environment names it, the two issuers have to be equal. A difference such as " +
				"staging, another tenant id or another region is the cause.",
			`curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $TOKEN" "$OTHER_ENVIRONMENT_URL"`,
			"Success at the other environment's API proves that the token is at home there.",
		},
		Mend: []diag.Fix{
			easy("Ask the issuer of the API's own environment for a token, with the client that is registered there.",
				`TOKEN_URL=$(`+metadata+` | jq -r .token_endpoint); `+newToken("")),
			easy("Where the API's address is the wrong one of the two, call the one that the token is for.", ""),
			medium("Delete tokens cached before the switch, and restart what keeps them in memory.", ""),
			medium("Set API address, issuer, audience, client id and secret together, as one group for each "+
				"environment.", ""),
		},
		Prevent: []string{
			"Let the client compare iss of a new token with the configured issuer when it starts.",
			"Give environments host names, client ids and audiences that cannot be mistaken for one another.",
		},
	},
	{
		Code:   "issuer-mismatch",
		Step:   diag.TokenStep,
		Title:  "The token comes from an issuer the API rejects",
		Unless: []diag.Code{"wrong-environment", "validator-misconfigured"},
		Holds:  holdsIssuer,
		Fixes:  renew,
		Means: "The claim iss is not the issuer that the API trusts. The two are compared letter by letter: a " +
			"trailing slash, http instead of https, another port or letter case make them different, even if they " +
			"lead to the same server. It also comes about when a token is asked for at an internal host name and the " +
			"issuer writes that name into it, or when an issuer has two versions of itself, as Entra ID with " +
			"sts.windows.net and login.microsoftonline.com/.../v2.0.",
		RFC: "RFC 7519, section 4.1.1; RFC 9068, section 4",
		Confirm: []string{
			claims(".iss"),
			metadata + ` | jq .issuer`,
			"Compare the two character by character, ending included. With ISSUER set to what the API trusts, any " +
				"difference is the cause.",
			call,
			"Some APIs say so in error_description, as in: the iss claim is not valid.",
		},
		Mend: []diag.Fix{
			easy("Get the token from the issuer that the API trusts.",
				`TOKEN_URL=$(`+metadata+` | jq -r .token_endpoint); `+newToken("")),
			medium("Ask for the token at the issuer's public name: Keycloak takes its own from the request unless "+
				"hostname (KC_HOSTNAME) is set.", ""),
			medium("Entra ID: requestedAccessTokenVersion (in older manifests accessTokenAcceptedVersion) of the "+
				"API's registration decides between the issuers of v1 and v2.", ""),
			medium("Where the token is right and the API's setting is not, write exactly the text of iss there. "+
				"Spring Boot: spring.security.oauth2.resourceserver.jwt.issuer-uri. ASP.NET Core: "+
				"TokenValidationParameters.ValidIssuer. Quarkus: quarkus.oidc.token.issuer. "+
				"express-oauth2-jwt-bearer: issuer or issuerBaseURL. Envoy and Istio: issuer. PyJWT: "+
				"decode(issuer=...).", ""),
		},
		Prevent: []string{
			"Copy the issuer from its own metadata into the settings of the API, never from memory.",
			"Let the API compare its setting with the issuer's metadata when it starts.",
		},
	},
	{
		Code:   "algorithm-rejected",
		Step:   diag.TokenStep,
		Title:  "The token's signing algorithm is not accepted",
		Unless: []diag.Code{"validator-misconfigured", "token-malformed"},
		Holds:  holdsAlgorithm,
		Fixes:  renew,
		Means: "The header's alg is one that the API does not take: none, which is no signature at all; HS256, where " +
			"the issuer publishes public keys; or a good algorithm that is not on the API's list, such as ES256 or " +
			"PS256 where only RS256 is expected. Refusing is right: an API that lets the token choose can be fooled " +
			"with forged ones. It typically comes from an issuer whose key type was changed, from tokens made in " +
			"tests, or from a list that was left at its default.",
		RFC: "RFC 8725, sections 3.1 and 3.2; RFC 9068, section 4",
		Confirm: []string{
			joseHeader("{alg, kid, typ}"),
			keySet + ` | jq '.keys[] | {kid, kty, alg, use}'`,
			"kty has to fit alg: RSA for RS and PS, EC for ES, OKP for EdDSA. HS never fits a published key.",
			metadata + ` | jq '{id_token_signing_alg_values_supported}'`,
			"This list is about ID tokens; most issuers sign access tokens with one of the same algorithms.",
		},
		Mend: []diag.Fix{
			easy("Where the token was made by hand or for a test, get one from the issuer.", newToken("")),
			medium("Set the API's algorithm at the issuer, where it signs with another. Auth0: API settings, JSON "+
				"Web Token Signing Algorithm. Keycloak: client, Advanced, Access token signature algorithm.", ""),
			medium("Put the issuer's asymmetric algorithm on the API's list, and no other. Spring Boot: "+
				"spring.security.oauth2.resourceserver.jwt.jws-algorithms. ASP.NET Core: "+
				"TokenValidationParameters.ValidAlgorithms. Quarkus: quarkus.oidc.token.signature-algorithm. "+
				"express-oauth2-jwt-bearer: tokenSigningAlg. PyJWT and jsonwebtoken: algorithms.", ""),
			hard("Never allow none, nor HS256 beside public keys: with it anyone who has the public key can forge " +
				"tokens. Move such clients to the issuer's keys."),
		},
		Prevent: []string{
			"Name the accepted algorithms in the API explicitly, and add a new one there before the issuer starts to " +
				"use it.",
		},
	},
	{
		Code:   "signing-key-unknown",
		Step:   diag.TokenStep,
		Title:  "The token names a key the issuer does not have",
		Unless: []diag.Code{"wrong-environment", "issuer-mismatch", "token-malformed", "validator-keys-stale"},
		Holds:  holdsUnknownKey,
		Fixes:  renew,
		Means: "The header's kid is not in the issuer's key set, so nobody can check the signature. Either the token " +
			"is older than a rotation after which its key was withdrawn, or another issuer made it (a sister " +
			"environment, another realm), or it was forged. The API answers 401.",
		RFC: "RFC 7515, section 4.1.4; RFC 7517, section 4.5",
		Confirm: []string{
			joseHeader(".kid"),
			keySet + ` | jq -r '.keys[].kid'`,
			"The token's kid is not in the list: the issuer cannot vouch for the token.",
			claims("{iss, iat: (.iat | todate)}"),
			"An iat from before the last rotation speaks for a withdrawn key, another iss for another issuer.",
		},
		Mend: []diag.Fix{
			easy("Get a fresh token: it is signed with a current key.", newToken("")),
			easy("Where kid is of another environment or realm, ask the issuer that the API trusts.", ""),
			medium("At the issuer, publish the old key again until the last token signed with it has expired. "+
				"Keycloak: set the key provider to passive instead of deleting it.", ""),
			medium("Where the issuer stands behind several instances or a CDN, see that all of them publish the same "+
				"keys: ask several times and compare.",
				`for i in 1 2 3 4 5; do `+keySet+` | jq -c '[.keys[].kid] | sort'; done`),
		},
		Prevent: []string{
			"Rotate in three steps: publish the new key, sign with it after every cache has it, withdraw the old one " +
				"after the longest life of a token.",
		},
	},
	{
		Code:   "signature-invalid",
		Step:   diag.TokenStep,
		Title:  "The token's signature does not verify",
		Unless: []diag.Code{"wrong-environment", "issuer-mismatch", "token-malformed"},
		Holds:  holdsSignature,
		Fixes:  renew,
		Means: "The issuer has the key that the token names, and the signature does not fit the token's content with " +
			"it. So either the content was changed after signing, the signature was damaged, or the token was signed " +
			"with another key under the same name. No validator may accept it; the API answers 401. It typically " +
			"comes from tokens edited by hand, from a cut or wrongly copied end, from an issuer that reuses a kid " +
			"for a new key, or from a secret that differs between signer and checker.",
		RFC: "RFC 7515, section 5.2",
		Confirm: []string{
			keySet + ` > jwks.json; step crypto jwt verify --jwks jwks.json --iss "$ISSUER" --aud "$AUDIENCE" < "$TOKEN_FILE"`,
			"step (smallstep.com) checks signature, issuer, audience and time, and says which one fails. With " +
				"openssl alone, for RS256 where the key set has x5c:",
			keySet + ` | jq -r --arg kid "$KID" '.keys[] | select(.kid == $kid) | .x5c[0]' | openssl base64 -d -A | openssl x509 -inform DER -noout -pubkey > key.pem`,
			`printf %s "$TOKEN" | cut -d. -f3 | jq -rR 'gsub("-";"+") | gsub("_";"/") | . + "=" * ((4 - length % 4) % 4)' | openssl base64 -d -A > signature.bin`,
			`printf %s "$TOKEN" | cut -d. -f1,2 | tr -d '\n' | openssl dgst -sha256 -verify key.pem -signature signature.bin`,
			"Verified OK is a good signature; Verification failure is this cause. KID is the kid from the token's " +
				"header.",
		},
		Mend: []diag.Fix{
			easy("Get a fresh token and send it unchanged.", newToken("")),
			medium("Compare the token at the issuer and at the API by its hash: a difference means that something on "+
				"the way changes it.",
				`printf %s "$TOKEN" | openssl dgst -sha256`),
			hard("Where fresh tokens fail, too, the issuer signs with another key than it publishes under that kid: " +
				"give each key a kid of its own, best its thumbprint (RFC 7638)."),
			hard("Where nobody can explain the change, treat it as an attempt to forge: look up in the logs where " +
				"the token came from."),
		},
		Prevent: []string{
			"Never edit a token: each claim is under the signature.",
			"Never reuse a kid for a new key.",
		},
	},
	{
		Code:  "clock-skew",
		Step:  diag.TokenStep,
		Title: "The clocks disagree",
		Holds: holdsSkew,
		Means: "The token is good, but the clocks of client, API and issuer differ by more than the leeway. An API " +
			"whose clock is ahead finds fresh tokens expired; one whose clock is behind finds them not yet valid. It " +
			"answers 401 to tokens that are good by a right clock. Typical reasons are a machine without time " +
			"synchronisation, a virtual machine resumed from a pause, and a container host whose clock stood still " +
			"while the laptop slept.",
		RFC: "RFC 7519, sections 4.1.4 and 4.1.5",
		Confirm: []string{
			clocks,
			"Three clocks: this machine, the API, the issuer. They should agree to a second or two; more than the " +
				"leeway, usually 0 to 300 seconds, is the cause.",
			claims("{now: (now | todate), iat: (.iat | todate), exp: (.exp | todate)}"),
			"A token that was just issued and whose iat lies minutes off now shows the issuer's clock against this " +
				"machine's.",
		},
		Mend: []diag.Fix{
			easy("On the machine whose clock is wrong, on Linux with chrony: see the offset, then set the clock at once.",
				`chronyc tracking; sudo chronyc makestep`),
			easy("Linux with systemd-timesyncd: switch synchronisation on.",
				`sudo timedatectl set-ntp true; timedatectl timesync-status`),
			easy("macOS: see the offset, then set the clock at once.",
				`sntp time.apple.com; sudo sntp -sS time.apple.com`),
			easy("Windows, in a PowerShell run as administrator: see the offset, then set the clock at once.",
				`w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly; w32tm /resync /rediscover`),
			easy("A container has its host's clock: set it there. Docker Desktop, Podman machine and WSL: restart "+
				"the virtual machine, on Windows with wsl --shutdown.",
				`date -u; docker run --rm alpine date -u`),
			medium("In a virtual machine, let one service alone keep time: chrony with the hypervisor's clock "+
				"(refclock PHC /dev/ptp0) or the guest tools. On EC2 the time source is 169.254.169.123.",
				`chronyc sources -v`),
			medium("Give the API a leeway of 30 to 60 seconds until the clocks are right. Spring: "+
				"JwtTimestampValidator(Duration). ASP.NET Core: TokenValidationParameters.ClockSkew. Envoy: "+
				"clock_skew_seconds. jose and jsonwebtoken: clockTolerance. PyJWT: leeway. golang-jwt: WithLeeway.", ""),
		},
		Prevent: []string{
			"Run a time service on every host, and raise an alarm at an offset of more than a second.",
			"Give validators a small leeway: a minute is plenty.",
		},
	},
	{
		Code:   "token-expired",
		Step:   diag.TokenStep,
		Title:  "The access token has expired",
		Renew:  true,
		Unless: []diag.Code{"clock-skew"},
		Holds:  holdsExpired,
		Fixes:  renew,
		Means: "The token's time is over: exp lies in the past by a clock that can be trusted. Access tokens live " +
			"for minutes or hours on purpose, so that a stolen one is soon worthless. The API answers 401 with " +
			"error=invalid_token, and the client is expected to get a new one. It typically comes from a client that " +
			"keeps a token without looking at its life, from a token pasted into a script, or from a renewal that " +
			"failed unnoticed.",
		RFC: "RFC 7519, section 4.1.4; RFC 6750, section 3.1",
		Confirm: []string{
			claims("{exp: (.exp | todate), now: (now | todate)}"),
			"exp before now: the token has expired, if this machine's clock is right.",
			`curl -sS -o /dev/null -D - "$API_URL" | grep -i '^date:'`,
			"The API's own clock is what counts: exp has to lie after its Date.",
			introspect,
			"For an opaque token the issuer says whether it is still active.",
		},
		Mend: []diag.Fix{
			easy("Get a fresh token with the client's own credentials.", newToken("")),
			easy("Or renew it with the refresh token. Keep the new refresh token, if one comes along: the old one "+
				"may be spent.",
				`ANSWER=$(curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=refresh_token --data-urlencode "refresh_token=$REFRESH_TOKEN" "$TOKEN_URL"); TOKEN=$(printf %s "$ANSWER" | jq -er '.access_token // error(.error)')`),
			medium("In the client, renew a minute before expires_in is over, and once more on a 401 with "+
				"invalid_token; then repeat the request once.", ""),
			medium("Where long jobs outlive their token, get a token for each piece of work instead of one at the "+
				"start.", ""),
			hard("A longer life at the issuer is a last resort: a stolen token is then good for longer, too."),
		},
		Prevent: []string{
			"Let a well-kept client library keep and renew tokens.",
			"Count renewals and their failures: the failure comes well before the 401.",
		},
	},
	{
		Code:   "token-not-yet-valid",
		Step:   diag.TokenStep,
		Title:  "The token is not valid yet",
		Renew:  true,
		Unless: []diag.Code{"clock-skew"},
		Holds:  holdsNotYet,
		Fixes:  renew,
		Means: "nbf, or for some validators iat, lies in the future by a clock that can be trusted: the token was " +
			"issued for later use, or by an issuer that writes a wrong time. The API may not accept it before that " +
			"time and answers 401. It often is a wrong clock in disguise: where the clocks disagree, they are the " +
			"cause.",
		RFC: "RFC 7519, sections 4.1.5 and 4.1.6",
		Confirm: []string{
			claims("{now: (now | todate), nbf: (.nbf // .iat | todate), iat: (.iat // .nbf | todate)}"),
			"nbf or iat after now: the token is not valid yet.",
			clocks,
			"If the three clocks agree, the token's time is at fault; if not, a clock is.",
		},
		Mend: []diag.Fix{
			easy("Wait until nbf has passed, and send the request again.", callStatus),
			easy("Get a fresh token, and see whether its nbf lies in the past.", newToken("")),
			medium("At the issuer, take out an nbf in the future: nbf should be the time of issue, or a little "+
				"before it. Times are seconds since 1970 in UTC; local time or milliseconds in their place put them "+
				"far off.", ""),
			medium("Give the API a leeway of 30 to 60 seconds.", ""),
		},
		Prevent: []string{
			"Let the issuer set nbf to the time of issue, or leave it out.",
			"Keep the clocks of issuer and API synchronised.",
		},
	},
	{
		Code:   "audience-mismatch",
		Step:   diag.TokenStep,
		Title:  "The token is for another API",
		Unless: []diag.Code{"wrong-token-type", "validator-misconfigured"},
		Holds:  holdsAudience,
		Fixes:  renew,
		Means: "The claim aud names the services that the token is meant for, and this API is not among them. The " +
			"API has to refuse it, or a token given to one service could be used at every other. It answers 401. It " +
			"typically comes from asking for a token without naming an audience, from naming another API's, or from " +
			"a small difference: a trailing slash, https left out, api:// and the bare id.",
		RFC: "RFC 7519, section 4.1.3; RFC 9068, section 4; RFC 8707, section 2",
		Confirm: []string{
			claims(".aud"),
			"Compare it character by character with the audience in the API's settings or description.",
			newToken(withAudience) + `; ` + claims(".aud"),
			callStatus,
			"If the token for the right audience is accepted, the audience was the cause.",
		},
		Mend: []diag.Fix{
			easy("Ask for the token with the API's audience. Auth0 and many others: audience.", newToken(withAudience)),
			easy("Issuers that follow RFC 8707: resource.", newToken(` --data-urlencode "resource=$AUDIENCE"`)),
			easy("Entra ID: the API's scope, for client credentials its /.default.", newToken(` --data-urlencode "scope=$AUDIENCE/.default"`)),
			medium("Where the issuer decides, register the API there: Keycloak with an Audience mapper in a client "+
				"scope, Okta with a custom authorization server.", ""),
			medium("Where the token is right and the API's setting is not, change that. Spring Boot: "+
				"spring.security.oauth2.resourceserver.jwt.audiences. ASP.NET Core: JwtBearerOptions.Audience or "+
				"TokenValidationParameters.ValidAudiences. Quarkus: quarkus.oidc.token.audience. "+
				"express-oauth2-jwt-bearer: audience. Envoy and Istio: audiences. oauth2-proxy: "+
				"--oidc-extra-audience. PyJWT: decode(audience=...). AWS HTTP API:",
				`aws apigatewayv2 update-authorizer --api-id "$API_ID" --authorizer-id "$AUTHORIZER_ID" --jwt-configuration "Audience=$AUDIENCE,Issuer=$ISSUER"`),
		},
		Prevent: []string{
			"Write the audience into the API's description, and let clients configure it beside the API's address.",
			"Never switch the check of the audience off: it keeps tokens of other services out.",
		},
	},
	{
		Code:  "wrong-token-type",
		Step:  diag.TokenStep,
		Title: "This is not an access token",
		Holds: holdsType,
		Fixes: renew,
		Means: "Another kind of token stands where an access token belongs: an ID token, which tells the client who " +
			"signed in; a refresh token, which is for the issuer alone; or a token for another use. All may come " +
			"from the right issuer with a good signature, but only access tokens are for APIs, so this one is " +
			"refused with 401. It typically comes from taking the wrong field of the token answer.",
		RFC: "RFC 9068, sections 2.1 and 4; RFC 8725, section 3.11",
		Confirm: []string{
			joseHeader(".typ"),
			"at+jwt is an access token after RFC 9068; plain JWT says nothing; other values name another kind.",
			claims("{typ, token_use, scope, scp, aud, azp, nonce, at_hash}"),
			"nonce or at_hash, an aud that is the client's own id, and neither scope nor scp: an ID token. typ " +
				"Refresh or Offline (Keycloak) or token_use id (Cognito) say it outright.",
		},
		Mend: []diag.Fix{
			easy("Take access_token from the token answer, not id_token or refresh_token.", newToken("")),
			easy("With a refresh token in hand, exchange it at the issuer for an access token.",
				`TOKEN=$(curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=refresh_token --data-urlencode "refresh_token=$REFRESH_TOKEN" "$TOKEN_URL" | jq -er '.access_token // error(.error)')`),
			medium("In the program, see which value is read from the sign-in library. MSAL: accessToken, not "+
				"idToken. AWS Amplify: tokens.accessToken. NextAuth: the access token has to be kept in the jwt "+
				"callback.", ""),
			medium("Where the API wants typ at+jwt and the issuer writes JWT, switch it on there (Auth0: token "+
				"profile RFC 9068), or let the API take both.", ""),
		},
		Prevent: []string{
			"Give the three tokens types of their own in the client's code.",
			"Let the API check typ and aud, and say in error_description what it expects.",
		},
	},
	{
		Code:   "claim-missing",
		Step:   diag.TokenStep,
		Title:  "A claim the API requires is missing or wrong",
		Unless: []diag.Code{"wrong-token-type", "token-expired", "token-not-yet-valid", "audience-mismatch", "wrong-environment", "issuer-mismatch", "token-revoked", "insufficient-scope", "signature-invalid", "signing-key-unknown", "algorithm-rejected", "token-malformed"},
		Holds:  holdsClaim,
		Fixes:  renew,
		Means: "Signature, issuer, audience and time are good, but the API looks at a further claim, such as azp, " +
			"client_id, tid, sub, typ or one of its own, and it is missing or has an unexpected value. The API does " +
			"not recognise the caller and answers 401, some 403. It typically comes from a new client for which a " +
			"mapper was forgotten, from client credentials, which bring no user's claims, or from a claim that was " +
			"renamed.",
		RFC: "RFC 9068, sections 2.2 and 4; RFC 7519, section 4",
		Confirm: []string{
			claims("."),
			"Compare the claims with what the API's description or settings require, names and values.",
			claims("keys_unsorted"),
			"Do the same with a token that works, and compare the two lists: what differs is the claim.",
			call,
			"error_description often names the claim.",
		},
		Mend: []diag.Fix{
			easy("Use the client and the grant that the API is made for: claims about a user come with a user's "+
				"sign-in only.", ""),
			easy("Ask for the scope that brings the claim.", newToken(withScope)),
			medium("At the issuer, add the claim to access tokens. Keycloak: a protocol mapper with Add to access "+
				"token. Auth0: an Action with api.accessToken.setCustomClaim. Entra ID: optional claims of the API's "+
				"registration. Okta: a claim of the authorization server.", ""),
			medium("Where the API's requirement is outdated, change it there. Spring: an OAuth2TokenValidator on the "+
				"JwtDecoder. ASP.NET Core: an authorization policy with RequireClaim. Quarkus: "+
				"quarkus.oidc.token.required-claims.", ""),
		},
		Prevent: []string{
			"Write down which claims the API requires, and let it name the missing one in error_description.",
			"Have a test with a token of each registered client.",
		},
	},
	{
		Code:   "token-revoked",
		Step:   diag.TokenStep,
		Title:  "The token has been revoked",
		Unless: []diag.Code{"token-expired", "account-disabled"},
		Holds:  holdsRevoked,
		Fixes:  renew,
		Means: "The token looks good and has not expired, but the issuer says that it is no longer active: someone " +
			"signed out, the session or the consent was ended, a password was changed, a key was replaced after a " +
			"leak, or an administrator withdrew it. APIs that ask the issuer refuse it at once with 401; APIs that " +
			"check only the signature may take it until it expires.",
		RFC: "RFC 7009, section 2; RFC 7662, section 2.2",
		Confirm: []string{
			introspect,
			"active false although exp lies ahead means revoked. Check that the same command says active true for a " +
				"fresh token: some issuers answer false to clients that may not ask.",
			claims("{exp: (.exp | todate), now: (now | todate), sid, jti}"),
			"The issuer's log has the time and the reason, found by sid, jti or the account.",
		},
		Mend: []diag.Fix{
			easy("Get a fresh token.", newToken("")),
			easy("Where a user's session was ended, sign in again: a refresh token of that session is usually dead, "+
				"too.", ""),
			medium("Find out who revoked it and why before you replace it, where it was a service's token: after a "+
				"leak the secret has to be changed as well.", ""),
			medium("In the client, throw a token away on a 401 with invalid_token, get a new one, and repeat the "+
				"request once.", ""),
		},
		Prevent: []string{
			"Give each service its own client, so that one sign-out does not end another's tokens.",
			"Let clients treat a 401 as normal: renew once, then report.",
		},
	},
}
