package lab

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// api is one replica of the device-management service.
type api struct {
	url    string
	style  style
	v1, v2 validator
	ahead  time.Duration // how far its clock is

	// door, where set, stands in place of the Bearer tokens: it says whether the
	// request may come in, and answers it where not.
	door      func(http.ResponseWriter, *http.Request) bool
	describes bool // it publishes protected resource metadata and points there (RFC 9728)
	faults    apiFaults
	seen      sync.Map // the good tokens that came once, where it learns late
}

// apiFaults are the ways in which a replica can be wrong; without any it is healthy.
type apiFaults struct {
	refusesAll    bool            // whatever is sent
	strictScheme  bool            // it takes Bearer and no other letter case
	basic         *url.Userinfo   // it wants this user by Basic, and no token
	learnsLate    bool            // it refuses a token the first time that it sees it
	deniesClients bool            // its own role table knows no client
	remembers     map[string]bool // tokens that a cache of its own still calls bad
}

func (a *api) now() time.Time { return time.Now().Add(a.ahead) }

func (a *api) handler() http.Handler {
	mux := http.NewServeMux()
	for _, e := range endpoints {
		mux.HandleFunc(e.method+" "+e.path, a.operation(e, &a.v2))
	}
	for _, e := range oldEndpoints {
		mux.HandleFunc(e.method+" "+e.path, a.operation(e, &a.v1))
	}
	if a.describes {
		mux.HandleFunc("GET "+resourceMetadataPath, a.resourceMetadata)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", a.now().UTC().Format(http.TimeFormat))
		if a.style.server != "" {
			w.Header().Set("Server", a.style.server)
		}
		mux.ServeHTTP(w, r)
	})
}

// resourceMetadataPath is where the metadata of the resource …/v2 stands (RFC 9728, section 3.1).
const resourceMetadataPath = "/.well-known/oauth-protected-resource/v2"

func (a *api) resourceMetadata(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"resource":                 a.url + "/v2",
		"authorization_servers":    []string{a.v2.issuer},
		"scopes_supported":         allScopes,
		"bearer_methods_supported": []string{"header", "query"},
	})
}

func (a *api) operation(e endpoint, v *validator) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var refused *refusal
		if a.door == nil {
			refused = a.admit(r, e, v)
		} else if !a.door(w, r) {
			return
		}
		if refused == nil {
			if e.answer == nil {
				w.WriteHeader(e.status)
				return
			}
			writeJSON(w, e.status, e.answer)
			return
		}
		if a.describes {
			refused.metadata = a.url + resourceMetadataPath
		}
		a.style.refuse(w, r, *refused)
	}
}

// admit says why the request is refused, or nil.
func (a *api) admit(r *http.Request, e endpoint, v *validator) *refusal {
	if a.faults.basic != nil {
		return a.admitBasic(r)
	}
	token, refused := a.credential(r)
	if refused != nil {
		return refused
	}
	if a.faults.refusesAll || a.faults.remembers[token] {
		return &refusal{why: inactive}
	}
	claims, refused := v.check(r.Context(), token, a.now())
	if refused != nil {
		return refused
	}
	if a.faults.learnsLate {
		if _, known := a.seen.LoadOrStore(token, true); !known {
			return &refusal{why: inactive}
		}
	}
	return a.authorize(claims, e)
}

// credential is the token that the request presents: in its header or in its
// query, never in both (RFC 6750, section 2).
func (a *api) credential(r *http.Request) (string, *refusal) {
	headers, query := r.Header.Values("Authorization"), r.URL.Query()["access_token"]
	switch {
	case len(headers)+len(query) > 1:
		return "", &refusal{why: duplicate}
	case len(query) == 1:
		return query[0], nil
	case len(headers) == 0:
		return "", &refusal{why: missing}
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer"), a.faults.strictScheme && scheme != "Bearer":
		return "", &refusal{why: missing}
	case !b64token.MatchString(token):
		return "", &refusal{why: badHeader}
	}
	return token, nil
}

// b64token is what may follow the scheme (RFC 6750, section 2.1).
var b64token = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

func (a *api) admitBasic(r *http.Request) *refusal {
	user, password, ok := r.BasicAuth()
	want, _ := a.faults.basic.Password()
	if !ok || user != a.faults.basic.Username() || subtle.ConstantTimeCompare([]byte(password), []byte(want)) != 1 {
		return &refusal{why: wantsBasic}
	}
	return nil
}

// authorize holds the token's scopes, and then what its client may do, against the endpoint.
func (a *api) authorize(claims jwt.MapClaims, e endpoint) *refusal {
	scope, _ := claims["scope"].(string)
	granted := func(s string) bool { return slices.Contains(strings.Fields(scope), s) }
	if len(e.scopes) > 0 && !slices.ContainsFunc(e.scopes, granted) {
		return &refusal{why: scopeMissing, scope: narrowest(e.scopes)}
	}
	if a.faults.deniesClients {
		return &refusal{why: forbidden}
	}
	return nil
}

// narrowest is the scope to ask for where one of several will do: that of the one resource.
func narrowest(scopes []string) string {
	if i := slices.IndexFunc(scopes, func(s string) bool { return strings.Contains(s, ":") }); i >= 0 {
		return scopes[i]
	}
	return scopes[0]
}
