package walk_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/icholy/digest"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/walk"
	"example.com/why401/diag/world"
)

// guarded is a server with one user, bob, that offers the schemes of its
// challenges, and counts the passwords that are tried on bob.
type guarded struct {
	challenges []string
	password   string

	mu     sync.Mutex
	nonces map[string]bool // good for one request each
	tries  int
	bodies []string
}

func (g *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	g.bodies = append(g.bodies, string(body))
	stale, in := g.admits(r)
	if in {
		return
	}
	for _, ch := range g.challenges {
		if strings.HasPrefix(ch, "Digest") {
			nonce := fmt.Sprintf("nonce-%d-%d", len(g.nonces), time.Now().UnixNano())
			g.nonces[nonce] = true
			ch += fmt.Sprintf(`, nonce="%s", stale=%t`, nonce, stale)
		}
		w.Header().Add("WWW-Authenticate", ch)
	}
	w.WriteHeader(http.StatusUnauthorized)
}

func (g *guarded) admits(r *http.Request) (stale, in bool) {
	if user, password, ok := r.BasicAuth(); ok {
		if user == "bob" {
			g.tries++
		}
		return false, user == "bob" && password == g.password && strings.Contains(strings.Join(g.challenges, ","), "Basic")
	}
	cred, err := digest.ParseCredentials(r.Header.Get("Authorization"))
	if err != nil {
		return false, false
	}
	if cred.Username == "bob" {
		g.tries++
	}
	for _, text := range g.challenges {
		ch, err := digest.ParseChallenge(text)
		if err != nil || !strings.EqualFold(ch.Algorithm, cred.Algorithm) {
			continue
		}
		ch.Nonce, ch.QOP = cred.Nonce, []string{cred.QOP}
		want, err := digest.Digest(ch, digest.Options{Method: r.Method, URI: cred.URI, Username: "bob", Password: g.password, Cnonce: cred.Cnonce, Count: cred.Nc})
		if err == nil && want.Response == cred.Response && cred.URI == r.RequestURI && cred.Opaque == ch.Opaque {
			fresh := g.nonces[cred.Nonce]
			delete(g.nonces, cred.Nonce)
			return !fresh, fresh
		}
	}
	return false, false
}

const (
	digestMD5    = `Digest realm="devices", qop="auth", algorithm=MD5, opaque="5ccc"`
	digestSHA256 = `Digest realm="devices", qop="auth,auth-int", algorithm=SHA-256, opaque="5ccc"`
	basicOffer   = `Basic realm="devices"`
)

