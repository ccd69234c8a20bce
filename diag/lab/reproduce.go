package lab

// outcomeScenarios are the verdicts that name no fault.
var outcomeScenarios = []Scenario{
	{"resolved", "A replica hears of new tokens late: it refuses one the first time and takes it from then on.", func(l *Lab) {
		l.noClient()
		l.api().faults.learnsLate = true
	}},
	{"inconclusive", "An API that says nothing refuses an opaque token, and nothing else is known.", func(l *Lab) {
		l.tokenOnly()
		l.bearer(l.issuer.issueOpaque(l.draft()))
		l.api().style = empty
		l.api().faults.refusesAll = true
	}},
}

// reproduceScenarios are the faults that the first step sees.
var reproduceScenarios = []Scenario{
	{"not-reproduced", "The request works.", func(*Lab) {}},
	{"intermittent", "One of two replicas behind the gateway missed a key rotation.", func(l *Lab) {
		l.noClient()
		l.throughGateway()
		l.person.Origin = ""
		l.rotatePast(l.replicas[0])
	}},
	{"api-unreachable", "Nothing listens at the API's address.", func(l *Lab) {
		l.person.Request.URL = l.nowhere + "/v2/devices"
	}},
	{"wrong-endpoint", "A token for version 2 of the API is sent to version 1.", func(l *Lab) {
		l.tokenOnly()
		a := l.api()
		a.style, a.describes = aspnet, true
		a.v1.audience, a.v2.audience = a.url+"/v1", a.url+"/v2"
		l.client.audience = a.v2.audience
		l.use(l.draft())
		l.target("/v1/devices")
	}},
	{"redirect-drops-credentials", "The API has moved, and the client follows the redirect without its token.", func(l *Lab) {
		l.tokenOnly()
		l.throughGateway()
		l.person.Follow = true
		l.api().style = aspnet
		l.gateway.faults.redirects = l.api().url
	}},
}
