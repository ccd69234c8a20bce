package cause_test

import (
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

// cookies is a request that carries these and no token.
func cookies(line string) part {
	return func(s *scene) { anonymous(s); sent("Cookie", line)(s) }
}

func method(name string) part { return func(s *scene) { s.c.Request.Method = name } }

func jarred(k diag.Cookie) part {
	return func(s *scene) {
		anonymous(s)
		k.Value = diag.NewSecret("jar-value-0123456789")
		s.c.Jar = append(s.c.Jar, k)
	}
}

func asked(e diag.Exchange) part {
	return func(s *scene) {
		e.Request = diag.Request{Method: "OPTIONS", URL: api, Header: diag.Header{
			{Name: "Origin", Value: "https://page.example"}, {Name: "Access-Control-Request-Method", Value: "GET"}, {Name: "Access-Control-Request-Headers", Value: "authorization"}}}
		reply(s).Preflight = &e
	}
}

const session = "connect.sid=s%3A1a2b3c4d5e6f"

var (
	plainRefusal = body(401, `{"message":"no"}`)
	forbidden    = body(403, `{"message":"no"}`)
	toLogin      = answer(302, "Location", "/login")
	login        = page(200, `<form><input type="password"></form>`)
	sessionOver  = body(401, `{"error":"session expired"}`)
	behindPath   = diag.Cookie{Name: "sid", Domain: "api.example.com", Path: "/admin"}
)

func TestSessionExpired(t *testing.T) {
	t.Parallel()
	over := written(rs256, with("exp", in(-time.Hour)))
	judge(t, []row{
		{"it is treated like none", saw(cookies(session), ignored(plainRefusal)), "session-expired", "likely", "like none at all"},
		{"to the sign-in", saw(cookies(session), given(toLogin, login), without(toLogin), invented(toLogin)), "session-expired", "likely", "sent to the sign-in"},
		{"to the sign-in, once", saw(cookies(session), method("POST"), given(toLogin)), "session-expired", "likely", "sent to the sign-in"},
		{"a page to sign in", saw(cookies(session), ignored(login)), "session-expired", "likely", "sent to the sign-in"},
		{"in words", saw(cookies(session), given(sessionOver), without(plainRefusal), invented(sessionOver)), "session-expired", "likely", "says that the session is over"},
		{"in words to everybody", saw(cookies(session), ignored(sessionOver)), "session-expired", "likely", "also without the cookie"},
		{"440", saw(cookies(session), ignored(answer(440))), "session-expired", "likely", "440"},
		{"taken away", saw(cookies(session), given(answer(401, "Set-Cookie", "connect.sid=; Max-Age=0"))), "session-expired", "likely", "takes the cookie away"},
		{"its token is over", saw(cookies("access_token="+over), ignored(plainRefusal)), "session-expired", "likely", "ended 60 min"},
		{"another one is given", saw(cookies("JSESSIONID=A1B2C3"), ignored(answer(401, "Set-Cookie", "JSESSIONID=D4E5F6; Path=/"))), "session-expired", "likely", "gives a new session"},

		{"the session is known", saw(cookies(session), given(forbidden), without(plainRefusal), invented(plainRefusal)), "session-expired", "ruled out", "knows the session"},
		{"403 to everybody", saw(cookies(session), ignored(forbidden)), "session-expired", "possible", "403"},
		{"404 to everybody", saw(cookies(session), ignored(body(404, `{"message":"no"}`))), "session-expired", silent, ""},
		{"a token is asked for", saw(cookies(session), ignored(refused)), "session-expired", "possible", "another kind of credentials"},
		{"cookies of another kind", saw(cookies("device=4f9c1e7ab2d8"), ignored(plainRefusal)), "session-expired", "possible", "none is called as sessions are"},
		{"analytics only", saw(cookies("_ga=GA1.2.3.4"), ignored(plainRefusal)), "session-expired", silent, ""},
		{"a token beside the cookie", saw(sent("Cookie", session), ignored(plainRefusal)), "session-expired", silent, ""},
		{"a success", saw(cookies(session), given(ok)), "session-expired", silent, ""},
		{"a failure of the server", saw(cookies(session), given(answer(500))), "session-expired", silent, ""},

		{"kept back for its path", saw(jarred(behindPath), given(plainRefusal)), "session-expired", "likely", "belongs below /admin"},
		{"kept back, and sent it helps", saw(jarred(behindPath), given(plainRefusal), triedCookie(ok)), "session-expired", "confirmed", "with that mended"},
		{"kept back, and sent it is refused", saw(jarred(behindPath), given(plainRefusal), triedCookie(plainRefusal)), "session-expired", "likely", "over as well"},
		{"over in the jar, and refused", saw(jarred(diag.Cookie{Name: "sid", Domain: "api.example.com", Path: "/", Expires: noon.Add(-time.Hour)}), given(plainRefusal), triedCookie(plainRefusal)), "session-expired", "likely", "ended at 2026-03-08T11:00:00Z"},
		{"kept back, and a token is sent", saw(jarred(behindPath), sent("Authorization", "Bearer 4f9c1e7ab2d84c0f9e6a"), given(plainRefusal)), "session-expired", silent, ""},
		{"another host's", saw(jarred(diag.Cookie{Name: "sid", Domain: "portal.example.com", Path: "/"}), given(plainRefusal)), "session-expired", "likely", "belongs to portal.example.com"},
	})
}

func triedCookie(e diag.Exchange) part { return tried("session-expired", e, plainRefusal) }

// Who has no cookie at all misses credentials, also where a page to sign in answers.
func TestNoSessionAtAll(t *testing.T) {
	t.Parallel()
	judge(t, []row{
		{"to the sign-in", saw(anonymous, given(toLogin, login), invented(toLogin)), "credentials-missing", "likely", "a page to sign in"},
		{"the cookie is in the jar", saw(jarred(behindPath), given(plainRefusal)), "credentials-missing", silent, ""},
		{"a cookie of another kind is in the jar", saw(jarred(diag.Cookie{Name: "theme", Domain: "api.example.com", Path: "/admin"}), given(plainRefusal)), "credentials-missing", "likely", ""},
	})
	for name, s := range map[string]scene{
		"session-expired":     saw(cookies(session), given(toLogin, login), without(toLogin), invented(toLogin)),
		"credentials-missing": saw(anonymous, given(toLogin, login), invented(toLogin)),
	} {
		if v := cause.Rank(s.c, s.f).Verdict; string(v.Code) != name {
			t.Errorf("the verdict is %s, want %s", v.Code, name)
		}
	}
}

func TestCSRFFailed(t *testing.T) {
	t.Parallel()
	const both = session + "; csrftoken=0a1b2c3d4e5f"
	told := body(403, `{"detail":"CSRF Failed: CSRF token missing."}`)
	post := method("POST")
	judge(t, []row{
		{"in words", saw(post, cookies(session), given(told)), "csrf-failed", "likely", "no token against cross-site requests is sent"},
		{"in words, and seen", saw(post, cookies(both), given(told)), "csrf-failed", "likely", "not sent back in X-CSRFToken"},
		{"sent back, it succeeds", saw(post, cookies(both), given(forbidden), triedToken(ok)), "csrf-failed", "confirmed", "with that mended"},
		{"sent back, it changes nothing", saw(post, cookies(both), given(forbidden), without(plainRefusal), triedToken(forbidden)), "csrf-failed", "ruled out", "changes nothing"},
		{"sent back, and still it says so", saw(post, cookies(both), given(told), triedToken(told)), "csrf-failed", "likely", ""},
		{"not tried", saw(post, cookies(both), given(forbidden)), "csrf-failed", "possible", "not sent back"},
		{"Laravel's status", saw(post, cookies(session), given(answer(419))), "csrf-failed", "likely", "419"},
		{"SAP asks for it", saw(post, cookies(session), given(answer(403, "X-CSRF-Token", "Required"))), "csrf-failed", "likely", ""},
		{"Go's guard", saw(post, cookies(session), sent("Origin", "https://page.example"), given(page(403, "cross-origin request detected from Sec-Fetch-Site header"))), "csrf-failed", "likely", ""},

		{"a GET, in words", saw(cookies(both), given(told)), "csrf-failed", "likely", ""},
		{"a GET, SAP's header", saw(cookies(both), given(answer(403, "X-CSRF-Token", "Required"))), "csrf-failed", silent, ""},
		{"a GET", saw(cookies(both), given(forbidden)), "csrf-failed", silent, ""},
		{"a token in place of cookies", saw(post, given(forbidden)), "csrf-failed", silent, ""},
		{"the header is there", saw(post, cookies(both), sent("X-CSRFToken", "0a1b2c3d4e5f"), given(forbidden)), "csrf-failed", silent, ""},
		{"a success", saw(post, cookies(both), given(ok)), "csrf-failed", silent, ""},
		{"a failure of the server", saw(post, cookies(both), given(answer(500))), "csrf-failed", silent, ""},
	})
}

func triedToken(e diag.Exchange) part {
	return func(s *scene) {
		for range 2 { // both ways to mend it: the token, and Origin beside it
			tried("csrf-failed", e, forbidden)(s)
		}
	}
}

func TestCORSPreflight(t *testing.T) {
	t.Parallel()
	browser := sent("Origin", "https://page.example")
	allowed := answer(204, "Access-Control-Allow-Origin", "*", "Access-Control-Allow-Headers", "authorization")
	own := func(s *scene) {
		anonymous(s)
		s.c.Request.Method = "OPTIONS"
		s.c.Request.Header = diag.Header{{Name: "Origin", Value: "https://page.example"}, {Name: "Access-Control-Request-Method", Value: "GET"}}
	}
	judge(t, []row{
		{"refused, and the request succeeds", saw(browser, given(ok), asked(refused)), "cors-preflight", "confirmed", "never gets to send it"},
		{"405, and the request succeeds", saw(browser, given(ok), asked(answer(405))), "cors-preflight", "confirmed", "405"},
		{"the question itself", saw(own, given(refused)), "cors-preflight", "confirmed", "never carries credentials"},
		{"the question itself, 403", saw(own, given(answer(403))), "cors-preflight", "likely", "refused"},
		{"the question itself, to the sign-in", saw(own, given(toLogin)), "cors-preflight", "confirmed", "no browser follows"},
		{"the origin is turned away", saw(browser, given(page(403, "Invalid CORS request")), asked(page(403, "Invalid CORS request"))), "cors-preflight", "likely", "from that origin"},
		{"the same, and without it the request succeeds", saw(browser, given(page(403, "Invalid CORS request")), tried("cors-preflight", ok, forbidden)), "cors-preflight", "confirmed", "without the header Origin"},

		{"both refused", saw(browser, given(refused), asked(refused)), "cors-preflight", "possible", "as well"},
		{"let through", saw(browser, given(ok), asked(allowed)), "cors-preflight", "ruled out", "goes on"},
		{"let through, and allows too little", saw(browser, given(ok), asked(answer(204, "Access-Control-Allow-Origin", "*", "Access-Control-Allow-Headers", "*"))), "cors-preflight", "possible", "keeps a browser"},
		{"let through, and the request is refused", saw(browser, given(refused), asked(allowed)), "cors-preflight", "ruled out", ""},
		{"too many requests", saw(browser, given(ok), asked(answer(429))), "cors-preflight", "possible", "429"},
		{"no page", saw(given(refused)), "cors-preflight", silent, ""},
		{"an OPTIONS of another kind", saw(method("OPTIONS"), given(refused)), "cors-preflight", silent, ""},
		{"the question itself, with a token", saw(own, sent("Authorization", "Bearer 4f9c1e7ab2d84c0f9e6a"), given(refused)), "cors-preflight", "likely", "although it carries credentials"},
		{"the question itself, answered", saw(own, given(answer(204))), "cors-preflight", silent, ""},
		{"the question itself, at a proxy", saw(own, given(answer(407, "Proxy-Authenticate", "Basic"))), "cors-preflight", silent, ""},
	})
	for name, s := range map[diag.Code]scene{
		"cors-preflight": saw(browser, given(ok), asked(refused)),
		"not-reproduced": saw(browser, given(ok), asked(allowed)),
	} {
		if v := cause.Rank(s.c, s.f).Verdict; v.Code != name {
			t.Errorf("the verdict is %s, want %s", v.Code, name)
		}
	}
	s := saw(own, given(refused), invented(plainRefusal)) // which proves that credentials are missing, too
	if v := cause.Rank(s.c, s.f).Verdict; v.Code != "cors-preflight" {
		t.Errorf("of the question itself the verdict is %s", v.Code)
	}
}
