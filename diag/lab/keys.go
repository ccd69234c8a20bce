package lab

import (
	"cmp"
	"crypto/subtle"
	"net/http"
)

// keyScenarios are the faults of API keys. Gateways check them in front of the
// API, and each words its refusals in its own way.
var keyScenarios = []Scenario{
	{"api-key-missing", "The API wants a key, as Kong checks it, and the job sends none.", func(l *Lab) {
		l.tokenOnly()
		l.noToken()
		l.api().style.server = "kong/3.9.1"
		l.apiKey = secret()
		l.api().door = keyDoor{"apikey", l.apiKey, refuseKong}.admit
	}},
	{"api-key-invalid", "The key was regenerated, and the job sends the one from before.", func(l *Lab) {
		l.tokenOnly()
		l.noToken()
		const name = "Ocp-Apim-Subscription-Key"
		old := secret()
		l.keep("API_KEY", old)
		l.header(name, old)
		l.apiKey = secret()
		l.api().door = keyDoor{name, l.apiKey, refuseAzure}.admit
	}},
}

// keyDoor lets in who presents the key in that header, or in a query parameter of the same name.
type keyDoor struct {
	name, key string
	refuse    func(w http.ResponseWriter, found bool)
}

func (d keyDoor) admit(w http.ResponseWriter, r *http.Request) bool {
	found := cmp.Or(r.Header.Get(d.name), r.URL.Query().Get(d.name))
	if subtle.ConstantTimeCompare([]byte(found), []byte(d.key)) == 1 {
		return true
	}
	d.refuse(w, found != "")
	return false
}

// refuseKong is the answer of Kong's plugin key-auth.
func refuseKong(w http.ResponseWriter, found bool) {
	message := "No API key found in request"
	if found {
		message = "Unauthorized"
	}
	w.Header().Set("WWW-Authenticate", `Key realm="kong"`)
	writeJSON(w, http.StatusUnauthorized, map[string]string{"message": message})
}

// refuseAzure is the answer of Azure API Management.
func refuseAzure(w http.ResponseWriter, found bool) {
	message := "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."
	if found {
		message = "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."
	}
	writeJSON(w, http.StatusUnauthorized, map[string]any{"statusCode": http.StatusUnauthorized, "message": message})
}
