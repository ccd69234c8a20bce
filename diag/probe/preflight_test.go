package probe_test

import (
	"context"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/probe"
)

func fromPage(c *diag.Case) {
	c.Request.Header = c.Request.Header.With("Origin", "https://page.example").With("Cookie", "sid=0123456789abcdef")
}

// The question that a browser would ask is asked without credentials, also
// where the request itself may not be repeated.
func TestPreflightIsAsked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		c    diag.Case
		sent int
	}{
		"from a page":         {asked(fromPage), 1},
		"an unsafe method":    {asked(fromPage, method("DELETE")), 1},
		"the request only":    {asked(fromPage, requestOnly), 0},
		"no page":             {asked(), 0},
		"the question itself": {asked(fromPage, method("OPTIONS")), 0},
	} {
		w := &fake{answer: always(status(401))}
		f := look(t, diag.Reproduce, w, c.c, diag.Facts{})
		if got := w.count(diag.Preflight); got != c.sent || (f.Reply.Preflight != nil) != (c.sent == 1) {
			t.Errorf("%s: asked %d times, want %d", name, got, c.sent)
		}
		for _, r := range w.sent {
			if r.Purpose == diag.Preflight && (r.Method != "OPTIONS" || len(authn.Credentials(r)) > 0 || r.Header.Has("Cookie")) {
				t.Errorf("%s: it is %s with %d credentials", name, r.Method, len(authn.Credentials(r)))
			}
		}
	}
}

func TestPreflightFinding(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		e      diag.Exchange
		level  diag.Level
		says   string
		passed bool
	}{
		"refused":    {status(401), diag.Warn, "a browser stops here: the status is 401", false},
		"too little": {status(204, "Access-Control-Allow-Origin", "*"), diag.Warn, "Access-Control-Allow-Origin is *", false},
		"let through": {status(204, "Access-Control-Allow-Origin", "https://page.example", "Access-Control-Allow-Credentials", "true",
			"Access-Control-Allow-Headers", "authorization"), diag.Info, "a browser goes on", true},
	} {
		w := &fake{answer: func(_ context.Context, r diag.Request) (diag.Exchange, error) {
			if r.Purpose == diag.Preflight {
				return c.e, nil
			}
			return status(200), nil
		}}
		ca := asked(fromPage)
		f := look(t, diag.Reproduce, w, ca, diag.Facts{})
		found := false
		for _, finding := range probe.For(diag.Reproduce).Findings(ca, f) {
			if finding.Code == "preflight" {
				found = finding.Level == c.level && finding.Passed == c.passed && strings.Contains(string(finding.Text), c.says)
				if !found {
					t.Errorf("%s: %s %s", name, finding.Level, finding.Text)
				}
			}
		}
		if !found {
			t.Errorf("%s: nothing is told of the preflight", name)
		}
	}
}

// A redirect to a page to sign in is where people belong: the controls stay with
// the request, and who has a session or nothing is not sent to another origin.
func TestRedirectsToLogin(t *testing.T) {
	t.Parallel()
	session := func(c *diag.Case) { c.Request.Header = diag.Header{{Name: "Cookie", Value: "sid=0123456789abcdef"}} }
	for name, c := range map[string]struct {
		c        diag.Case
		location string
		hops     int
	}{
		"here":                    {asked(session), "/login", 2},
		"another origin":          {asked(session), "https://sso.example.net/login", 1},
		"another origin, a token": {asked(), "https://sso.example.net/login", 2},
	} {
		w := &fake{answer: func(_ context.Context, r diag.Request) (diag.Exchange, error) {
			if r.URL == api {
				return status(302, "Location", c.location), nil
			}
			return status(200), nil
		}}
		r := look(t, diag.Reproduce, w, c.c, diag.Facts{}).Reply
		if len(r.Given) != c.hops || r.Home != 0 || r.Without == nil || r.Without.Request.URL != api {
			t.Errorf("%s: %d hops, at home in %d, want %d and 0", name, len(r.Given), r.Home, c.hops)
		}
	}
}
