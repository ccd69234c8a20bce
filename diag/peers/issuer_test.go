//go:build peers

package peers

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/MicahParks/jwkset"
)

// The resources that the issuer knows; each has its name as audience.
const (
	devices = "https://devices.example/"
	billing = "https://billing.example/"
	opaque  = "https://opaque.example/" // its tokens are no JWTs
)

// settings are those of testdata/issuer.mjs.
type settings struct {
	Port      string              `json:"port"`
	Paths     []string            `json:"paths"`
	Keys      []jwkset.JWKMarshal `json:"keys"` // it signs with the first
	TTL       int                 `json:"ttl"`
	Secret    string              `json:"secret"`
	APISecret string              `json:"apiSecret"`
	Resource  string              `json:"resource"`
}

// issuer is an oidc-provider with the clients job (client credentials), portal
// (people sign in) and api (introspects).
type issuer struct {
	*server
	settings settings
	realm    string // the issuer's identifier
}

// newIssuer starts one; a test changes the settings that it is about.
func newIssuer(t *testing.T, change ...func(*settings)) *issuer {
	t.Helper()
	s := settings{
		Port: "0", Paths: []string{"/main"}, Keys: []jwkset.JWKMarshal{oldKey()}, TTL: 600,
		Secret: "job-" + rand.Text(), APISecret: "api-" + rand.Text(), Resource: devices,
	}
	for _, c := range change {
		c(&s)
	}
	srv := node(t, "issuer.mjs", s)
	return &issuer{server: srv, settings: s, realm: srv.url + s.Paths[0]}
}

// restart runs it again at the same address, with other keys.
func (i *issuer) restart(t *testing.T, keys ...jwkset.JWKMarshal) *issuer {
	t.Helper()
	i.stop()
	at, err := url.Parse(i.url)
	must(t, err)
	return newIssuer(t, func(s *settings) {
		*s = i.settings
		s.Port, s.Keys = at.Port(), keys
	})
}

// The issuer's keys, before and after a rotation.
var (
	oldKey = sync.OnceValue(func() jwkset.JWKMarshal { return signingKey("2026-01") })
	newKey = sync.OnceValue(func() jwkset.JWKMarshal { return signingKey("2026-02") })
)

func signingKey(kid string) jwkset.JWKMarshal {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	jwk, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{
		Marshal:  jwkset.JWKMarshalOptions{Private: true},
		Metadata: jwkset.JWKMetadataOptions{KID: kid, ALG: jwkset.AlgRS256, USE: jwkset.UseSig},
	})
	if err != nil {
		panic(err)
	}
	return jwk.Marshal()
}

// tokens is the answer of the token endpoint.
type tokens struct {
	Access  string `json:"access_token"`
	ID      string `json:"id_token"`
	Refresh string `json:"refresh_token"`
}

// post sends a form to one of the realm's endpoints as that client, with more
// headers where there are some: name, value, name, value.
func (i *issuer) post(t *testing.T, endpoint, client string, form url.Values, headers ...string) tokens {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, i.realm+endpoint, strings.NewReader(form.Encode()))
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(client, i.settings.Secret)
	for h := range slices.Chunk(headers, 2) {
		r.Header.Set(h[0], h[1])
	}
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s: %s", endpoint, resp.Status, body)
	}
	var got tokens
	if len(body) > 0 { // a revocation says nothing
		must(t, json.Unmarshal(body, &got))
	}
	return got
}

// token is a new one of the job's for that resource.
func (i *issuer) token(t *testing.T, resource, scope string) string {
	t.Helper()
	return i.post(t, "/token", "job", url.Values{"grant_type": {"client_credentials"}, "resource": {resource}, "scope": {scope}}).Access
}

// signIn leads a person through the pages, and exchanges the code as the portal
// does, with more headers where there are some.
func (i *issuer) signIn(t *testing.T, headers ...string) tokens {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	browser := http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == "portal.example" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	back := "https://portal.example/signed-in"
	ask := url.Values{
		"client_id": {"portal"}, "response_type": {"code"}, "redirect_uri": {back}, "prompt": {"consent"},
		"scope": {"openid offline_access devices:read"},
	}
	exchange := url.Values{"grant_type": {"authorization_code"}, "redirect_uri": {back}}
	if i.settings.Resource != "" { // without one, the token is for the issuer's own userinfo
		ask.Set("resource", i.settings.Resource)
		exchange.Set("resource", i.settings.Resource)
	}
	page := i.realm + "/auth?" + ask.Encode()
	resp, err := browser.Get(page)
	for _, prompt := range []string{"login", "consent"} {
		must(t, err)
		_ = resp.Body.Close()
		resp, err = browser.PostForm(resp.Request.URL.String(), url.Values{"prompt": {prompt}, "login": {"robin"}, "password": {"vance"}})
	}
	must(t, err)
	_ = resp.Body.Close()
	to, err := resp.Location()
	must(t, err)
	exchange.Set("code", to.Query().Get("code"))
	return i.post(t, "/token", "portal", exchange, headers...)
}

// refresh spends a refresh token of the portal's.
func (i *issuer) refresh(t *testing.T, token string) tokens {
	t.Helper()
	return i.post(t, "/token", "portal", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
}
