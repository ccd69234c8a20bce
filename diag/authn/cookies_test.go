package authn_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

var cookieNow = time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)

// The examples of RFC 6265, sections 5.1.3 and 5.1.4, and what clients make of them.
func TestWithhold(t *testing.T) {
	t.Parallel()
	base := diag.Cookie{Name: "sid", Domain: "example.com", Path: "/"}
	with := func(change func(*diag.Cookie)) diag.Cookie {
		c := base
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		cookie diag.Cookie
		url    string
		rule   string // "": it goes
	}{
		"the host itself":          {base, "https://example.com/v2", ""},
		"a host below":             {base, "https://api.example.com/v2", ""},
		"letter case":              {base, "https://API.Example.COM/v2", ""},
		"a host that ends alike":   {base, "https://badexample.com/", "Domain"},
		"another host":             {base, "https://example.org/", "Domain"},
		"the host only":            {with(func(c *diag.Cookie) { c.HostOnly = true }), "https://api.example.com/", "Domain"},
		"an address below":         {with(func(c *diag.Cookie) { c.Domain = "0.0.1" }), "https://127.0.0.1/", "Domain"},
		"the address itself":       {with(func(c *diag.Cookie) { c.Domain = "127.0.0.1" }), "https://127.0.0.1/", ""},
		"no domain":                {with(func(c *diag.Cookie) { c.Domain = "" }), "https://example.com/", "Domain"},
		"a path below":             {with(func(c *diag.Cookie) { c.Path = "/v2" }), "https://example.com/v2/devices", ""},
		"the path with a slash":    {with(func(c *diag.Cookie) { c.Path = "/v2/" }), "https://example.com/v2/devices", ""},
		"a path that begins alike": {with(func(c *diag.Cookie) { c.Path = "/v2" }), "https://example.com/v2devices", "Path"},
		"the path above":           {with(func(c *diag.Cookie) { c.Path = "/v2/" }), "https://example.com/v2", "Path"},
		"no path in the URL":       {base, "https://example.com", ""},
		"a path that is none":      {with(func(c *diag.Cookie) { c.Path = "v2" }), "https://example.com/", ""},
		"secure over http":         {with(func(c *diag.Cookie) { c.Secure = true }), "http://example.com/", "Secure"},
		"secure over https":        {with(func(c *diag.Cookie) { c.Secure = true }), "https://example.com/", ""},
		"secure on this machine":   {diag.Cookie{Domain: "localhost", Path: "/", Secure: true}, "http://localhost:8080/", ""},
		"over":                     {with(func(c *diag.Cookie) { c.Expires = cookieNow }), "https://example.com/", "Expires"},
		"not over":                 {with(func(c *diag.Cookie) { c.Expires = cookieNow.Add(time.Second) }), "https://example.com/", ""},
	} {
		w, back := authn.Withhold(c.cookie, c.url, cookieNow)
		if w.Rule != c.rule || back != (c.rule != "") {
			t.Errorf("%s: kept back for %q, want %q", name, w.Rule, c.rule)
		}
	}
	if _, back := authn.Withhold(with(func(c *diag.Cookie) { c.Expires = cookieNow }), "https://example.com/", time.Time{}); back {
		t.Error("without a clock a cookie is over")
	}
}

