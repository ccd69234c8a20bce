package cause

import "example.com/why401/diag"

// sendKey sends a key in the header that most APIs look into.
const sendKey = `curl -sS -i -H "X-API-Key: $API_KEY" "$API_URL"`

var keyCauses = []Cause{
	{
		Code:   "api-key-missing",
		Step:   diag.HeaderStep,
		Title:  "The API wants a key, and none came where it looks",
		Unless: []diag.Code{"wrong-header-name", "header-malformed", "wrong-endpoint", "placeholder-credentials", "intermittent"},
		Holds:  holdsKeyMissing,
		Fixes:  sendWhereAsked,
		Means: "The API is guarded by an API key, and the request has none in the place where the API looks: a header " +
			"such as X-API-Key, apikey or Ocp-Apim-Subscription-Key, a query parameter, or Authorization. No " +
			"standard says where a key belongs, so each API has its own place and ignores the others. It typically " +
			"comes from a variable that is empty, from a gateway that was put in front of the API and wants a key " +
			"beside the token, or from a copy of a request that left the header out.",
		RFC: "OpenAPI Specification 3.1, section 4.8.27 (Security Scheme Object); RFC 9110, section 11.6.1",
		Confirm: []string{
			callBare,
			"The answer to a request without a key says what it misses, and often under which name.",
			`curl -sS "$OPENAPI_URL" | jq '.components.securitySchemes // .securityDefinitions'`,
			"For the type apiKey, in and name are the place where the API looks.",
			sendKey,
			"Put the name of that place into the command. Another answer than before shows that the API looks there.",
		},
		Mend: []diag.Fix{
			easy("Send the key in the place that the API names.", sendKey),
			easy("Where the variable is empty in this shell, read the key from where it is kept.",
				`test -n "$API_KEY" && echo "API_KEY is set" || echo "API_KEY is empty"`),
			medium("Get a key from the API's portal. Azure API Management: Subscriptions. Kong: a credential of the "+
				"consumer. AWS API Gateway: a key in a usage plan of the stage. Google: APIs and Services, Credentials.", ""),
			medium("Mind underscores in names of headers: nginx drops such headers unless underscores_in_headers is "+
				"on, so send X-API-Key and not X_API_KEY.", ""),
			hard("Where the API should not want a key for this operation, take the demand out of the gateway: " +
				"apiKeyRequired in AWS, Subscription required in Azure, the plugin key-auth in Kong."),
		},
		Prevent: []string{
			"Let the client refuse to start without a key.",
			"Let the API name the header that it wants in its answer, and in its OpenAPI description.",
		},
	},
	{
		Code:   "api-key-invalid",
		Step:   diag.HeaderStep,
		Title:  "The API key is unknown, expired or disabled",
		Unless: []diag.Code{"wrong-header-name", "header-malformed", "wrong-endpoint", "placeholder-credentials", "duplicate-credentials", "intermittent"},
		Holds:  holdsKeyInvalid,
		Fixes:  otherKey,
		Means: "A key came in the place where the API looks, and the API has none like it that is in force. It was " +
			"replaced or deleted, its time is over, its subscription or account is suspended, it belongs to another " +
			"environment or product of the same vendor, or it was changed on the way: a blank or a line break at " +
			"its end, quotes around it, letters lost in copying. An API compares keys as they stand.",
		RFC: "OpenAPI Specification 3.1, section 4.8.27 (Security Scheme Object); RFC 9110, section 15.5.2",
		Confirm: []string{
			`printf 'length %s, starts with %.4s\n' "${#API_KEY}" "$API_KEY"`,
			"Hold length and beginning against the key in the vendor's portal.",
			`printf %s "$API_KEY" | LC_ALL=C tr -d '[:graph:]' | od -c`,
			"It prints blanks and line breaks that got into the key; a single line with 0000000 means that there are " +
				"none.",
			sendKey,
			`curl -sS -i -H "X-API-Key: invalid" "$API_URL"`,
			callBare,
			"Put the name of the place into the commands. If the first two answers are alike and the third is " +
				"another one, the API reads the key and does not know it.",
		},
		Mend: []diag.Fix{
			easy("Take the key anew from the portal or the secret store, of this very API and environment.", ""),
			easy("Take out blanks, line breaks and quotes that got into the variable.",
				`API_KEY=$(printf %s "$API_KEY" | tr -d ' \t\r\n"'"'")`),
			easy("Where the key says for which environment it is (sk_test_, pk_live_), send it to that one's address.", ""),
			medium("Where it was disabled or has ended, make a new one, put it everywhere the old one is used, and "+
				"delete the old one last.", ""),
			medium("Look at what the key may be used for. AWS: the usage plan and the stage that it belongs to. Azure: "+
				"the subscription's state and its product. Google: the API is enabled in the key's project.", ""),
		},
		Prevent: []string{
			"Keep the key in one store from which all read, and rotate with two keys in force at a time.",
			"Raise an alarm weeks before a key ends.",
		},
	},
}
