package lab

import "net/http"

// browserScenarios are the faults of cookies, and of the rules that browsers go by.
var browserScenarios = []Scenario{
	{"session-expired", "The portal was restarted and has forgotten its sessions; a script still sends the cookie of one.", func(l *Lab) {
		s := l.openSite()
		l.cookie(sessionCookie, s.signIn(), "SESSION")
		s.sessions.Clear()
	}},
	{"csrf-failed", "A script changes a policy by the session of a browser, and leaves out the header that the portal's pages send.", func(l *Lab) {
		s := l.openSite()
		l.cookie(sessionCookie, s.signIn(), "SESSION")
		l.cookie(csrfCookie, s.guard, "CSRF_TOKEN")
		l.person.Request.Method = http.MethodPut
		l.person.Request.URL = s.url + "/v2/policies/p-7"
		l.header("Content-Type", "application/json")
		l.person.Request.Body = []byte(`{"enabled":false}`)
		l.person.AllowWrites = true
		l.flag("--allow-writes", "")
	}},
	{"cors-preflight", "A page of another site calls the API, and the gateway wants a token for the browser's question, too.", func(l *Lab) {
		l.person.Request.URL = l.open(func() http.Handler { return tokenFirst(l.api().handler()) }) + "/v2/devices"
		l.header("Origin", "https://console.example.com")
	}},
}

// cookie sends a cookie beside those that are sent already. Its value is a secret of the person.
func (l *Lab) cookie(name, value, variable string) {
	line := name + "=" + value
	if before := l.person.Request.Header.Value("Cookie"); before != "" {
		line = before + "; " + line
	}
	l.header("Cookie", line)
	l.keep(variable, value)
}

// tokenFirst is a gateway that looks for a token before it looks at anything
// else. Pages of another site may call it: it says so to whoever has one.
func tokenFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			w.Header().Set("WWW-Authenticate", "Bearer")
			writeJSON(w, http.StatusUnauthorized, map[string]string{"message": "Unauthorized"})
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", "https://console.example.com")
		next.ServeHTTP(w, r)
	})
}
