package walk_test

import (
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/lab"
	"example.com/why401/diag/walk"
	"example.com/why401/diag/world"
)

// replay runs the walk over what was recorded of a session, as --from does.
func replay(t *testing.T, s walk.Session) walk.Session {
	t.Helper()
	c := s.Case
	c.Capture = true
	given := append([]diag.Exchange(nil), s.Facts.Reply.Given...)
	for i := range given {
		given[i].Request.Captured = true
	}
	c.Request = given[0].Request
	c.Recorded = diag.Recorded{Form: "HAR", Given: given, By: "the capture"}
	for _, e := range s.Log { // what a client's own record has as well
		if e.Request.Purpose == diag.AskToken || e.Request.Purpose == diag.Preflight {
			c.Recorded.Others = append(c.Recorded.Others, e)
		}
	}
	c.Recorded.Before = len(c.Recorded.Others)
	c.Recorded.Entry, c.Recorded.Of = c.Recorded.Before+1, c.Recorded.Before+1
	w, closeAll, err := world.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll()
	return walk.Run(t.Context(), w, walk.New(c, w.Now()), nil)
}

// apart are scenarios in which the API itself names another cause, and only a look
// beyond the exchange tells that it is not the token's fault.
var apart = map[diag.Code]diag.Code{
	"wrong-endpoint":       "audience-mismatch",
	"account-disabled":     "token-revoked",
	"validator-keys-stale": "signing-key-unknown",
	"idp-unreachable":      "credentials-missing", // for none could be got: the capture does not show it
	"idp-misconfigured":    "credentials-missing",
}

// The recorded exchange of every scenario alone is diagnosed as its own cause or
// as too little, and never as another cause that would be likely.
func TestEveryScenarioFromItsCapture(t *testing.T) {
	t.Parallel()
	named := 0
	for _, s := range lab.Scenarios() {
		t.Run(string(s.Code), func(t *testing.T) {
			live := diagnose(t, s, nil)
			got := replay(t, live)
			v := got.Ranking().Verdict
			t.Logf("%-28s %-28s %.2f  %s", s.Code, v.Code, v.Confidence, v.Why)
			if s.Code == "intermittent" && v.Code == "not-reproduced" {
				return // what was recorded is one of the answers that were good
			}
			if v.Code != s.Code && v.Code != "inconclusive" && (v.Code != apart[s.Code] || v.Confidence > 0.9) {
				t.Errorf("verdict %s %.2f: %s", v.Code, v.Confidence, v.Why)
			}
			if v.Code == s.Code {
				named++
			}
			if got.Sent != 0 || len(got.Log) != 0 {
				t.Errorf("%d requests were sent", got.Sent)
			}
			if _, ok := got.Fix(); ok {
				t.Error("a fix is offered to be tried")
			}
			for _, r := range got.Ranking().Causes {
				if cause.Band(r.Confidence) < 2 && r.Confidence > 0.5 {
					t.Errorf("%s is a guess, at %.2f", r.Code, r.Confidence)
				}
			}
			for step, r := range got.Results {
				if r.Err != nil {
					t.Errorf("step %d: %v", step, r.Err)
				}
			}
		})
	}
	if named < 35 {
		t.Errorf("%d scenarios were named, want at least 35", named)
	}
}