func TestReadSetCookie(t *testing.T) {
	t.Parallel()
	year := cookieNow.AddDate(1, 0, 0).Truncate(time.Second)
	for line, want := range map[string]diag.Cookie{
		"sid=a":             {Name: "sid", HostOnly: true},
		" sid = a ; Path=/": {Name: "sid", HostOnly: true, Path: "/"},
		"sid=a; Domain=.Example.com; Secure; HttpOnly; SameSite=Lax": {Name: "sid", Domain: "example.com", Secure: true, SameSite: "Lax"},
		"sid=a; Max-Age=60":   {Name: "sid", HostOnly: true, Expires: cookieNow.Add(time.Minute)},
		"sid=a; Max-Age=0":    {Name: "sid", HostOnly: true, Expires: time.Unix(0, 0)},
		"sid=a; Max-Age=-1":   {Name: "sid", HostOnly: true, Expires: time.Unix(0, 0)},
		"sid=a; Max-Age=soon": {Name: "sid", HostOnly: true},
		"sid=a; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT":       {Name: "sid", HostOnly: true, Expires: cookieNow.Add(time.Minute)},
		"sid=a; Expires=" + year.Format("Mon, 02-Jan-2006 15:04:05 MST"): {Name: "sid", HostOnly: true, Expires: year},
		"sid=a; Expires=" + year.Format("Mon Jan _2 15:04:05 2006"):      {Name: "sid", HostOnly: true, Expires: year},
		"sid=a; Expires=never":              {Name: "sid", HostOnly: true},
		"=a":                                {},
		"sid":                               {},
		"":                                  {},
		"si\x00d=a":                         {},
		"sid=" + strings.Repeat("a", 9<<10): {},
	} {
		got, ok := authn.ReadSetCookie(line, cookieNow)
		got.Value = diag.Secret{}
		if ok != (want.Name != "") || ok && (!got.Expires.Equal(want.Expires) || got.Name != want.Name || got.Domain != want.Domain ||
			got.HostOnly != want.HostOnly || got.Path != want.Path || got.Secure != want.Secure || got.SameSite != want.SameSite) {
			t.Errorf("%.60q: %v %+v, want %+v", line, ok, got, want)
		}
	}
}

func FuzzReadSetCookie(f *testing.F) {
	for _, seed := range []string{"sid=a; Max-Age=0; Path=/", "sid=\"\"; Expires=Thu, 01-Jan-1970 00:00:10 GMT; Domain=.", "=;=;=", "a=b; Max-Age=99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, ok := authn.ReadSetCookie(line, cookieNow)
		if ok && (c.Name == "" || len(line) > 8<<10 || strings.ContainsAny(c.Name+c.Value.Reveal(), "\r\n\x00;")) {
			t.Errorf("%q is read as a cookie %q", line, c.Name)
		}
		if ok {
			authn.Withhold(c, "https://api.example.com/v2", cookieNow)
		}
	})
}

// read is what step 2 makes of a request and its answers.
func read(r diag.Request, jar []diag.Cookie, answers ...diag.Exchange) diag.Facts {
	c := diag.Case{Request: r, Jar: jar, Secrets: diag.NewSecrets("salt")}
	f := diag.Facts{Reply: &diag.ReplyFacts{}}
	for _, e := range answers {
		e.SentAt = cookieNow
		if e.Request.URL == "" {
			e.Request = r
		}
		f.Reply.Given = append(f.Reply.Given, e)
	}
	f.Header = authn.ReadHeader(c, f)
	return f
}

func cookieRequest(cookie string) diag.Request {
	r := diag.Request{Method: "GET", URL: "http://api.example.com/v2/devices"}
	if cookie != "" {
		r.Header = diag.Header{{Name: "Cookie", Value: cookie}}
	}
	return r
}

func sessionFaults(f diag.Facts) (faults []diag.HeaderFault) {
	for _, h := range f.Header.Faults {
		if h.Code == "session-expired" {
			faults = append(faults, h)
		}
	}
	return faults
}

