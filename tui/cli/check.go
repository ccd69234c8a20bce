package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/diag/world"
)

// check walks through the seven steps without a screen and prints one report.
func (p *program) check() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [flags] URL",
		Short: "The seven steps without a screen, one report on standard output",
		Args:  p.oneURL,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, notes, err := p.caseOf(args)
			if err != nil {
				return err
			}
			p.warn(notes)
			return p.report(cmd.Context(), c)
		},
	}
	p.diagnosisFlags(cmd.Flags())
	return cmd
}

// report diagnoses a case, prints what was found, and says so by the exit status.
// A signal ends the looking, not the report.
func (p *program) report(ctx context.Context, c diag.Case) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	s, err := diagnose(ctx, c)
	if err != nil {
		return err
	}
	form := p.format
	if form == "" {
		form = "text"
	}
	out, err := forms[form](s)
	if err != nil {
		return err
	}
	if err := p.print(out); err != nil {
		return err
	}
	if by, ok := byStatus(ctx); ok {
		return by
	}
	return statusOf(s.Ranking().Verdict.Code)
}

// diagnose walks a case to its end, or as far as --max-time lets it. The error
// names a file of the case that cannot be used.
func diagnose(ctx context.Context, c diag.Case) (walk.Session, error) {
	if most := c.Transport.MaxTime; most > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, most, fmt.Errorf("the %s that --max-time allows are over", most))
		defer stop()
	}
	w, closeAll, err := world.Open(c)
	if err != nil {
		return walk.Session{}, err
	}
	defer closeAll()
	began := time.Now()
	s := walk.Run(ctx, w, walk.New(c, w.Now()), nil)
	if c.Capture { // there time stands still
		s.Started, s.Duration = began, time.Since(began)
	}
	return s, nil
}

// statusOf is the exit status for a verdict; nil is 0.
func statusOf(code diag.Code) error {
	switch code {
	case "resolved", "not-reproduced":
		return nil
	case "inconclusive":
		return undecided
	}
	return found
}
