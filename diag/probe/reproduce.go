package probe

import (
	"context"
	"fmt"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

const (
	maxHops    = 5  // redirects followed by hand
	maxRepeats = 10 // of the request as given, to catch one bad replica
	// repeatsAtOnce lets several connections be opened: a balancer that spreads
	// connections, not requests, would otherwise show one replica only.
	repeatsAtOnce = 5
)

// reproduce sends the request as given and, at the same time, the controls that tell causes apart.
type reproduce struct{}

func (reproduce) Step() diag.Step                         { return diag.Reproduce }
func (reproduce) Needs(diag.Case, diag.Facts) []diag.Need { return nil }
func (reproduce) Skip(diag.Case, diag.Facts) string       { return "" }
func (reproduce) Ahead(diag.Case, diag.Facts) bool        { return false }

func (reproduce) Look(ctx context.Context, w diag.World, c diag.Case, f diag.Facts) (diag.Facts, error) {
	if c.Capture {
		r, err := replayed(ctx, w, c)
		if err == nil {
			f.Reply = r
		}
		return f, err
	}
	r := &diag.ReplyFacts{}
	if f.Before != nil { // the request that was mended: its proof is spent
		c.Request = authn.Reprove(c, w.Now(), c.Request)
	}
	// The request as given goes first; the controls wait until it is written, and not for its answer.
	wrote := make(chan struct{})
	sent := sync.OnceFunc(func() { close(wrote) })
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { sent() }})
	var dead atomic.Bool
	looks := []func(){func() {
		defer sent()
		r.Given = follow(traced, w, c, c.Request.As(diag.AsGiven))
		dead.Store(!reached(r.Given))
	}}
	control := func(look func()) {
		looks = append(looks, func() {
			if <-wrote; !dead.Load() { // where nothing answers, a control tells nothing
				look()
			}
		})
	}
	switch {
	case !c.MayRepeat():
		r.Unsent = c.Request.Method + " is not safe to repeat; --allow-writes permits it"
	case c.RequestOnly:
		r.Unsent = "--request-only"
	case c.Digest: // what the request carries is known when the challenge is answered
	default:
		control(func() { r.Without = withoutControl(ctx, w, c) })
		control(func() { r.Bad = badControl(ctx, w, c) })
	}
	if asks, ok := authn.Preflight(c.Request); ok && !c.RequestOnly { // safe, whatever the request is
		control(func() { r.Preflight = send(ctx, w, asks) })
	}
	if err := together(looks...); err != nil {
		return f, err
	}
	if len(r.Given) == 0 {
		if err := ctx.Err(); err != nil {
			return f, err
		}
		return f, diag.ErrBudget
	}
	r.Home = home(c, r.Given)
	switch {
	case r.Unsent != "" || !reached(r.Given):
	case c.Digest:
		c = At(c, r)
		digestControls(ctx, w, c, r)
	case r.Home > 0: // the controls belong where the request ended up
		c = At(c, r)
		r.Without, r.Bad = nil, nil
		if err := together(func() { r.Without = withoutControl(ctx, w, c) }, func() { r.Bad = badControl(ctx, w, c) }); err != nil {
			return f, err
		}
	}
	if authn.Accepted(r.Last()) {
		r.Repeats = repeats(ctx, w, c, maxRepeats)
	}
	if clock, ok := authn.DateClock("API", r.Last()); ok && !r.Last().AtProxy {
		r.Clock = &clock
	}
	if !r.Last().AtProxy {
		readResource(ctx, w, r)
	}
	f.Reply = r
	return f, nil
}

// toLogin says whether the hop sends the request on to a page to sign in, which
// is where people belong, and not the request.
func toLogin(hops []diag.Exchange, i int) bool {
	return authn.SentToLogin(hops[i]) || i+2 == len(hops) && hops[i].Status/100 == 3 && authn.LoginPage(hops[i+1])
}

