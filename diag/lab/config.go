package lab

// configScenarios are the faults in how gateway and API are set up.
var configScenarios = []Scenario{
	{"gateway-rejects", "The gateway refuses what the API behind it accepts.", func(l *Lab) {
		l.noClient()
		l.throughGateway()
		l.gateway.faults.refuses = true
	}},
	{"validator-misconfigured", "The API's own audience setting has a slash too many.", func(l *Lab) {
		l.person.Audience = audience
		l.api().v2.audience = audience + "/"
		l.api().style = express
	}},
	{"validator-keys-stale", "The issuer has rotated its keys, and the API still has those from before.", func(l *Lab) {
		l.rotatePast(l.api())
		l.api().style = aspnet
	}},
	{"validator-cannot-reach-idp", "The API's network no longer lets it out to the issuer.", func(l *Lab) {
		l.api().v2.keys = &keyCache{issuer: l.nowhere + productionRealm, client: l.httpClient()}
		l.api().style = envoy
	}},
}
