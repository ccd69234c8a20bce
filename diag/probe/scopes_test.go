package probe_test

import (
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
)

func TestScopes(t *testing.T) {
	t.Parallel()
	token := func(scope string) func(*diag.Case) { return bearer(signed(map[string]any{"scope": scope})) }
	needs := func(scopes ...string) func(*diag.Case) { return func(c *diag.Case) { c.RequireScopes = scopes } }
	mapped := func(rule diag.ScopeRule) func(*diag.Case) {
		return func(c *diag.Case) { c.ScopeMap = []diag.ScopeRule{rule} }
	}
	named := status(403, "WWW-Authenticate", `Bearer error="insufficient_scope", scope="devices:write devices:read"`)
	for name, c := range map[string]struct {
		c       diag.Case
		e       diag.Exchange
		missing string
		known   bool
		source  string
	}{
		"the person says so": {asked(token("a"), needs("a", "b")), status(401), "b", true, "--require-scope"},
		"the answer says so": {asked(token("devices:read")), named, "devices:write", true, "response.www-authenticate"},
		"the map says so":    {asked(token("a"), mapped(diag.ScopeRule{Method: "GET", Path: "/v2/{what}", AllOf: []string{"a", "b"}})), status(403), "b", true, "--scope-map"},
		"any of them":        {asked(token("a"), mapped(diag.ScopeRule{Path: "/v2/devices", AnyOf: []string{"a", "b"}})), status(403), "", true, "--scope-map"},
		"none of them":       {asked(token("c"), mapped(diag.ScopeRule{Path: "/v2/devices", AnyOf: []string{"a", "b"}})), status(403), "a b", true, "--scope-map"},
		"the description says so": {asked(token("a"), func(c *diag.Case) {
			oauth := diag.APIScheme{Name: "oauth", Type: "oauth2"}
			c.OpenAPI = &diag.APIDescription{Operations: []diag.APIOperation{{Method: "GET", Path: "/v2/devices", Alternatives: [][]diag.APIDemand{{{APIScheme: oauth, Scopes: []string{"a", "b"}}}}}}}
		}), status(403), "b", true, "--openapi"},
		"another method's":        {asked(token("c"), mapped(diag.ScopeRule{Method: "PUT", Path: "/v2/devices", AnyOf: []string{"a"}})), status(403), "", true, ""},
		"a role is as good":       {asked(bearer(signed(map[string]any{"roles": []string{"b"}})), needs("b")), status(403), "", true, "--require-scope"},
		"a token nobody can read": {asked(needs("a")), status(403), "a", false, "--require-scope"},
	} {
		s := look(t, diag.ScopesStep, &fake{}, c.c, refusedWith(c.c, c.e)).Scopes
		if strings.Join(s.Missing, " ") != c.missing || s.Known != c.known {
			t.Errorf("%s: missing %v, known %v", name, s.Missing, s.Known)
		}
		if (len(s.Needed) > 0) != (c.source != "") || len(s.Needed) > 0 && s.Needed[0].Source != c.source {
			t.Errorf("%s: needed %v", name, s.Needed)
		}
	}
}

func TestScopesByIntrospection(t *testing.T) {
	t.Parallel()
	c := asked(func(c *diag.Case) { c.RequireScopes = []string{"a", "b"} })
	f := refusedWith(c, status(403))
	f.Token = &diag.TokenFacts{Introspection: &diag.Introspection{Read: true, Active: true, Fields: map[string]any{"scope": "a c"}}}
	if s := look(t, diag.ScopesStep, &fake{}, c, f).Scopes; !s.Known || !slices.Equal(s.Missing, []string{"b"}) {
		t.Errorf("%+v", s)
	}
}

func TestWhenScopesAreLookedAt(t *testing.T) {
	t.Parallel()
	needs := func(c *diag.Case) { c.RequireScopes = []string{"a"} }
	for name, c := range map[string]struct {
		c    diag.Case
		e    diag.Exchange
		skip string
	}{
		"403":                 {asked(), status(403), ""},
		"401, nothing needed": {asked(), status(401), "no 403"},
		"401, and named":      {asked(needs), status(401), ""},
		"another sign-in":     {asked(), status(401, "WWW-Authenticate", `Bearer error="insufficient_user_authentication"`), ""},
		"no token":            {asked(anonymous, needs), status(403), "no token, and so no scopes"},
	} {
		got := probeFor(diag.ScopesStep).Skip(c.c, refusedWith(c.c, c.e))
		if (got == "") != (c.skip == "") || !strings.Contains(got, c.skip) {
			t.Errorf("%s: skipped because %q", name, got)
		}
	}
}
