package steps

import "example.com/why401/diag/walk"

var header = step{
	name:  "Header",
	title: "Header",
	asks:  "Are the credentials in the place and the form that the server asks for?",
	waits: "an experiment's answer",
	sends: "Nothing, or the request with one thing mended, to see whether that was it.",
	learn: []Para{
		{"The form", "Authorization is a scheme, one blank, and the credentials (RFC 9110, section 11.6.2). A bare token, quotes, " +
			"a line break from a file or a doubled 'Bearer Bearer' make it unreadable."},
		{"The place", "A Bearer token belongs into Authorization; form fields and the query are allowed and discouraged, " +
			"and more than one place at once is an error (RFC 6750, section 2)."},
		{"The scheme", "WWW-Authenticate lists the schemes that the server takes (RFC 9110, section 11.6.1). Schemes are the same in " +
			"upper and lower case, yet some servers compare letter by letter."},
		{"What Bearer answers say", "invalid_request: the form is wrong. invalid_token: it is expired, revoked or otherwise bad. " +
			"insufficient_scope: it is good, for something else (RFC 6750, section 3.1)."},
	},
	blocks: func(walk.Session) []Block { return nil },
}
