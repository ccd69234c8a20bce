package lab

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
)

// issuer is an OAuth 2.0 authorization server: one realm of it, at its own path.
type issuer struct {
	url      string // its identifier
	lifetime time.Duration
	clients  map[string]*client
	calls    string // the fault: what it calls itself in its metadata, where that is not its identifier
	disabled string // the fault: the user whose account was disabled

	mu     sync.Mutex
	keys   []signingKey      // the newest, which signs, first; all are published
	tokens map[string]*grant // all tokens that it gave out, by their value
}

// grant is what an issuer remembers of a token.
type grant struct {
	client  string
	claims  jwt.MapClaims
	refresh bool
	revoked bool
}

func newIssuer(url string) (*issuer, error) {
	i := &issuer{url: url, lifetime: time.Hour, clients: map[string]*client{}, tokens: map[string]*grant{}}
	err := i.rotate(newES256)
	return i, err
}

// rotate signs with a new key from now on and keeps publishing the ones before.
func (i *issuer) rotate(generate func() (signingKey, error)) error {
	key, err := generate()
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = slices.Insert(i.keys, 0, key)
	return nil
}

func (i *issuer) published() []signingKey {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.keys)
}

// routes adds the issuer's endpoints. One server may carry several issuers.
func (i *issuer) routes(mux *http.ServeMux) {
	u, err := url.Parse(i.url)
	if err != nil {
		return // the lab made the URL itself
	}
	// OpenID Connect appends its well-known path, RFC 8414 (section 3.1) inserts it before the issuer's path.
	mux.HandleFunc("GET "+u.Path+"/.well-known/openid-configuration", i.metadata)
	mux.HandleFunc("GET /.well-known/oauth-authorization-server"+u.Path, i.metadata)
	mux.HandleFunc("GET "+u.Path+"/jwks", i.jwks)
	mux.HandleFunc("POST "+u.Path+"/token", i.token)
	mux.HandleFunc("POST "+u.Path+"/introspect", i.introspect)
	mux.HandleFunc("POST "+u.Path+"/revoke", i.revoke)
}

func (i *issuer) metadata(w http.ResponseWriter, _ *http.Request) {
	methods := []string{"client_secret_basic", "client_secret_post"}
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                        cmp.Or(i.calls, i.url),
		"jwks_uri":                                      i.url + "/jwks",
		"token_endpoint":                                i.url + "/token",
		"introspection_endpoint":                        i.url + "/introspect",
		"revocation_endpoint":                           i.url + "/revoke",
		"grant_types_supported":                         []string{clientCredentials, refreshToken},
		"response_types_supported":                      []string{},
		"subject_types_supported":                       []string{"public"},
		"id_token_signing_alg_values_supported":         signingAlgs,
		"token_endpoint_auth_methods_supported":         methods,
		"introspection_endpoint_auth_methods_supported": methods,
		"revocation_endpoint_auth_methods_supported":    methods,
		"scopes_supported":                              allScopes,
	})
}

func (i *issuer) jwks(w http.ResponseWriter, _ *http.Request) {
	set := jwkset.JWKSMarshal{}
	for _, k := range i.published() {
		jwk, err := jwkset.NewJWKFromKey(k.public(), jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{
			ALG: jwkset.ALG(k.method.Alg()), KID: k.id, USE: jwkset.UseSig,
		}})
		if err != nil {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		set.Keys = append(set.Keys, jwk.Marshal())
	}
	writeJSON(w, http.StatusOK, set)
}

// draft is an access token for that client as the issuer would make it now (RFC 9068, section 2.2).
func (i *issuer) draft(c *client, subject string, scopes []string) draft {
	now := time.Now()
	claims := jwt.MapClaims{
		"iss": i.url, "sub": subject, "aud": c.audience, "client_id": c.id,
		"scope": strings.Join(scopes, " "), "jti": keyID(),
	}
	for name, value := range c.claims {
		claims[name] = value
	}
	return draft{i.published()[0], accessTokenType, claims}.lasting(now, now.Add(i.lifetime))
}

// issue signs a token and remembers it.
func (i *issuer) issue(d draft) (string, error) {
	token, err := d.sign()
	if err == nil {
		i.remember(token, &grant{client: clientOf(d.claims), claims: d.claims})
	}
	return token, err
}

// issueOpaque gives out a token that only the issuer can read.
func (i *issuer) issueOpaque(d draft) string {
	token := secret()
	i.remember(token, &grant{client: clientOf(d.claims), claims: d.claims})
	return token
}

// issueRefresh gives a client a refresh token for these scopes.
func (i *issuer) issueRefresh(c *client, subject string, scopes []string) string {
	token := secret()
	d := i.draft(c, subject, scopes)
	d = d.lasting(time.Now(), time.Now().Add(30*24*time.Hour))
	i.remember(token, &grant{client: c.id, claims: d.claims, refresh: true})
	return token
}

func clientOf(claims jwt.MapClaims) string {
	id, _ := claims["client_id"].(string)
	return id
}

func (i *issuer) remember(token string, g *grant) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.tokens[token] = g
}

// end makes a token inactive before its time.
func (i *issuer) end(token string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if g := i.tokens[token]; g != nil {
		g.revoked = true
	}
}

// secrets are the tokens that it gave out and those of its clients.
func (i *issuer) secrets() []string {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := slices.Collect(maps.Keys(i.tokens))
	for _, c := range i.clients {
		all = append(all, c.secret)
	}
	return all
}
