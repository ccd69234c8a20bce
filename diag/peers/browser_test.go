//go:build peers

package peers

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"
)

// site runs testdata/site.mjs.
func site(t *testing.T, guard, login, secret string) *server {
	t.Helper()
	return node(t, "site.mjs", map[string]string{"guard": guard, "login": login, "secret": secret})
}

// site starts one that is the person's API.
func (s *stage) site(guard, login, secret string) *server {
	s.t.Helper()
	srv := site(s.t, guard, login, secret)
	s.apis = append(s.apis, srv)
	return srv
}

// visit signs in as a browser does; the result is the browser's jar, and the token against CSRF.
func visit(t *testing.T, at *server) (jar http.CookieJar, token string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	browser := http.Client{Jar: jar}
	resp, err := browser.Post(at.url+"/session", "application/json", nil)
	must(t, err)
	_ = resp.Body.Close()
	resp, err = browser.Get(at.url + "/csrf")
	must(t, err)
	defer func() { _ = resp.Body.Close() }()
	var got struct{ Token string }
	_ = json.NewDecoder(resp.Body).Decode(&got) // a site without a guard has none
	return jar, got.Token
}

// carry sends the cookies that the jar holds for that address.
func (s *stage) carry(jar http.CookieJar, at string) {
	s.t.Helper()
	u, err := url.Parse(at)
	must(s.t, err)
	var line []string
	for _, c := range jar.Cookies(u) {
		line = append(line, c.Name+"="+c.Value)
		s.access = append(s.access, c.Value)
	}
	s.args = append(s.args, "-b", strings.Join(line, "; "))
}

// restarted is a site that has forgotten the sessions of the one before, and the person who was signed in there.
func (s *stage) restarted(login string) *server {
	s.t.Helper()
	secret := rand.Text()
	before := site(s.t, "none", login, secret)
	jar, _ := visit(s.t, before)
	s.carry(jar, before.url)
	before.stop()
	return s.site("none", login, secret)
}

// browserFaults are those of cookies and of browsers' rules.
var browserFaults = []fault{
	{"not-reproduced", "a session that express-session knows", func(s *stage) {
		at := s.site("none", "401", rand.Text())
		jar, _ := visit(s.t, at)
		s.carry(jar, at.url)
		s.request(at.url + "/v2/devices")
	}},
	{"session-expired", "express-session was started again, 401", func(s *stage) {
		s.request(s.restarted("401").url + "/v2/devices")
	}},
	{"session-expired", "express-session was started again, to the login page", func(s *stage) {
		s.request(s.restarted("redirect").url + "/v2/devices")
	}},
	{"session-expired", "the same, followed", func(s *stage) {
		s.request(s.restarted("redirect").url+"/v2/devices", "-L")
	}},
	{"credentials-missing", "no session, to the login page", func(s *stage) {
		s.request(s.site("none", "redirect", rand.Text()).url + "/v2/devices")
	}},
	{"session-expired", "mod_session has another passphrase, 401", func(s *stage) {
		s.formSession(formLogin("first-passphrase"), formLogin("second-passphrase"), 0)
	}},
	{"session-expired", "mod_session has another passphrase, to the login page", func(s *stage) {
		page := "AuthFormLoginRequiredLocation /login.html"
		s.formSession(formLogin("first-passphrase", page), formLogin("second-passphrase", page), 0)
	}},
	{"session-expired", "mod_session's SessionMaxAge is over", func(s *stage) {
		s.formSession(formLogin("one-passphrase", "SessionMaxAge 1"), "", 2100*time.Millisecond)
	}},
	{"csrf-failed", "no token for csrf-csrf", func(s *stage) {
		s.posted("csrf-csrf", func(string) []string { return nil })
	}},
	{"csrf-failed", "a wrong token for csrf-csrf", func(s *stage) {
		s.posted("csrf-csrf", func(string) []string { return []string{"-H", "X-CSRF-Token: 0f0e0d0c0b0a.5a5b5c5d5e5f"} })
	}},
	{"csrf-failed", "no token for lusca", func(s *stage) {
		s.posted("lusca", func(string) []string { return nil })
	}},
	{"csrf-failed", "no token for lusca, which gives it in XSRF-TOKEN", func(s *stage) {
		s.posted("lusca-angular", func(string) []string { return []string{"--allow-writes"} })
	}},
	{"not-reproduced", "the token for lusca", func(s *stage) {
		s.posted("lusca", func(token string) []string { return []string{"-H", "X-CSRF-Token: " + token} })
	}},
	{"cors-preflight", "auth_basic refuses what a browser asks before it sends the password", func(s *stage) {
		s.access = append(s.access, password)
		s.request(s.gateway(corsAPI).url+"/v2/devices", "-u", user+":"+password, "-H", "Origin: https://portal.example")
	}},
	{"cors-preflight", "the question itself", func(s *stage) {
		s.request(s.gateway(corsAPI).url+"/v2/devices", "-X", "OPTIONS", "-H", "Origin: https://portal.example",
			"-H", "Access-Control-Request-Method: GET", "-H", "Access-Control-Request-Headers: authorization")
	}},
	{"password-rejected", "auth_basic refuses the question, and the password", func(s *stage) {
		s.access = append(s.access, "wrong-battery")
		s.request(s.gateway(corsAPI).url+"/v2/devices", "-u", user+":wrong-battery", "-H", "Origin: https://portal.example")
	}},
	{"password-rejected", "nginx answers the question, and refuses the password", func(s *stage) {
		s.access = append(s.access, "wrong-battery")
		s.request(s.gateway(corsAnswered+corsAPI).url+"/v2/devices", "-u", user+":wrong-battery", "-H", "Origin: https://portal.example")
	}},
	{"not-reproduced", "nginx answers the question itself", func(s *stage) {
		s.access = append(s.access, password)
		s.request(s.gateway(corsAnswered+corsAPI).url+"/v2/devices", "-u", user+":"+password, "-H", "Origin: https://portal.example")
	}},
}

