package authn

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"example.com/why401/diag"
)

// hmac reads the signatures of products: those of parameters (Kong's hmac, the
// drafts of draft-cavage-http-signatures, OAuth 1.0), Azure's SharedKey, and
// the bare ones of webhooks. What they were computed with is not known, but
// for what they name.
func (r *signatureReading) hmac() {
	if line := r.c.Request.Header.Value("Signature"); strings.Contains(line, "keyId=") {
		r.listed("HTTP signature (draft-cavage)", line)
	}
	for _, value := range r.c.Request.Header.Values("Authorization") {
		switch scheme, rest := splitScheme(value); strings.ToLower(scheme) {
		case "hmac":
			r.listed("HMAC", rest)
		case "signature":
			r.listed("HTTP signature (draft-cavage)", rest)
		case "oauth":
			if strings.Contains(rest, "oauth_signature") {
				r.oauth(rest)
			}
		case "sharedkey", "sharedkeylite":
			r.sharedKey(scheme, rest)
		}
	}
	for _, row := range hookHeaders {
		if v := strings.TrimSpace(r.c.Request.Header.Value(row.name)); v != "" {
			r.hook(row.name, v, row.digits)
		}
	}
}

var signatureParam = regexp.MustCompile(`([A-Za-z_]+)\s*=\s*(?:"([^"]*)"|([^",\s]+))`)

// signatureParams are the parameters of such a line, by their names in lower case.
func signatureParams(line string) map[string]string {
	params := map[string]string{}
	for _, m := range signatureParam.FindAllStringSubmatch(line[:min(len(line), maxTold)], 64) {
		if name := strings.ToLower(m[1]); params[name] == "" {
			params[name] = m[2] + m[3]
		}
	}
	return params
}

// listed is a signature over headers that it lists: Date alone where it lists none.
func (r *signatureReading) listed(kind, value string) {
	params := signatureParams(value)
	p := r.proof(kind)
	names := strings.Fields(strings.ToLower(params["headers"]))
	if len(names) == 0 {
		names = []string{"date"}
	}
	line(p, "algorithm", params["algorithm"], "", false)
	for _, name := range names {
		v, ok := r.listedValue(name, params)
		line(p, name, v, "", !ok)
		if !ok {
			r.fault(0.90, "%s was signed, and is not in the request", name)
		}
	}
	if params["signature"] == "" {
		r.fault(0.85, "there is no signature in it")
	}
	r.dated(p)
	if at, ok := unix(params["expires"]); ok {
		now := r.f.Now()
		over := !now.IsZero() && now.After(at)
		line(p, "expires", stampOf(at), stampOf(now), over)
		if over {
			r.fault(0.90, "the signature ended %s ago by the clock of %s", diag.Span(now.Sub(at)), r.f.NowBy())
		}
	}
	r.digests(p)
}

// listedValue is a header, or what stands in its place: the request line, and
// the signature's own times.
func (r *signatureReading) listedValue(name string, params map[string]string) (string, bool) {
	u, err := url.Parse(r.c.Request.URL)
	if err != nil {
		return "", false
	}
	switch name {
	case "(request-target)", "@request-target":
		return strings.ToLower(r.c.Request.Method) + " " + u.RequestURI(), true
	case "request-line":
		return r.c.Request.Method + " " + u.RequestURI() + " HTTP/1.1", true
	case "(created)", "(expires)":
		v := params[strings.Trim(name, "()")]
		return v, v != ""
	case "host":
		if v := r.c.Request.Header.Value("Host"); v != "" {
			return v, true
		}
		return u.Host, true
	case "content-length":
		return strconv.Itoa(len(r.c.Request.Body)), true
	}
	return strings.Join(r.c.Request.Header.Values(name), ", "), r.c.Request.Header.Has(name)
}

// hmacLeeway is how far a signed date may lie from the server's clock: Kong and
// APISIX allow 300 s by default, Azure 15 min.
const hmacLeeway = 5 * time.Minute

// dated holds the date that such signatures cover against the API's clock.
func (r *signatureReading) dated(p *diag.Proof) {
	for _, name := range []string{"X-Date", "X-Ms-Date", "Date"} {
		if v := r.c.Request.Header.Value(name); v != "" {
			at, ok := parseDate(v)
			if !ok {
				line(p, "date", v, "", true)
				r.fault(0.85, "%s is no HTTP date: %s", name, Quoted(v))
				return
			}
			r.age(p, at, map[bool]time.Duration{true: awsLeewayS3, false: hmacLeeway}[name == "X-Ms-Date"])
			return
		}
	}
}

