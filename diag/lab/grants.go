package lab

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The grants that the issuers know.
const (
	clientCredentials = "client_credentials"
	refreshToken      = "refresh_token"
)

// oauthError is a refusal by the token endpoint (RFC 6749, section 5.2).
type oauthError struct {
	status     int
	code, text string
}

func (e oauthError) write(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, e.status, map[string]string{"error": e.code, "error_description": e.text})
}

func badRequest(code, format string, args ...any) *oauthError {
	return &oauthError{http.StatusBadRequest, code, fmt.Sprintf(format, args...)}
}

// token is the token endpoint.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	c := i.authenticate(w, r)
	if c == nil {
		return
	}
	answer, refused := i.grant(c, r)
	if refused != nil {
		refused.write(w)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, answer)
}

func (i *issuer) grant(c *client, r *http.Request) (map[string]any, *oauthError) {
	form := r.PostForm
	kind := form.Get("grant_type")
	if kind != clientCredentials && kind != refreshToken {
		return nil, badRequest("unsupported_grant_type", "Unsupported grant_type")
	}
	if !slices.Contains(c.grants, kind) {
		return nil, badRequest("unauthorized_client", "Client not enabled for this grant")
	}
	for _, target := range slices.Concat(form["audience"], form["resource"]) {
		if target != c.audience {
			return nil, badRequest("invalid_target", "Unknown audience or resource") // RFC 8707, section 2
		}
	}
	if kind == refreshToken {
		return i.refresh(c, form.Get("refresh_token"), form.Get("scope"))
	}
	scopes, ok := c.grantable(form.Get("scope"))
	if !ok {
		return nil, badRequest("invalid_scope", "Invalid scopes: %s", form.Get("scope"))
	}
	return i.answer(c, "service-account-"+c.id, scopes)
}

// refresh spends a refresh token: each is good once, and the answer holds the
// next one (RFC 9700, section 4.14.2).
func (i *issuer) refresh(c *client, token, scope string) (map[string]any, *oauthError) {
	subject, scopes, refused := i.spend(c, token, scope)
	if refused != nil {
		return nil, refused
	}
	answer, refused := i.answer(c, subject, scopes)
	if refused == nil {
		answer["refresh_token"] = i.issueRefresh(c, subject, scopes)
	}
	return answer, refused
}

// spend ends a refresh token that is the client's, for the scopes that were
// granted with it or some of them (RFC 6749, section 6).
func (i *issuer) spend(c *client, token, scope string) (subject string, scopes []string, refused *oauthError) {
	i.mu.Lock()
	defer i.mu.Unlock()
	g := i.tokens[token]
	if g == nil || !g.refresh || g.client != c.id || !g.active(time.Now()) {
		return "", nil, badRequest("invalid_grant", "Token is not active")
	}
	subject, _ = g.claims["sub"].(string)
	if i.disabled != "" && subject == i.disabled {
		return "", nil, badRequest("invalid_grant", "User disabled") // as Keycloak words it
	}
	granted, _ := g.claims["scope"].(string)
	scopes = strings.Fields(granted)
	if asked := strings.Fields(scope); len(asked) > 0 {
		for _, s := range asked {
			if !slices.Contains(scopes, s) {
				return "", nil, badRequest("invalid_scope", "Invalid scopes: %s", scope)
			}
		}
		scopes = asked
	}
	g.revoked = true
	return subject, scopes, nil
}

func (i *issuer) answer(c *client, subject string, scopes []string) (map[string]any, *oauthError) {
	d := i.draft(c, subject, scopes)
	var access string
	if c.opaque {
		access = i.issueOpaque(d)
	} else {
		var err error
		if access, err = i.issue(d); err != nil {
			return nil, &oauthError{http.StatusInternalServerError, "server_error", "Internal error"}
		}
	}
	return map[string]any{
		"access_token": access,
		"token_type":   "Bearer",
		"expires_in":   int(i.lifetime.Seconds()),
		"scope":        strings.Join(scopes, " "),
	}, nil
}
