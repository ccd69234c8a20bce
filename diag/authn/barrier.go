package authn

import (
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// Barrier is what stands in front of an API, or on the way to it, and answered
// in its place.
type Barrier struct {
	Name string      // the product: "Squid", "AWS WAF"
	Kind BarrierKind // what it does
	Sign string      // where it shows: "the header X-Squid-Error", `the text "…"`
}

// BarrierKind says what a barrier does with a request.
type BarrierKind string

// The kinds of barriers.
const (
	Blocks  BarrierKind = "blocks"   // a rule forbids the request
	Tests   BarrierKind = "tests"    // it asks for what a browser can do: a script, a puzzle
	SignsIn BarrierKind = "signs-in" // it sends people to a sign-in page
)

// trait is one sign by which a barrier is known, and by which nothing else
// answers: a header with a text in it, texts in the body, or both.
type trait struct {
	name          string
	kind          BarrierKind
	header, value string
	texts         []string // all of them
	status        []int    // only with these; nil: with any
}

// BarrierOf is the barrier that wrote an answer; false where nothing tells. That
// an answer only passed through one (Server: cloudflare) is no sign.
func BarrierOf(e diag.Exchange) (Barrier, bool) {
	if e.Status == 511 { // RFC 6585, section 6
		return Barrier{"a captive portal", SignsIn, "the status 511"}, true
	}
	body := ""
	if markup(e) || len(e.Body) < maxErrorBody {
		body = strings.ToLower(legible(e.Body))
	}
	for _, t := range traits {
		if t.fits(e, body) {
			return Barrier{t.name, t.kind, t.sign()}, true
		}
	}
	return signIn(e)
}

// markup says whether the answer is a page for people.
func markup(e diag.Exchange) bool {
	return strings.Contains(strings.ToLower(e.Header.Value("Content-Type")), "html")
}

func (t trait) fits(e diag.Exchange, body string) bool {
	if len(t.status) > 0 && !slices.Contains(t.status, e.Status) {
		return false
	}
	for _, text := range t.texts {
		if !strings.Contains(body, text) {
			return false
		}
	}
	return t.header == "" || slices.ContainsFunc(e.Header.Values(t.header), func(v string) bool {
		return strings.Contains(strings.ToLower(v), t.value)
	})
}

func (t trait) sign() string {
	if len(t.texts) > 0 {
		return "the text " + Quoted(t.texts[0])
	}
	return "the header " + t.header
}

// signIn knows a redirect by what it asks of a browser: an authorization request
// (RFC 6749, section 4.1.1), SAML's HTTP-Redirect binding, or WS-Federation.
func signIn(e diag.Exchange) (Barrier, bool) {
	if e.Status < 300 || e.Status > 399 {
		return Barrier{}, false
	}
	to, err := url.Parse(e.Header.Value("Location"))
	if err != nil {
		return Barrier{}, false
	}
	q := to.Query()
	if q.Has("client_id") && q.Has("response_type") || q.Has("SAMLRequest") || q.Get("wa") == "wsignin1.0" {
		return Barrier{"a sign-in for people", SignsIn, "the header Location"}, true
	}
	return Barrier{}, false
}

// LoginPage says whether an answer is a page with a field for a password.
func LoginPage(e diag.Exchange) bool { return markup(e) && loginPage.Match(e.Body) }
