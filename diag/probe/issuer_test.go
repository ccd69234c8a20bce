package probe_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
)

const (
	oidc = idp + "/.well-known/openid-configuration"
	as   = idp + "/.well-known/oauth-authorization-server"
)

// metadata is a document of the issuer's with some of its members changed.
func metadata(pairs ...string) diag.Exchange {
	doc := map[string]any{"issuer": idp, "jwks_uri": idp + "/jwks", "token_endpoint": idp + "/token", "introspection_endpoint": idp + "/introspect"}
	for i := 0; i+1 < len(pairs); i += 2 {
		doc[pairs[i]] = pairs[i+1]
	}
	return document(doc)
}

func keySet(t *testing.T) diag.Exchange {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	part := base64.RawURLEncoding.EncodeToString
	return document(map[string]any{"keys": []any{map[string]any{"kty": "EC", "crv": "P-256", "kid": "k2", "x": part(point[1:33]), "y": part(point[33:])}}})
}

func html(text string) diag.Exchange {
	e := status(200, "Content-Type", "text/html")
	e.Body = []byte(text)
	return e
}

// An issuer that cannot be reached and one that cannot be used are told apart; neither makes a token bad.
func TestIssuersDocuments(t *testing.T) {
	t.Parallel()
	keys := keySet(t)
	for name, c := range map[string]struct {
		pages map[string]diag.Exchange
		read  []string // in order
		code  diag.Code
		text  string
		minor bool
	}{
		"as it should be":        {map[string]diag.Exchange{oidc: metadata(), idp + "/jwks": keys}, []string{oidc, idp + "/jwks"}, "", "", false},
		"at its other address":   {map[string]diag.Exchange{as: metadata(), idp + "/jwks": keys}, []string{oidc, as, idp + "/jwks"}, "", "", false},
		"nowhere":                {nil, []string{oidc, as}, "idp-misconfigured", "answers 404", false},
		"away":                   {map[string]diag.Exchange{oidc: failed(diag.FailConnect)}, []string{oidc}, "idp-unreachable", "no HTTP answer", false},
		"out of time":            {map[string]diag.Exchange{oidc: failed(diag.FailTimeout)}, []string{oidc}, "idp-unreachable", "timeout", false},
		"failing":                {map[string]diag.Exchange{oidc: status(503)}, []string{oidc}, "idp-unreachable", "answers 503", false},
		"limiting":               {map[string]diag.Exchange{oidc: status(429)}, []string{oidc}, "idp-unreachable", "answers 429", false},
		"forbidden":              {map[string]diag.Exchange{oidc: status(403)}, []string{oidc}, "idp-misconfigured", "answers 403", false},
		"HTML":                   {map[string]diag.Exchange{oidc: html("<html>sign in")}, []string{oidc}, "idp-misconfigured", "cannot be read", false},
		"JSON of another kind":   {map[string]diag.Exchange{oidc: document(map[string]any{"hello": "world"})}, []string{oidc}, "idp-misconfigured", "cannot be read", false},
		"another's":              {map[string]diag.Exchange{oidc: metadata("issuer", "https://evil.example"), idp + "/jwks": keys}, []string{oidc, idp + "/jwks"}, "idp-misconfigured", "names another issuer", false},
		"its own with a slash":   {map[string]diag.Exchange{oidc: metadata("issuer", idp+"/"), idp + "/jwks": keys}, []string{oidc, idp + "/jwks"}, "idp-misconfigured", "a trailing slash", true},
		"without a key set":      {map[string]diag.Exchange{oidc: metadata("jwks_uri", "")}, []string{oidc}, "idp-misconfigured", "no jwks_uri", true},
		"keys that are away":     {map[string]diag.Exchange{oidc: metadata(), idp + "/jwks": status(502)}, []string{oidc, idp + "/jwks"}, "idp-unreachable", "answers 502", false},
		"keys that are none":     {map[string]diag.Exchange{oidc: metadata(), idp + "/jwks": html("<html>")}, []string{oidc, idp + "/jwks"}, "idp-misconfigured", "key set cannot be read", false},
		"keys at a lost address": {map[string]diag.Exchange{oidc: metadata(), idp + "/jwks": status(404)}, []string{oidc, idp + "/jwks"}, "idp-misconfigured", "answers 404", false},
	} {
		w := &fake{answer: always(status(500)), pages: c.pages}
		in := asked(atIssuer, bearer(signed(map[string]any{"iss": idp, "exp": seconds(0)})))
		is := look(t, diag.TokenStep, w, in, refusedWith(in, status(401))).Token.Issuer
		if !slices.Equal(w.read, c.read) {
			t.Errorf("%s: read %v, want %v", name, w.read, c.read)
		}
		switch {
		case c.code == "" && (len(is.Faults) > 0 || is.Metadata == nil || is.Keys == nil || len(is.Keys.Keys) != 1):
			t.Errorf("%s: %+v", name, is.Faults)
		case c.code != "" && (len(is.Faults) == 0 || is.Faults[0].Code != c.code || !strings.Contains(is.Faults[0].Text, c.text) || is.Faults[0].Minor != c.minor):
			t.Errorf("%s: %+v, want %s %q", name, is.Faults, c.code, c.text)
		}
	}
}