// At is the case at the address where its own origin sent the request on to, and
// with the challenge answered: an experiment there is neither redirected nor challenged.
func At(c diag.Case, r *diag.ReplyFacts) diag.Case {
	if r != nil && r.Home > 0 {
		sent := r.First().Request
		c.Request.URL, c.Request.Method, c.Request.Body = sent.URL, sent.Method, sent.Body
		if c.Digest && sent.Header.Has("Authorization") { // the answer to the challenge
			c.Request.Header = sent.Header
		}
	}
	return c
}

// withoutControl sends the request without its credentials, unless it has none.
func withoutControl(ctx context.Context, w diag.World, c diag.Case) *diag.Exchange {
	if len(authn.Credentials(c.Request)) == 0 {
		return nil
	}
	return send(ctx, w, authn.Strip(c.Request).As(diag.WithoutCredentials))
}

// badControl sends credentials that cannot be good: of the same shape, or,
// where there are none to imitate, an invented token.
func badControl(ctx context.Context, w diag.World, c diag.Case) *diag.Exchange {
	seed := strconv.FormatInt(w.Now().UnixNano(), 36)
	req, ok := authn.Invent(c.Request, seed)
	if !ok {
		req = authn.WithToken(c.Request, diag.NewSecret("invented-"+seed))
	}
	return send(ctx, w, req.As(diag.BadCredentials))
}

// follow sends a request and follows its redirects by hand, as clients do:
// credentials do not go with it to another origin (RFC 9110, section 15.4). A
// client that speaks Digest answers the challenge on the way.
func follow(ctx context.Context, w diag.World, c diag.Case, given diag.Request) []diag.Exchange {
	var hops []diag.Exchange
	req := heldBack(c, given)
	for len(hops) <= maxHops {
		e, err := w.Do(ctx, req)
		if err != nil {
			break
		}
		hops = append(hops, e)
		if next, ok := signedIn(c, e, given); ok {
			req = next
			continue
		}
		next, ok := redirected(e, given)
		if !ok || !c.MayRepeat() {
			break
		}
		given, req = next, heldBack(c, next)
	}
	return hops
}

// redirected is the request that a client sends after such an answer.
func redirected(e diag.Exchange, req diag.Request) (diag.Request, bool) {
	switch e.Status {
	case 301, 302, 303, 307, 308:
	default:
		return req, false
	}
	if b, ok := authn.BarrierOf(e); e.AtProxy || ok && b.Kind == authn.SignsIn {
		return req, false // a program has no business there
	}
	base, err := url.Parse(req.URL)
	if err != nil {
		return req, false
	}
	to, err := base.Parse(e.Header.Value("Location"))
	if err != nil || to.Host == "" || e.Header.Value("Location") == "" || to.Scheme != "http" && to.Scheme != "https" {
		return req, false
	}
	elsewhere := !diag.SameOrigin(req.URL, to.String())
	if authn.SentToLogin(e) && (req.Purpose == diag.Repeat || elsewhere && !authn.CarriesToken(req)) {
		return req, false // nor to sign in for a session; and one look at the page is enough
	}
	next := req.As(req.Purpose)
	if elsewhere {
		next = authn.Strip(next).As(req.Purpose)
		next.Header = next.Header.Without("Cookie").Without("Host")
	}
	next.URL = to.String()
	if e.Status == 303 && req.Method != "HEAD" || (e.Status == 301 || e.Status == 302) && req.Method == "POST" {
		next.Method, next.Body = "GET", nil
		next.Header = next.Header.Without("Content-Type").Without("Content-Length").Without("Content-Encoding")
	}
	return next, true
}

