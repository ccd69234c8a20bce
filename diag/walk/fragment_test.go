package walk_test

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/diag/world"
)

// fromCapture is the walk over one exchange of a capture.
func fromCapture(t *testing.T, e diag.Exchange, change ...func(*diag.Case)) walk.Session {
	t.Helper()
	e.Request.Captured = true
	c := diag.Case{Request: e.Request, Capture: true, Secrets: diag.NewSecrets("salt"), Recorded: diag.Recorded{Form: "curl -v", Entry: 1, Of: 1, Given: []diag.Exchange{e}}}
	for _, f := range change {
		f(&c)
	}
	w, closeAll, err := world.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll()
	return walk.Run(t.Context(), w, walk.New(c, w.Now()), nil)
}

// jwt is an unsigned-looking token that ends then; its signature has the length of RS256's.
func jwt(exp time.Time) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(`{"alg":"RS256","typ":"JWT","kid":"a"}`)) + "." +
		enc([]byte(`{"iss":"https://idp.example.com","sub":"1","aud":"api","exp":`+strconv.FormatInt(exp.Unix(), 10)+`}`)) + "." + enc(make([]byte, 256))
}

func sent(fields ...diag.Field) diag.Request {
	return diag.Request{Purpose: diag.AsGiven, Method: "GET", URL: "https://api.example.com/v2/me", Header: append(diag.Header{{Name: "Host", Value: "api.example.com"}}, fields...)}
}

func authorization(v string) diag.Field { return diag.Field{Name: "Authorization", Value: v} }

func TestFragments(t *testing.T) {
	t.Parallel()
	bearer := func(params string) diag.Header {
		return diag.Header{{Name: "WWW-Authenticate", Value: "Bearer " + params}}
	}
	for name, tt := range map[string]struct {
		e    diag.Exchange
		code diag.Code
		most float64
	}{
		"an expired token":     {diag.Exchange{Request: diag.Request{Header: diag.Header{authorization("Bearer " + jwt(time.Now().Add(-time.Hour)))}}}, "token-expired", 0.80},
		"a good token":         {diag.Exchange{Request: diag.Request{Header: diag.Header{authorization("Bearer " + jwt(time.Now().Add(time.Hour)))}}}, "inconclusive", 0},
		"a challenge":          {diag.Exchange{Status: 401, Header: bearer(`error="invalid_token", error_description="The access token expired"`)}, "token-expired", 0.80},
		"a bare challenge":     {diag.Exchange{Status: 401, Header: bearer(`realm="api"`)}, "inconclusive", 0},
		"a vague challenge":    {diag.Exchange{Status: 401, Header: bearer(`error="invalid_token"`)}, "inconclusive", 0},
		"a body":               {diag.Exchange{Body: []byte(`{"message":"jwt expired"}`)}, "token-expired", 0.80},
		"a body without words": {diag.Exchange{Body: []byte(`{"message":"Unauthorized"}`)}, "inconclusive", 0},
		"an answer alone":      {diag.Exchange{Status: 401, Header: diag.Header{{Name: "Date", Value: "Sat, 21 Nov 2026 06:00:00 GMT"}}}, "inconclusive", 0},
		"an answer, 404":       {diag.Exchange{Status: 404, Header: diag.Header{{Name: "Content-Length", Value: "0"}}}, "inconclusive", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := fromCapture(t, tt.e)
			r := s.Ranking()
			if r.Verdict.Code != tt.code || r.Verdict.Confidence > tt.most {
				t.Errorf("verdict %s %.2f (%s), want %s", r.Verdict.Code, r.Verdict.Confidence, r.Verdict.Why, tt.code)
			}
			for _, other := range r.Causes[1:] {
				if other.Confidence > 0.5 {
					t.Errorf("%s %.2f: %s", other.Code, other.Confidence, other.Why)
				}
			}
			fixes := r.Verdict.FixesFor(s.Case, s.Facts)
			if tt.code == "inconclusive" && (len(fixes) < 1 || len(fixes) > 2 || fixes[0].Command == "") {
				t.Errorf("to collect next: %v", fixes)
			}
		})
	}
}

// What people and tools redact is neither a placeholder nor malformed, nor missing.
func TestRedactedCredentials(t *testing.T) {
	t.Parallel()
	never := []diag.Code{"placeholder-credentials", "header-malformed", "token-malformed", "credentials-missing", "scheme-missing", "basic-malformed", "api-key-invalid"}
	for _, f := range []diag.Field{
		authorization("Bearer [REDACTED]"), authorization("Bearer <redacted>"), authorization("Bearer ***"), authorization("Bearer eyJ..."),
		authorization("Bearer eyJhbG…"), authorization("Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIx[...]"), authorization("Bearer xxxxx"), authorization("Bearer <token>"),
		authorization("***"), authorization("REDACTED"), authorization("Basic ****"), authorization("Basic [masked]"), {Name: "X-API-Key", Value: "***"},
		{Name: "Cookie", Value: "session=***"},
	} {
		s := fromCapture(t, diag.Exchange{Request: sent(f), Status: 401, Header: diag.Header{{Name: "WWW-Authenticate", Value: `Bearer realm="api"`}}})
		for _, r := range s.Ranking().Causes {
			if slices.Contains(never, r.Code) {
				t.Errorf("%s: %s is %s %.2f: %s", f.Name, f.Value, r.Code, r.Confidence, r.Why)
			}
		}
	}
	for _, v := range []string{"Bearer undefined", "Bearer null", "Bearer $TOKEN", "Bearer {{token}}", "Bearer [object Object]"} {
		s := fromCapture(t, diag.Exchange{Request: sent(authorization(v)), Status: 401, Header: diag.Header{{Name: "Server", Value: "x"}}})
		if got := s.Ranking().Verdict; got.Code != "placeholder-credentials" {
			t.Errorf("%s: %s", v, got.Code)
		}
	}
}

