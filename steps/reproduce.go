package steps

var reproduce = step{
	name:  "Reproduce",
	title: "Reproduce",
	asks:  "Does it fail here and now, who answers, and are the credentials seen?",
	waits: "the API's answer",
	sends: "The request as given, then the same without credentials and with invented ones.",
	learn: []Para{
		{"Compare", "One 401 tells little. The same request without credentials, and with credentials that cannot be good, " +
			"shows what the server makes of yours. Three equal answers: it never saw them. A different answer: it saw them and did not like them."},
		{"401 and 403", "401 says that the request lacks valid credentials, and must say in WWW-Authenticate how to present them " +
			"(RFC 9110, section 15.5.2). 403 says that the credentials were understood and do not suffice (section 15.5.4)."},
		{"Who answers", "A proxy, a gateway or a login page may answer in the API's place. Server and Via headers (RFC 9110, section 7.6.3) " +
			"and the look of the body tell them apart."},
		{"Redirects", "Clients drop Authorization when a redirect leads to another origin, so a request can lose its token on the way " +
			"(RFC 9110, section 15.4)."},
	},
	blocks: way,
}
