package lab

// freshTokenScenarios are the faults that show when a new token is asked for.
var freshTokenScenarios = []Scenario{
	{"stale-token", "A cache of the API holds an old decision against the token.", func(l *Lab) {
		l.client.opaque = true
		l.askIssuer()
		l.bearer(l.issuer.issueOpaque(l.draft()))
		l.api().style = empty
		l.api().faults.remembers = map[string]bool{l.token: true}
	}},
	{"client-credentials-invalid", "The client's secret was replaced, and the job has the old one.", func(l *Lab) {
		l.noToken()
		l.clientSecret = secret()
		l.api().style = aspnet
	}},
	{"refresh-token-invalid", "The refresh token was revoked.", func(l *Lab) {
		l.noToken()
		l.refreshToken = l.issuer.issueRefresh(l.client, "robin.vance", l.client.scopes)
		l.issuer.end(l.refreshToken)
		l.api().style = aspnet
	}},
	{"grant-not-allowed", "The client may refresh tokens and not ask for its own.", func(l *Lab) {
		l.noToken()
		l.client.grants = []string{refreshToken}
	}},
	{"scope-not-granted", "The client asks for a scope that it may not have.", func(l *Lab) {
		l.noToken()
		l.target("/v2/logs/audit")
		l.person.Scopes = []string{"logs:read"}
		l.client.optional = nil
	}},
	{"account-disabled", "The user left, and the account was disabled; the job still has the user's tokens.", func(l *Lab) {
		const user = "robin.vance"
		l.client.opaque = true
		l.askIssuer()
		l.bearer(l.issuer.issueOpaque(l.draft().with("sub", user)))
		l.refreshToken = l.issuer.issueRefresh(l.client, user, l.client.scopes)
		l.issuer.disabled = user
		l.api().style = spring
	}},
	{"idp-unreachable", "Nothing listens at the issuer's address.", func(l *Lab) {
		l.noToken()
		l.person.Issuer = l.nowhere + productionRealm
		l.api().style = spring
	}},
	{"idp-misconfigured", "The issuer's metadata names another host: the one that it has inside its cluster.", func(l *Lab) {
		l.noToken()
		l.issuer.calls = "http://keycloak.auth.svc:8080" + productionRealm
	}},
}
