package cause

import "example.com/why401/diag"

// endCauses are the two verdicts that name no fault.
var endCauses = []Cause{
	{
		Code:  "resolved",
		Step:  diag.EndToEnd,
		Title: "The request succeeds with the fix",
		Holds: holdsResolved,
		Means: "The request that was refused before is answered with success after the fix, and every check on the " +
			"way passes: the header is sent, the token is good, its scopes suffice, and the further endpoints that " +
			"were named answer as well. What is left is to make the fix last: what was changed by hand here has to " +
			"be changed where the request really comes from.",
		RFC: "RFC 9110, section 15.3",
		Confirm: []string{
			callStatus,
			"A status of 2xx, several times in a row, is success. Try it from the place of the real client, too.",
		},
		Mend: []diag.Fix{
			easy("Carry the change over to where the request really comes from: code, settings, secret store, "+
				"gateway.", ""),
			easy("Delete tokens and secrets that went into the shell's history or into files while you searched.",
				`unset TOKEN CLIENT_SECRET REFRESH_TOKEN`),
			medium("Write down cause and fix, and save the report with them: the next one who meets this will look "+
				"for the code.", ""),
		},
		Prevent: []string{
			"Turn the request into a check that runs by itself, so that the next refusal is seen before users see " +
				"it.",
		},
	},
	{
		Code:  "inconclusive",
		Title: "The evidence does not carry a verdict",
		Means: "The request is refused, and what could be seen fits no cause well enough, or several equally well. A " +
			"401 without challenge and body says only that something refused. That is no dead end: what is missing " +
			"can be collected, and often one more look from another place decides it. A guess is worse than none, " +
			"since it sends people to mend what is not broken.",
		RFC: "RFC 9110, sections 11.6.1 and 15.5.2",
		Confirm: []string{
			call,
			`curl -sS -i -H "Authorization: Bearer invalid" "$API_URL"`,
			callBare,
			"Compare the three answers: status, headers, body, time taken. Any difference between the second and the " +
				"third shows that the server reads the header; any between the first and the second shows that it " +
				"tells your token from a bad one.",
			joseHeader("."),
			claims("."),
		},
		Mend: []diag.Fix{
			easy("Name the issuer and the client's credentials: then the signature can be checked and a fresh token "+
				"tried.",
				`why401 check --issuer "$ISSUER" --client-id "$CLIENT_ID" --client-secret-file "$CLIENT_SECRET_FILE" --token-file "$TOKEN_FILE" "$API_URL"`),
			easy("Name what the API expects: audience and scopes.",
				`why401 check --audience "$AUDIENCE" --require-scope "$SCOPE" --token-file "$TOKEN_FILE" "$API_URL"`),
			medium("Reach the service past its gateway, to tell which of the two refuses.",
				`why401 check --origin "$ORIGIN_URL" --token-file "$TOKEN_FILE" "$API_URL"`),
			medium("Read the logs of the API and the gateway for the time of the request, best at level debug: the "+
				"server knows why it refused.", ""),
			medium("Try a token of another client or user, and the same token from another machine: what changes the "+
				"answer points to the cause.", ""),
		},
		Prevent: []string{
			"Let the API send a challenge with error and error_description in each 401, as RFC 6750, section 3 lays " +
				"down, and log the exact reason under a request id.",
		},
	},
}
