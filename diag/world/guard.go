package world

import (
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
	api    map[string]bool // origins of the API: the target's, and those that stand for it
	named  map[string]bool // origins that the person named, the API's among them
	meant  map[string]bool // origins that credentials may go to
	once   map[string]bool // unsafe requests that were sent, by method and URL
	tries  map[string]int  // passwords sent, by user
	locked map[string]bool // origins that asked for a pause

	proxied map[string]int // how a proxy took credentials, by its address: 407, or the status that came through
}

func newGuard(c diag.Case) guard {
	g := guard{
		c: c, api: map[string]bool{}, named: map[string]bool{}, meant: map[string]bool{},
		once: map[string]bool{}, tries: map[string]int{}, locked: map[string]bool{},
		proxied: map[string]int{},
	}
	for _, u := range append([]string{c.Request.URL, c.Origin}, c.Verify...) {
		add(u, g.api, g.named, g.meant)
	}
	for _, u := range []string{c.Issuer, c.JWKSURL, c.TokenURL, c.IntrospectionURL} {
		add(u, g.named, g.meant)
	}
	return g
}

// mean lets credentials go to the URL's origin.
func (g *guard) mean(raw string) { add(raw, g.meant) }

// add puts the URL's origin into the sets. Where that is plain http, https on
// the same host is in it too, both on their default ports: an upgrade loses nothing.
func add(raw string, sets ...map[string]bool) {
	origin := diag.OriginOf(raw)
	if origin == "" {
		return
	}
	upgrade := origin
	if host, ok := strings.CutPrefix(origin, "http://"); ok && strings.HasSuffix(host, ":80") {
		upgrade = "https://" + strings.TrimSuffix(host, ":80") + ":443"
	}
	for _, set := range sets {
		set[origin], set[upgrade] = true, true
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
	if r.Purpose == diag.AsGiven {
		g.once[onceKey(r)] = true
	}
	for _, user := range passwordsOf(r) {
		g.tries[user]++
	}
}

// saw notes what an answer asks for: after a lockout, or too many requests, no more tries.
func (g *guard) saw(e diag.Exchange) {
	if authn.LockedOut(e) {
		g.locked[diag.OriginOf(e.Request.URL)] = true
	}
	if authn.Accepted(e) { // a right password ends the count, in directories too
		for _, user := range passwordsOf(e.Request) {
			delete(g.tries, user)
		}
	}
	if e.ProxyAuth && e.Answered() && g.proxied[e.Proxy] != http.StatusProxyAuthRequired {
		g.proxied[e.Proxy] = e.Status
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

// onceKey tells requests apart. With the answer to a Digest challenge a request
// is another one: the first was refused, and changed nothing.
func onceKey(r diag.Request) string {
	scheme, _, _ := strings.Cut(r.Header.Value("Authorization"), " ")
	return strings.ToUpper(r.Method) + " " + r.URL + " " + strings.ToLower(scheme)
}

// meantFor says whether credentials may go to that URL.
func (g *guard) meantFor(raw string) bool {
	plain := strings.HasPrefix(diag.OriginOf(raw), "http://") && !diag.Loopback(raw)
	if plain && strings.HasPrefix(diag.OriginOf(g.c.Request.URL), "https://") && !g.named[diag.OriginOf(raw)] {
		return false // what was given for https stays on it, unless the person named the address
	}
	return g.meant[diag.OriginOf(raw)]
}
