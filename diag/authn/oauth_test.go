package authn

import (
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
)

func TestTokenRequest(t *testing.T) {
	t.Parallel()
	full := diag.Case{
		ClientID: "my:app", ClientSecret: diag.NewSecret("p%+ :ß"), RefreshToken: diag.NewSecret("rt+1"),
		RequireScopes: []string{"read", "write"}, Audience: "api", Resource: "https://api",
	}
	public := diag.Case{ClientID: "app", RefreshToken: diag.NewSecret("rt"), Scopes: []string{"a", "b"}}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("my%3Aapp:p%25%2B+%3A%C3%9F"))
	for name, c := range map[string]struct {
		c       diag.Case
		grant   string
		methods []string
		form    map[string]string
		auth    string
	}{
		"basic by default": {full, "client_credentials", nil,
			map[string]string{"grant_type": "client_credentials", "scope": "read write", "audience": "api", "resource": "https://api"}, basic},
		"post listed first": {full, "client_credentials", []string{"private_key_jwt", "client_secret_post", "client_secret_basic"},
			map[string]string{"grant_type": "client_credentials", "scope": "read write", "audience": "api", "resource": "https://api", "client_id": "my:app", "client_secret": "p%+ :ß"}, ""},
		"refresh, basic first": {full, "refresh_token", []string{"client_secret_basic", "client_secret_post"},
			map[string]string{"grant_type": "refresh_token", "refresh_token": "rt+1", "audience": "api", "resource": "https://api"}, basic},
		"neither listed": {diag.Case{ClientID: "a", ClientSecret: diag.NewSecret("b")}, "client_credentials", []string{"private_key_jwt"},
			map[string]string{"grant_type": "client_credentials"}, "Basic YTpi"},
		"public client": {public, "refresh_token", []string{"client_secret_post"},
			map[string]string{"grant_type": "refresh_token", "refresh_token": "rt", "client_id": "app", "scope": "a b"}, ""},
		"no client": {diag.Case{RefreshToken: diag.NewSecret("rt")}, "refresh_token", nil,
			map[string]string{"grant_type": "refresh_token", "refresh_token": "rt"}, ""},
	} {
		r := TokenRequest(c.c, "https://a/token", c.grant, c.methods)
		if r.Purpose != diag.AskToken || r.Method != "POST" || r.URL != "https://a/token" || r.Header.Value("Accept") != "application/json" ||
			r.Header.Value("Content-Type") != "application/x-www-form-urlencoded" || r.Header.Value("Authorization") != c.auth {
			t.Errorf("%s: %s, Authorization %q", name, r, r.Header.Value("Authorization"))
		}
		checkForm(t, name, r.Body, c.form)
	}
}

func checkForm(t *testing.T, name string, body []byte, want map[string]string) {
	t.Helper()
	form, err := url.ParseQuery(string(body))
	got := map[string]string{}
	for k, v := range form {
		got[k] = strings.Join(v, "|")
	}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%s: sent %v, want %v", name, got, want)
	}
}

func TestIntrospectionRequest(t *testing.T) {
	t.Parallel()
	c := diag.Case{ClientID: "a", ClientSecret: diag.NewSecret("b"), Scopes: []string{"x"}}
	r := IntrospectionRequest(c, "https://a/introspect", diag.NewSecret("t+1"), []string{"client_secret_post"})
	if r.Purpose != diag.Introspect || r.Method != "POST" || r.Header.Has("Authorization") {
		t.Errorf("%s", r)
	}
	checkForm(t, "introspection", r.Body, map[string]string{"token": "t+1", "client_id": "a", "client_secret": "b"})
}

func answered(status int, body string) diag.Exchange {
	return diag.Exchange{Status: status, Body: []byte(body)}
}

