package cause_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/cause"
)

const (
	asksDigest = `Digest realm="devices", qop="auth", algorithm=SHA-256, nonce="b7Kq0d8VtXwzY2"`
	bob        = "bob:hunter22"
)

func basicly(pair string) part {
	return sent("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
}

// given to -u, whatever the request carries.
func user(s *scene) { s.c.User = diag.NewSecret(bob) }

// answered is a request with the answer to a Digest challenge of before.
func answered(s *scene) {
	r := s.c.Request
	r.Header = nil
	s.c.Request, _ = authn.AnswerDigest(r, challenged(asksDigest), diag.NewSecret(bob), 1)
}

// answers is a client that answers a Digest challenge itself.
func answers(s *scene) { user(s); answered(s); s.c.Digest = true }

// waiting is such a client before any challenge came.
func waiting(s *scene) { user(s); anonymous(s); s.c.Digest = true }

func TestPasswordCauses(t *testing.T) {
	t.Parallel()
	asksBasic := challenged(`Basic realm="devices"`)
	digests := challenged(asksDigest)
	stale := challenged(asksDigest + ", stale=true")
	page := func(e diag.Exchange, text string) diag.Exchange { e.Body = []byte(text); return e }
	wrong := page(asksBasic, "Invalid username or password")
	none := body(401, `{"detail":"Authentication credentials were not provided."}`)
	judge(t, []row{
		{"echo", saw(basicly(bob+"\n"), given(asksBasic)), "basic-malformed", "likely", "line break"},
		{"mended, it succeeds", saw(basicly(bob+"\n"), given(asksBasic), tried("basic-malformed", ok)), "basic-malformed", "confirmed", "succeeds"},
		{"mended, no change", saw(basicly(bob+"\n"), given(asksBasic), tried("basic-malformed", asksBasic)), "basic-malformed", "likely", "refuses it too"},
		{"quotes, and mended no change", saw(basicly(`"bob":"hunter22"`), given(asksBasic), tried("basic-malformed", asksBasic)), "basic-malformed", "possible", "does not help"},
		{"plain text", saw(sent("Authorization", "Basic "+bob), given(asksBasic)), "basic-malformed", "likely", "plain text"},
		{"a charset that nobody named, no change", saw(basicly("bob:h\u00fcnter"), given(asksBasic), tried("basic-malformed", asksBasic)), "basic-malformed", "ruled out", "changes nothing"},
		{"no password", saw(basicly("bob:"), given(asksBasic)), "basic-malformed", "possible", "password is empty"},
		{"a key as the user", saw(basicly("9f8e7d6c5b4a39289f8e7d6c:"), given(asksBasic)), "basic-malformed", silent, ""},
		{"in good order", saw(basicly(bob), given(asksBasic)), "basic-malformed", silent, ""},
		{"accepted as it is", saw(basicly(bob+"\n"), given(ok)), "basic-malformed", silent, ""},
		{"a token", saw(given(refused)), "basic-malformed", silent, ""},

		{"like invented ones", saw(basicly(bob), ignored(asksBasic)), "password-rejected", "likely", "like invented ones"},
		{"read, and like invented ones", saw(basicly(bob), given(wrong), without(asksBasic), invented(wrong)), "password-rejected", "likely", "user or password is wrong"},
		{"otherwise than invented ones", saw(basicly(bob), given(asksBasic), without(asksBasic), invented(page(asksBasic, "no such user"))), "password-rejected", "possible", "otherwise than invented"},
		{"no password", saw(basicly("bob:"), ignored(asksBasic)), "password-rejected", "likely", "the password is empty"},
		{"no control was sent", saw(basicly(bob), given(asksBasic)), "password-rejected", "likely", "refuses the user and password"},
		{"in the URL", saw(anonymous, func(s *scene) { s.c.Request.URL = "https://bob:hunter22@api.example.com/" }, given(asksBasic)), "password-rejected", "likely", ""},
		{"no challenge", saw(basicly(bob), ignored(answer(401))), "password-rejected", "possible", "does not say"},
		{"Bearer is asked for", saw(basicly(bob), ignored(refused)), "password-rejected", silent, ""},
		{"403", saw(basicly(bob), given(answer(403, "WWW-Authenticate", `Basic realm="x"`))), "password-rejected", silent, ""},
		{"403, and a word that leaves it open", saw(basicly(bob), given(body(403, "HTTP Basic: Access denied"))), "password-rejected", silent, ""},
		{"404", saw(basicly(bob), given(answer(404))), "password-rejected", silent, ""},
		{"the answer says that none came", saw(basicly(bob), given(none)), "password-rejected", "possible", "another reason"},
		{"accepted", saw(basicly(bob), given(ok)), "password-rejected", silent, ""},
		{"no colon, so no password", saw(basicly("hunter22"), ignored(asksBasic)), "password-rejected", silent, ""},
		{"Digest, past a proxy", saw(answers, ignored(answer(401, "WWW-Authenticate", asksDigest, "Via", "1.1 edge"))), "password-rejected", "likely", "rewrites the path"},
		{"Digest, and 400 to every answer", saw(answers, given(answer(400)), without(digests), invented(answer(400))), "password-rejected", silent, ""},
		{"a token, and Basic is asked for", saw(given(asksBasic)), "password-rejected", silent, ""},
		{"Digest, answered to the challenge", saw(answers, ignored(digests)), "password-rejected", "likely", "like invented ones"},
		{"Digest, copied", saw(answered, ignored(digests)), "password-rejected", "likely", "likelier reason"},
		{"Digest, and a fresh answer is refused", saw(answered, user, given(digests), tried("digest-mismatch", digests)), "password-rejected", "likely", "fresh Digest answer"},
		{"Digest, asked for, and refused in it", saw(basicly(bob), given(digests), tried("scheme-mismatch", digests)), "password-rejected", "possible", "refused too"},
		{"a client that waits", saw(waiting, given(asksBasic)), "password-rejected", silent, ""},

		{"stale", saw(answered, given(stale), without(digests)), "digest-mismatch", "confirmed", "stale"},
		{"stale to everybody", saw(answered, given(stale), without(stale)), "digest-mismatch", "possible", "answered before"},
		{"a copied answer", saw(answered, given(digests)), "digest-mismatch", "possible", "answered before"},
		{"a fresh answer succeeds", saw(answered, user, given(digests), tried("digest-mismatch", ok)), "digest-mismatch", "confirmed", "succeeds"},
		{"a fresh answer is refused", saw(answered, user, given(digests), tried("digest-mismatch", digests)), "digest-mismatch", "ruled out", "changes nothing"},
		{"another address", saw(answered, user, func(s *scene) { s.c.Request.URL += "?limit=5" }, given(digests)), "digest-mismatch", "likely", "uri is not"},
		{"the client's own answer", saw(answers, ignored(digests)), "digest-mismatch", silent, ""},
		{"400 to every answer", saw(answers, given(answer(400)), without(digests), invented(answer(400))), "digest-mismatch", "likely", "on the way"},
		{"400 to this answer alone", saw(answers, given(answer(400)), without(digests), invented(digests)), "digest-mismatch", silent, ""},
		{"accepted", saw(answered, given(ok)), "digest-mismatch", silent, ""},
		{"Basic", saw(basicly(bob), given(asksBasic)), "digest-mismatch", silent, ""},

		{"Basic for Digest", saw(basicly(bob), given(digests)), "scheme-mismatch", "likely", "presents Basic, and the API asks for Digest"},
		{"Basic for Digest, and it works as that", saw(basicly(bob), given(digests), tried("scheme-mismatch", ok)), "scheme-mismatch", "confirmed", "succeeds"},
		{"Basic for Digest, refused in it too", saw(basicly(bob), given(digests), tried("scheme-mismatch", digests)), "scheme-mismatch", "likely", "refused too"},
		{"user and password in the URL for Digest", saw(anonymous, func(s *scene) { s.c.Request.URL = "https://bob:hunter22@api.example.com/" }, given(digests)), "scheme-mismatch", "likely", "presents Basic"},
		{"waiting for Digest", saw(waiting, given(asksBasic)), "scheme-mismatch", "likely", "waits for a Digest challenge"},
		{"waiting for a challenge", saw(waiting, given(answer(401))), "scheme-mismatch", "likely", "brings none"},
		{"waiting, and not refused for that", saw(waiting, given(answer(404))), "scheme-mismatch", silent, ""},
		{"waiting is not sending none", saw(waiting, given(asksBasic)), "credentials-missing", silent, ""},
	})
}

// The verdict is the fault that the request fails on; what the mended one would fail on comes second.
func TestPasswordVerdicts(t *testing.T) {
	t.Parallel()
	asksBasic := challenged(`Basic realm="devices"`)
	digests := challenged(asksDigest)
	stale := challenged(asksDigest + ", stale=true")
	for name, c := range map[string]struct {
		s    scene
		want string // the causes, in order
	}{
		"a wrong password":             {saw(basicly(bob), ignored(asksBasic)), "password-rejected"},
		"no colon, and none helps":     {saw(basicly("hunter22"), ignored(asksBasic), tried("basic-malformed", asksBasic)), "basic-malformed"},
		"a line break":                 {saw(basicly(bob+"\n"), ignored(asksBasic)), "basic-malformed"},
		"a stale nonce":                {saw(answered, given(stale), without(digests)), "digest-mismatch"},
		"Digest asked for, and good":   {saw(basicly(bob), ignored(digests), tried("scheme-mismatch", ok)), "scheme-mismatch"},
		"Digest asked for, and no use": {saw(basicly(bob), ignored(digests), tried("scheme-mismatch", digests)), "scheme-mismatch password-rejected"},
		"a client at a Bearer API":     {saw(basicly("client:hunter22"), ignored(refused)), "scheme-mismatch"},
		"a placeholder":                {saw(basicly("bob:undefined"), ignored(asksBasic)), "placeholder-credentials"},
	} {
		var got []string
		for _, r := range cause.Rank(c.s.c, c.s.f).Causes {
			got = append(got, string(r.Code))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// A password goes out under another scheme only where the API asks for that, and
// in clear only where nobody on the way can read it.
func TestPasswordUnderAnotherScheme(t *testing.T) {
	t.Parallel()
	asksBasic := challenged(`Basic realm="devices"`)
	digests := challenged(asksDigest)
	plain := func(s *scene) { s.c.Request.URL = "http://api.example.com/" }
	for name, c := range map[string]struct {
		s    scene
		want string // the scheme; "" where nothing is sent
	}{
		"Digest":                   {saw(basicly(bob), given(digests)), "Digest"},
		"Digest over plain http":   {saw(plain, basicly(bob), given(digests)), "Digest"},
		"Basic":                    {saw(waiting, given(asksBasic)), "Basic"},
		"Basic over plain http":    {saw(waiting, plain, given(asksBasic)), ""},
		"Basic on this machine":    {saw(waiting, func(s *scene) { s.c.Request.URL = "http://127.0.0.1:8080/" }, given(asksBasic)), "Basic"},
		"neither":                  {saw(waiting, given(refused)), ""},
		"a copied answer to Basic": {saw(answered, user, given(asksBasic)), "Basic"},
	} {
		req, ok := try(t, "scheme-mismatch", c.s)
		scheme, _, _ := strings.Cut(req.Header.Value("Authorization"), " ")
		if scheme != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v, want %q", name, scheme, ok, c.want)
		}
	}
}
