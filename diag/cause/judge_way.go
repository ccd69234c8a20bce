package cause

import (
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// proxySpoke says whether an answer can only be the forward proxy's own: that to
// CONNECT, or one to a request that the proxy read. What comes through a tunnel
// is from its other end (RFC 9110, section 9.3.6), and SOCKS speaks no HTTP.
func proxySpoke(e diag.Exchange) bool {
	return e.AtProxy || strings.HasPrefix(e.Proxy, "http") && strings.HasPrefix(diag.OriginOf(e.Request.URL), "http://")
}

func holdsProxyAuth(c diag.Case, f diag.Facts) diag.Match {
	e := answer(f)
	if e.Status != 407 {
		return diag.Match{}
	}
	asks := proxyAsks(e)
	ev := diag.Evidence{Step: diag.Reproduce, Source: "response.proxy-authenticate", Observed: "407, and no challenge", Expected: "an answer of the API"}
	scheme := diag.Text("")
	if len(asks) > 0 {
		ev.Observed = diag.Says("407, which asks for %s", c.Show(list(asks)))
		scheme = diag.Says(" (%s)", c.Show(list(asks)))
	}
	switch {
	case !proxySpoke(e) && len(asks) > 0:
		return hold(0.80, "407, although no forward proxy was asked: one in between takes the traffic, or a gateway answers 407 where 401 is meant", ev)
	case !proxySpoke(e):
		return hold(0.70, "407 without a challenge, although no forward proxy was asked", ev)
	case e.ProxyAuth:
		return hold(0.98, diag.Says("the proxy %s refuses the credentials that it got%s; it was asked once, lest the account is locked", c.Show(e.Proxy), scheme), ev)
	}
	return hold(0.98, diag.Says("the proxy %s wants credentials of its own%s, and none were sent", c.Show(e.Proxy), scheme), ev)
}

// proxyAsks are the schemes that a proxy asks for.
func proxyAsks(e diag.Exchange) []string {
	var names []string
	cs, _ := authn.ReadChallenges(e.Header.Values("Proxy-Authenticate"))
	for _, ch := range cs {
		names = append(names, ch.Scheme)
	}
	return names
}

// proxyCommands send credentials to a proxy under the schemes that curl knows.
var proxyCommands = map[string]diag.Fix{
	"basic":     easy("Give the proxy's user and password.", callProxy),
	"digest":    easy("Give the proxy's user and password; it wants them as Digest.", strings.Replace(callProxy, " -U", " --proxy-digest -U", 1)),
	"ntlm":      easy("Give the user and password of the Windows domain; the proxy wants them as NTLM.", strings.Replace(callProxy, " -U", " --proxy-ntlm -U", 1)),
	"negotiate": easy("Get a Kerberos ticket, and let curl show it to the proxy.", `kinit "$ACCOUNT" && curl -sS -i -x "$PROXY_URL" --proxy-negotiate -U : "$API_URL"`),
}

// fixProxyAuth is how to sign in under the schemes that the proxy asks for.
func fixProxyAuth(c diag.Case, f diag.Facts) []diag.Fix {
	e := answer(f)
	if e.Status != 407 {
		return nil
	}
	var fs []diag.Fix
	for _, scheme := range proxyAsks(e) {
		if fix, ok := proxyCommands[strings.ToLower(scheme)]; ok {
			fs = append(fs, fix)
		}
	}
	if e.ProxyAuth {
		fs = append([]diag.Fix{easy("Check user and password before another try: wrong ones can lock the account.", "")}, fs...)
	}
	if proxySpoke(e) {
		fs = append(fs, easy("Where this host may be reached directly, go past the proxy.", callDirect))
	}
	return fs
}

func holdsBlocked(c diag.Case, f diag.Facts) diag.Match {
	e := answer(f)
	if e.Status == 407 || !e.Answered() {
		return diag.Match{}
	}
	if e.AtProxy {
		return refusedTunnel(c, e)
	}
	b, at, found := barrier(f)
	var evs []diag.Evidence
	if found {
		evs = append(evs, diag.Evidence{Step: diag.Reproduce, Source: "response", Observed: diag.Says("%s, by %s", status(at), c.Show(b.Sign)), Expected: "an answer of the API"})
	}
	t, success, _ := tried(f, "blocked-by-proxy")
	if t == nil {
		return barred(c, f, b, found, evs)
	}
	evs = append(evs, trialEvidence(f, diag.Reproduce, t))
	_, again := authn.BarrierOf(t.Exchange)
	past := !again && t.Exchange.Answered() && !sameRefusal(f.Reply.First(), t.Exchange) && (t.Again == nil || !authn.Accepted(*t.Again))
	switch {
	case success:
		return hold(0.98, diag.Says("past the proxy %s the same request succeeds", c.Show(e.Proxy)), evs...)
	case past && found:
		return hold(0.96, diag.Says("through the proxy %s answers; past it the API does, with %s", c.Show(b.Name), status(t.Exchange)), evs...)
	case past:
		return hold(0.75, diag.Says("past the proxy %s the answer is another one: %s", c.Show(e.Proxy), status(t.Exchange)), evs...)
	case !found && t.Exchange.Answered():
		return out("past the proxy the answer is the same")
	}
	return barred(c, f, b, found, evs)
}

// refusedTunnel judges an answer to CONNECT, which only the proxy can have given.
func refusedTunnel(c diag.Case, e diag.Exchange) diag.Match {
	ev := diag.Evidence{Step: diag.Reproduce, Source: "response.status", Observed: diag.Says("%s to CONNECT, by %s", status(e), c.Show(e.Proxy)), Expected: "200, and then an answer of the API"}
	why := diag.Says("the proxy %s refuses to open a tunnel to this host: %s", c.Show(e.Proxy), status(e))
	switch e.Status {
	case 400, 404, 405:
		why = diag.Says("what answers at %s opens no tunnel: %s to CONNECT; it may be no forward proxy", c.Show(e.Proxy), status(e))
	case 401:
		why = diag.Says("the proxy %s answers CONNECT with 401, where a proxy that wants credentials says 407", c.Show(e.Proxy))
	}
	return hold(0.98, why, ev)
}

// barrier is the first answer on the way that a barrier wrote.
func barrier(f diag.Facts) (b authn.Barrier, at diag.Exchange, found bool) {
	if f.Reply == nil {
		return b, at, false
	}
	for _, e := range f.Reply.Given {
		if b, found = authn.BarrierOf(e); found && (b.Kind != authn.SignsIn || e.Status == 511 || tokenSent(f)) {
			return b, e, true
		}
	}
	return b, at, false
}

// tokenSent says whether the request presents something else than cookies: who
// calls with a token is no browser, and has no use for a page to sign in.
func tokenSent(f diag.Facts) bool {
	for _, cred := range authn.Credentials(f.Reply.Given[0].Request) {
		if cred.Kind != diag.InCookie {
			return true
		}
	}
	return false
}

// barred judges by what the answer itself shows. Marks can be copied, so they prove nothing.
func barred(c diag.Case, f diag.Facts, b authn.Barrier, found bool, evs []diag.Evidence) diag.Match {
	e := answer(f)
	switch {
	case found && e.Status == 511:
		return hold(0.97, "511: the network itself wants a sign-in before it lets anything through (RFC 6585, section 6)", evs...)
	case found && b.Kind == authn.SignsIn:
		return hold(0.85, diag.Says("%s sends the caller to a page to sign in, which is no answer of an API", c.Show(b.Name)), evs...)
	case found && b.Kind == authn.Tests:
		return hold(0.90, diag.Says("%s wants to see a browser before it lets the request through", c.Show(b.Name)), evs...)
	case found && uniform(f):
		return hold(0.90, diag.Says("%s blocks the request, whatever credentials are sent", c.Show(b.Name)), evs...)
	case found:
		return hold(0.85, diag.Says("%s blocks the request", c.Show(b.Name)), evs...)
	case authn.LoginPage(e) && tokenSent(f):
		return loginPage(c, f)
	case strayed(f):
		return hold(0.75, "the request is sent on to a page on another host, which is no answer of an API", diag.Evidence{
			Step: diag.Reproduce, Source: "response.location", Observed: diag.Says("%s in HTML, at %s", status(e), c.Show(diag.OriginOf(e.Request.URL))), Expected: "an answer of the API"})
	case says(f, "blocked-by-proxy") == 2:
		return hold(0.80, "the answer says that a rule on the way blocks the request", wordsEvidence(c, f, "blocked-by-proxy")...)
	case proxySpoke(e) && refused(f) && htmlPage(e):
		return hold(0.40, diag.Says("a page came through the proxy %s, which may have written it", c.Show(e.Proxy)),
			diag.Evidence{Step: diag.Reproduce, Source: "response.content-type", Observed: c.Show(e.Header.Value("Content-Type")), Expected: "what the API speaks"})
	}
	return diag.Match{}
}

// loginPage judges a page with a field for a password in place of an API's answer.
func loginPage(c diag.Case, f diag.Facts) diag.Match {
	e, first := answer(f), f.Reply.Given[0]
	ev := diag.Evidence{Step: diag.Reproduce, Source: "response.body", Observed: diag.Says("%s with a field for a password, at %s", status(e), c.Show(diag.OriginOf(e.Request.URL))), Expected: "an answer of the API"}
	switch {
	case !diag.SameOrigin(first.Request.URL, e.Request.URL):
		return hold(0.82, "the request is sent on to a page to sign in, on another host, which is no answer of an API", ev)
	case unseen(f):
		return hold(0.72, "a page to sign in answers, whether a token is sent or not", ev)
	}
	return diag.Match{}
}

// strayed says whether a call of an API ended at a page for people on another
// host, as on a network that shows its own page first. A 200 there is no success.
func strayed(f diag.Facts) bool {
	if f.Reply == nil || len(f.Reply.Given) < 2 || !tokenSent(f) {
		return false
	}
	first, last := f.Reply.Given[0].Request, f.Reply.Last()
	return last.Success() && htmlPage(last) && !diag.SameOrigin(first.URL, last.Request.URL) &&
		!strings.Contains(strings.ToLower(first.Header.Value("Accept")), "html")
}

func htmlPage(e diag.Exchange) bool {
	return strings.Contains(strings.ToLower(e.Header.Value("Content-Type")), "html")
}

// tryBlocked sends the request past the forward proxy that may have answered it.
func tryBlocked(c diag.Case, f diag.Facts) (diag.Request, bool) {
	e := answer(f)
	if e.Proxy == "" || e.AtProxy || e.Status == 407 || len(f.Reply.Given) != 1 || f.Trial("blocked-by-proxy") != nil {
		return diag.Request{}, false
	}
	req := c.Request.Changed("sent past the proxy")
	req.Direct = true
	return req, true
}

// fixBlocked is the way past what blocks, where one is known.
func fixBlocked(_ diag.Case, f diag.Facts) []diag.Fix {
	e := answer(f)
	b, _, found := barrier(f)
	switch {
	case e.AtProxy:
		return []diag.Fix{
			easy("Where the network lets you, reach the API without the proxy, and put its host into NO_PROXY.", callDirect),
			medium("Ask those who run the proxy to allow CONNECT to this host and port.", ""),
		}
	case e.Status == 511:
		return []diag.Fix{easy("Open a page in a browser on this network, sign in, and try again.", "")}
	case found && b.Kind == authn.Tests:
		return []diag.Fix{medium("Ask those who run "+b.Name+" to let the API's paths through without a browser check: a program cannot pass it.", "")}
	}
	return nil
}