func TestReadTokenAnswer(t *testing.T) {
	t.Parallel()
	token := diag.NewSecret("at-1")
	for name, c := range map[string]struct {
		e    diag.Exchange
		want TokenAnswer
	}{
		"good": {answered(200, `{"access_token":"at-1","refresh_token":"rt","token_type":"Bearer","scope":"a b","expires_in":300}`),
			TokenAnswer{AccessToken: token, RefreshToken: diag.NewSecret("rt"), Type: "Bearer", Scope: "a b", ScopeGiven: true, ExpiresIn: 5 * time.Minute}},
		"expiry a string":    {answered(200, `{"access_token":"at-1","expires_in":"300"}`), TokenAnswer{AccessToken: token, ExpiresIn: 5 * time.Minute}},
		"expiry senseless":   {answered(200, `{"access_token":"at-1","expires_in":1e300,"scope":""}`), TokenAnswer{AccessToken: token, ScopeGiven: true}},
		"code beside it":     {answered(200, `{"access_token":"at-1","errorCode":"0","status":"ok"}`), TokenAnswer{AccessToken: token}},
		"scope a list":       {answered(200, `{"access_token":"at-1","scope":["a","b"]}`), TokenAnswer{AccessToken: token, Scope: "a b", ScopeGiven: true}},
		"form-encoded":       {answered(200, "access_token=at-1&scope=repo%2Cgist&token_type=bearer"), TokenAnswer{AccessToken: token, Scope: "repo,gist", ScopeGiven: true, Type: "bearer"}},
		"refused":            {answered(400, `{"error":"invalid_grant","error_description":"Token is not active"}`), TokenAnswer{Error: "invalid_grant", Description: "Token is not active"}},
		"error with 200":     {answered(200, `{"error":"bad_verification_code"}`), TokenAnswer{Error: "bad_verification_code"}},
		"form-encoded error": {answered(200, "error=invalid_client&error_description=no"), TokenAnswer{Error: "invalid_client", Description: "no"}},
		"Okta's error":       {answered(401, `{"errorCode":"invalid_client","errorSummary":"Invalid value"}`), TokenAnswer{Error: "invalid_client", Description: "Invalid value"}},
		"error an object":    {answered(400, `{"error":{"code":400,"status":"INVALID","message":"m"}}`), TokenAnswer{Error: "INVALID", Description: "m"}},
		"HTML":               {answered(502, "<html>Bad Gateway</html>"), TokenAnswer{Fault: "the answer (status 502) cannot be read: not JSON but an HTML or XML page"}},
		"empty":              {answered(200, ""), TokenAnswer{Fault: "the answer (status 200) cannot be read: empty"}},
		"cut":                {answered(200, `{"access_token":"at-1`), TokenAnswer{Fault: "the answer (status 200) cannot be read: the JSON ends in the middle"}},
		"no token":           {answered(200, `{"ok":true}`), TokenAnswer{Fault: "the answer has no access_token in it"}},
		"no error named":     {answered(500, `{"oops":1}`), TokenAnswer{Fault: "the answer has status 500 and names no OAuth error"}},
		"no answer":          {diag.Exchange{}, TokenAnswer{Fault: "no answer came"}},
	} {
		got := ReadTokenAnswer(c.e)
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
		notIn(t, got.Fault, string(c.e.Body))
	}
}

func TestReadIntrospection(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		e            diag.Exchange
		read, active bool
	}{
		"active":      {answered(200, `{"active":true,"scope":"a"}`), true, true},
		"inactive":    {answered(200, `{"active":false}`), true, false},
		"as a string": {answered(200, `{"active":"true"}`), true, true},
		"no boolean":  {answered(200, `{"active":"perhaps"}`), false, false},
		"missing":     {answered(200, `{"error":"x"}`), false, false},
		"refused":     {answered(401, `{"active":true}`), false, false},
		"HTML":        {answered(200, `<html>`), false, false},
		"no answer":   {diag.Exchange{}, false, false},
	} {
		in := ReadIntrospection(c.e)
		if in.Read != c.read || in.Active != c.active || in.Exchange.Status != c.e.Status || (in.Fields != nil) != c.read {
			t.Errorf("%s: read %t, active %t", name, in.Read, in.Active)
		}
	}
}

func TestExplainOAuth(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"} {
		if ExplainOAuth(code) == "" {
			t.Errorf("%s of RFC 6749, section 5.2 is not explained", code)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(oauthCodes)) {
		if n := strings.Count(ExplainOAuth(code)+" ", ". "); n != 2 {
			t.Errorf("%s is explained in %d sentences", code, n)
		}
	}
	if ExplainOAuth("banana") != "" {
		t.Error("an unknown code is explained")
	}
}
