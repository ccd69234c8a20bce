//go:build peers

package peers

import "testing"

// Every fault of the products is diagnosed as what it is.
func TestEveryFaultIsDiagnosed(t *testing.T) {
	t.Parallel()
	for _, f := range faults {
		t.Run(f.cause+": "+f.title, func(t *testing.T) {
			t.Parallel()
			s := &stage{t: t}
			f.stage(s)
			got, printed := s.check()
			t.Logf("%s %.2f, %d requests: %s", got.Verdict.Cause, got.Verdict.Confidence, got.RequestsSent, got.Verdict.Summary)
			if got.Verdict.Cause != f.cause {
				t.Errorf("verdict %s, want %s\n%s", got.Verdict.Cause, f.cause, printed)
			}
		})
	}
}