// A browser saves a HAR without credentials, and says nothing of it.
func TestWithheldCredentialsAreNotMissing(t *testing.T) {
	t.Parallel()
	e := diag.Exchange{Request: sent(), Status: 401, Header: diag.Header{{Name: "WWW-Authenticate", Value: `Bearer realm="api"`}}}
	if v := fromCapture(t, e).Ranking().Verdict; v.Code != "credentials-missing" {
		t.Errorf("shown whole: %s", v.Code)
	}
	if v := fromCapture(t, e, func(c *diag.Case) { c.Recorded.Withheld = true }).Ranking().Verdict; v.Code != "inconclusive" {
		t.Errorf("withheld: %s %.2f", v.Code, v.Confidence)
	}
}

// Times are judged by the capture's own clock: what has ended since was good then.
func TestTimesAreThoseOfTheCapture(t *testing.T) {
	t.Parallel()
	then := time.Date(2024, 3, 8, 15, 0, 0, 0, time.UTC)
	e := diag.Exchange{Request: sent(authorization("Bearer " + jwt(then.Add(time.Hour)))), Status: 401, SentAt: then,
		Header: diag.Header{{Name: "Date", Value: "Fri, 08 Mar 2024 15:00:00 GMT"}}}
	s := fromCapture(t, e, func(c *diag.Case) { c.Recorded.By = "API" })
	if v := s.Ranking().Verdict; v.Code != "inconclusive" || s.Facts.NowBy() != "the API" || len(s.Facts.Clocks()) != 1 {
		t.Errorf("%s by the clock of %s; %v", v.Code, s.Facts.NowBy(), s.Facts.Clocks())
	}
	e.Request = sent(authorization("Bearer " + jwt(then.Add(-time.Hour))))
	if v := fromCapture(t, e, func(c *diag.Case) { c.Recorded.By = "API" }).Ranking().Verdict; v.Code != "token-expired" || v.Confidence > 0.9 {
		t.Errorf("%s %.2f", v.Code, v.Confidence)
	}
}

func TestOtherExchangesAreEvidence(t *testing.T) {
	t.Parallel()
	token := jwt(time.Now().Add(time.Hour))
	refused := diag.Exchange{Request: sent(authorization("Bearer " + token)), Status: 401, SentAt: time.Now(), Header: diag.Header{{Name: "Server", Value: "x"}}}
	good := refused
	good.Status, good.Body = 200, []byte(`{"id":1}`)
	with := func(before int, others ...diag.Exchange) func(*diag.Case) {
		return func(c *diag.Case) { c.Recorded.Others, c.Recorded.Before = others, before }
	}
	if v := fromCapture(t, refused, with(0, good, good)).Ranking().Verdict; v.Code != "intermittent" || v.Confidence > 0.9 {
		t.Errorf("a success after: %s %.2f", v.Code, v.Confidence)
	}
	if v := fromCapture(t, refused, with(2, good, good)).Ranking().Verdict; v.Code == "intermittent" {
		t.Errorf("a success before, when the token may have been good: %s", v.Code)
	}
	grant := diag.Exchange{Request: diag.Request{Method: "POST", URL: "https://idp.example.com/token", Header: diag.Header{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}, Body: []byte("grant_type=refresh_token&refresh_token=***")},
		Status: 400, Header: diag.Header{{Name: "Content-Type", Value: "application/json"}}, Body: []byte(`{"error":"invalid_grant"}`)}
	if v := fromCapture(t, good, func(c *diag.Case) { c.Recorded.Others = []diag.Exchange{refused} }).Ranking().Verdict; v.Code != "not-reproduced" {
		t.Errorf("a success before a refusal: %s", v.Code)
	}
	refused.Request = sent()
	if v := fromCapture(t, refused, with(1, grant)).Ranking().Verdict; v.Code != "refresh-token-invalid" {
		t.Errorf("the grant before: %s %.2f %s", v.Code, v.Confidence, v.Why)
	}
}

// Of a token whose signature alone is redacted the claims are judged.
func TestRedactedSignature(t *testing.T) {
	t.Parallel()
	token := jwt(time.Now().Add(-time.Hour))
	for _, end := range []string{"***", "[REDACTED]", "SIGNATURE", "abc..."} {
		e := diag.Exchange{Request: sent(authorization("Bearer " + token[:strings.LastIndex(token, ".")+1] + end)), Status: 401, SentAt: time.Now(),
			Header: diag.Header{{Name: "WWW-Authenticate", Value: `Bearer realm="api"`}}}
		s := fromCapture(t, e, func(c *diag.Case) { c.ClientSecret = diag.NewSecret("0123456789abcdef0123456789abcdef") })
		if v := s.Ranking().Verdict; v.Code != "token-expired" {
			t.Errorf("%s: %s %.2f %s", end, v.Code, v.Confidence, v.Why)
		}
	}
}
