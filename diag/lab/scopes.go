package lab

// scopeScenarios are the refusals of a token that is good.
var scopeScenarios = []Scenario{
	{"insufficient-scope", "The audit log needs a scope that the token does not have.", func(l *Lab) {
		l.target("/v2/logs/audit")
		l.api().style = spring
	}},
	{"insufficient-permission", "The token has the scope, but the service account has no role.", func(l *Lab) {
		l.person.RequireScopes = []string{"devices:read"}
		l.api().faults.deniesClients = true
	}},
}
