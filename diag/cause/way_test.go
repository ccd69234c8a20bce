package cause_test

import (
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

const proxy = "http://proxy:3128"

// through says that an answer came by way of the proxy.
func through(e diag.Exchange) diag.Exchange {
	e.Proxy, e.ProxyFrom = proxy, "--proxy"
	return e
}

// tunnel is the proxy's own answer to CONNECT.
func tunnel(e diag.Exchange) diag.Exchange {
	e = through(e)
	e.AtProxy = true
	return e
}

// withPassword says that credentials for the proxy were sent.
func withPassword(e diag.Exchange) diag.Exchange {
	e.ProxyAuth = true
	return e
}

// page is an answer in HTML.
func page(status int, text string, header ...string) diag.Exchange {
	e := answer(status, append([]string{"Content-Type", "text/html; charset=utf-8"}, header...)...)
	e.Body = []byte(text)
	return e
}

// plain sends the request by http.
func plain(s *scene) { s.c.Request.URL = "http://api.example.com/v2/devices" }

// elsewhere is an answer at another address, to which the request was sent on.
func elsewhere(e diag.Exchange) diag.Exchange {
	e.Request.URL = "https://login.example.net/"
	return e
}

const (
	squid     = "X-Squid-Error"
	denied    = "ERR_ACCESS_DENIED 0"
	jsonError = `{"error":"forbidden","message":"Your plan does not include this"}`
	loginForm = `<form><input name=u><input type="password" name=p></form>`
)

var asksBasic = answer(407, "Proxy-Authenticate", `Basic realm="corp"`)

func TestProxyAuth(t *testing.T) {
	t.Parallel()
	const code = "proxy-auth-required"
	judge(t, []row{
		{"the proxy asks before it opens a tunnel", saw(given(tunnel(asksBasic))), code, "confirmed", "wants credentials of its own (Basic), and none were sent"},
		{"the proxy asks in plain http", saw(plain, given(through(asksBasic))), code, "confirmed", "none were sent"},
		{"it refuses what it got", saw(given(tunnel(withPassword(asksBasic)))), code, "confirmed", "refuses the credentials that it got (Basic)"},
		{"it wants what Windows domains have", saw(given(tunnel(answer(407, "Proxy-Authenticate", "Negotiate", "Proxy-Authenticate", "NTLM")))), code, "confirmed", "(Negotiate NTLM)"},
		{"it names no scheme", saw(given(tunnel(answer(407)))), code, "confirmed", "none were sent"},
		{"no proxy was asked", saw(given(asksBasic)), code, "likely", "no forward proxy was asked"},
		{"the answer came through a tunnel", saw(given(through(asksBasic))), code, "likely", "no forward proxy was asked"},
		{"SOCKS speaks no HTTP", saw(plain, given(func() diag.Exchange { e := asksBasic; e.Proxy = "socks5://proxy:1080"; return e }())), code, "likely", "no forward proxy was asked"},
		{"no proxy and no challenge", saw(given(answer(407))), code, "likely", "without a challenge"},
		{"the API's own refusal through a proxy", saw(given(through(refused))), code, silent, ""},
		{"the proxy refuses the host", saw(given(tunnel(answer(403)))), code, silent, ""},
		{"a proxy that cannot be reached", saw(given(failed(diag.FailProxy))), code, silent, ""},
	})
}

func TestBlocked(t *testing.T) {
	t.Parallel()
	const code = "blocked-by-proxy"
	block := page(403, "<title>ERROR</title>", squid, denied)
	api401 := challenged("Bearer")
	judge(t, []row{
		{"no tunnel", saw(given(tunnel(page(403, "no", squid, denied)))), code, "confirmed", "refuses to open a tunnel"},
		{"no proxy at that address", saw(given(tunnel(page(405, "")))), code, "confirmed", "may be no forward proxy"},
		{"a proxy that says 401", saw(given(tunnel(answer(401, "WWW-Authenticate", "Basic")))), code, "confirmed", "where a proxy that wants credentials says 407"},
		{"past the proxy it succeeds", saw(plain, given(through(block)), tried(code, ok, through(block))), code, "confirmed", "past the proxy"},
		{"past the proxy the API speaks", saw(plain, given(through(block)), tried(code, api401, through(block))), code, "confirmed", "past it the API does, with 401"},
		{"past the proxy nothing answers", saw(plain, given(through(block)), tried(code, failed(diag.FailTimeout), through(block))), code, "likely", "Squid blocks"},
		{"it succeeds without a change, too", saw(plain, given(through(block)), tried(code, ok, ok)), code, "likely", "Squid blocks"},
		{"the same past the proxy", saw(plain, given(through(page(403, "Incapsula incident ID: 7"))), tried(code, page(403, "Incapsula incident ID: 8"))), code, "likely", "Imperva blocks"},
		{"another answer past the proxy", saw(plain, given(through(page(403, "no"))), tried(code, api401)), code, "likely", "the answer is another one"},
		{"a page of nobody, the same past the proxy", saw(plain, given(through(page(403, "no"))), tried(code, page(403, "no"))), code, "ruled out", "the answer is the same"},
		{"the API's page, with the proxy's marks on it", saw(plain, given(through(page(401, "no", "Server", "nginx", "Via", "1.1 gw (squid/6.13)"))), tried(code, page(401, "no", "Server", "nginx"))), code, "ruled out", "the answer is the same"},
		{"a page of nobody through the proxy", saw(plain, given(through(page(403, "no")))), code, "possible", "may have written it"},
		{"a page of nobody through a tunnel", saw(given(through(page(403, "no")))), code, silent, ""},
		{"a page of nobody", saw(ignored(page(403, "<h1>Forbidden</h1>"))), code, silent, ""},
		{"a WAF, whatever is sent", saw(ignored(page(403, "<title>Attention Required! | Cloudflare</title>"))), code, "likely", "whatever credentials are sent"},
		{"a WAF at this request only", saw(given(page(403, "The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: 9")), without(refused)), code, "likely", "F5 BIG-IP blocks"},
		{"a WAF that says 200", saw(ignored(page(200, "The requested URL was rejected. Please consult with your administrator."))), code, "likely", "F5 BIG-IP blocks"},
		{"a puzzle for browsers", saw(ignored(page(403, "<title>Just a moment...</title>", "cf-mitigated", "challenge"))), code, "likely", "wants to see a browser"},
		{"a captive portal", saw(given(page(511, "Sign in"))), code, "confirmed", "511"},
		{"a redirect to a sign-in", saw(given(answer(302, "Location", "https://idp.example/authorize?client_id=x&response_type=code&redirect_uri=y"))), code, "likely", "page to sign in"},
		{"the same for a browser's session", saw(anonymous, sent("Cookie", "session=1"), given(answer(302, "Location", "https://idp.example/authorize?client_id=x&response_type=code"))), code, silent, ""},
		{"a login page on another host", saw(given(answer(302, "Location", "https://login.example.net/"), elsewhere(page(200, loginForm)))), code, "likely", "on another host"},
		{"a login page, token or not", saw(given(page(200, loginForm)), without(page(200, loginForm))), code, "likely", "whether a token is sent or not"},
		{"a login page for a browser's session", saw(anonymous, sent("Cookie", "session=1"), given(page(200, loginForm)), without(page(200, loginForm))), code, silent, ""},

		{"a page on another host", saw(given(answer(302, "Location", "https://login.example.net/"), elsewhere(page(200, "<h1>Welcome to the hotel</h1>")))), code, "likely", "a page on another host"},
		{"a page that was asked for", saw(sent("Accept", "text/html"), given(answer(302, "Location", "https://login.example.net/"), elsewhere(page(200, "<h1>Report</h1>")))), code, silent, ""},
		{"a download on another host", saw(given(answer(302, "Location", "https://login.example.net/"), elsewhere(answer(200, "Content-Type", "application/octet-stream")))), code, silent, ""},
		{"the API behind Cloudflare", saw(ignored(func() diag.Exchange {
			e := body(403, jsonError)
			e.Header = e.Header.With("Server", "cloudflare").With("CF-RAY", "8f0")
			return e
		}())), code, silent, ""},
		{"the API behind Squid", saw(plain, given(through(func() diag.Exchange {
			e := body(401, `{"message":"Unauthorized"}`)
			e.Header = e.Header.With("Via", "1.1 gw (squid/6.13)").With("X-Cache", "MISS from gw")
			return e
		}()))), code, silent, ""},
		{"the API's own refusal", saw(ignored(refused)), code, silent, ""},
		{"the proxy wants credentials", saw(given(tunnel(asksBasic))), code, silent, ""},
		{"nothing answers", saw(given(failed(diag.FailTLS))), code, silent, ""},
		{"success", saw(given(ok)), code, silent, ""},
	})
}

// Past the proxy the request goes once, and only where a proxy may have answered.
func TestBlockedTries(t *testing.T) {
	t.Parallel()
	c, _ := cause.Find("blocked-by-proxy")
	block := through(page(403, "no", squid, denied))
	for name, tt := range map[string]struct {
		s    scene
		want bool
	}{
		"through a proxy":  {saw(plain, given(block)), true},
		"tried already":    {saw(plain, given(block), tried("blocked-by-proxy", refused)), false},
		"no proxy":         {saw(given(page(403, "no", squid, denied))), false},
		"it wants a user":  {saw(plain, given(through(asksBasic))), false},
		"no tunnel":        {saw(given(tunnel(answer(403)))), false},
		"after a redirect": {saw(given(through(answer(302)), elsewhere(block))), false},
	} {
		r, ok := c.Try(tt.s.c, tt.s.f)
		if ok != tt.want || ok && (!r.Direct || r.Purpose != diag.Experiment || r.Change == "") {
			t.Errorf("%s: %v, %+v", name, ok, r.Direct)
		}
	}
}

// handshake adds what the server asked for in the TLS handshake, and what it got.
func handshake(e diag.Exchange, sent *diag.Certificate) diag.Exchange {
	e.TLS = &diag.TLSState{Version: "TLS 1.3", ClientCert: true, ClientCAs: []string{"CN=Clients CA", "CN=Old CA"}, Sent: sent}
	return e
}

// alerted is a connection that the server ended with a TLS alert.
func alerted(alert uint8) diag.Exchange {
	e := failed(diag.FailTLS)
	e.Failure.Alert = alert
	return e
}

func TestClientCertificate(t *testing.T) {
	t.Parallel()
	const code = "client-certificate-required"
	cert := func(change func(*diag.Certificate)) *diag.Certificate {
		c := diag.Certificate{Subject: "CN=sync", Issuer: "CN=Clients CA", NotBefore: noon.Add(-time.Hour), NotAfter: noon.Add(time.Hour), ForClients: true}
		change(&c)
		return &c
	}
	good := cert(func(*diag.Certificate) {})
	ended := cert(func(c *diag.Certificate) { c.NotAfter = noon.Add(-time.Minute) })
	other := cert(func(c *diag.Certificate) { c.Issuer = "CN=Another CA" })
	nginx := page(400, "<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>")
	forbidden := answer(403)
	judge(t, []row{
		{"certificate_required", saw(given(handshake(alerted(116), nil))), code, "confirmed", "none was sent"},
		{"handshake_failure of TLS 1.2", saw(given(handshake(alerted(40), nil))), code, "confirmed", "none was sent"},
		{"bad_certificate", saw(given(handshake(alerted(42), nil))), code, "confirmed", "none was sent"},
		{"expired", saw(given(handshake(alerted(45), ended))), code, "confirmed", "ended at 2026-03-08T11:59:00Z"},
		{"not yet valid", saw(given(handshake(alerted(46), cert(func(c *diag.Certificate) { c.NotBefore = noon.Add(time.Minute) })))), code, "confirmed", "not valid before"},
		{"a server's", saw(given(handshake(alerted(43), cert(func(c *diag.Certificate) { c.ForClients = false })))), code, "confirmed", "not made for clients"},
		{"unknown_ca", saw(given(handshake(alerted(48), other))), code, "confirmed", "signed by CN=Another CA, which is not among"},
		{"nothing wrong that shows", saw(given(handshake(alerted(46), good))), code, "confirmed", "does not accept the client certificate"},
		{"handshake_failure with a certificate", saw(given(handshake(alerted(40), good))), code, "likely", "leaves open"},
		{"closed without a word", saw(given(handshake(failed(diag.FailClosed), nil))), code, "possible", "without a word"},
		{"nginx's 400", saw(given(handshake(nginx, nil))), code, "confirmed", "none was sent"},
		{"nginx's 400, of an expired one", saw(given(handshake(page(400, "<center>The SSL certificate error</center>"), ended))), code, "confirmed", "ended at"},
		{"nginx's 400 in a capture", saw(given(nginx)), code, "likely", "the answer says"},
		{"496", saw(given(handshake(answer(496), nil))), code, "confirmed", "none was sent"},
		{"495 in a capture", saw(given(answer(495))), code, "likely", "the answer says"},
		{"Kong's 401", saw(given(handshake(body(401, `{"message":"No required TLS certificate was sent"}`), nil))), code, "confirmed", "none was sent"},
		{"Apache's 403", saw(given(page(403, "You don't have permission to access this resource.Reason: Cannot perform Post-Handshake Authentication.<br />"))), code, "likely", "the answer says"},
		{"403 to everything, and none sent", saw(ignored(handshake(forbidden, nil))), code, "likely", "403 to everything"},
		{"403 to nobody and to invented ones", saw(anonymous, given(handshake(forbidden, nil)), invented(handshake(forbidden, nil))), code, "likely", "403 to everything"},
		{"Apache's 403 to everything", saw(ignored(handshake(page(403, "<p>You don't have permission to access this resource.</p>"), nil))), code, "likely", "403 to everything"},
		{"403 to everything, for a reason that it names", saw(ignored(handshake(body(403, `{"message":"Missing Authentication Token"}`), nil))), code, "possible", "the same to everything"},
		{"401 to everything, and none sent", saw(ignored(handshake(refused, nil))), code, "possible", "the same to everything"},
		{"an expired one, and 403 to everything", saw(ignored(handshake(forbidden, ended))), code, "likely", "ended at"},

		{"a good certificate, and 403", saw(ignored(handshake(forbidden, good))), code, "ruled out", "the connection was accepted"},
		{"asked for, and the API reads the token", saw(given(handshake(invalid, nil)), without(handshake(refused, nil))), code, silent, ""},
		{"not asked for", saw(ignored(forbidden)), code, silent, ""},
		{"an alert, and nobody asked", saw(given(alerted(40))), code, silent, ""},
		{"our refusal of the server's certificate", saw(given(handshake(failed(diag.FailTLS), nil))), code, silent, ""},
		{"another alert", saw(given(handshake(alerted(80), nil))), code, silent, ""},
		{"a time-out", saw(given(handshake(failed(diag.FailTimeout), nil))), code, silent, ""},
		{"success", saw(given(handshake(ok, nil))), code, silent, ""},
	})
}

// What did not get as far as the API is the verdict, and not what follows from it.
func TestWayComesFirst(t *testing.T) {
	t.Parallel()
	for want, s := range map[diag.Code]scene{
		"client-certificate-required": saw(given(handshake(alerted(116), nil))),
		"api-unreachable":             saw(given(handshake(failed(diag.FailClosed), nil))),
		"proxy-auth-required":         saw(given(tunnel(asksBasic))),
		"blocked-by-proxy":            saw(given(answer(302, "Location", "https://login.example.net/"), elsewhere(page(200, loginForm)))),
		"credentials-missing":         saw(anonymous, given(refused)),
		"not-reproduced":              saw(given(answer(302), elsewhere(answer(200, "Content-Type", "application/json")))),
	} {
		if got := cause.Rank(s.c, s.f).Verdict.Code; got != want {
			t.Errorf("verdict %s, want %s", got, want)
		}
	}
	hotel := saw(given(answer(302), elsewhere(page(200, "<h1>Welcome to the hotel</h1>"))))
	if got := cause.Rank(hotel.c, hotel.f).Verdict.Code; got != "blocked-by-proxy" {
		t.Errorf("a network's own page: verdict %s", got)
	}
}

// The first fix is for the scheme that the proxy asks for.
func TestProxyFixes(t *testing.T) {
	t.Parallel()
	c, _ := cause.Find("proxy-auth-required")
	for scheme, want := range map[string]string{
		"Basic": ` -U "$PROXY_USER`, "Digest": "--proxy-digest", "NTLM": "--proxy-ntlm", "Negotiate": "--proxy-negotiate",
	} {
		s := saw(given(tunnel(answer(407, "Proxy-Authenticate", scheme))))
		if fixes := c.Fixes(s.c, s.f); len(fixes) != 2 || !strings.Contains(string(fixes[0].Command), want) || !strings.Contains(string(fixes[1].Command), "--noproxy") {
			t.Errorf("%s: %+v", scheme, fixes)
		}
	}
	s := saw(given(tunnel(withPassword(asksBasic))))
	if fixes := c.Fixes(s.c, s.f); len(fixes) != 3 || !strings.Contains(string(fixes[0].Text), "lock the account") {
		t.Errorf("refused ones: %+v", fixes)
	}
}
