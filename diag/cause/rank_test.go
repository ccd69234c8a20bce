package cause_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/lab"
)

func ranked(s scene) cause.Ranking { return cause.Rank(s.c, s.f) }

func codes(rs []cause.Ranked) []diag.Code {
	var out []diag.Code
	for _, r := range rs {
		out = append(out, r.Code)
	}
	return out
}

func TestRank(t *testing.T) {
	t.Parallel()
	expired := with("exp", in(-time.Hour))
	dead := grant("refresh_token", body(400, `{"error":"invalid_grant"}`))
	for name, c := range map[string]struct {
		s    scene
		want string
	}{
		"nothing was sent":                         {saw(), "inconclusive"},
		"a refusal that says nothing":              {saw(opaque, given(answer(401))), "inconclusive"},
		"a server error":                           {saw(given(answer(500))), "inconclusive"},
		"only hints":                               {saw(sent("X-Api-Key", "9f8e7d6c5b4a3928"), given(answer(401))), "inconclusive duplicate-credentials"},
		"one that is likely":                       {saw(bearing(expired), given(invalid)), "token-expired"},
		"the way before the token":                 {saw(bearing(expired), given(invalid), repeated(5, ok)), "intermittent token-expired"},
		"confirmed before likely":                  {saw(bearing(with("exp", in(-time.Hour), "aud", "api://billing")), audience(devices), given(told("invalid audience"))), "audience-mismatch token-expired"},
		"inside a band, as the request meets them": {saw(bearing(with("exp", in(-time.Hour), "aud", "api://billing")), audience(devices), given(invalid)), "token-expired audience-mismatch"},
		"and what the fix would run into":          {saw(bearing(expired), given(told("The token expired")), dead), "token-expired refresh-token-invalid"},
		"a form that is wrong, and the token too":  {saw(bearing(expired), sent("Authorization", written(rs256, expired)), given(answer(401))), "scheme-missing token-expired"},
		"no token for want of a client":            {saw(anonymous, given(refused), grant("client_credentials", body(401, `{"error":"invalid_client"}`))), "client-credentials-invalid"},
		"clocks explain an expiry":                 {saw(bearing(with("exp", in(5*time.Minute))), apiClock(10*time.Minute), issuerClock(0), given(answer(401))), "clock-skew"},
		"a setting explains a wrong audience":      {saw(bearing(good), given(told("invalid audience, expected "+devices+"/")), fresh(good, refused)), "validator-misconfigured"},
		"two that name each other":                 {saw(ignored(answer(401, "WWW-Authenticate", `Basic realm="no credentials provided"`, "Content-Type", "text/plain"))), "scheme-mismatch"},
		"success":                                  {saw(given(ok), repeated(10, ok)), "not-reproduced"},
		"success after a fix":                      {saw(given(ok), fixed), "resolved"},
	} {
		r := ranked(c.s)
		var got []string
		for _, code := range codes(r.Causes) {
			got = append(got, string(code))
		}
		if want := strings.Fields(c.want); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if len(r.Causes) == 0 || r.Verdict.Code != r.Causes[0].Code {
			t.Errorf("%s: the verdict %s is not the first cause", name, r.Verdict.Code)
		}
	}
}

func TestWhatWasRuledOutSaysWhy(t *testing.T) {
	t.Parallel()
	out := ranked(saw(bearing(good), apiClock(0), issuerClock(0), given(invalid), audience(devices))).Out
	for _, code := range []diag.Code{"token-expired", "signature-invalid", "issuer-mismatch", "audience-mismatch", "clock-skew", "scheme-mismatch"} {
		if !slices.Contains(codes(out), code) {
			t.Errorf("%s is not ruled out: %v", code, codes(out))
		}
	}
	for _, r := range out {
		if r.Why == "" || r.Confidence >= diag.Possible {
			t.Errorf("%s is ruled out with %.2f because %q", r.Code, r.Confidence, r.Why)
		}
	}
}

// A token without an issuer is more than one judge can stand; the others go on.
func TestAJudgeThatPanicsDoesNotTakeTheOthersWithIt(t *testing.T) {
	t.Parallel()
	s := saw(bearing(with("exp", in(-time.Hour))), signature(diag.SigUnknownKey), given(told("The token expired")))
	s.f.Token.Issuer = nil
	r := ranked(s)
	if r.Verdict.Code != "token-expired" {
		t.Errorf("the verdict is %s", r.Verdict.Code)
	}
	i := slices.Index(codes(r.Out), "signing-key-unknown")
	if i < 0 || !strings.Contains(string(r.Out[i].Why), "a defect of why401") {
		t.Errorf("what could not be judged is not told: %v", codes(r.Out))
	}
}

