package intake

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// Bounds on time where the flags say nothing.
const (
	defaultConnect = 10 * time.Second
	defaultWithin  = 60 * time.Second
)

// Case makes a case of the flags and the address that stands behind them. The
// error is one line that names the flag. With ErrNoURL the case is whole but
// for its address.
func (f Flags) Case(args []string, env Env) (c diag.Case, warnings []string, err error) {
	if f, err = f.withProfile(env); err != nil {
		return c, nil, err
	}
	if f.from != "" {
		return f.fromFile(args, env)
	}
	if f.entry != 0 {
		return c, nil, errors.New("--entry: there is no capture to choose from: name it with --from")
	}
	s := &source{env: env}
	c = f.known()
	for _, fill := range []func(*diag.Case, *source) error{f.checkURLs, f.fillTransport, f.fillSecrets, f.fillScopeMap, f.fillRequest, f.fillDPoP, f.fillSAML, f.fillOpenAPI} {
		if err := fill(&c, s); err != nil {
			return c, s.warnings, err
		}
	}
	err = f.address(&c, s, args)
	if err == nil {
		err = errors.Join(f.fillAWS(&c, s), f.fillCookies(&c, s), f.fillConnectTo(&c)) // these depend on the address
	}
	f.register(c)
	return c, s.warnings, err
}

// known is a case with what needs no reading.
func (f Flags) known() diag.Case {
	c := diag.Case{
		Issuer: f.issuer, JWKSURL: f.jwksURL, TokenURL: f.tokenURL, IntrospectionURL: f.introspectAt,
		ClientID: f.clientID, Audience: f.audience, Resource: f.resource,
		Scopes: words(f.scopes), RequireScopes: words(f.requireScopes),
		Origin: f.origin, Verify: f.verify, NTP: f.ntp,
		AllowWrites: f.allowWrites, RequestOnly: f.requestOnly, Follow: f.follow,
		Secrets: diag.NewSecrets(""),
	}
	if f.profiled != nil {
		c.Profile, c.ScopeMap = &f.profiled.Profile, f.profiled.ScopeMap
	}
	return c
}

// address takes in the URL of the request.
func (f Flags) address(c *diag.Case, s *source, args []string) error {
	switch {
	case len(args) == 0 || strings.TrimSpace(args[0]) == "":
		return ErrNoURL
	case len(args) > 1:
		return fmt.Errorf("%s: a second URL: one request is diagnosed at a time; --verify takes further ones", shown(args[1]))
	}
	raw := strings.TrimSpace(args[0])
	if err := checkURL(raw); err != nil {
		return fmt.Errorf("%s: %w", shown(raw), err)
	}
	c.Request.URL = raw
	if f.inQuery && len(c.Request.Body) > 0 { // curl's -G
		c.Request.URL = withQuery(raw, string(c.Request.Body))
		c.Request.Body = nil
	}
	return f.extend(c, s)
}

func withQuery(raw, query string) string {
	raw, fragment, _ := strings.Cut(raw, "#")
	join := "?"
	if strings.Contains(raw, "?") {
		join = "&"
	}
	if fragment != "" {
		query += "#" + fragment
	}
	return raw + join + query
}

// checkURL is diag.CheckURL, which takes the host of localhost:8080 for a scheme.
func checkURL(raw string) error {
	if !strings.Contains(raw, "://") && !strings.HasPrefix(raw, "http:") && !strings.HasPrefix(raw, "https:") {
		return errors.New("no scheme: write https:// in front")
	}
	return diag.CheckURL(raw)
}

func (f Flags) checkURLs(*diag.Case, *source) error {
	type named struct{ flag, url string }
	all := []named{
		{"--issuer", f.issuer}, {"--jwks-url", f.jwksURL}, {"--token-url", f.tokenURL},
		{"--introspection-url", f.introspectAt}, {"--origin", f.origin},
	}
	for _, u := range f.verify {
		all = append(all, named{"--verify", u})
	}
	for _, n := range all {
		if n.url == "" && n.flag != "--verify" {
			continue
		}
		if err := checkURL(n.url); err != nil {
			return fmt.Errorf("%s %s: %w", n.flag, shown(n.url), err)
		}
	}
	return nil
}

// register makes every secret in the case's URLs, header and body known, so
// that it is masked everywhere.
func (f Flags) register(c diag.Case) {
	c.Secrets.Add(authn.SecretValues(c.Request)...)
	for _, u := range append([]string{c.Origin, c.Transport.Proxy}, c.Verify...) {
		c.Secrets.Add(authn.SecretValues(diag.Request{URL: u})...)
	}
}

// words splits values at their blanks: a scope list is often given as one value.
func words(values []string) []string { return strings.Fields(strings.Join(values, " ")) }
