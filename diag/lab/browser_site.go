package lab

import (
	"crypto/subtle"
	"io"
	"net/http"
	"sync"
)

// site is the web application for people: it knows them by a session in a
// cookie, sends strangers to a page to sign in, and guards what changes
// something by a token in a cookie that its pages send back in a header.
type site struct {
	url      string
	guard    string   // the token; the lab has one for everybody
	sessions sync.Map // those that are alive
}

const (
	sessionCookie = "portal_session"
	csrfCookie    = "csrftoken"
)

// openSite lets the person work with the site, by a session and no token.
func (l *Lab) openSite() *site {
	l.noToken()
	l.tokenOnly()
	s := &site{guard: secret()}
	s.url = l.open(s.handler)
	l.site = s
	l.person.Request.URL = s.url + "/v2/devices"
	return s
}

// signIn begins a session; the result is what its cookie holds.
func (s *site) signIn() string {
	id := secret()
	s.sessions.Store(id, true)
	return id
}

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><title>Sign in</title>\n"+
			`<form method="post" action="/login"><input name="user"><input type="password" name="password"><button>Sign in</button></form>`)
	})
	for _, e := range endpoints {
		mux.HandleFunc(e.method+" "+e.path, s.operation(e))
	}
	return mux
}

func (s *site) operation(e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		session, err := r.Cookie(sessionCookie)
		switch {
		case err != nil || !s.alive(session.Value):
			http.Redirect(w, r, "/login", http.StatusFound)
		case e.method != http.MethodGet && !sentBack(r):
			http.Error(w, "Forbidden", http.StatusForbidden)
		default:
			writeJSON(w, e.status, e.answer)
		}
	}
}

func (s *site) alive(session string) bool {
	_, known := s.sessions.Load(session)
	return known
}

// sentBack says whether the header holds what the cookie holds ("double submit").
func sentBack(r *http.Request) bool {
	c, err := r.Cookie(csrfCookie)
	return err == nil && c.Value != "" && subtle.ConstantTimeCompare([]byte(r.Header.Get("X-CSRFToken")), []byte(c.Value)) == 1
}
