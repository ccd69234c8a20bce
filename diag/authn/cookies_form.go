package authn

import (
	"net/url"
	"strings"

	"example.com/why401/diag"
)

// cookieForm is what is wrong with the form of the Cookie header itself.
func cookieForm(r diag.Request) []diag.HeaderFault {
	faults := doubledCookies(r)
	for _, line := range r.Header.Values("Cookie") {
		for _, part := range strings.Split(line, ";") {
			part = strings.TrimSpace(part)
			name, value, found := strings.Cut(part, "=")
			switch quoted := strings.Trim(value, `"'`); {
			case part != "" && !found:
				faults = append(faults, diag.HeaderFault{Code: sessionCode, Sure: 0.40,
					What: "a part of the Cookie header has no name: a value may have been cut at a semicolon"})
			case found && quoted != value && quoted != "" && sessionNames.MatchString(name):
				mended := replaceCookie(r, name, quoted).Changed(diag.Text("the quotes around the cookie's value left out"))
				faults = append(faults, diag.HeaderFault{Code: sessionCode, Sure: 0.50, Mended: &mended,
					What: "the value of the cookie " + name + " stands in quotes, which are a part of it (RFC 6265, section 5.2)"})
			}
		}
	}
	return faults[:min(len(faults), maxWithheld)]
}

// crossSite are cookies of the jar that were sent, and that a browser would keep
// back on a page of another site (RFC 6265bis, section 5.8.3).
func crossSite(c diag.Case) []diag.HeaderFault {
	origin := c.Request.Header.Value("Origin")
	if origin == "" || sameSite(origin, c.Request.URL) {
		return nil
	}
	var faults []diag.HeaderFault
	for _, k := range c.Jar {
		strict := strings.EqualFold(k.SameSite, "Strict") || strings.EqualFold(k.SameSite, "Lax")
		if strict && sessionNames.MatchString(k.Name) && cookieSent(c.Request, k.Name) && len(faults) < maxWithheld {
			faults = append(faults, diag.HeaderFault{Code: sessionCode, Sure: 0.35,
				What: "a browser would not send the cookie " + k.Name + " from a page of " + bounded(origin, 200) + ": it is SameSite=" + bounded(k.SameSite, 10)})
		}
	}
	return faults
}

func sameSite(a, b string) bool {
	ua, errA := url.Parse(a)
	ub, errB := url.Parse(b)
	return errA == nil && errB == nil && ua.Scheme == ub.Scheme && commonName(strings.ToLower(ua.Hostname())) == commonName(strings.ToLower(ub.Hostname()))
}

// doubledCookies are session cookies sent twice with different values, as from
// two paths or domains: which of them a server takes is its own affair (RFC
// 6265, section 4.2.2).
func doubledCookies(r diag.Request) []diag.HeaderFault {
	var faults []diag.HeaderFault
	first := map[string]string{}
	for _, p := range cookiePairs(r) {
		name, value := p[0], p[1]
		before, again := first[name]
		if !again {
			first[name] = value
			continue
		}
		if before == value || !sessionNames.MatchString(name) || len(faults) == 2 {
			continue
		}
		for _, one := range []struct{ value, which string }{{value, "first"}, {before, "last"}} {
			mended := replaceCookie(r, name, one.value).Changed(diag.Says("the %s of the two cookies left out", diag.Text(one.which)))
			faults = append(faults, diag.HeaderFault{Code: sessionCode, Sure: 0.50, Mended: &mended,
				What: "the cookie " + name + " is sent twice, with different values"})
		}
	}
	return faults
}

// replaceCookie sends that cookie once, with that value, and the others as they are.
func replaceCookie(r diag.Request, name, value string) diag.Request {
	done := false
	out := make(diag.Header, 0, len(r.Header))
	for _, f := range r.Header {
		if strings.EqualFold(f.Name, "Cookie") {
			var kept []string
			for _, part := range strings.Split(f.Value, ";") {
				part = strings.TrimSpace(part)
				if n, _, found := strings.Cut(part, "="); found && n == name {
					if done {
						continue
					}
					part, done = name+"="+value, true
				}
				kept = append(kept, part)
			}
			f.Value = strings.Join(kept, "; ")
		}
		out = append(out, f)
	}
	r.Header = out
	return r
}
