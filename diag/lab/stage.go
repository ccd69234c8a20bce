package lab

import (
	"os"
	"path/filepath"
	"time"

	"example.com/why401/diag"
)

// api is the replica that requests reach where no gateway is in between.
func (l *Lab) api() *api { return l.replicas[0] }

// knowAll is where each scenario starts: a request that is in order, and a
// person who knows the issuer and has credentials of a client.
func (l *Lab) knowAll() {
	l.person = diag.Case{
		Request: diag.Request{Method: "GET", Header: diag.Header{{Name: "Accept", Value: "application/json"}}},
		Issuer:  l.issuer.url, ClientID: l.client.id,
	}
	l.clientSecret = l.client.secret
	l.target("/v2/devices")
	l.use(l.draft())
}

// draft is the token that the person's client would get, five minutes old.
func (l *Lab) draft() draft { return l.draftOf(l.issuer) }

func (l *Lab) draftOf(i *issuer) draft {
	now := time.Now()
	d := i.draft(l.client, "service-account-"+l.client.id, l.client.scopes)
	return d.lasting(now.Add(-5*time.Minute), now.Add(i.lifetime-5*time.Minute))
}

// use signs a token as its issuer's and sends it.
func (l *Lab) use(d draft) {
	token, err := l.issuer.issue(d)
	l.fail(err)
	l.bearer(token)
}

// forge signs a token that the issuer knows nothing of, and sends it.
func (l *Lab) forge(d draft) {
	token, err := d.sign()
	l.fail(err)
	l.bearer(token)
}

// bearer sends the token as RFC 6750 has it.
func (l *Lab) bearer(token string) {
	l.token = token
	l.header("Authorization", "Bearer "+token)
}

func (l *Lab) header(name, value string) {
	l.person.Request.Header = l.person.Request.Header.With(name, value)
}

// noToken leaves the request without credentials.
func (l *Lab) noToken() {
	l.token = ""
	l.person.Request.Header = l.person.Request.Header.Without("Authorization")
}

// keep registers a secret of the person under the name of a shell variable.
func (l *Lab) keep(name, value string) { l.kept = append(l.kept, variable{name, value}) }

// flag adds a flag to the command that diagnoses the scenario.
func (l *Lab) flag(name, value string) { l.flags = append(l.flags, name, value) }

// file writes a file that the person has, and returns its name.
func (l *Lab) file(name string, content []byte) string {
	if l.dir == "" {
		dir, err := os.MkdirTemp("", "why401-lab-")
		l.fail(err)
		l.dir = dir
	}
	name = filepath.Join(l.dir, name)
	l.fail(os.WriteFile(name, content, 0o600))
	return name
}

// noClient leaves the person with the token and the issuer's address.
func (l *Lab) noClient() { l.person.ClientID, l.clientSecret = "", "" }

// target sends the request to that path of the API itself.
func (l *Lab) target(path string) { l.person.Request.URL = l.api().url + path }

// throughGateway sends the request to the gateway. The person knows a way past it.
func (l *Lab) throughGateway() {
	l.person.Request.URL = l.gateway.url + "/v2/devices"
	l.person.Origin = l.api().url
}

// tokenOnly leaves the person with nothing but the token.
func (l *Lab) tokenOnly() {
	l.noClient()
	l.person.Issuer = ""
}

// askIssuer lets the API ask the issuer about each token.
func (l *Lab) askIssuer() {
	l.api().v2.tokens = &introspector{
		endpoint: l.issuer.url + "/introspect", client: l.httpClient(),
		id: apisClient, secret: l.issuer.clients[apisClient].secret,
	}
}

// rotatePast rotates the issuer's keys without this replica taking notice, and
// has the person's token signed with the new one.
func (l *Lab) rotatePast(a *api) {
	a.v2.keys.pin(l.issuer.published())
	l.fail(l.issuer.rotate(newES256))
	l.use(l.draft())
}