const (
	corsAPI = `add_header Access-Control-Allow-Origin https://portal.example always;
		location / { auth_basic "Operations"; auth_basic_user_file users; try_files /none @api; }
		location @api { return 200 '{"devices":[]}'; }`
	corsAnswered = `add_header Access-Control-Allow-Headers authorization always; if ($request_method = OPTIONS) { return 204; }` + "\n"
)

// formLogin is mod_auth_form in front of the API, with the session in an encrypted cookie.
func formLogin(passphrase string, more ...string) string {
	session := "Session On\nSessionCookieName session path=/;HttpOnly\nSessionCryptoPassphrase " + passphrase
	return session + "\n<Location /v2>\nAuthType Form\nAuthFormProvider file\nAuthName Operations\nAuthUserFile users\nRequire valid-user\n" +
		strings.Join(more, "\n") + "\n</Location>\n" +
		"<Location /login>\nSetHandler form-login-handler\nAuthType Form\nAuthFormProvider file\nAuthName Operations\nAuthUserFile users\n" +
		"Require valid-user\nAuthFormLoginSuccessLocation /login.html\n</Location>"
}

// formSession signs in at the first Apache, and uses the session at the second, or at
// the first again where there is none.
func (s *stage) formSession(first, second string, wait time.Duration) {
	s.t.Helper()
	srv := s.apache(first)
	jar, err := cookiejar.New(nil)
	must(s.t, err)
	browser := http.Client{Jar: jar}
	resp, err := browser.PostForm(srv.url+"/login", url.Values{"httpd_username": {user}, "httpd_password": {password}})
	must(s.t, err)
	_ = resp.Body.Close()
	resp, err = browser.Get(srv.url + "/v2/devices")
	must(s.t, err)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Request.URL.Path != "/v2/devices" {
		s.t.Fatalf("not signed in: %s at %s", resp.Status, resp.Request.URL)
	}
	s.carry(jar, srv.url)
	if second != "" {
		srv.stop()
		srv = s.apache(second)
	}
	s.wait(wait)
	s.request(srv.url + "/v2/devices")
}

// posted changes something at a site with that guard, with whatever is made of its token.
func (s *stage) posted(guard string, with func(token string) []string) {
	s.t.Helper()
	at := s.site(guard, "401", rand.Text())
	jar, token := visit(s.t, at)
	if token == "" {
		s.t.Fatalf("%s gives no token", guard)
	}
	s.carry(jar, at.url)
	s.request(at.url+"/v2/devices", append(with(token), "-X", "POST", "-H", "Content-Type: application/json", "-d", "{}")...)
}
