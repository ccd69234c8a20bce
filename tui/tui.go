// Package tui is the wizard in the terminal: the only place that knows sizes,
// keys and colours. It leads a person through the pages of steps.
package tui

import (
	"context"
	"errors"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps"
	"example.com/why401/tui/term"
	"example.com/why401/tui/theme"
)

// Options are what the wizard is started with.
type Options struct {
	Case  *diag.Case // nil: the intake asks for it
	Notes []string   // shown on the first screen: what the lab has started, warnings about the input
	Auto  bool       // run through to the verdict, stop nowhere
	Plain bool       // lines and prompts in place of a full screen

	// Parse reads what was typed at the intake: a URL or a curl command, and a
	// token for it, which may be empty. It returns the case and warnings.
	Parse func(text string, token diag.Secret) (diag.Case, []string, error)
	// World opens the network for one diagnosis, and says how to close it.
	World func(diag.Case) (diag.World, func(), error)
	// Report writes a session as Markdown, to be saved.
	Report func(walk.Session) string

	In     io.Reader
	Out    io.Writer
	Getenv func(string) string
}

// fps is how often the screen may be drawn: the first frame waits for one tick.
// spin is how often the spinner turns:
// a slow line has better things to carry, and a screen that stays sends nothing.
const (
	fps  = 60
	spin = time.Second / 4
)

// Run leads a person through a diagnosis and returns the session as far as it
// came. Cancelling the context ends it and restores the terminal; the error is
// then the context's.
func Run(ctx context.Context, o Options) (walk.Session, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := newWizard(ctx, o)
	defer w.close()
	err := w.run(ctx, o)
	s := w.session()
	s.Stopped = ctx.Err()
	return s, errors.Join(w.err, err)
}

// run shows the wizard until it ends. bubbletea's own error for a cancelled context says nothing more.
func (w *wizard) run(ctx context.Context, o Options) error {
	if o.Plain || term.Dumb(o.Getenv) {
		return w.plain(o.In, o.Out)
	}
	_, err := tea.NewProgram(w, tea.WithContext(ctx), tea.WithInput(o.In), tea.WithOutput(o.Out),
		tea.WithAltScreen(), tea.WithFPS(fps), tea.WithoutSignalHandler()).Run()
	_, _ = io.WriteString(o.Out, w.farewell()) // where the terminal is gone, nobody reads it
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// newWizard is the root model with its doors to the outside.
func newWizard(ctx context.Context, o Options) *wizard {
	return &wizard{
		o: o, ctx: ctx, intake: newIntake(), auto: o.Auto,
		theme:  theme.New(term.UTF8(o.Getenv), term.Color(o.Getenv)),
		now:    time.Now,
		after:  tea.Tick,
		looker: func(w diag.World) steps.Looker { return walk.NewLooker(w) },
	}
}