// repeats sends the request as given n times, several at once.
func repeats(ctx context.Context, w diag.World, c diag.Case, n int) []diag.Exchange {
	if !c.MayRepeat() || c.RequestOnly || authn.Once(c) {
		return nil
	}
	if c.Digest { // an answer to a challenge holds once
		c.Request.Header = c.Request.Header.Without("Authorization")
	}
	answers := make([]*diag.Exchange, n)
	for from := 0; from < n; from += repeatsAtOnce {
		var fs []func()
		for i := from; i < min(n, from+repeatsAtOnce); i++ {
			fs = append(fs, func() {
				again := authn.Reprove(c, w.Now(), c.Request.As(diag.Repeat))
				if hops := follow(ctx, w, c, again); len(hops) > 0 && !cutShort(c, hops[len(hops)-1]) {
					answers[i] = &hops[len(hops)-1]
				}
			})
		}
		_ = together(fs...) // a repeat that could not be sent is one less
	}
	var out []diag.Exchange
	for _, a := range answers {
		if a != nil {
			out = append(out, *a)
		}
	}
	return out
}

// readResource reads what the API says of itself, where its challenge links to
// it (RFC 9728, section 5.1). Another origin is not asked: whoever answers in
// the API's place could send us anywhere.
func readResource(ctx context.Context, w diag.World, r *diag.ReplyFacts) {
	cs, _ := authn.ReadChallenges(r.Last().Header.Values("WWW-Authenticate"))
	for _, ch := range cs {
		link := ch.Param("resource_metadata")
		if link == "" {
			continue
		}
		if !diag.SameOrigin(link, r.Last().Request.URL) {
			r.ResourceFault = "its metadata lies on another origin and was not read: " + diag.OriginOf(link)
			return
		}
		e, err := w.Public(ctx, link, diag.ReadResource)
		if err != nil || e.Status != 200 {
			r.ResourceFault = fmt.Sprintf("its metadata was not to be had (status %d)", e.Status)
			return
		}
		doc, err := authn.ReadResourceMetadata(link, e.Body)
		if err != nil {
			r.ResourceFault = err.Error()
			return
		}
		r.Resource = doc
		return
	}
}

func (reproduce) Findings(c diag.Case, f diag.Facts) []diag.Finding {
	r := f.Reply
	if r == nil {
		return nil
	}
	fs := append(capture(c, f), hops(c, r)...)
	fs = append(fs, wayThere(c, r)...)
	fs = append(fs, comparison(c, r)...)
	fs = append(fs, preflight(c, r)...)
	fs = append(fs, trials(c, f, diag.Reproduce)...)
	if n := len(r.Repeats); n > 0 {
		fs = append(fs, repeated(r))
	}
	if r.Unsent != "" && !c.Capture {
		fs = append(fs, finding(diag.Info, "controls-unsent", "controls", "request", diag.Text("not sent: "+r.Unsent)))
	}
	last := r.Last()
	if last.Status == 401 && !last.Header.Has("WWW-Authenticate") && len(last.Header) > 0 {
		fs = append(fs, finding(diag.Warn, "challenge-missing", "challenge", "response.www-authenticate",
			"none, which a 401 must have (RFC 9110, section 15.5.2)"))
	}
	if r.Resource != nil {
		fs = append(fs, finding(diag.Info, "resource-metadata", "the API says", "resource.metadata",
			diag.Says("resource %s, issuers %s", c.Show(r.Resource.Resource), c.Show(strings.Join(r.Resource.AuthorizationServers, " ")))))
	} else if r.ResourceFault != "" {
		fs = append(fs, finding(diag.Warn, "resource-metadata", "the API says", "resource.metadata", c.Show(r.ResourceFault)))
	}
	return fs
}