// age compares the time of signing with the API's clock.
func (r *signatureReading) age(p *diag.Proof, at time.Time, leeway time.Duration) {
	now := r.f.Now()
	if now.IsZero() {
		return
	}
	late, sure := now.Sub(at), 0.80 // the leeway is the server's own affair
	if toldOf(r.f, "signature-mismatch") || toldOf(r.f, "clock-skew") {
		sure = 0.90
	}
	line(p, "date", stampOf(at), stampOf(now), late.Abs() > leeway)
	switch {
	case late > leeway:
		r.fault(sure, "the request was signed %s ago by the clock of %s; servers usually allow %s", diag.Span(late), r.f.NowBy(), diag.Span(leeway))
	case -late > leeway:
		r.fault(sure, "the request is dated %s ahead of the clock of %s", diag.Span(late), r.f.NowBy())
	}
}

func unix(v string) (time.Time, bool) {
	n, err := strconv.ParseInt(v, 10, 64)
	return time.Unix(n, 0), err == nil && n > 0
}

// oauth is a request signed as OAuth 1.0 has it (RFC 5849, section 3.4).
func (r *signatureReading) oauth(value string) {
	params := signatureParams(value)
	p := r.proof("OAuth 1.0 " + unescape(params["oauth_signature_method"]))
	for _, name := range []string{"oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_version"} {
		line(p, name, unescape(params[name]), "", false)
	}
	if at, ok := unix(params["oauth_timestamp"]); ok {
		r.age(p, at, hmacLeeway)
	}
}

// sharedKey is a request signed as Azure Storage has it. The server shows the
// string that it signs, where the signature is wrong.
func (r *signatureReading) sharedKey(scheme, value string) {
	account, _, ok := strings.Cut(value, ":")
	p := r.proof(scheme)
	line(p, "account", account, "", false)
	if !ok {
		r.fault(0.85, "it takes the account, a colon and the signature")
	}
	if r.c.Request.Header.Value("Date") == "" && r.c.Request.Header.Value("X-Ms-Date") == "" {
		r.fault(0.90, "the request has neither x-ms-date nor Date, one of which is signed")
	}
	r.dated(p)
	told := sharedKeyTold.FindStringSubmatch(plainText(r.f.Reply.Last()))
	if told == nil {
		return
	}
	for _, row := range strings.Split(told[1], "\n") {
		name, v, isHeader := strings.Cut(row, ":")
		if isHeader && strings.HasPrefix(name, "x-ms-") && len(p.Lines) < 64 {
			sent := strings.Join(r.c.Request.Header.Values(name), ",")
			other := strings.TrimSpace(sent) != strings.TrimSpace(v)
			line(p, name, sent, v, other)
			if other {
				r.fault(0.88, "the API computes with another %s than the request as it was sent", name)
			}
		}
	}
	line(p, "string to sign", "", told[1], false)
	r.fault(0.85, "the API computed another signature, over the string that it shows")
}

var sharedKeyTold = regexp.MustCompile(`(?s)Server used following string to sign: '(.*?)'`)

// hookHeaders are the headers in which webhooks are signed, with the digits of
// their signatures in hexadecimal; 0 where it is written otherwise.
var hookHeaders = []struct {
	name   string
	digits int
}{
	{"X-Hub-Signature-256", 64}, {"X-Hub-Signature", 40}, {"X-Signature", 0}, {"X-Hmac-Signature", 0}, {"X-Shopify-Hmac-Sha256", 0}, {"Stripe-Signature", 0},
}

// hook is a signature over the body alone.
func (r *signatureReading) hook(name, value string, digits int) {
	p := r.proof(name)
	line(p, "body", strconv.Itoa(len(r.c.Request.Body))+" bytes, SHA-256 "+hexSum(r.c.Request.Body), "", false)
	_, sum, found := strings.Cut(value, "=")
	if digits > 0 && (!found || len(sum) != digits || !hexShape.MatchString(sum)) {
		r.fault(0.80, "%s has to be sha256= or sha1= and %d hexadecimal digits", name, digits)
	}
	if name == "Stripe-Signature" {
		if at, ok := unix(signatureParams(value)["t"]); ok {
			r.age(p, at, hmacLeeway)
		}
	}
}
