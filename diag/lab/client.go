package lab

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// client is an OAuth client that is registered with an issuer.
type client struct {
	id, secret string
	grants     []string
	audience   string
	scopes     []string // what it gets where it names none
	optional   []string // what it gets where it asks for it
	claims     map[string]any
	opaque     bool // its access tokens are opaque
}

// maxForm is far more than any form that these endpoints are made for.
const maxForm = 64 << 10

// authenticate reads the form and says which client sent it (RFC 6749, section
// 2.3.1). What fails is written to w; then the client is nil.
func (i *issuer) authenticate(w http.ResponseWriter, r *http.Request) *client {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		oauthError{http.StatusBadRequest, "invalid_request", "The request body is no form"}.write(w)
		return nil
	}
	id, password, basic := r.BasicAuth()
	if basic {
		id, password = unescape(id), unescape(password)
		if r.PostForm.Has("client_secret") {
			oauthError{http.StatusBadRequest, "invalid_request", "More than one way of client authentication"}.write(w)
			return nil
		}
	} else {
		id, password = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	c := i.clients[id]
	if c == nil || subtle.ConstantTimeCompare([]byte(c.secret), []byte(password)) != 1 {
		if basic { // RFC 6749, section 5.2: the scheme that the client used
			w.Header().Set("WWW-Authenticate", `Basic realm="clients"`)
		}
		oauthError{http.StatusUnauthorized, "invalid_client", "Invalid client or Invalid client credentials"}.write(w)
		return nil
	}
	return c
}

// unescape undoes the form encoding that id and secret have inside of Basic.
func unescape(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// grantable are the scopes that the client gets for what it asked; false where it may not have one of them.
func (c *client) grantable(scope string) ([]string, bool) {
	asked := strings.Fields(scope)
	if len(asked) == 0 {
		return c.scopes, true
	}
	for _, s := range asked {
		if !slices.Contains(c.scopes, s) && !slices.Contains(c.optional, s) {
			return nil, false
		}
	}
	return asked, true
}
