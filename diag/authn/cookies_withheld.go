package authn

import (
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// maxWithheld bounds how many cookies that were not sent are told, and tried.
const maxWithheld = 4

// withheld are the jar's session cookies that were kept back, each with the rule.
func withheld(c diag.Case, f diag.Facts) ([]diag.ProofLine, []diag.HeaderFault) {
	var lines []diag.ProofLine
	var faults []diag.HeaderFault
	sure := 0.85
	if len(f.Header.Credentials) > 0 { // another cookie went, which may be enough
		sure = 0.40
	}
	for _, k := range c.Jar {
		if len(faults) == maxWithheld {
			break
		}
		w, back := Withhold(k, c.Request.URL, f.Now())
		if !back || plainCookies.MatchString(k.Name) || !sessionNames.MatchString(k.Name) || !Related(k, c.Request.URL) || cookieSent(c.Request, k.Name) {
			continue
		}
		lines = append(lines, diag.ProofLine{Part: "cookie " + k.Name + ", " + w.Rule, Sent: w.Has, Server: w.Wants, Differs: true})
		faults = append(faults, diag.HeaderFault{Code: sessionCode, What: "the cookie " + k.Name + " was not sent: " + w.why(), Mended: withheldMended(c.Request, k, w), Sure: sure})
	}
	return lines, faults
}

func (w Withheld) why() string {
	switch w.Rule {
	case "Domain":
		return "it belongs to " + w.Wants + ", and the request goes to " + w.Has
	case "Path":
		return "it belongs below " + w.Wants + ", and the request goes to " + w.Has
	case "Secure":
		return "it goes over https only, and the request goes over " + w.Has
	}
	return "it ended at " + w.Wants
}

// withheldMended sends the cookie all the same. It never leaves the hosts that
// it belongs to, and one for https goes over https.
func withheldMended(r diag.Request, k diag.Cookie, w Withheld) *diag.Request {
	switch w.Rule {
	case "Domain":
		return nil
	case "Secure":
		u, err := url.Parse(r.URL)
		if err != nil || u.Port() != "" && u.Port() != "80" {
			return nil
		}
		u.Scheme, u.Host = "https", strings.TrimSuffix(u.Host, ":80")
		r.URL = u.String()
	}
	mended := r.Changed(diag.Text("the cookie sent that was kept back for its " + w.Rule))
	mended.Header = withCookie(mended.Header, k)
	return &mended
}

// withCookie is the header with the cookie behind the others, in one line
// (RFC 6265, section 5.4).
func withCookie(h diag.Header, k diag.Cookie) diag.Header {
	pairs := append(slices.Clone(h.Values("Cookie")), k.Name+"="+k.Value.Reveal())
	return h.With("Cookie", strings.Join(pairs, "; "))
}

func cookieSent(r diag.Request, name string) bool {
	return slices.ContainsFunc(cookiePairs(r), func(p [2]string) bool { return p[0] == name })
}

// cookiePairs are the cookies as sent, name and value.
func cookiePairs(r diag.Request) [][2]string {
	var pairs [][2]string
	for _, line := range r.Header.Values("Cookie") {
		for _, pair := range strings.Split(line, ";") {
			if name, value, found := strings.Cut(strings.TrimSpace(pair), "="); found {
				pairs = append(pairs, [2]string{name, value})
			}
		}
	}
	return pairs
}
