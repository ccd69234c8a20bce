// Package lab is the practice lab: an authorization server, an API with two
// replicas and a gateway, all real HTTP servers on 127.0.0.1, and one scenario
// for every cause that breaks one thing in them or in the request.
package lab

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
)

// Lab is a running scenario.
type Lab struct {
	issuer   *issuer // the one that the API trusts
	staging  *issuer // the same system's other realm
	partner  *issuer // another system
	replicas [2]*api
	gateway  *gateway
	client   *client           // the person's
	site     *site             // the web application for people; nil: none
	people   *identityProvider // where people sign in by SAML; nil where they do not
	forward  *forward          // the proxy on the way out; nil: none
	clients  *authority        // that signs client certificates; nil: none are asked for
	nowhere  string            // a base URL at which nothing listens

	person                            diag.Case  // what the person knows, without the secrets
	token, clientSecret, refreshToken string     // the person's; "" where there is none
	password                          string     // of the API's only user, where it wants one
	apiKey                            string     // that the API takes, where it wants one
	kept                              []variable // further secrets of the person
	flags                             []string   // further flags of check, and their values
	dir                               string     // of files that the scenario needs; "" where it needs none

	servers   []*server
	held      net.Conn
	transport *http.Transport
	err       error // the first that came up while the scenario was staged
}

// Start builds a healthy lab, breaks in it what the scenario breaks, and serves
// it until Close.
func Start(s Scenario) (*Lab, error) {
	if s.stage == nil {
		return nil, fmt.Errorf("%q: no such scenario", s.Code)
	}
	l := &Lab{transport: &http.Transport{}} // no proxy: the parts are on this machine
	l.build()
	if l.err == nil {
		l.knowAll()
		s.stage(l)
	}
	if l.err != nil {
		return nil, errors.Join(l.err, l.Close())
	}
	for _, srv := range l.servers {
		srv.serve()
	}
	return l, nil
}

// Close ends all servers. It returns when none of them runs any more.
func (l *Lab) Close() error {
	if l.held != nil {
		_ = l.held.Close()
	}
	var err error
	for _, s := range l.servers {
		err = errors.Join(err, s.close())
	}
	if l.dir != "" {
		err = errors.Join(err, os.RemoveAll(l.dir))
	}
	l.transport.CloseIdleConnections()
	return err
}

// The names in the lab are those of a company that manages devices.
const (
	audience        = "api://device-management"
	oldAudience     = "api://device-management/v1"
	personsClient   = "device-sync"
	apisClient      = "device-api"
	productionRealm = "/realms/production"
	stagingRealm    = "/realms/staging"
	partnerPath     = "/oauth2/default"
)

// build makes a lab in which nothing is wrong.
func (l *Lab) build() {
	system := l.open(func() http.Handler { return serving(l.issuer, l.staging) })
	other := l.open(func() http.Handler { return serving(l.partner) })
	l.issuer = l.newIssuer(system + productionRealm)
	l.staging = l.newIssuer(system + stagingRealm)
	l.partner = l.newIssuer(other + partnerPath)
	l.client = &client{
		id: personsClient, secret: secret(), audience: audience, grants: []string{clientCredentials, refreshToken},
		scopes: []string{"devices:read", "policies:read"}, optional: []string{"logs:read"},
	}
	l.issuer.clients[personsClient] = l.client
	l.issuer.clients[apisClient] = &client{id: apisClient, secret: secret()}

	l.gateway = &gateway{transport: l.transport}
	l.gateway.url = l.open(l.gateway.handler)
	for i := range l.replicas {
		l.replicas[i] = l.newAPI()
		l.gateway.replicas = append(l.gateway.replicas, l.replicas[i].url)
	}
	if l.err != nil {
		return
	}
	held, err := hold(l.servers[0].listener.Addr())
	if err != nil {
		l.fail(err)
		return
	}
	l.held, l.nowhere = held, "http://"+held.LocalAddr().String()
}

// open takes a port for a server that begins to serve when the scenario is
// staged, and returns its base URL.
func (l *Lab) open(handler func() http.Handler) string {
	s, err := listen(handler)
	if err != nil {
		l.fail(err)
		return ""
	}
	l.servers = append(l.servers, s)
	return s.url
}

func (l *Lab) newIssuer(url string) *issuer {
	i, err := newIssuer(url)
	l.fail(err)
	return i
}

func (l *Lab) newAPI() *api {
	keys := &keyCache{issuer: l.issuer.url, client: l.httpClient()}
	a := &api{
		style: terse,
		v1:    validator{issuer: l.issuer.url, audience: oldAudience, keys: keys},
		v2:    validator{issuer: l.issuer.url, audience: audience, keys: keys},
	}
	a.url = l.open(a.handler)
	return a
}

// serving is one server that carries several issuers.
func serving(issuers ...*issuer) http.Handler {
	mux := http.NewServeMux()
	for _, i := range issuers {
		i.routes(mux)
	}
	return mux
}

// fail keeps the first error for Start.
func (l *Lab) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// httpClient is how the parts speak to each other.
func (l *Lab) httpClient() *http.Client {
	return &http.Client{Transport: l.transport, Timeout: 5 * time.Second}
}

// Case is what the person in this scenario has to tell: the request as their
// client sends it, and what they know of issuer, client and API.
func (l *Lab) Case() diag.Case {
	c := l.person
	c.Request = c.Request.As(diag.AsGiven)
	c.Transport.ConnectTimeout, c.Transport.MaxTime = 5*time.Second, 20*time.Second
	c.ClientSecret, c.RefreshToken = diag.NewSecret(l.clientSecret), diag.NewSecret(l.refreshToken)
	c.Scopes, c.RequireScopes = slices.Clone(c.Scopes), slices.Clone(c.RequireScopes)
	c.Secrets = diag.NewSecrets("")
	c.Secrets.Add(l.token, l.clientSecret, l.refreshToken)
	for _, v := range l.kept {
		c.Secrets.Add(v.value)
	}
	return c
}

// Secrets are the values that may show nowhere: what the person has, and all
// that the issuers have given out by now. Of a JWT the signature stands by itself, too.
func (l *Lab) Secrets() []string {
	all := []string{l.token, l.clientSecret, l.refreshToken, l.password}
	for _, v := range l.kept {
		all = append(all, v.value)
	}
	for _, i := range []*issuer{l.issuer, l.staging, l.partner} {
		all = append(all, i.secrets()...)
	}
	for _, s := range all {
		if parts := strings.Split(s, "."); len(parts) == 3 {
			all = append(all, parts[2])
		}
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(s string) bool { return s == "" })
}
