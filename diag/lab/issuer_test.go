package lab

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// TestIssuerWithOIDCClient lets go-oidc discover the issuers and verify their
// tokens, before a rotation and after it.
func TestIssuerWithOIDCClient(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	for _, i := range []*issuer{l.issuer, l.staging, l.partner} {
		provider, err := oidc.NewProvider(t.Context(), i.url)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := provider.Endpoint().TokenURL, i.url+"/token"; got != want {
			t.Errorf("token endpoint %s, want %s", got, want)
		}
		verifier := provider.VerifierContext(t.Context(), &oidc.Config{ClientID: audience, SupportedSigningAlgs: signingAlgs})
		for _, generate := range []func() (signingKey, error){newES256, newRS256} {
			token, err := i.issue(l.draftOf(i))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := verifier.Verify(t.Context(), token); err != nil {
				t.Error(err)
			}
			if err := i.rotate(generate); err != nil {
				t.Fatal(err)
			}
			if _, err := verifier.Verify(t.Context(), token); err != nil {
				t.Errorf("a token from before the rotation: %v", err)
			}
		}
		latest, err := i.issue(l.draftOf(i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verifier.Verify(t.Context(), latest); err != nil {
			t.Errorf("after all rotations: %v", err)
		}
	}
}

func TestIDTokenIsOne(t *testing.T) {
	t.Parallel()
	l := start(t, "wrong-token-type")
	provider, err := oidc.NewProvider(t.Context(), l.issuer.url)
	if err != nil {
		t.Fatal(err)
	}
	verifier := provider.VerifierContext(t.Context(), &oidc.Config{ClientID: personsClient, SupportedSigningAlgs: signingAlgs})
	id, err := verifier.Verify(t.Context(), l.token)
	if err != nil {
		t.Fatal(err)
	}
	if id.Nonce == "" || id.AccessTokenHash == "" {
		t.Error("no nonce or at_hash")
	}
}

func TestBothMetadataAddresses(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	for _, address := range []string{
		l.issuer.url + "/.well-known/openid-configuration",
		l.servers[0].url + "/.well-known/oauth-authorization-server" + productionRealm,
	} {
		var metadata struct{ Issuer string }
		getJSON(t, address, &metadata)
		if metadata.Issuer != l.issuer.url {
			t.Errorf("%s: issuer %q", address, metadata.Issuer)
		}
	}
}

func TestProtectedResourceMetadata(t *testing.T) {
	t.Parallel()
	l := start(t, "wrong-endpoint")
	var metadata struct {
		Resource string   `json:"resource"`
		Servers  []string `json:"authorization_servers"`
	}
	getJSON(t, l.api().url+resourceMetadataPath, &metadata)
	if metadata.Resource != l.api().url+"/v2" || !slices.Equal(metadata.Servers, []string{l.issuer.url}) {
		t.Errorf("%+v", metadata)
	}
}

func getJSON(t *testing.T, url string, into any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := askJSON(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, r, into); err != nil {
		t.Fatalf("%s: %v", url, err)
	}
}

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	for _, tt := range []struct {
		name   string
		change func(*clientcredentials.Config)
		err    string
		scope  string
	}{
		{"basic", func(*clientcredentials.Config) {}, "", "devices:read policies:read"},
		{"post", func(c *clientcredentials.Config) { c.AuthStyle = oauth2.AuthStyleInParams }, "", "devices:read policies:read"},
		{"one scope", func(c *clientcredentials.Config) { c.Scopes = []string{"logs:read"} }, "", "logs:read"},
		{"the API's audience", func(c *clientcredentials.Config) { c.EndpointParams = url.Values{"audience": {audience}} }, "", "devices:read policies:read"},
		{"another audience", func(c *clientcredentials.Config) { c.EndpointParams = url.Values{"audience": {"api://billing"}} }, "invalid_target", ""},
		{"another resource", func(c *clientcredentials.Config) { c.EndpointParams = url.Values{"resource": {"api://billing"}} }, "invalid_target", ""},
		{"a scope that it may not have", func(c *clientcredentials.Config) { c.Scopes = []string{"admin"} }, "invalid_scope", ""},
		{"wrong secret", func(c *clientcredentials.Config) { c.ClientSecret = "guessed" }, "invalid_client", ""},
		{"wrong secret in the form", func(c *clientcredentials.Config) {
			c.ClientSecret, c.AuthStyle = "guessed", oauth2.AuthStyleInParams
		}, "invalid_client", ""},
		{"unknown client", func(c *clientcredentials.Config) { c.ClientID = "nobody" }, "invalid_client", ""},
		{"unknown grant", func(c *clientcredentials.Config) { c.EndpointParams = url.Values{"grant_type": {"password"}} }, "unsupported_grant_type", ""},
		{"grant of another client", func(c *clientcredentials.Config) {
			c.ClientID, c.ClientSecret = apisClient, l.issuer.clients[apisClient].secret
		}, "unauthorized_client", ""},
	} {
		config := clientcredentials.Config{
			ClientID: personsClient, ClientSecret: l.clientSecret, TokenURL: l.issuer.url + "/token", AuthStyle: oauth2.AuthStyleInHeader,
		}
		tt.change(&config)
		token, err := config.Token(t.Context())
		if got := errorCode(err); got != tt.err {
			t.Errorf("%s: error %q, want %q (%v)", tt.name, got, tt.err, err)
			continue
		}
		if tt.err == "" && (token.Extra("scope") != tt.scope || token.Extra("expires_in") != 3600.0 || token.RefreshToken != "") {
			t.Errorf("%s: scope %v, %v s, refresh token: %t", tt.name, token.Extra("scope"), token.Extra("expires_in"), token.RefreshToken != "")
		}
	}
}

func errorCode(err error) string {
	if refused := new(oauth2.RetrieveError); errors.As(err, &refused) {
		return refused.ErrorCode
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestRefreshTokensRotate(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	config := oauth2.Config{
		ClientID: personsClient, ClientSecret: l.clientSecret,
		Endpoint: oauth2.Endpoint{TokenURL: l.issuer.url + "/token", AuthStyle: oauth2.AuthStyleInHeader},
	}
	use := func(refresh string) (*oauth2.Token, error) {
		return config.TokenSource(t.Context(), &oauth2.Token{RefreshToken: refresh}).Token()
	}
	first := l.issuer.issueRefresh(l.client, "robin.vance", l.client.scopes)
	token, err := use(first)
	if err != nil {
		t.Fatal(err)
	}
	if token.RefreshToken == first || token.RefreshToken == "" {
		t.Error("the refresh token was not rotated")
	}
	if got := send(t, bearer(l.Case().Request, token.AccessToken)).StatusCode; got != http.StatusOK {
		t.Errorf("the refreshed token: %d", got)
	}
	if got := send(t, bearer(l.Case().Request, token.RefreshToken)).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("a refresh token at the API: %d", got)
	}
	if _, err := use(first); errorCode(err) != "invalid_grant" {
		t.Errorf("used again: %v", err)
	}
	if _, err := use(l.token); errorCode(err) != "invalid_grant" {
		t.Errorf("an access token in its place: %v", err)
	}
	if _, err := use(token.RefreshToken); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

// post sends a form to the issuer as that client.
func post(t *testing.T, l *Lab, path, secret string, form url.Values) (int, map[string]any) {
	t.Helper()
	form.Set("client_id", personsClient)
	form.Set("client_secret", secret)
	res, err := l.httpClient().PostForm(l.issuer.url+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	answer := map[string]any{}
	_ = json.NewDecoder(res.Body).Decode(&answer) // revocation answers nothing
	return res.StatusCode, answer
}

func TestIntrospectionAndRevocation(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	opaque := l.issuer.issueOpaque(l.draft())
	refresh := l.issuer.issueRefresh(l.client, "robin.vance", l.client.scopes)
	for _, token := range []string{l.token, opaque, refresh} {
		form := url.Values{"token": {token}}
		if status, answer := post(t, l, "/introspect", l.clientSecret, form); status != 200 || answer["active"] != true || answer["client_id"] != personsClient {
			t.Errorf("before: %d %v", status, answer["active"])
		}
		if status, _ := post(t, l, "/revoke", "guessed", form); status != http.StatusUnauthorized {
			t.Errorf("revocation without the secret: %d", status)
		}
		if status, _ := post(t, l, "/revoke", l.clientSecret, form); status != http.StatusOK {
			t.Errorf("revocation: %d", status)
		}
		if status, answer := post(t, l, "/introspect", l.clientSecret, form); status != 200 || answer["active"] != false || len(answer) != 1 {
			t.Errorf("after: %d, %d members", status, len(answer))
		}
	}
	if status, _ := post(t, l, "/introspect", "guessed", url.Values{"token": {l.token}}); status != http.StatusUnauthorized {
		t.Errorf("introspection without the secret: %d", status)
	}
	if status, answer := post(t, l, "/introspect", l.clientSecret, url.Values{"token": {"unknown"}}); status != 200 || answer["active"] != false {
		t.Errorf("an unknown token: %d %v", status, answer)
	}
}
