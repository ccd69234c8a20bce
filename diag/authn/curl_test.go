package authn_test

import (
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// A request becomes a command that a shell reads, that sends the same, and in
// which every secret is a variable.
func TestCurl(t *testing.T) {
	t.Parallel()
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyb2JpbiJ9.c2lnbmF0dXJlLXRoYXQtaXMtc2VjcmV0"
	for name, tt := range map[string]struct {
		r    diag.Request
		want string
	}{
		"bearer": {diag.Request{Method: "GET", URL: "https://api.example.com/v2/devices?page=2", Header: diag.Header{{Name: "Accept", Value: "it's"}, {Name: "Authorization", Value: "Bearer " + token}}},
			`curl -sS -i -H 'Accept: it'\''s' -H "Authorization: Bearer $TOKEN" 'https://api.example.com/v2/devices?page=2'`},
		"basic": {diag.Request{Method: "GET", URL: "https://api.example.com/", Header: diag.Header{{Name: "Authorization", Value: "Basic cm9iaW46czNjcjN0"}}},
			`curl -sS -i -H "Authorization: Basic $CREDENTIALS" 'https://api.example.com/'`},
		"a key in the query, a cookie": {diag.Request{Method: "GET", URL: "https://api.example.com/?api_key=k3y-0123456789abcdef&page=2", Header: diag.Header{{Name: "Cookie", Value: "sid=0123456789abcdef"}}},
			`curl -sS -i -H "Cookie: $COOKIE" "https://api.example.com/?page=2"`},
		"a body": {diag.Request{Method: "POST", URL: "https://api.example.com/", Body: []byte("a=1")},
			`curl -sS -i -X 'POST' --data "$BODY" 'https://api.example.com/'`},
	} {
		got := authn.Curl(tt.r)
		if strings.ReplaceAll(got, `"`, `'`) != strings.ReplaceAll(tt.want, `"`, `'`) {
			t.Errorf("%s:\n got %s\nwant %s", name, got, tt.want)
		}
		if _, err := syntax.NewParser().Parse(strings.NewReader(got), ""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCurlToken(t *testing.T) {
	t.Parallel()
	c := diag.Case{ClientID: "it's", ClientSecret: diag.NewSecret("never shown"), Scopes: []string{"a", "b"}, Audience: "api://x"}
	got := authn.CurlToken(c, "https://login.example.com/token", "client_credentials")
	want := `TOKEN=$(curl -sS -u 'it'\''s':"$CLIENT_SECRET" -d grant_type=client_credentials --data-urlencode 'scope=a b' --data-urlencode 'audience=api://x' 'https://login.example.com/token' | jq -er '.access_token // error(.error)')`
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestCached(t *testing.T) {
	t.Parallel()
	for value, want := range map[diag.Field]bool{
		{Name: "Age", Value: "12"}: true, {Name: "Age", Value: "0"}: false, {Name: "X-Cache-Status", Value: "HIT"}: true,
		{Name: "X-Cache", Value: "Hit from cloudfront"}: true, {Name: "CF-Cache-Status", Value: "MISS"}: false, {Name: "Server", Value: "hit"}: false,
	} {
		if got := authn.Cached(diag.Exchange{Header: diag.Header{value}}); got != want {
			t.Errorf("%s %q: %v", value.Name, value.Value, got)
		}
	}
}

// What an API calls an error counts as a refusal, whatever its status.
func TestRefused(t *testing.T) {
	t.Parallel()
	answer := func(status int, media, body string) diag.Exchange {
		return diag.Exchange{Status: status, Header: diag.Header{{Name: "Content-Type", Value: media}}, Body: []byte(body)}
	}
	for _, tt := range []struct {
		e    diag.Exchange
		want bool
	}{
		{answer(401, "", ""), true}, {answer(403, "", ""), true}, {answer(500, "", ""), false}, {answer(302, "", ""), false},
		{answer(200, "application/json", `{"devices":[]}`), false},
		{answer(200, "application/json", `{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}`), true},
		{answer(200, "application/json", `{"success":false,"error":{"code":401,"message":"Invalid token"}}`), true},
		{answer(200, "application/json", `{"error":null,"note":"401 unauthorized attempts today"}`), false},
		{answer(200, "application/json", `{"errors":[],"message":"unauthorized"}`), false},
		{answer(200, "application/json", `{"error":"the disk is full"}`), false},
		{answer(200, "text/html", `<form><input name="p" type="password"></form>`), true},
		{answer(200, "text/html", `<h1>Unauthorized</h1>`), false},
	} {
		if got := authn.Refused(tt.e); got != tt.want {
			t.Errorf("%d %s: %v", tt.e.Status, tt.e.Body, got)
		}
	}
}