func hops(c diag.Case, r *diag.ReplyFacts) []diag.Finding {
	var fs []diag.Finding
	for i, e := range r.Given {
		source, level := "response.status", diag.Info
		if !authn.Accepted(e) && (e.Status < 300 || e.Status > 399) {
			level = diag.Error
		}
		text := outcome(c, e)
		switch {
		case i+1 < len(r.Given) && authn.DigestResponse(r.Given[i+1].Request) != "" && e.Status == 401:
			level, text = diag.Info, text+", the challenge that the client waits for"
		case len(r.Given) > 1:
			text += diag.Says(" from %s", target(c, e.Request.URL))
		}
		if authn.LoginPage(e) {
			text += ", a page to sign in"
		}
		if hop := authn.Hop(e); hop != "" {
			text += diag.Says(", answered by %s", c.Show(hop))
		}
		if i > 0 && !e.Request.Header.Has("Authorization") && r.Given[i-1].Request.Header.Has("Authorization") {
			text += "; the Authorization header did not go there"
			level = diag.Error
		}
		f := finding(level, statusCode(e), "answer", source, text)
		f.Passed = authn.Accepted(e)
		if fs = append(fs, f); timing(e) != "" {
			fs = append(fs, finding(diag.Info, "timing", "timing", "client.clock", timing(e)))
		}
	}
	return fs
}

func statusCode(e diag.Exchange) string {
	if e.Failure != nil {
		return "failure-" + string(e.Failure.Kind)
	}
	return "status-" + strconv.Itoa(e.Status)
}

// outcome is an answer in a few words.
func outcome(c diag.Case, e diag.Exchange) diag.Text {
	if e.Failure != nil {
		return diag.Says("no HTTP answer (%s: %s)", string(e.Failure.Kind), c.Show(e.Failure.Text))
	}
	if e.Status == 0 {
		return "not in the capture"
	}
	return diag.Text(strconv.Itoa(e.Status))
}

func timing(e diag.Exchange) diag.Text {
	var parts []string
	for _, p := range []struct {
		name string
		d    time.Duration
	}{{"DNS", e.Timing.DNS}, {"TCP", e.Timing.Connect}, {"TLS", e.Timing.TLS}, {"first byte", e.Timing.FirstByte}, {"all", e.Timing.Total}} {
		if p.d > 0 {
			parts = append(parts, p.name+" "+millis(p.d))
		}
	}
	return diag.Text(strings.Join(parts, " · "))
}

func millis(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', 1, 64) + " ms"
}

// comparison says what the controls tell.
func comparison(c diag.Case, r *diag.ReplyFacts) []diag.Finding {
	var fs []diag.Finding
	if !r.First().Answered() {
		return nil // where nothing answers, a control tells nothing
	}
	for _, control := range []struct {
		e              *diag.Exchange
		label, code    string
		differs, alike diag.Text
	}{
		{r.Without, "without", "control-without", "the server reads the credentials", "nothing shows that the server saw the credentials"},
		{r.Bad, "invented", "control-bad", "the server tells these credentials from invented ones", "the server treats the credentials like invented ones"},
	} {
		if control.e == nil {
			continue
		}
		text := diag.Says("%s, the same answer as to the request as given: %s", outcome(c, *control.e), control.alike)
		if diff := authn.Differ(r.First(), *control.e); len(diff) > 0 {
			text = diag.Says("%s, with another %s: %s", outcome(c, *control.e), names(diff), control.differs)
		}
		fs = append(fs, finding(diag.Info, control.code, control.label, "control", text))
	}
	return fs
}

// names are the parts of an answer in which another one differs.
func names(differences []string) string {
	var ns []string
	for _, d := range differences {
		name, _, _ := strings.Cut(d, ":")
		ns = append(ns, name)
	}
	if last := len(ns) - 1; last > 0 {
		return strings.Join(ns[:last], ", ") + " and " + ns[last]
	}
	return strings.Join(ns, "")
}

func repeated(r *diag.ReplyFacts) diag.Finding {
	good := 0
	for _, e := range r.Repeats {
		if authn.Accepted(e) {
			good++
		}
	}
	level := diag.Info
	if good > 0 && good < len(r.Repeats) {
		level = diag.Error
	}
	if good == 0 {
		return finding(level, "repeats", "repeats", "request", diag.Says("none of %d was answered with success, so one bad replica is not the reason", len(r.Repeats)))
	}
	return finding(level, "repeats", "repeats", "request", diag.Says("%d of %d were answered with success", good, len(r.Repeats)))
}