// ask is a diagnosis against the server; change says what the person told.
func (g *guarded) ask(t *testing.T, change func(*diag.Case)) walk.Session {
	t.Helper()
	g.nonces = map[string]bool{}
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	c := diag.Case{
		Request: diag.Request{Purpose: diag.AsGiven, Method: "GET", URL: s.URL + "/v2/devices?limit=5"},
		Secrets: diag.NewSecrets(""), User: diag.NewSecret("bob:hunter22"),
	}
	c.Secrets.Add("bob:hunter22", "hunter22")
	change(&c)
	n, err := world.Live(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return walk.Run(t.Context(), n.World, walk.New(c, time.Now()), nil)
}

func speaksDigest(c *diag.Case) { c.Digest = true }
func anyAuth(c *diag.Case)      { c.Digest, c.AnyAuth = true, true }

func byBasic(c *diag.Case) {
	c.Request.Header = diag.Header{{Name: "Authorization", Value: "Basic " + base64.StdEncoding.EncodeToString([]byte(c.User.Reveal()))}}
}

func inURL(c *diag.Case) {
	c.Request.URL = strings.Replace(c.Request.URL, "//", "//bob:hunter22@", 1)
	c.User = diag.Secret{}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		challenges []string
		password   string
		change     func(*diag.Case)
		want       string // the causes, in order
		confirmed  bool
		tries      int // at most
	}{
		"Digest answered":                  {[]string{digestMD5}, "hunter22", speaksDigest, "not-reproduced", true, 24},
		"the stronger of two":              {[]string{digestSHA256, digestMD5}, "hunter22", speaksDigest, "not-reproduced", true, 24},
		"Digest answered, wrong password":  {[]string{digestSHA256}, "other", speaksDigest, "password-rejected", false, 2},
		"any, and Digest is offered":       {[]string{basicOffer, digestMD5}, "hunter22", anyAuth, "not-reproduced", true, 24},
		"any, and Basic is offered":        {[]string{basicOffer}, "hunter22", anyAuth, "not-reproduced", true, 24},
		"any, wrong password":              {[]string{basicOffer}, "other", anyAuth, "password-rejected", false, 2},
		"Digest for Basic":                 {[]string{basicOffer}, "hunter22", speaksDigest, "scheme-mismatch", true, 2},
		"Basic for Digest":                 {[]string{digestMD5}, "hunter22", byBasic, "scheme-mismatch", true, 2},
		"Basic for Digest, wrong password": {[]string{digestMD5}, "other", byBasic, "scheme-mismatch password-rejected", false, 2},
		"in the URL, for Digest":           {[]string{digestMD5}, "hunter22", inURL, "scheme-mismatch", true, 2},
		"Basic, wrong password":            {[]string{basicOffer}, "other", byBasic, "password-rejected", false, 2},
		"Basic beside Digest, wrong":       {[]string{digestMD5, basicOffer}, "other", byBasic, "password-rejected", false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := &guarded{challenges: c.challenges, password: c.password}
			s := g.ask(t, c.change)
			var got []string
			for _, r := range s.Ranking().Causes {
				got = append(got, string(r.Code))
			}
			if v := s.Ranking().Verdict; strings.Join(got, " ") != c.want || cause.Band(v.Confidence) == 3 != c.confirmed {
				t.Errorf("%v at %.2f (%s), want %s", got, v.Confidence, v.Why, c.want)
			}
			if g.tries > c.tries {
				t.Errorf("%d passwords were tried, want at most %d", g.tries, c.tries)
			}
			for _, r := range s.Results {
				for _, f := range r.Findings {
					if strings.Contains(string(f.Text), "hunter22") {
						t.Errorf("the password is shown: %s", f.Text)
					}
				}
			}
		})
	}
}

// A write is sent without its body until the challenge is there, and with it once.
func TestDigestHoldsAWriteBack(t *testing.T) {
	t.Parallel()
	g := &guarded{challenges: []string{digestMD5}, password: "hunter22"}
	s := g.ask(t, func(c *diag.Case) {
		c.Digest = true
		c.Request.Method, c.Request.Body = "POST", []byte(`{"name":"x"}`)
	})
	if v := s.Ranking().Verdict.Code; v != "not-reproduced" || len(g.bodies) != 2 || g.bodies[0] != "" || g.bodies[1] != `{"name":"x"}` {
		t.Errorf("%s after the bodies %q", v, g.bodies)
	}
}

// The fix of a Digest request is a client that answers challenges: its answer holds once.
func TestDigestFixHoldsMoreThanOnce(t *testing.T) {
	t.Parallel()
	g := &guarded{challenges: []string{digestMD5}, password: "hunter22"}
	s := g.ask(t, byBasic)
	fix, ok := s.Fix()
	if !ok || !fix.Proven || !fix.Case.Digest || fix.Case.Request.Header.Has("Authorization") {
		t.Fatalf("the fix: %v, %v", fix, ok)
	}
	n, err := world.Live(fix.Case)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	if v := walk.Run(t.Context(), n.World, s.Restart(fix), nil).Ranking().Verdict.Code; v != "resolved" {
		t.Errorf("%s, want resolved", v)
	}
}

// Beside an experiment a password is not sent once more as given: that would be
// the try after which accounts are locked.
func TestNoPasswordBesideAnExperiment(t *testing.T) {
	t.Parallel()
	c := asked("GET")
	c.User = diag.NewSecret("bob:hunter22")
	byBasic(&c)
	w := &fake{answer: func(r diag.Request) diag.Exchange {
		if strings.HasPrefix(r.Header.Value("Authorization"), "Digest") {
			return diag.Exchange{Status: 200}
		}
		return diag.Exchange{Status: 401, Header: diag.Header{{Name: "WWW-Authenticate", Value: digestMD5 + `, nonce="n"`}}}
	}}
	_, s := way(t, w, c)
	for _, e := range w.sent {
		if e.Request.Purpose == diag.Repeat {
			t.Errorf("%s was sent again", e.Request)
		}
	}
	if v := s.Ranking().Verdict.Code; v != "scheme-mismatch" {
		t.Errorf("%s, want scheme-mismatch", v)
	}
}