// Who names the issuer, and whether its endpoints may get secrets.
func TestWhoNamesTheIssuer(t *testing.T) {
	t.Parallel()
	token := func(iss string) func(*diag.Case) { return bearer(signed(map[string]any{"iss": iss})) }
	described := func(issuers ...string) func(*diag.Facts) {
		return func(f *diag.Facts) { f.Reply.Resource = &diag.ResourceMetadata{AuthorizationServers: issuers} }
	}
	for name, c := range map[string]struct {
		c       diag.Case
		change  func(*diag.Facts)
		url     string
		from    string
		trusted bool
	}{
		"the person":                   {asked(atIssuer, token("https://other.example")), nil, idp, "--issuer", true},
		"the person, before the API":   {asked(atIssuer, token(idp)), described("https://other.example"), idp, "--issuer", true},
		"the API":                      {asked(token("https://other.example")), described(idp), idp, "resource metadata", false},
		"the API and the token":        {asked(token(idp)), described(idp), idp, "resource metadata", false},
		"the API, by plain http":       {asked(token(idp)), described("http://idp.example.com"), idp, "token.iss", false},
		"the token":                    {asked(token(idp)), nil, idp, "token.iss", false},
		"the token, on this machine":   {asked(token("http://127.0.0.1:8080/x")), nil, "http://127.0.0.1:8080/x", "token.iss", false},
		"the token, by plain http":     {asked(token("http://idp.example.com")), nil, "", "", false},
		"the token, of no issuer":      {asked(token("")), nil, "", "", false},
		"the token, of another scheme": {asked(token("file:///etc/passwd")), nil, "", "", false},
		"a token that nobody can read": {asked(), nil, "", "", false},
	} {
		f := refusedWith(c.c, status(401))
		if c.change != nil {
			c.change(&f)
		}
		w := &fake{answer: always(status(500))}
		is := look(t, diag.TokenStep, w, c.c, f).Token.Issuer
		if is.URL != c.url || is.From != c.from || is.Trusted != c.trusted {
			t.Errorf("%s: %s by %s, trusted %v", name, is.URL, is.From, is.Trusted)
		}
	}
}

func TestIntrospection(t *testing.T) {
	t.Parallel()
	active := document(map[string]any{"active": true, "scope": "a b"})
	usable := map[string]diag.Exchange{oidc: metadata()}
	for name, c := range map[string]struct {
		c     diag.Case
		pages map[string]diag.Exchange
		asked string // where; "" where not
	}{
		"an opaque token":             {asked(atIssuer, client), usable, idp + "/introspect"},
		"the endpoint that was named": {asked(client, func(c *diag.Case) { c.IntrospectionURL = "https://intro.example.com/" }), nil, "https://intro.example.com/"},
		"without a client":            {asked(atIssuer), usable, ""},
		"with the request only":       {asked(atIssuer, client, requestOnly), usable, ""},
		"a JWT that is not verified":  {asked(atIssuer, client, bearer(signed(map[string]any{"iss": idp}))), usable, ""},
		"the endpoint of another's":   {asked(atIssuer, client), map[string]diag.Exchange{oidc: metadata("issuer", "https://evil.example", "introspection_endpoint", "https://evil.example/x")}, ""},
		"an issuer that nobody named": {asked(client), usable, ""},
	} {
		w := &fake{answer: always(active), pages: c.pages}
		in := look(t, diag.TokenStep, w, c.c, refusedWith(c.c, status(401))).Token.Introspection
		if (in != nil) != (c.asked != "") {
			t.Errorf("%s: introspected is %v", name, in != nil)
		}
		for _, url := range w.carried(clientSecret) {
			if url != c.asked {
				t.Errorf("%s: the client's secret went to %s", name, url)
			}
		}
		for _, url := range w.carried(secret) {
			if url != c.asked {
				t.Errorf("%s: the token went to %s", name, url)
			}
		}
	}
}

func TestTokenNeeds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		c    diag.Case
		skip string
	}{
		"none":  {asked(anonymous), "no token"},
		"Basic": {asked(func(c *diag.Case) { c.Request.Header = diag.Header{{Name: "Authorization", Value: "Basic dTpw"}} }), "hold no token"},
		"one":   {asked(), ""},
	} {
		if got := probeFor(diag.TokenStep).Skip(c.c, diag.Facts{}); !strings.Contains(got, c.skip) || (got == "") != (c.skip == "") {
			t.Errorf("%s: skipped because %q", name, got)
		}
	}
	_, err := probeFor(diag.TokenStep).Look(gone(t), (&fake{answer: always(status(500))}).world(), asked(), diag.Facts{})
	if err == nil {
		t.Error("it went on after it was cancelled")
	}
}

func gone(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