func TestInconclusiveSaysWhatToCollect(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s         scene
		why, text string
	}{
		"not sent":    {saw(), "no answer to the request was seen", "past the gateway"},
		"no refusal":  {saw(given(answer(500))), "the API answers 500", "Read the API's log"},
		"opaque":      {saw(opaque, given(answer(401))), "nothing that was seen points at one cause", "an opaque token can only be judged by its issuer"},
		"only a hint": {saw(sent("X-Api-Key", "9f8e7d6c5b4a3928"), given(answer(401))), "duplicate-credentials fits what was seen", "Give client credentials"},
		"no issuer":   {saw(opaque, unnamed, given(answer(401))), "", "Name the issuer"},
		"every answer": {saw(opaque, given(answer(401)), func(s *scene) {
			s.c.Issuer, s.c.ClientID, s.c.ClientSecret, s.c.Origin = idp, "a", diag.NewSecret("b"), api
		}), "", "Read the log of the server"},
	} {
		v := ranked(c.s).Verdict
		fixes := v.FixesFor(c.s.c, c.s.f)
		if v.Code != "inconclusive" || v.Confidence != 0 || !strings.Contains(string(v.Why), c.why) || len(fixes) == 0 {
			t.Errorf("%s: %s %.2f, %s, %d fixes", name, v.Code, v.Confidence, v.Why, len(fixes))
		}
		if !slices.ContainsFunc(fixes, func(f diag.Fix) bool { return strings.Contains(string(f.Text), c.text) }) {
			t.Errorf("%s: nothing says %q in %v", name, c.text, fixes)
		}
	}
}

func TestBands(t *testing.T) {
	t.Parallel()
	for confidence, want := range map[float64]string{
		1: "confirmed", 0.95: "confirmed", 0.949: "likely", 0.70: "likely", 0.699: "possible", 0.30: "possible", 0.299: "ruled out", 0: "ruled out",
	} {
		if got := cause.BandName(confidence); got != want {
			t.Errorf("%.3f is %s, want %s", confidence, got, want)
		}
	}
}

func TestTheRegistryIsWhole(t *testing.T) {
	t.Parallel()
	unless := map[diag.Code][]diag.Code{}
	for _, c := range cause.All {
		unless[c.Code] = c.Unless
	}
	for _, c := range cause.All {
		if (c.Holds == nil) != (c.Code == "inconclusive") {
			t.Errorf("%s: Holds is missing, or needless", c.Code)
		}
		if c.Try != nil && c.Step == 0 {
			t.Errorf("%s asks for experiments and belongs to no step", c.Code)
		}
		for _, other := range c.Unless {
			if _, ok := cause.Find(other); !ok {
				t.Errorf("%s is explained away by %s, which does not exist", c.Code, other)
			}
			if slices.Contains(unless[other], c.Code) {
				t.Errorf("%s and %s explain each other away, so that neither is left", c.Code, other)
			}
		}
	}
}

func TestEveryCauseHasItsScenario(t *testing.T) {
	t.Parallel()
	var have, want []diag.Code
	for _, s := range lab.Scenarios() {
		have = append(have, s.Code)
	}
	for _, c := range cause.All {
		want = append(want, c.Code)
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("scenarios %v\ncauses %v", have, want)
	}
}

// No facts, and no part of them, may make a judge panic or hold.
func TestNoFactsSayNothing(t *testing.T) {
	t.Parallel()
	whole := saw(bearing(good), given(invalid), scopes("a", "b"), fresh(good, invalid), pastGateway(refused, refused))
	for name, f := range map[string]diag.Facts{
		"none": {}, "token only": {Token: whole.f.Token}, "header only": {Header: whole.f.Header}, "scopes only": {Scopes: whole.f.Scopes},
		"fresh only": {Fresh: whole.f.Fresh}, "config only": {Config: whole.f.Config}, "reply only": {Reply: &diag.ReplyFacts{}},
	} {
		for _, c := range cause.All {
			if c.Holds == nil {
				continue
			}
			if m := c.Holds(whole.c, f); m.Confidence >= diag.Possible {
				t.Errorf("%s, %s: %.2f %s", name, c.Code, m.Confidence, m.Why)
			}
		}
	}
}

// Of two faults that are as sure, the API refuses for the one that it names.
func TestTheAPIsWordDecidesInsideABand(t *testing.T) {
	t.Parallel()
	s := saw(bearing(with("exp", in(-time.Hour))), signature(diag.SigSymmetric), given(told("Signature has expired")))
	r := cause.Rank(s.c, s.f)
	var got []string
	for _, c := range r.Causes {
		got = append(got, string(c.Code))
	}
	if len(got) < 2 || got[0] != "token-expired" || got[1] != "algorithm-rejected" {
		t.Errorf("ranked %v, want token-expired before algorithm-rejected", got)
	}
}

// Where nothing could be tried, the verdict does not speak of experiments that showed nothing.
func TestInconclusiveWithoutExperiments(t *testing.T) {
	t.Parallel()
	s := saw(opaque, given(answer(401)), func(s *scene) {
		s.c.Request.Method = "POST"
		s.f.Reply.Unsent = "POST is not safe to repeat; --allow-writes permits it"
	})
	v := cause.Rank(s.c, s.f).Verdict
	fixes := v.FixesFor(s.c, s.f)
	if !strings.Contains(string(v.Why), "no experiment was made") || !strings.Contains(string(fixes[0].Command), "--allow-writes") {
		t.Errorf("%s; first: %s", v.Why, fixes[0].Command)
	}
}
