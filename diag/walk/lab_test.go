package walk_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/lab"
	"example.com/why401/diag/walk"
	"example.com/why401/diag/world"
)

// diagnose runs the whole walk on a scenario of the lab.
func diagnose(t *testing.T, s lab.Scenario, change func(*diag.Case)) walk.Session {
	t.Helper()
	l, err := lab.Start(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	c := l.Case()
	if change != nil {
		change(&c)
	}
	w, err := world.Live(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return walk.Run(t.Context(), w.World, walk.New(c, time.Now()), nil)
}

// Every scenario is diagnosed as its own cause, thirty and more of them with
// proof, and the median of the requests that it takes stays small.
func TestEveryScenarioIsDiagnosed(t *testing.T) {
	t.Parallel()
	var (
		sent      []int
		confirmed int
	)
	for _, s := range lab.Scenarios() {
		t.Run(string(s.Code), func(t *testing.T) {
			got := diagnose(t, s, nil)
			v := got.Ranking().Verdict
			sent = append(sent, got.Sent)
			if cause.Band(v.Confidence) == 3 {
				confirmed++
			}
			t.Logf("%-28s %-28s %.2f %2d  %s", s.Code, v.Code, v.Confidence, got.Sent, v.Why)
			if v.Code != s.Code || testing.Verbose() && os.Getenv("SHOW") != "" {
				for _, r := range got.Ranking().Causes {
					t.Logf("    %-26s %.2f %s", r.Code, r.Confidence, r.Why)
				}
				for step, r := range got.Results {
					for _, f := range r.Findings {
						t.Logf("    %d %-5s %-12s %s", step, f.Level, f.Label, f.Text)
					}
				}
				t.Errorf("verdict %s, want %s", v.Code, s.Code)
			}
			if got.Sent > world.MaxRequests {
				t.Errorf("%d requests sent, the bound is %d", got.Sent, world.MaxRequests)
			}
		})
	}
	if confirmed < 30 {
		t.Errorf("%d scenarios were proven, want at least 30", confirmed)
	}
	slices.Sort(sent)
	if median := sent[len(sent)/2]; median > 6 {
		t.Errorf("the median of the requests sent is %d, want at most 6: %v", median, sent)
	}
}
