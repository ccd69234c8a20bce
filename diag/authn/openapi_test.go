package authn_test

import (
	"fmt"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func TestDescribedNeeds(t *testing.T) {
	t.Parallel()
	oauth := func(scopes ...string) []diag.APIDemand {
		return []diag.APIDemand{{APIScheme: diag.APIScheme{Name: "oauth", Type: "oauth2"}, Scopes: scopes}}
	}
	key := []diag.APIDemand{{APIScheme: diag.APIScheme{Name: "key", Type: "apiKey", In: "header", Key: "X-API-Key"}}}
	bearer := []diag.APIDemand{{APIScheme: diag.APIScheme{Name: "jwt", Type: "http", Scheme: "bearer"}}}
	for _, tt := range []struct {
		name         string
		alternatives [][]diag.APIDemand
		want         string
	}{
		{"one", [][]diag.APIDemand{oauth("a", "b")}, "[{false [a b] --openapi}]"},
		{"any of single ones", [][]diag.APIDemand{oauth("b"), oauth("a")}, "[{true [a b] --openapi}]"},
		{"what all sets have", [][]diag.APIDemand{oauth("a", "b"), oauth("b", "c")}, "[{false [b] --openapi}]"},
		{"nothing in common", [][]diag.APIDemand{oauth("a", "b"), oauth("c")}, "[]"},
		{"a key is another way, not a token's", [][]diag.APIDemand{key, oauth("a")}, "[{false [a] --openapi}]"},
		{"a token without scopes will do", [][]diag.APIDemand{bearer, oauth("a")}, "[]"},
		{"anyone may", [][]diag.APIDemand{oauth("a"), {}}, "[]"},
		{"open", nil, "[]"},
		{"keys only", [][]diag.APIDemand{key}, "[]"},
	} {
		c := diag.Case{Request: diag.Request{Method: "GET", URL: "https://api.example.com/v2/devices/7?x=1"},
			OpenAPI: &diag.APIDescription{Operations: []diag.APIOperation{
				{Method: "GET", Path: "/v2/devices/{id}", Alternatives: tt.alternatives},
				{Method: "POST", Path: "/v2/devices/{id}", Alternatives: [][]diag.APIDemand{oauth("post")}},
				{Method: "GET", Path: "/v2/{any}/{id}", Alternatives: [][]diag.APIDemand{oauth("any")}},
			}}}
		if got := fmt.Sprint(authn.DescribedNeeds(c)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		c.Request.URL = "https://api.example.com/v3/other"
		if got := authn.DescribedNeeds(c); got != nil {
			t.Errorf("%s: %v for an operation that is not described", tt.name, got)
		}
	}
	if authn.DescribedNeeds(diag.Case{}) != nil {
		t.Error("needs without a description")
	}
}

func TestDescribedKeys(t *testing.T) {
	t.Parallel()
	header := diag.APIScheme{Name: "a", Type: "apiKey", In: "header", Key: "X-API-Key"}
	query := diag.APIScheme{Name: "b", Type: "apiKey", In: "query", Key: "key"}
	c := diag.Case{Request: diag.Request{Method: "GET", URL: "https://api.example.com/devices/7.json"},
		OpenAPI: &diag.APIDescription{Schemes: []diag.APIScheme{header, query, {Type: "http", Scheme: "basic"}, {Type: "apiKey", In: "header"}},
			Operations: []diag.APIOperation{{Method: "GET", Path: "/devices/{id}.json", Alternatives: [][]diag.APIDemand{{{APIScheme: query}}}}}}}
	if got := authn.DescribedKeys(c); len(got) != 1 || got[0] != query {
		t.Errorf("of the operation: %+v", got)
	}
	c.Request.Method = "PUT"
	if got := authn.DescribedKeys(c); len(got) != 2 {
		t.Errorf("of the document: %+v", got)
	}
	if authn.DescribedKeys(diag.Case{}) != nil {
		t.Error("keys without a description")
	}
}
