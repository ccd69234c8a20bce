package cause

import "example.com/why401/diag"

var freshCauses = []Cause{
	{
		Code:   "client-credentials-invalid",
		Step:   diag.FreshToken,
		Title:  "The issuer rejects the client's id or secret",
		Unless: []diag.Code{"account-disabled"},
		Holds:  holdsGrant("invalid_client"),
		Means: "The token endpoint answers invalid_client: it does not know the client id, the secret is wrong or " +
			"has ended, or the client proves itself in another way than it is registered for (the Authorization " +
			"header, form fields, a signed assertion). Without a token the API is out of reach. It typically comes " +
			"from a secret that was changed in one place only, from one that expired, from a client of another " +
			"environment, or from a line break in the secret.",
		RFC: "RFC 6749, sections 2.3.1 and 5.2",
		Confirm: []string{
			askToken(""),
			`curl -sS -d grant_type=client_credentials --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "client_secret=$CLIENT_SECRET" "$TOKEN_URL" | jq 'del(.access_token, .refresh_token)'`,
			"The first sends id and secret in the header (client_secret_basic), the second as form fields " +
				"(client_secret_post). invalid_client from both: id or secret is wrong. From one only: the way is.",
			metadata + ` | jq .token_endpoint_auth_methods_supported`,
			`printf %s "$CLIENT_SECRET" | LC_ALL=C tr -d '[:graph:]' | od -c`,
			"It prints blanks and line breaks that got into the secret; a single line with 0000000 means that there " +
				"are none.",
		},
		Mend: []diag.Fix{
			easy("Take id and secret anew from the issuer's console or the secret store, of this environment.", ""),
			easy("Where the secret holds characters such as : % + or a blank, the header wants both parts "+
				"form-encoded first, which curl's -u does not do.",
				`curl -sS -u "$(jq -rn --arg v "$CLIENT_ID" '$v|@uri'):$(jq -rn --arg v "$CLIENT_SECRET" '$v|@uri')" -d grant_type=client_credentials "$TOKEN_URL" | jq 'del(.access_token)'`),
			easy("Where only one way works, set it in the client: client_secret_basic or client_secret_post, often "+
				"called auth style or client authentication method.", ""),
			medium("Where the secret has ended, make a new one at the issuer, put it everywhere the old one is used, "+
				"and delete the old one last.", ""),
			medium("Where the client was disabled or deleted, find out why before you bring it back.", ""),
		},
		Prevent: []string{
			"Keep the secret in one store from which all read, and raise an alarm weeks before it ends.",
			"Rotate with two valid secrets at a time, or use signed assertions (private_key_jwt) or workload " +
				"identity and no secret.",
		},
	},
	{
		Code:   "refresh-token-invalid",
		Step:   diag.FreshToken,
		Title:  "The refresh token is no longer valid",
		Unless: []diag.Code{"account-disabled"},
		Holds:  holdsGrant("invalid_grant"),
		Means: "The token endpoint answers invalid_grant to the refresh token: it has expired, was revoked, belongs " +
			"to another client, or was used already where each may be used once. An issuer that sees one used twice " +
			"takes it for stolen and may end all tokens of that sign-in. Typical reasons are two processes that " +
			"renew with the same token, a renewed token that was not saved, a long pause, a changed password, and a " +
			"sign-out elsewhere.",
		RFC: "RFC 6749, sections 5.2 and 6; RFC 9700, section 4.14.2",
		Confirm: []string{
			`curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=refresh_token --data-urlencode "refresh_token=$REFRESH_TOKEN" "$TOKEN_URL" | jq '{error, error_description, expires_in, scope, rotated: (.refresh_token != null)}'`,
			"invalid_grant is this cause; invalid_client would be the client's own credentials. Mind that a success " +
				"may spend the refresh token: this command shows no token, so run it only where you can sign in " +
				"again.",
			`curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" --data-urlencode "token=$REFRESH_TOKEN" -d token_type_hint=refresh_token "$INTROSPECTION_URL" | jq '{active, exp, client_id}'`,
			"Where the issuer offers introspection, this tells the same without spending anything.",
		},
		Mend: []diag.Fix{
			easy("Sign in again to get a new refresh token.", ""),
			easy("For a service without a user, use client credentials: they need no refresh token.", newToken("")),
			medium("Save the new refresh token of each renewal before anything else, and let one process renew for "+
				"all, under a lock.", ""),
			medium("Where a public client (without a secret) renews, send client_id as a form field, and the one for "+
				"which the token was issued.",
				`curl -sS -d grant_type=refresh_token --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "refresh_token=$REFRESH_TOKEN" "$TOKEN_URL" | jq '{error, error_description, expires_in}'`),
			hard("At the issuer, look at idle time, longest life and reuse rules. Auth0: rotation overlap period. " +
				"Keycloak: SSO session idle, Revoke Refresh Token. Okta: grace period for rotation."),
		},
		Prevent: []string{
			"Renew in one place and store the result at once.",
			"Treat invalid_grant as signed out: ask for a sign-in, and do not try the same token again.",
		},
	},
	{
		Code:   "grant-not-allowed",
		Step:   diag.FreshToken,
		Title:  "This client may not use this grant",
		Unless: []diag.Code{"account-disabled"},
		Holds:  holdsGrant("unauthorized_client", "unsupported_grant_type"),
		Means: "The issuer knows the client, but does not let it get tokens in this way: unauthorized_client says " +
			"that the grant is not switched on for the client, unsupported_grant_type that the issuer does not offer " +
			"it at all or could not read the request. It typically comes from a client registered for sign-in in the " +
			"browser that is used by a service, from a public client that asks for client credentials, or from a " +
			"token request sent as JSON.",
		RFC: "RFC 6749, section 5.2",
		Confirm: []string{
			askToken(""),
			"unauthorized_client or unsupported_grant_type in error is this cause.",
			metadata + ` | jq '{grant_types_supported}'`,
			"If the grant is missing here, the issuer does not offer it to anyone. If the field is missing, the list " +
				"is authorization_code and implicit.",
		},
		Mend: []diag.Fix{
			easy("Send the request as a form: application/x-www-form-urlencoded, not JSON. curl's -d does so by "+
				"itself.", askToken("")),
			easy("Use a client that is made for this: for services one with a secret and client credentials.", ""),
			medium("Switch the grant on for the client. Keycloak: Client authentication on, Service accounts roles "+
				"on. Auth0: application type Machine to Machine, Advanced Settings, Grant Types. Okta: Grant type of "+
				"the application. Cognito: allowed OAuth flows of the app client.", ""),
			medium("Where the password grant was used and has been switched off, move to authorization code with "+
				"PKCE, or to client credentials.", ""),
		},
		Prevent: []string{
			"Register one client for each use, with the one grant that it needs.",
			"Write down which client is for which grant.",
		},
	},
	{
		Code:  "scope-not-granted",
		Step:  diag.FreshToken,
		Title: "The issuer does not grant the scope",
		Holds: holdsScopeNotGranted,
		Means: "The client asks for a scope, and the issuer refuses with invalid_scope, or quietly hands out a token " +
			"without it; then scope in the answer is shorter than what was asked for, and the API refuses the call " +
			"for lack of scope. Typical reasons are a scope that does not exist at this issuer, a misspelt one, one " +
			"that the client or the user was not given, and a consent that is missing.",
		RFC: "RFC 6749, sections 3.3, 5.1 and 5.2",
		Confirm: []string{
			askToken(withScope),
			"invalid_scope in error, or a scope that lacks what you asked for, is this cause. An answer without " +
				"scope means that all were granted.",
			newToken(withScope) + `; ` + claims("{scope, scp}"),
			metadata + ` | jq .scopes_supported`,
			"A scope that is missing here may still exist: issuers need not list them all.",
		},
		Mend: []diag.Fix{
			easy("Compare the spelling letter by letter with the issuer's list: case, colons and full stops count; "+
				"several are separated by blanks, not by commas.",
				metadata+` | jq -r '.scopes_supported[]' | sort`),
			easy("Entra ID, client credentials: ask for the API's /.default only; the app roles given decide what "+
				"the token holds.", newToken(` --data-urlencode "scope=$AUDIENCE/.default"`)),
			medium("Allow the scope for the client. Keycloak: Client scopes, Add client scope. Auth0: the "+
				"application's API permissions. Entra ID: API permissions, Grant admin consent. Okta: the "+
				"application's access policy. Cognito: custom scopes of the app client.", ""),
			medium("For a user's token, let the user consent again: send prompt=consent with the authorization "+
				"request.", ""),
		},
		Prevent: []string{
			"Compare scope in each token answer with what was asked for, and fail at once where one is missing.",
			"Create scopes and grants by the same reviewed configuration as the clients.",
		},
	},
	{
		Code:  "account-disabled",
		Step:  diag.FreshToken,
		Title: "The account is disabled, locked or deleted",
		Holds: holdsAccount,
		Means: "The credentials may be right, but the user or service account that they stand for may not use them any " +
			"more: it was disabled or deleted, it is locked after too many failures, its password has to be changed " +
			"or its sign-up be finished first. An issuer says so at its token endpoint, mostly within invalid_grant, " +
			"and calls tokens of that account inactive from then on; an API with accounts of its own says so itself. " +
			"A new token or another password does not help before the account is in order.",
		RFC: "RFC 6749, section 5.2; RFC 7662, section 4",
		Confirm: []string{
			`curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=refresh_token --data-urlencode "refresh_token=$REFRESH_TOKEN" "$TOKEN_URL" | jq '{error, error_description}'`,
			"The description names the account: disabled, blocked, locked, deleted, not fully set up. Mind that a " +
				"success may spend the refresh token.",
			introspect,
			"active: false before the token's end fits, and does not prove it: tokens are also revoked one by one.",
			"Look the account up at the issuer: Keycloak, Users, Enabled; Entra ID, Users, Account status; Auth0, " +
				"Users, Unblock; Okta, Directory, People.",
		},
		Mend: []diag.Fix{
			easy("Wait where the account is locked for a time, and send nothing in between: each try may begin that time "+
				"anew.", ""),
			medium("Ask who runs the issuer or the API why the account was shut, and to enable or unlock it.", ""),
			medium("Finish what the account lacks: confirm the mail address, set a new password, accept the terms. "+
				"Keycloak shows that as Required user actions.", ""),
			medium("For a job, use a service account or client credentials in place of a person's account.", newToken("")),
			hard("Where a password that is wrong is sent again and again, find the program that does, or the account " +
				"will be locked anew."),
		},
		Prevent: []string{
			"Let no job run on a person's account: it ends when the person leaves.",
			"Let clients stop at the first refusal for the account, and tell somebody.",
		},
	},
	{
		Code:  "idp-unreachable",
		Step:  diag.FreshToken,
		Title: "The issuer cannot be reached",
		Holds: holdsIssuerFault("idp-unreachable"),
		Means: "The issuer's metadata, key set or token endpoint gives no usable HTTP answer: no name, no " +
			"connection, a TLS error, a time-out, a rate limit or an error of 5xx. No fresh token can be had, and " +
			"tokens cannot be checked; an API that cannot check them may answer 401 although they are good. Nothing " +
			"is said about the token itself. It typically is an outage, a firewall for outgoing calls, a proxy, or a " +
			"host name that resolves only in another network.",
		RFC: "RFC 8414, section 3; OpenID Connect Discovery 1.0, section 4",
		Confirm: []string{
			`curl -sS -o /dev/null -w 'http %{http_code} dns %{time_namelookup} tcp %{time_connect} tls %{time_appconnect} total %{time_total}\n' "${ISSUER%/}/.well-known/openid-configuration"`,
			"200 in a fraction of a second is well. 000 is no answer at all; 429 is a rate limit; 5xx is an outage. " +
				"404 may mean that the issuer publishes RFC 8414 metadata only:",
			`curl -sS -o /dev/null -w '%{http_code}\n' "$(printf %s "${ISSUER%/}" | sed -E 's#^(https?://[^/]+)(.*)$#\1/.well-known/oauth-authorization-server\2#')"`,
			`curl -sS -o /dev/null -w '%{http_code}\n' -d grant_type=client_credentials "$TOKEN_URL"`,
			"400 or 401 from the token endpoint is well: it answers.",
		},
		Mend: []diag.Fix{
			easy("Look at the issuer's status page or its own health, and wait out a rate limit: Retry-After says "+
				"how long.",
				`curl -sS -o /dev/null -D - "${ISSUER%/}/.well-known/openid-configuration" | grep -iE '^(http|retry-after|ratelimit|x-ratelimit)'`),
			easy("Try it from the machine or container that has to reach it: the network there is what counts.",
				`kubectl exec "deploy/$DEPLOYMENT" -- wget -qO- "${ISSUER%/}/.well-known/openid-configuration"`),
			medium("Open outgoing HTTPS to the issuer in firewall, network policy and proxy (HTTPS_PROXY, NO_PROXY).", ""),
			medium("Where a private authority signed the issuer's certificate, trust it in the client and in the "+
				"API: Java has its own trust store, Node.js reads NODE_EXTRA_CA_CERTS, Python's requests "+
				"REQUESTS_CA_BUNDLE.", ""),
			hard("Let the API keep the last good keys while the issuer is down, and answer 503, not 401, where it " +
				"cannot check."),
		},
		Prevent: []string{
			"Watch metadata, key set and token endpoint from the networks of clients and API.",
			"Keep tokens until shortly before they expire and keys for some minutes, so that a short outage does no " +
				"harm.",
		},
	},
	{
		Code:   "idp-misconfigured",
		Step:   diag.FreshToken,
		Title:  "The issuer's metadata or key set is unusable",
		Unless: []diag.Code{"idp-unreachable"},
		Holds:  holdsIssuerFault("idp-misconfigured"),
		Means: "The issuer answers, but with documents that no one can work with: metadata whose issuer is not the " +
			"address that it was asked at, a jwks_uri or token_endpoint that is missing or leads to an internal " +
			"host, a page of HTML in place of JSON, or a key set that is empty, broken, or lacks the key in use. " +
			"Clients and APIs then cannot get or check tokens. It typically comes from a reverse proxy in front of " +
			"the issuer that it was not told of, or from a half-done rotation.",
		RFC: "RFC 8414, sections 2 and 3.3; RFC 7517, section 5",
		Confirm: []string{
			metadata + ` | jq '{issuer, jwks_uri, token_endpoint}'`,
			"An error from jq means that it is no JSON. issuer has to be exactly $ISSUER, and the addresses have to " +
				"be reachable from where clients and API run.",
			keySet + ` | jq '.keys[] | {kid, kty, alg, use, complete: (if .kty == "RSA" then has("n") and has("e") elif .kty == "EC" then has("crv") and has("x") and has("y") else has("x") end)}'`,
			"At least one key is needed that has a kid, use sig or no use at all, and complete true.",
			newToken("") + `; ` + joseHeader(".kid"),
			"The kid of a fresh token has to be in that list.",
		},
		Mend: []diag.Fix{
			easy("Ask at the address that the metadata names as issuer, if the difference is only a slash or a host "+
				"name's spelling.", ""),
			medium("Tell the issuer its public address, and let the proxy pass it on (X-Forwarded-Proto, "+
				"X-Forwarded-Host). Keycloak: hostname and proxy-headers. IdentityServer: IssuerUri. Spring "+
				"Authorization Server: AuthorizationServerSettings.issuer. Dex: issuer. ORY Hydra: urls.self.issuer.", ""),
			medium("Let the proxy pass /.well-known/ and the key set's path on without sign-in and without a page of "+
				"its own.", ""),
			hard("Repair the key set: publish each signing key complete, with a kid of its own, and the current one " +
				"among them."),
		},
		Prevent: []string{
			"Have a test that reads metadata and key set from outside and verifies a fresh token with them, after " +
				"each change of the issuer.",
		},
	},
	{
		Code:   "stale-token",
		Step:   diag.FreshToken,
		Title:  "An old token is used where a fresh one works",
		Unless: []diag.Code{"audience-mismatch", "issuer-mismatch", "wrong-environment", "claim-missing", "intermittent", "algorithm-rejected", "insufficient-scope"},
		Holds:  holdsStale,
		Fixes:  renew,
		Try:    tryStale,
		Means: "A fresh token from the same issuer is accepted, and the one in use is refused although it has " +
			"visibly neither expired nor been revoked. So a cache holds an old token: a file, a variable, a " +
			"connection pool or a shared cache keeps it after rights, keys, an account or a session changed. It " +
			"typically shows after a rotation, a restore, a changed role, or a sign-out that ended the session " +
			"behind the token.",
		RFC: "RFC 6749, sections 1.5 and 5.1",
		Confirm: []string{
			callStatus,
			newToken("") + `; ` + callStatus,
			"Refused at first and accepted with the fresh token: the old one is the cause.",
			claims("{iat: (.iat | todate), exp: (.exp | todate), scope, aud, sid}"),
			"Run it for both tokens and compare: what differs tells what has changed since.",
		},
		Mend: []diag.Fix{
			easy("Put a fresh token in place of the old one.", newToken("")),
			easy("Restart the client, or empty its cache of tokens.",
				`kubectl rollout restart deployment "$DEPLOYMENT"`),
			medium("In the client, keep a token for no longer than expires_in less a minute, under a key made of "+
				"issuer, client, audience and scope.", ""),
			medium("On a 401 with invalid_token, throw the cached token away, get a new one, and repeat the request "+
				"once.", ""),
		},
		Prevent: []string{
			"Let one well-kept library keep tokens, and let a 401 empty its cache.",
			"Never store a token in a configuration file or an image: store what gets one.",
		},
	},
}
