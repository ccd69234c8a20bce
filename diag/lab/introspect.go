package lab

import (
	"maps"
	"net/http"
	"time"
)

// active says whether a token is within its time and was not revoked (RFC 7662, section 2.2).
func (g *grant) active(now time.Time) bool {
	exp, _ := g.claims["exp"].(float64)
	nbf, _ := g.claims["nbf"].(float64)
	return !g.revoked && seconds(now) < exp && seconds(now) >= nbf
}

// introspect tells a client about a token. Of an inactive one it says nothing
// more than that (RFC 7662, section 2.2).
func (i *issuer) introspect(w http.ResponseWriter, r *http.Request) {
	if i.authenticate(w, r) == nil {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	g := i.tokens[r.PostForm.Get("token")]
	if g == nil || !g.active(time.Now()) || i.disabled != "" && g.claims["sub"] == i.disabled {
		writeJSON(w, http.StatusOK, map[string]any{"active": false})
		return
	}
	answer := maps.Clone(map[string]any(g.claims))
	answer["active"] = true
	if !g.refresh {
		answer["token_type"] = "Bearer"
	}
	writeJSON(w, http.StatusOK, answer)
}

// revoke ends a token of the calling client. It answers 200 for every token,
// known or not (RFC 7009, section 2.2).
func (i *issuer) revoke(w http.ResponseWriter, r *http.Request) {
	c := i.authenticate(w, r)
	if c == nil {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if g := i.tokens[r.PostForm.Get("token")]; g != nil && g.client == c.id {
		g.revoked = true
	}
	w.WriteHeader(http.StatusOK)
}
