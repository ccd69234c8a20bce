package lab

import (
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"sync"

	"github.com/icholy/digest"

	"example.com/why401/diag"
)

// operations is the only user of an API that wants a password.
const operations = "operations"

// passwordScenarios are the faults in user and password, and in how they are presented.
var passwordScenarios = []Scenario{
	{"basic-malformed", "A job makes the Basic value with echo: a line break stands behind the password.", func(l *Lab) {
		l.wantPassword()
		l.basic(operations + ":" + l.password + "\n")
	}},
	{"password-rejected", "The password was changed, and the client still has the old one.", func(l *Lab) {
		l.wantPassword()
		l.basic(operations + ":" + secret())
	}},
	{"digest-mismatch", "The client leaves the query out of the uri that its Digest answer is computed from.", func(l *Lab) {
		l.noToken()
		l.tokenOnly()
		l.password = secret()
		gate := &digestDoor{password: l.password, nonces: map[string]int{}}
		l.api().door = gate.admit
		l.target("/v2/devices?limit=50")
		cred, err := digest.Digest(gate.challenge(false), digest.Options{
			Method: "GET", URI: "/v2/devices", Username: operations, Password: l.password, Count: 1,
		})
		l.fail(err)
		if err == nil {
			l.header("Authorization", cred.String())
		}
		l.keep("PASSWORD", l.password)
		l.person.User = diag.NewSecret(operations + ":" + l.password)
		l.flag("--user", operations+":"+l.password)
	}},
}

// wantPassword lets the API want its user's password by Basic, and the person know no issuer.
func (l *Lab) wantPassword() {
	l.noToken()
	l.tokenOnly()
	l.password = secret()
	l.api().faults.basic = url.UserPassword(operations, l.password)
}

// basic sends that pair as Basic.
func (l *Lab) basic(pair string) {
	value := base64.StdEncoding.EncodeToString([]byte(pair))
	l.keep("CREDENTIALS", value)
	l.header("Authorization", "Basic "+value)
}

// digestDoor wants the password by Digest (RFC 7616). It knows the nonces that
// it gave out, and how often each was answered.
type digestDoor struct {
	password string
	mu       sync.Mutex
	nonces   map[string]int
}

const digestRealm = "Device management"

func (d *digestDoor) challenge(stale bool) *digest.Challenge {
	d.mu.Lock()
	defer d.mu.Unlock()
	nonce := secret()
	d.nonces[nonce] = 0
	return &digest.Challenge{Realm: digestRealm, Nonce: nonce, Algorithm: "SHA-256", QOP: []string{"auth"}, Stale: stale}
}

// admit lets in whoever answers a nonce of its own, each count of it once.
func (d *digestDoor) admit(w http.ResponseWriter, r *http.Request) bool {
	cred, err := digest.ParseCredentials(r.Header.Get("Authorization"))
	good := err == nil && cred.URI == r.RequestURI && d.right(cred, r.Method)
	fresh := good && d.count(cred)
	if !fresh {
		w.Header().Set("WWW-Authenticate", d.challenge(good).String())
		writeJSON(w, http.StatusUnauthorized, map[string]string{"message": "Unauthorized"})
	}
	return fresh
}

func (d *digestDoor) right(cred *digest.Credentials, method string) bool {
	want, err := digest.Digest(
		&digest.Challenge{Realm: digestRealm, Nonce: cred.Nonce, Algorithm: "SHA-256", QOP: []string{"auth"}},
		digest.Options{Method: method, URI: cred.URI, Username: operations, Password: d.password, Cnonce: cred.Cnonce, Count: cred.Nc},
	)
	return err == nil && cred.Username == operations && subtle.ConstantTimeCompare([]byte(want.Response), []byte(cred.Response)) == 1
}

// count takes note of the nonce count; false for one that came before, or a nonce of nobody's.
func (d *digestDoor) count(cred *digest.Credentials) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	last, known := d.nonces[cred.Nonce]
	if !known || cred.Nc <= last {
		return false
	}
	d.nonces[cred.Nonce] = cred.Nc
	return true
}