// Why a cookie of the jar was not sent is told, and sending it is tried where
// nobody gets it whom it is not for.
func TestCookiesThatWereKeptBack(t *testing.T) {
	t.Parallel()
	refused := diag.Exchange{Status: 401}
	for name, c := range map[string]struct {
		cookie diag.Cookie
		says   string // "": nothing
		mended string // the URL that it goes to; "": nowhere
	}{
		"path":     {diag.Cookie{Name: "sid", Domain: "api.example.com", Path: "/admin"}, "it belongs below /admin", "http://api.example.com/v2/devices"},
		"over":     {diag.Cookie{Name: "sid", Domain: "api.example.com", Path: "/", Expires: cookieNow.Add(-time.Hour)}, "it ended at 2026-03-08T11:00:00Z", "http://api.example.com/v2/devices"},
		"secure":   {diag.Cookie{Name: "sid", Domain: "api.example.com", Path: "/", Secure: true}, "over https only", "https://api.example.com/v2/devices"},
		"domain":   {diag.Cookie{Name: "sid", Domain: "portal.example.com", Path: "/"}, "it belongs to portal.example.com", ""},
		"stranger": {diag.Cookie{Name: "sid", Domain: "example.org", Path: "/"}, "", ""},
		"a taste":  {diag.Cookie{Name: "theme", Domain: "api.example.com", Path: "/admin"}, "", ""},
	} {
		c.cookie.Value = diag.NewSecret("jar-value-0123456789")
		faults := sessionFaults(read(cookieRequest(""), []diag.Cookie{c.cookie}, refused))
		if c.says == "" {
			if len(faults) > 0 {
				t.Errorf("%s: %q", name, faults[0].What)
			}
			continue
		}
		if len(faults) != 1 || !strings.Contains(faults[0].What, c.says) || (faults[0].Mended != nil) != (c.mended != "") {
			t.Errorf("%s: %+v, want %q", name, faults, c.says)
			continue
		}
		if m := faults[0].Mended; m != nil && (m.URL != c.mended || m.Header.Value("Cookie") != "sid=jar-value-0123456789") {
			t.Errorf("%s: mended it is %s with %d fields", name, m.URL, len(m.Header))
		}
	}
}

func TestCookieHeaderForm(t *testing.T) {
	t.Parallel()
	for cookie, want := range map[string]struct {
		says, mended string
	}{
		"sid=one; sid=two; theme=dark": {"sent twice", "sid=two; theme=dark"},
		`sid="one"; theme=dark`:        {"in quotes", "sid=one; theme=dark"},
		"sid=abc; def":                 {"has no name", ""},
		"sid=one; sid=one":             {"", ""},
		"theme=a; theme=b":             {"", ""},
		"sid=one;":                     {"", ""},
	} {
		faults := sessionFaults(read(cookieRequest(cookie), nil, diag.Exchange{Status: 401}))
		if (len(faults) > 0) != (want.says != "") || len(faults) > 0 && !strings.Contains(faults[0].What, want.says) {
			t.Errorf("%s: %+v, want %q", cookie, faults, want.says)
			continue
		}
		if want.mended != "" && faults[0].Mended.Header.Value("Cookie") != want.mended {
			t.Errorf("%s: mended it is another one than %q", cookie, want.mended)
		}
	}
}

func TestCookiesOfAnotherSitesPage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		origin, sameSite string
		told             bool
	}{
		"Strict":            {"https://page.example", "Strict", true},
		"Lax":               {"null", "lax", true},
		"None":              {"https://page.example", "None", false},
		"not known":         {"https://page.example", "", false},
		"of the same site":  {"http://portal.example.com", "Strict", false},
		"by another scheme": {"https://portal.example.com", "Strict", true},
		"no page sends it":  {"", "Strict", false},
	} {
		r := cookieRequest("sid=s1a2b3c4")
		if c.origin != "" {
			r.Header = r.Header.With("Origin", c.origin)
		}
		faults := sessionFaults(read(r, []diag.Cookie{{Name: "sid", Domain: "api.example.com", Path: "/", SameSite: c.sameSite}}, diag.Exchange{Status: 401}))
		if (len(faults) > 0) != c.told {
			t.Errorf("%s: %+v", name, faults)
		}
	}
}

// The values of cookies are secrets, their names are not.
func TestCookiesAreSecrets(t *testing.T) {
	t.Parallel()
	got := authn.SecretValues(cookieRequest("connect.sid=s%3A1a2b3c4d5e6f; csrftoken=0a1b2c3d; theme=dark; n=1; _ga=GA1.2.345678901; rest-of-a-value"))
	for _, want := range []string{"s%3A1a2b3c4d5e6f", "s:1a2b3c4d5e6f", "0a1b2c3d", "GA1.2.345678901", "rest-of-a-value"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is no secret", want)
		}
	}
	for _, v := range got {
		if v == "dark" || v == "1" || strings.Contains(v, "connect.sid") || strings.Contains(v, "csrftoken") {
			t.Errorf("%q is a secret", v)
		}
	}
}

