package cause_test

import (
	"testing"

	"example.com/why401/diag"
)

func TestReproduceCauses(t *testing.T) {
	t.Parallel()
	moved := func(location string, hop diag.Exchange) part {
		return func(s *scene) {
			first := answer(302, "Location", location)
			first.Request = s.c.Request
			hop.Request = s.c.Request.As(diag.AsGiven)
			hop.Request.URL = location
			if !diag.SameOrigin(location, s.c.Request.URL) {
				hop.Request.Header = nil
			}
			given(first, hop)(s)
		}
	}
	elsewhere := "https://new.example.com/v2/devices"
	judge(t, []row{
		{"no address", saw(given(failed(diag.FailDNS))), "api-unreachable", "confirmed", "no address"},
		{"nothing listens", saw(given(failed(diag.FailConnect))), "api-unreachable", "confirmed", "connection"},
		{"out of time", saw(given(failed(diag.FailTimeout))), "api-unreachable", "confirmed", "in time"},
		{"refused", saw(given(refused)), "api-unreachable", silent, ""},
		{"an answer of its own failure", saw(given(answer(503))), "api-unreachable", silent, ""},
		{"nothing was sent", saw(), "api-unreachable", silent, ""},

		{"one of several", saw(given(refused), repeated(3, ok), repeated(2, refused)), "intermittent", "confirmed", "of 6 identical requests 3 succeeded"},
		{"success first", saw(given(ok), repeated(9, ok), repeated(1, refused)), "intermittent", "confirmed", ""},
		{"beside an experiment", saw(given(refused), tried("scheme-case", ok, ok)), "intermittent", "confirmed", ""},
		{"beside a fresh token", saw(given(refused), fresh(good, ok, ok)), "intermittent", "confirmed", ""},
		{"always refused", saw(given(refused), repeated(4, refused)), "intermittent", "ruled out", "5 identical requests were all refused"},
		{"refused twice", saw(given(refused), repeated(1, refused)), "intermittent", silent, ""},
		{"server errors in between", saw(given(ok), repeated(2, answer(503))), "intermittent", silent, ""},
		{"healed", saw(given(refused), repeated(10, ok)), "intermittent", silent, ""},

		{"ten times", saw(given(ok), repeated(10, ok)), "not-reproduced", "confirmed", "11 times out of 11"},
		{"once", saw(given(ok)), "not-reproduced", "confirmed", "not repeated"},
		{"for everyone", saw(given(ok), without(ok)), "not-reproduced", "confirmed", "without credentials as well"},
		{"a login page", saw(given(func() diag.Exchange {
			e := answer(200, "Content-Type", "text/html")
			e.Body = []byte(`<form><input name=p type="password"></form>`)
			return e
		}())), "not-reproduced", silent, ""},
		{"not every time", saw(given(ok), repeated(1, refused)), "not-reproduced", silent, ""},
		{"after a fix", saw(given(ok), fixed), "not-reproduced", silent, ""},

		{"below the base it names", saw(given(invalid), describes("https://api.example.com/v3"), tried("wrong-endpoint", ok)), "wrong-endpoint", "confirmed", "succeeds at"},
		{"by itself, too", saw(given(invalid), tried("wrong-endpoint", ok, ok)), "wrong-endpoint", silent, ""},
		{"404 to everyone", saw(ignored(answer(404))), "wrong-endpoint", "likely", "to everyone"},
		{"404 to this one", saw(given(answer(404)), without(refused)), "wrong-endpoint", "possible", "or the API hides"},
		{"it lives elsewhere", saw(given(invalid), describes("https://api.example.com/v3")), "wrong-endpoint", "possible", "lives at https://api.example.com/v3"},
		{"it lives here", saw(given(invalid), describes("https://api.example.com/v2")), "wrong-endpoint", silent, ""},
		{"it lives at another origin", saw(given(invalid), describes("https://other.example.com/v2")), "wrong-endpoint", silent, ""},
		{"refused there, too", saw(given(invalid), tried("wrong-endpoint", invalid)), "wrong-endpoint", "ruled out", "too"},
		{"a plain 401", saw(given(invalid)), "wrong-endpoint", silent, ""},

		{"another origin", saw(moved(elsewhere, refused)), "redirect-drops-credentials", "likely", "another origin"},
		{"proven", saw(moved(elsewhere, refused), tried("redirect-drops-credentials", ok)), "redirect-drops-credentials", "confirmed", "directly"},
		{"refused there, too", saw(moved(elsewhere, refused), tried("redirect-drops-credentials", invalid)), "redirect-drops-credentials", "likely", "refused too"},
		{"the same origin", saw(moved("https://api.example.com/v3", refused)), "redirect-drops-credentials", silent, ""},
		{"accepted there", saw(moved(elsewhere, ok)), "redirect-drops-credentials", silent, ""},
		{"nothing to lose", saw(anonymous, moved(elsewhere, refused)), "redirect-drops-credentials", silent, ""},

		{"after a fix", saw(given(ok), fixed), "resolved", "confirmed", "refused with 401 before"},
		{"by itself", saw(given(refused), repeated(10, ok)), "resolved", "confirmed", "10 times in a row"},
		{"after a fix, not every time", saw(given(ok), repeated(1, refused), fixed), "resolved", silent, ""},
		{"nine times are not ten", saw(given(refused), repeated(9, ok)), "resolved", silent, ""},
		{"never refused", saw(given(ok)), "resolved", silent, ""},
	})
}
