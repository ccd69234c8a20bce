package authn_test

import (
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func csrfFaults(f diag.Facts) (faults []diag.HeaderFault) {
	for _, h := range f.Header.Faults {
		if h.Code == "csrf-failed" {
			faults = append(faults, h)
		}
	}
	return faults
}

// The token of a cookie has to come back where the framework looks for it.
func TestCSRFTokens(t *testing.T) {
	t.Parallel()
	// Django masks by moving each letter on by that of a mask: a, b, c ... with the mask bbbb... is b, c, d ...
	secret, mask := "abcdefghijklmnopqrstuvwxyzABCDEF", strings.Repeat("b", 32)
	masked := mask + "bcdefghijklmnopqrstuvwxyzABCDEFG"
	const form = "Content-Type: application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		cookie string
		body   string
		header []string
		says   string // "": nothing
		mended string // the header that it is sent back in, and the value
	}{
		"Django":                         {"sessionid=a1b2c3; csrftoken=t0k", "", nil, "not sent back in X-CSRFToken", "X-CSRFToken: t0k"},
		"Angular, percent-encoded":       {"XSRF-TOKEN=a%3Db", "", nil, "not sent back in X-XSRF-TOKEN", "X-XSRF-TOKEN: a=b"},
		"csrf-csrf":                      {"__Host-psifi.x-csrf-token=t0k", "", nil, "not sent back in X-CSRF-Token", "X-CSRF-Token: t0k"},
		"another one":                    {"csrftoken=t0k", "", []string{"X-CSRFToken: other"}, "another one than in the cookie", "X-CSRFToken: t0k"},
		"the same one":                   {"csrftoken=t0k", "", []string{"X-CSRFToken: t0k"}, "", ""},
		"the same one, decoded":          {"XSRF-TOKEN=a%3Db", "", []string{"X-XSRF-TOKEN: a=b"}, "", ""},
		"the same one, masked":           {"csrftoken=" + secret, "", []string{"X-CSRFToken: " + masked}, "", ""},
		"in a form":                      {"csrftoken=t0k", "csrfmiddlewaretoken=t0k&a=1", []string{form}, "", ""},
		"another one in a form":          {"csrftoken=t0k", "csrfmiddlewaretoken=x", []string{form}, "the form field csrfmiddlewaretoken", "X-CSRFToken: t0k"},
		"another site's Origin":          {"sessionid=a1b2c3", "", []string{"Origin: https://evil.example"}, "Origin is another site's", "Origin: http://api.example.com"},
		"the target's own Origin":        {"sessionid=a1b2c3", "", []string{"Origin: http://api.example.com"}, "", ""},
		"another site's Referer":         {"sessionid=a1b2c3", "", []string{"Referer: https://evil.example/page"}, "Referer is another site's", "Referer: http://api.example.com/"},
		"neither, as programs have it":   {"sessionid=a1b2c3", "", nil, "", ""},
		"no cookie, so nothing to prove": {"", "", []string{"Origin: https://evil.example"}, "", ""},
	} {
		r := cookieRequest(c.cookie)
		r.Method, r.Body = "POST", []byte(c.body)
		for _, line := range c.header {
			name, value, _ := strings.Cut(line, ": ")
			r.Header = append(r.Header, diag.Field{Name: name, Value: value})
		}
		faults := csrfFaults(read(r, nil, diag.Exchange{Status: 403}))
		if (len(faults) > 0) != (c.says != "") || len(faults) > 0 && !strings.Contains(faults[0].What, c.says) {
			t.Errorf("%s: %+v, want %q", name, faults, c.says)
			continue
		}
		if header, value, ok := strings.Cut(c.mended, ": "); ok && faults[0].Mended.Header.Value(header) != value {
			t.Errorf("%s: mended with %q, want %q", name, faults[0].Mended.Header.Value(header), value)
		}
		r.Method = "GET"
		if len(csrfFaults(read(r, nil, diag.Exchange{Status: 403}))) > 0 {
			t.Errorf("%s: a GET needs a token", name)
		}
		r.Method = "POST"
		if len(csrfFaults(read(r, nil, diag.Exchange{Status: 201}))) > 0 {
			t.Errorf("%s: a success has a fault", name)
		}
	}
}

// Each fault is mended together with those before it.
func TestCSRFTokenAndOrigin(t *testing.T) {
	t.Parallel()
	r := cookieRequest("csrftoken=t0k")
	r.Method = "POST"
	r.Header = append(r.Header, diag.Field{Name: "Origin", Value: "https://evil.example"})
	faults := csrfFaults(read(r, nil, diag.Exchange{Status: 403}))
	if len(faults) != 2 || faults[0].Mended.Header.Value("Origin") != "https://evil.example" ||
		faults[1].Mended.Header.Value("X-CSRFToken") != "t0k" || faults[1].Mended.Header.Value("Origin") != "http://api.example.com" {
		t.Errorf("%+v", faults)
	}
	for _, f := range faults {
		if strings.Contains(f.What, "t0k") {
			t.Errorf("the token stands in %q", f.What)
		}
	}
}

// A command that sends the token back names it, and does not show it.
func TestCSRFTokenInACommand(t *testing.T) {
	t.Parallel()
	r := cookieRequest("sid=s1a2b3c4")
	r.Method = "POST"
	r.Header = append(r.Header, diag.Field{Name: "X-CSRFToken", Value: "0a1b2c3d4e5f"})
	if got := authn.Curl(r); !strings.Contains(got, `-H "X-CSRFToken: $CSRF_TOKEN"`) || strings.Contains(got, "0a1b2c3d4e5f") {
		t.Errorf("%s", got)
	}
	if !slices.Contains(authn.SecretValues(r), "0a1b2c3d4e5f") {
		t.Error("the token is no secret")
	}
}

// FuzzCookieHeader reads whatever stands in Cookie, in the token's places and in the answer.
func FuzzCookieHeader(f *testing.F) {
	f.Add("sid=a; csrftoken=b; sid=c; d", "b", "sid=; Max-Age=0")
	f.Add(`XSRF-TOKEN=%%; token="x`, "%zz", "=;")
	f.Add("csrftoken="+strings.Repeat("a", 64), strings.Repeat("b", 32), "")
	f.Fuzz(func(t *testing.T, cookie, token, set string) {
		r := cookieRequest(cookie)
		r.Method = "POST"
		r.Header = append(r.Header, diag.Field{Name: "X-CSRF-Token", Value: token})
		facts := read(r, nil, diag.Exchange{Status: 403, Header: diag.Header{{Name: "Set-Cookie", Value: set}}})
		if n := len(sessionFaults(facts)); n > 4 {
			t.Errorf("%d faults of cookies", n)
		}
		if n := len(csrfFaults(facts)); n > 6 {
			t.Errorf("%d faults of tokens", n)
		}
	})
}
