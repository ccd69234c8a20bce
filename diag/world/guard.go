package world

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// maxTries is how often one user's password is sent: directories lock accounts
// after three failures, and the person has made one already.
const maxTries = 2

// guard decides what may be sent where. It is used under Network.mu.
type guard struct {
	c      diag.Case
	named  map[string]bool // origins that the person named
	meant  map[string]bool // origins that credentials may go to
	once   map[string]bool // unsafe requests that were sent, by method and URL
	tries  map[string]int  // passwords sent, by user
	locked map[string]bool // origins that asked for a pause
}

func newGuard(c diag.Case) guard {
	g := guard{
		c: c, named: map[string]bool{}, meant: map[string]bool{}, once: map[string]bool{},
		tries: map[string]int{}, locked: map[string]bool{},
	}
	urls := []string{c.Request.URL, c.Origin, c.Issuer, c.JWKSURL, c.TokenURL, c.IntrospectionURL}
	for _, u := range append(urls, c.Verify...) {
		g.named[diag.OriginOf(u)] = true
		g.mean(u)
	}
	delete(g.named, "") // of what was not given
	return g
}

// mean lets credentials go to the URL's origin, and to the same host by https
// where the URL is plain http, both on their default ports: an upgrade loses nothing.
func (g *guard) mean(raw string) {
	origin := diag.OriginOf(raw)
	if origin == "" {
		return
	}
	g.meant[origin] = true
	if host, ok := strings.CutPrefix(origin, "http://"); ok && strings.HasSuffix(host, ":80") {
		g.meant["https://"+strings.TrimSuffix(host, ":80")+":443"] = true
	}
}

// may says why a request may not be sent, or nil.
func (g *guard) may(r diag.Request) error {
	switch {
	case g.c.RequestOnly && r.Purpose != diag.AsGiven:
		return diag.ErrShut
	case !g.mayChange(r):
		return diag.ErrUnsafe
	case !g.carries(r):
		return nil
	case !g.meantFor(r.URL):
		return diag.ErrNotMeant
	case g.locked[diag.OriginOf(r.URL)] || g.tried(r):
		return diag.ErrLockout
	}
	return nil
}

// tried says whether a password in the request was sent as often as it may be.
func (g *guard) tried(r diag.Request) bool {
	return slices.ContainsFunc(passwordsOf(r), func(user string) bool { return g.tries[user] >= maxTries })
}

// mayRead says why a public document may not be read, or nil. Over plain http
// anyone on the way can put in keys of their own.
func (g *guard) mayRead(r diag.Request) error {
	u, err := url.Parse(r.URL)
	if err != nil || u.Scheme == "https" || diag.Loopback(r.URL) || g.meant[diag.OriginOf(r.URL)] {
		return nil
	}
	return diag.ErrPlain
}

// sending notes what is about to be sent.
func (g *guard) sending(r diag.Request) {
	g.once[onceKey(r)] = true
	for _, user := range passwordsOf(r) {
		g.tries[user]++
	}
}

// saw notes what an answer asks for: 423 and 429 want no more tries.
func (g *guard) saw(e diag.Exchange) {
	if e.Status == http.StatusLocked || e.Status == http.StatusTooManyRequests {
		g.locked[diag.OriginOf(e.Request.URL)] = true
	}
}

// mayChange says whether the request may be sent although it changes something:
// the person's own request once, at each address that it is redirected to.
// Questions to the issuer change nothing that is not asked for.
func (g *guard) mayChange(r diag.Request) bool {
	if r.Safe() || g.c.AllowWrites || r.Purpose == diag.AskToken || r.Purpose == diag.Introspect {
		return true
	}
	return r.Purpose == diag.AsGiven && !g.once[onceKey(r)]
}

func onceKey(r diag.Request) string { return strings.ToUpper(r.Method) + " " + r.URL }

// meantFor says whether credentials may go to that URL.
func (g *guard) meantFor(raw string) bool {
	plain := strings.HasPrefix(diag.OriginOf(raw), "http://") && !diag.Loopback(raw)
	if plain && strings.HasPrefix(diag.OriginOf(g.c.Request.URL), "https://") {
		return false // what was given for https stays on it
	}
	return g.meant[diag.OriginOf(raw)]
}

// carries says whether the request holds credentials: a known secret in any
// spelling, or anything that stands where credentials do.
func (g *guard) carries(r diag.Request) bool {
	texts := []string{r.URL, string(r.Body)}
	for _, f := range r.Header {
		texts = append(texts, f.Value)
		if words := strings.Fields(f.Value); len(words) > 0 { // Basic hides a password in base64
			if plain, err := base64.StdEncoding.DecodeString(words[len(words)-1]); err == nil {
				texts = append(texts, string(plain))
			}
		}
	}
	for _, text := range texts {
		for range maxDecoding {
			if g.c.Secrets.Known(text) {
				return true
			}
			text = unescape(text)
		}
	}
	return len(authn.Credentials(r)) > 0 || len(passwordsOf(r)) > 0
}

// unescape decodes what is percent-encoded and leaves the rest as it is:
// url.PathUnescape refuses the whole text for one stray percent sign.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+2 < len(s) {
			if c, err := url.PathUnescape(s[i : i+3]); err == nil && s[i] == '%' {
				b.WriteString(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// passwordsOf are the users whose passwords the request carries by Basic
// (RFC 7617). A client's secret at its issuer is no account's password.
func passwordsOf(r diag.Request) []string {
	if r.Purpose == diag.AskToken || r.Purpose == diag.Introspect {
		return nil
	}
	var users []string
	for _, v := range withUserinfo(r).Values("Authorization") {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(v), " ")
		if !strings.EqualFold(scheme, "Basic") {
			continue
		}
		plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
		if err != nil {
			plain = []byte(rest)
		}
		user, _, _ := strings.Cut(string(plain), ":")
		users = append(users, user)
	}
	return users
}
