package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"example.com/why401/diag"
	"example.com/why401/diag/intake"
	"example.com/why401/diag/report"
	"example.com/why401/diag/world"
	"example.com/why401/tui"
)

// runRoot opens the wizard on the request, or on the question for one.
func (p *program) runRoot(cmd *cobra.Command, args []string) error {
	c, notes, err := p.caseOf(args)
	if errors.Is(err, intake.ErrNoURL) && p.wanted() {
		return p.wizard(cmd.Context(), nil, notes...)
	}
	if err != nil {
		return err
	}
	return p.open(cmd.Context(), c, notes)
}

// wanted says whether the wizard is: people sit at both ends, and no form of report was asked for.
func (p *program) wanted() bool { return p.interactive() && p.format == "" }

// open shows a case in the wizard, or reports on it where the wizard is not wanted.
func (p *program) open(ctx context.Context, c diag.Case, notes []string) error {
	if p.wanted() {
		return p.wizard(ctx, &c, notes...)
	}
	p.warn(notes)
	return p.report(ctx, c)
}

// wizard runs until the person leaves it. What they found is on the screen and,
// where they want it, in a file: the exit status says only how it ended.
func (p *program) wizard(ctx context.Context, c *diag.Case, notes ...string) error {
	ctx, stop := interruptible(ctx)
	defer stop()
	_, err := tui.Run(ctx, tui.Options{
		Case: c, Notes: notes, Auto: p.auto, Plain: p.accessible,
		Parse: p.parse, World: world.Open, Report: report.Markdown,
		In: p.in, Out: p.out, Getenv: p.getenv,
	})
	if by, ok := byStatus(ctx); ok {
		return by
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// warn writes notes to the error output, a line each.
func (p *program) warn(notes []string) {
	for _, note := range notes {
		p.complain(note)
	}
}
