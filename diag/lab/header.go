package lab

import "net/url"

// headerScenarios are the faults in how the credentials are sent.
var headerScenarios = []Scenario{
	{"credentials-missing", "The job calls the API without any credentials.", func(l *Lab) {
		l.noToken()
		l.api().style = spring
	}},
	{"wrong-header-name", "The token is sent as Authentication instead of Authorization.", func(l *Lab) {
		l.person.Request.Header = l.person.Request.Header.Without("Authorization")
		l.header("Authentication", "Bearer "+l.token)
		l.api().style = aspnet
	}},
	{"scheme-missing", "The token is sent without the word Bearer.", func(l *Lab) {
		l.header("Authorization", l.token)
		l.api().style = aspnet
	}},
	{"scheme-case", "The client writes bearer, and the API insists on Bearer.", func(l *Lab) {
		l.header("Authorization", "bearer "+l.token)
		l.api().style = empty
		l.api().faults.strictScheme = true
	}},
	{"header-malformed", "The token is sent in quotes, behind two blanks.", func(l *Lab) {
		l.header("Authorization", `Bearer  "`+l.token+`"`)
		l.api().style = spring
	}},
	{"placeholder-credentials", "A script's variable was never set: it sends the word undefined.", func(l *Lab) {
		l.noToken()
		l.header("Authorization", "Bearer undefined")
		l.api().style = express
	}},
	{"duplicate-credentials", "The token is sent in the header and in the query.", func(l *Lab) {
		l.person.Request.URL += "?access_token=" + l.token
		l.api().style = spring
	}},
	{"scheme-mismatch", "A Bearer token is sent to an API that wants user and password.", func(l *Lab) {
		l.noClient()
		l.password = secret()
		l.api().faults.basic = url.UserPassword("operations", l.password)
	}},
	{"header-stripped", "The gateway takes the Authorization header away.", func(l *Lab) {
		l.noClient()
		l.throughGateway()
		l.api().style = aspnet
		l.replicas[1].style = aspnet
		l.gateway.faults.strips = true
	}},
}