// What the answers do to the session's cookie.
func TestReadSession(t *testing.T) {
	t.Parallel()
	set := func(status int, lines ...string) diag.Exchange {
		e := diag.Exchange{Status: status}
		for _, l := range lines {
			e.Header = append(e.Header, diag.Field{Name: "Set-Cookie", Value: l})
		}
		return e
	}
	for name, c := range map[string]struct {
		cookie                   string
		answer                   diag.Exchange
		ok, named, gone, another bool
	}{
		"none":                       {"", set(401), false, false, false, false},
		"sent":                       {"connect.sid=s1a2b3c4", set(401), true, true, false, false},
		"of no known name":           {"device=s1a2b3c4", set(401), true, false, false, false},
		"taken away by Max-Age":      {"sid=s1a2b3c4", set(401, "sid=; Max-Age=0"), true, true, true, false},
		"taken away by Expires":      {"sid=s1a2b3c4", set(401, "sid=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), true, true, true, false},
		"taken away by a word":       {"sid=s1a2b3c4", set(401, "sid=deleted"), true, true, true, false},
		"another one is taken away":  {"sid=s1a2b3c4", set(401, "flash=; Max-Age=0"), true, true, false, false},
		"renewed, and lives":         {"sid=s1a2b3c4", set(401, "sid=s1a2b3c4; Max-Age=600"), true, true, false, false},
		"another one, as for no one": {"JSESSIONID=A1B2", set(401, "JSESSIONID=C3D4; Path=/"), true, true, false, true},
		"analytics are no session":   {"_ga=GA1.2.3.4", set(401), false, false, false, false},
	} {
		f := read(cookieRequest(c.cookie), nil, c.answer)
		if c.another {
			w := set(401, "JSESSIONID=E5F6; Path=/")
			f.Reply.Without = &w
		}
		s, ok := authn.ReadSession(f)
		if ok != c.ok || s.Named != c.named || (s.Deleted != "") != c.gone || (s.Replaced != "") != c.another {
			t.Errorf("%s: %v %+v", name, ok, s)
		}
	}
	bearer := cookieRequest("sid=s1a2b3c4")
	bearer.Header = bearer.Header.With("Authorization", "Bearer 4f9c1e7ab2d84c0f9e6a")
	if _, ok := authn.ReadSession(read(bearer, nil, set(401))); ok {
		t.Error("who calls with a token has a session")
	}
}

// A redirect is a refusal where it leads to a page to sign in, and no other.
func TestSentToLogin(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]bool{
		"/login": true, "/accounts/login/?next=/v2/devices": true, "https://sso.example.com/adfs/ls/?wa=1": true, "/signin": true,
		"/users/sign_in": true, "/auth/realms/a/protocol/openid-connect/auth": true, "/Account/LogOn.aspx": true, "https://idp.example/oauth2/authorize?x": true,
		"/v3/devices": false, "/auth/devices": false, "/logins": false, "/login/history": false, "/catalogin": false, "": false, "/authors": false,
	} {
		e := diag.Exchange{Status: 302, Request: cookieRequest(""), Header: diag.Header{{Name: "Location", Value: location}}}
		if got := authn.SentToLogin(e); got != want {
			t.Errorf("to %q: %v, want %v", location, got, want)
		}
		if want && !authn.Refused(e) {
			t.Errorf("to %q: no refusal", location)
		}
	}
	own := diag.Exchange{Status: 302, Request: diag.Request{URL: "https://api.example.com/login"}, Header: diag.Header{{Name: "Location", Value: "/login"}}}
	if authn.SentToLogin(own) {
		t.Error("the sign-in itself was sent to the sign-in")
	}
}
