package cause

import "example.com/why401/diag"

var stepUpCauses = []Cause{
	{
		Code:  "step-up-required",
		Step:  diag.ScopesStep,
		Title: "The API wants a stronger or more recent sign-in",
		Holds: holdsStepUp,
		Fixes: signInAgain,
		Means: "The token is good, and the sign-in behind it is not enough for this request: the API wants a stronger " +
			"one, such as with a second factor (acr_values), or one that is not so long ago (max_age). It compares " +
			"that with the token's claims acr and auth_time. Neither another scope nor a refresh helps, as a refresh " +
			"keeps the old sign-in: the user has to sign in again, and the client has to ask the issuer for what the " +
			"API named.",
		RFC: "RFC 9470, sections 3 and 4",
		Confirm: []string{
			`curl -sS -o /dev/null -D - -H "Authorization: Bearer $TOKEN" "$API_URL" | grep -iE '^(http|www-authenticate)'`,
			"error=insufficient_user_authentication proves it; acr_values and max_age beside it say what is wanted.",
			claims("{acr, amr, auth_time, acrs}"),
			"acr says how, auth_time when the user signed in, in seconds since 1970. A token without them cannot show " +
				"either.",
		},
		Mend: []diag.Fix{
			easy("Send the user to the issuer with what the API names, and use the token that comes of it. This prints "+
				"the address to open.", authorize),
			medium("In the program, read error, acr_values and max_age out of the challenge, start an authorization "+
				"request with them, and send the request again with the new token.", ""),
			medium("Where the new token has no acr or auth_time, let the issuer put them into access tokens. Keycloak: "+
				"the client scopes acr and basic; Auth0: an action that sets a claim; Entra ID: the optional claims acrs "+
				"and auth_time.", ""),
			hard("For a job without a user there is nobody to sign in: have the API accept the job's client for this " +
				"request by a policy of its own."),
		},
		Prevent: []string{
			"Let clients know which requests need a strong sign-in, and ask for it before the first of them.",
			"Let the API name acr_values or max_age in its challenge: without them a client cannot know what to ask for.",
		},
	},
}

// authorize prints the address of an authorization request, encoded as it has to be.
const authorize = `curl -sS -o /dev/null -G -w '%{url_effective}\n' --data-urlencode response_type=code --data-urlencode "client_id=$CLIENT_ID" --data-urlencode "redirect_uri=$REDIRECT_URI" --data-urlencode "scope=$SCOPE" --data-urlencode "acr_values=$ACR_VALUES" --data-urlencode "max_age=$MAX_AGE" "$AUTHORIZATION_URL"`
