package authn

import (
	"reflect"
	"testing"

	"example.com/why401/diag"
)

func TestNeeded(t *testing.T) {
	t.Parallel()
	rules := []diag.ScopeRule{
		{Method: "GET", Path: "/v2/logs/*", AnyOf: []string{"logs:read", "admin"}},
		{Method: "GET", Path: "/v2/policies/{id}", AnyOf: []string{"policies:read"}},
		{Method: "PUT", Path: "/v2/policies/{id}", AllOf: []string{"policies:write"}, AnyOf: []string{"a", "b"}},
		{Method: "GET", Path: "/v2/policies/current", AllOf: []string{"current"}},
		{Path: "/v2/*", AllOf: []string{"any-method"}},
		{Method: "get", Path: "/v2/organizations/current"},
	}
	need := func(any bool, scopes ...string) diag.ScopeNeed {
		return diag.ScopeNeed{Any: any, Scopes: scopes, Source: "--scope-map"}
	}
	tests := []struct {
		method, path string
		want         []diag.ScopeNeed
	}{
		{"GET", "/v2/logs/2026/11", []diag.ScopeNeed{need(true, "logs:read", "admin")}},
		{"GET", "/v2/policies/7", []diag.ScopeNeed{need(true, "policies:read")}},
		{"GET", "/v2/policies/current/", []diag.ScopeNeed{need(false, "current")}},
		{"PUT", "/v2/policies/7?dry=1", []diag.ScopeNeed{need(false, "policies:write"), need(true, "a", "b")}},
		{"DELETE", "/v2/policies/7", []diag.ScopeNeed{need(false, "any-method")}},
		{"GET", "/v2/policies/7/rules", []diag.ScopeNeed{need(false, "any-method")}},
		{"GET", "/v2/organizations/current", nil},
		{"GET", "/v1/policies", nil},
	}
	for _, c := range tests {
		if got := Needed(rules, c.method, c.path); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s %s needs %v, want %v", c.method, c.path, got, c.want)
		}
	}
}
