package diag_test

import (
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
)

func TestOrigins(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"https://api.example.com/v2?x=1": "https://api.example.com:443",
		"HTTPS://API.Example.com:443":    "https://api.example.com:443",
		"http://api.example.com":         "http://api.example.com:80",
		"http://user:pw@127.0.0.1:8080/": "http://127.0.0.1:8080",
		"http://[::1]:8080/a":            "http://::1:8080",
		"//api.example.com/a":            "://api.example.com:",
		"/v2/devices":                    "",
		"api.example.com":                "",
		"mailto:a@example.com":           "",
		"http://%zz/":                    "",
		"":                               "",
	} {
		if got := diag.OriginOf(raw); got != want {
			t.Errorf("OriginOf(%q) = %q, want %q", raw, got, want)
		}
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"https://api.example.com", "https://API.example.com:443/v2", true},
		{"https://api.example.com", "http://api.example.com", false},
		{"https://api.example.com", "https://api.example.com:8443", false},
		{"https://api.example.com", "https://api.example.com.evil.example", false},
		{"https://api.example.com", "https://api.example.com@evil.example/", false},
		{"https://api.example.com", "https://example.com", false},
		{"/a", "/a", false},
		{"", "", false},
	} {
		if got := diag.SameOrigin(c.a, c.b); got != c.same {
			t.Errorf("SameOrigin(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://127.9.9.9": true, "http://[::1]/": true, "http://localhost:1/x": true, "http://[::ffff:127.0.0.1]/": true,
		"http://127.example.com": false, "http://127.0.0.1.example.com": false, "http://localhost.example.com": false,
		"http://127.0.0.1@example.com": false, "http://10.0.0.1": false, "http://0.0.0.0": false, "http://%zz": false, "": false,
	} {
		if got := diag.Loopback(raw); got != want {
			t.Errorf("Loopback(%q) = %v", raw, got)
		}
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	value := func(field, value string, read func(diag.Case) string) {
		t.Helper()
		c, err := diag.Case{Secrets: knowing()}.Answer(field, " "+value+"\n")
		if got := read(c); err != nil || got != value {
			t.Errorf("%s: %q, %v", field, got, err)
		}
	}
	value("issuer", "https://idp.example.com", func(c diag.Case) string { return c.Issuer })
	value("origin", "http://10.0.0.7:8080", func(c diag.Case) string { return c.Origin })
	value("token-url", "https://idp.example.com/token", func(c diag.Case) string { return c.TokenURL })
	value("introspection-url", "https://idp.example.com/introspect", func(c diag.Case) string { return c.IntrospectionURL })
	value("jwks-url", "https://idp.example.com/jwks", func(c diag.Case) string { return c.JWKSURL })
	value("client-id", "device-sync", func(c diag.Case) string { return c.ClientID })
	value("client-secret", "hunter22", func(c diag.Case) string { return c.ClientSecret.Reveal() })
	value("refresh-token", "rt-1", func(c diag.Case) string { return c.RefreshToken.Reveal() })
	value("audience", "api://devices", func(c diag.Case) string { return c.Audience })
	value("scope", "a b", func(c diag.Case) string { return strings.Join(c.Scopes, " ") })
	value("require-scope", "a b", func(c diag.Case) string { return strings.Join(c.RequireScopes, " ") })
}

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	before := diag.Case{Secrets: knowing(), Issuer: "https://idp.example.com"}
	for _, a := range []struct{ field, value, fault string }{
		{"issuer", "", ""},
		{"client-secret", "  \n", ""},
		{"issuer", "idp.example.com", "no scheme"},
		{"origin", "ftp://files.example.com", `scheme "ftp"`},
		{"token-url", "https:///token", "no host"},
		{"jwks-url", "https://user:hunter22@%zz", "not a URL"},
		{"colour", "blue", "no such question"},
	} {
		c, err := before.Answer(a.field, a.value)
		if (err == nil) != (a.fault == "") || err != nil && (!strings.Contains(err.Error(), a.fault) || strings.Contains(err.Error(), "hunter22")) {
			t.Errorf("%s %q: %v, want %q", a.field, a.value, err, a.fault)
		}
		if c.Issuer != before.Issuer || c.Origin != "" || c.TokenURL != "" || !c.ClientSecret.Empty() {
			t.Errorf("%s %q changed the case", a.field, a.value)
		}
	}
}

func TestAnsweredSecretsAreMasked(t *testing.T) {
	t.Parallel()
	c := diag.Case{Secrets: knowing()}
	for _, field := range []string{"client-secret", "refresh-token"} {
		value := "the-" + field + "-of-the-person"
		if _, err := c.Answer(field, value); err != nil || !c.Secrets.Known(value) {
			t.Errorf("%s is not known as a secret (%v)", field, err)
		}
	}
}

func TestWhatACaseAllows(t *testing.T) {
	t.Parallel()
	secret := diag.NewSecret("x")
	for _, c := range []struct {
		c             diag.Case
		grant, repeat bool
	}{
		{diag.Case{}, false, true},
		{diag.Case{ClientID: "a"}, false, true},
		{diag.Case{ClientID: "a", ClientSecret: secret}, true, true},
		{diag.Case{RefreshToken: secret}, true, true},
		{diag.Case{RefreshToken: secret, RequestOnly: true}, false, true},
		{diag.Case{Request: diag.Request{Method: "post"}}, false, false},
		{diag.Case{Request: diag.Request{Method: "DELETE"}, AllowWrites: true}, false, true},
		{diag.Case{Request: diag.Request{Method: "head"}}, false, true},
		{diag.Case{Request: diag.Request{Method: "BREW"}}, false, false},
	} {
		if c.c.HasGrant() != c.grant || c.c.MayRepeat() != c.repeat {
			t.Errorf("%s: HasGrant %v, MayRepeat %v", c.c.Request.Method, c.c.HasGrant(), c.c.MayRepeat())
		}
	}
	c := diag.Case{RequireScopes: []string{"needed"}}
	if got := c.AskScopes(); !slices.Equal(got, []string{"needed"}) {
		t.Errorf("asks for %v", got)
	}
	if c.Scopes = []string{"named"}; !slices.Equal(c.AskScopes(), []string{"named"}) {
		t.Errorf("asks for %v", c.AskScopes())
	}
}
