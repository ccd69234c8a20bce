package cli

import (
	"context"
	"fmt"
	"sort"

	"example.com/why401/diag/cause"
	"example.com/why401/diag/lab"
	"example.com/why401/diag/walk"
)

// tally counts how the lab's scenarios were diagnosed.
type tally struct {
	right, confirmed int
	sent             []int
}

// checkLab diagnoses scenarios, one line each, and sums up. Any wrong verdict is status 1.
func (p *program) checkLab(ctx context.Context, scenarios []lab.Scenario) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	var t tally
	for _, sc := range scenarios {
		s, err := checkScenario(ctx, sc)
		if err != nil {
			return fmt.Errorf("lab %s: %w", sc.Code, err)
		}
		if by, ok := byStatus(ctx); ok {
			return by
		}
		if err := p.print(t.line(sc, s)); err != nil {
			return err
		}
	}
	if err := p.print(t.summary(len(scenarios))); err != nil {
		return err
	}
	if t.right < len(scenarios) {
		return found
	}
	return nil
}

// checkScenario starts the servers, diagnoses the scenario's request, and stops them.
func checkScenario(ctx context.Context, sc lab.Scenario) (walk.Session, error) {
	l, err := lab.Start(sc)
	if err != nil {
		return walk.Session{}, err
	}
	defer func() { _ = l.Close() }()
	return diagnose(ctx, l.Case())
}

// line counts one scenario and puts it into words.
func (t *tally) line(sc lab.Scenario, s walk.Session) string {
	v := s.Ranking().Verdict
	judged := "wrong"
	if v.Code == sc.Code {
		judged = "right"
		t.right++
	}
	if cause.Band(v.Confidence) == cause.Band(1) {
		t.confirmed++
	}
	t.sent = append(t.sent, s.Sent)
	band := "-" // a verdict that claims nothing
	if cause.Band(v.Confidence) > 0 {
		band = cause.BandName(v.Confidence)
	}
	return fmt.Sprintf("%-27s %-27s %s  %-9s %3d\n", sc.Code, v.Code, judged, band, s.Sent)
}

func (t *tally) summary(total int) string {
	return fmt.Sprintf("\n%d of %d right, %d confirmed, median of requests sent: %g\n", t.right, total, t.confirmed, median(t.sent))
}

// median is the middle one, or half way between the middle two.
func median(counts []int) float64 {
	if len(counts) == 0 {
		return 0
	}
	sorted := append([]int(nil), counts...)
	sort.Ints(sorted)
	n := len(sorted)
	return float64(sorted[(n-1)/2]+sorted[n/2]) / 2
}
