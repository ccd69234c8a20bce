package cause

import "example.com/why401/diag"

var scopesCauses = []Cause{
	{
		Code:  "insufficient-scope",
		Step:  diag.ScopesStep,
		Title: "The token lacks a scope the endpoint needs",
		Holds: holdsScope,
		Fixes: askForScope,
		Means: "The API knows who is calling and accepts the token, but its scopes do not cover this endpoint: read " +
			"where write is needed, or a scope that was never asked for. The right answer is 403 with " +
			"error=insufficient_scope and the scope that is needed; some APIs answer 401. Signing in again with the " +
			"same scopes changes nothing. It typically comes from a new endpoint, from a method that writes, or from " +
			"a scope that the issuer left out of the token.",
		RFC: "RFC 6750, section 3.1; RFC 6749, section 3.3",
		Confirm: []string{
			claims("{scope, scp, roles, permissions}"),
			`curl -sS -o /dev/null -D - -H "Authorization: Bearer $TOKEN" "$API_URL" | grep -iE '^(http|www-authenticate)'`,
			"error=insufficient_scope proves it, and scope= in the same line names what is needed. Without it, " +
				"compare the token's scopes with the endpoint's in the API's description.",
			`curl -sS "$OPENAPI_URL" | jq -r '.paths | to_entries[] | .key as $path | .value | to_entries[] | select(.value.security?) | "\(.key) \($path) \(.value.security)"'`,
		},
		Mend: []diag.Fix{
			easy("Ask for a token with the scope that the endpoint needs, beside those in use; several are separated "+
				"by blanks.", newToken(withScope)),
			easy("For a user's token, put the scope into the authorization request and sign in again: a refresh "+
				"cannot add one.", ""),
			medium("Where the issuer does not grant it, allow the scope for this client there. Keycloak: client "+
				"scopes. Auth0: the API's permissions and the application's grant. Entra ID: API permissions with "+
				"admin consent. Okta: scopes and an access policy of the authorization server.", ""),
			medium("Where the token has the scope in another claim than the API reads, change the API's mapping. "+
				"Spring: JwtGrantedAuthoritiesConverter.setAuthoritiesClaimName. Entra ID writes scp for users and "+
				"roles for applications.", ""),
		},
		Prevent: []string{
			"Name the needed scope of each endpoint in the API's description, and in the challenge of each refusal.",
			"Ask for scopes by name and compare the scope in the token answer with what was asked for.",
		},
	},
	{
		Code:   "insufficient-permission",
		Step:   diag.ScopesStep,
		Title:  "The account is not allowed to do this",
		Unless: []diag.Code{"insufficient-scope", "scope-not-granted", "audience-mismatch", "signature-mismatch", csrfCode},
		Holds:  holdsPermission,
		Means: "The caller is known and the token is good and has the scopes, but the user or service account itself " +
			"may not do this: a role, a group, a policy or a rule about this very object is missing. A scope is what " +
			"the client may ask for, a permission is what the account may do. The right answer is 403: who you are " +
			"is clear, and another token for the same account changes nothing. Some APIs answer 401, or 404 to hide " +
			"the object.",
		RFC: "RFC 9110, section 15.5.4",
		Confirm: []string{
			claims("{sub, scope, scp, roles, groups, realm_access}"),
			call,
			`curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $TOKEN" "$KNOWN_GOOD_URL"`,
			"If the same token is accepted at another endpoint of the API and a fresh one is refused here, the " +
				"account's rights are the cause.",
			`curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $OTHER_TOKEN" "$API_URL"`,
			"The same request with the token of an account that has the role: success proves it.",
		},
		Mend: []diag.Fix{
			easy("Ask the API's owner which role or group this request needs, and for it to be given to the account "+
				"named in sub.", ""),
			easy("After a role was given, get a fresh token: roles stand in the token as they were when it was "+
				"issued.", newToken("")),
			medium("Give the role to the account. Keycloak: role mapping, for clients on the service account. Auth0: "+
				"roles. Entra ID: app role assignment. Kubernetes: see first what the account may do.",
				`kubectl auth can-i --list --as="$ACCOUNT"`),
			medium("Where the role is there, look at rules in front of it: deny policies, conditions on network or "+
				"time, the owner or tenant of the object.", ""),
		},
		Prevent: []string{
			"Describe for each endpoint which role it needs, and let the API name it in the body of a 403.",
			"Give roles to groups and service accounts by reviewed configuration, with the least that they need.",
		},
	},
}
