package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps"
	"example.com/why401/tui/theme"
)

// wizard is the root model: it knows which screen is up, and what leads from one
// to the next. Pages say where they want to go; the session says where that is.
type wizard struct {
	o      Options
	ctx    context.Context // of the program
	theme  theme.Theme
	now    func() time.Time
	after  func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
	looker func(diag.World) steps.Looker

	w, h   int
	scroll int
	place  place
	over   overlay
	notice string    // what the last key did
	quiet  time.Time // keys before this were meant for the screen before

	intake intake
	form   form // the questions of the page
	page   steps.Page
	world  diag.World
	done   func() // closes the world
	look   steps.Looker
	auto   bool
	notes  []string
	past   []diag.Exchange // sent by diagnoses before this one
	begun  int             // how many requests had been sent when the running look began
	spin   int
	ticks  int64 // numbers the spinner's runs
	fix    walk.Fix
	text   diag.Text // what was copied
	report string    // the file that was saved last
	err    error     // why there is nothing to diagnose
}

// place is the screen that the others lie over.
type place int

const (
	atIntake place = iota
	atStep
	atVerdict
)

// settle is how long keys are dropped after a screen said that something new is
// about to be sent: over a slow line they were typed before it could be read.
const settle = 400 * time.Millisecond

// start begins the diagnosis that the command line asked for.
type start struct{ c diag.Case }

// Init starts with the case that was given.
func (w *wizard) Init() tea.Cmd {
	if w.o.Case == nil {
		return nil
	}
	c := *w.o.Case
	return func() tea.Msg { return start{c} }
}

// Update takes in a message.
func (w *wizard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	announced := w.announces()
	cmd := w.dispatch(msg)
	if w.announces() && !announced {
		w.quiet = w.now().Add(settle)
	}
	return w, cmd
}

func (w *wizard) dispatch(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		w.w, w.h = msg.Width, msg.Height
	case tea.KeyMsg:
		return w.press(msg)
	case start:
		return w.diagnose(walk.New(msg.c, w.now()), w.o.Notes)
	case parsed:
		return w.read(msg)
	case tick:
		return w.ticked(msg)
	case saved:
		w.saved(msg)
	default:
		return w.turn(msg)
	}
	return nil
}

// read takes in what the intake came to.
func (w *wizard) read(msg parsed) tea.Cmd {
	if msg.err != nil {
		w.intake.refuse(msg.err)
		return nil
	}
	return w.diagnose(walk.New(msg.c, w.now()), append(w.o.Notes, msg.notes...))
}

// diagnose opens the world for a session and begins at its first step.
func (w *wizard) diagnose(s walk.Session, notes []string) tea.Cmd {
	world, done, err := w.o.World(s.Case)
	if err != nil && w.o.Case == nil {
		w.intake.refuse(err)
		return nil
	}
	if err != nil {
		w.err = err
		return tea.Quit
	}
	w.close()
	w.world, w.done, w.look, w.notes = world, done, w.looker(world), notes
	return w.open(s, diag.Reproduce)
}

// close ends what is running and keeps the list of what was sent.
func (w *wizard) close() {
	if w.done == nil {
		return
	}
	w.page, w.past = w.page.Leave(), w.log()
	w.done()
	w.world, w.done = diag.World{}, nil
}

// open turns to a step's page.
func (w *wizard) open(s walk.Session, step diag.Step) tea.Cmd {
	if w.place == atStep {
		w.page = w.page.Leave()
	}
	w.place, w.scroll, w.form = atStep, 0, form{}
	var cmd tea.Cmd
	w.page, cmd = steps.Open(w.ctx, w.look, s, step, w.auto)
	return w.turned(cmd, steps.Stay)
}

// turn gives a message to the page and goes where it wants to go.
func (w *wizard) turn(msg tea.Msg) tea.Cmd {
	if w.place == atIntake {
		return nil
	}
	var cmd tea.Cmd
	var move steps.Move
	w.page, cmd, move = w.page.Update(msg)
	return w.turned(cmd, move)
}

// turned follows a page that has changed: its questions become a form, its look
// gets a spinner, its move is made.
func (w *wizard) turned(cmd tea.Cmd, move steps.Move) tea.Cmd {
	w.page.Session = w.session()
	switch needs := w.page.Asks(); {
	case len(needs) == 0:
		w.form = form{}
	case len(w.form.fields) == 0: // else it is being filled in
		w.form = newForm(1, needs...)
	}
	switch move {
	case steps.Forward:
		next := w.page.Next()
		return w.open(w.page.Session.Skip(next), next.Step)
	case steps.Back:
		return w.back()
	case steps.Finish:
		w.finish()
	}
	if cmd != nil && w.page.Looking() { // it has just begun
		return tea.Batch(cmd, w.beginTicks())
	}
	return cmd
}

// finish turns to the verdict; what is looked at from there is one step at a time.
func (w *wizard) finish() {
	w.page.Session = w.page.Session.Skip(w.page.Next())
	w.place, w.scroll, w.auto = atVerdict, 0, false
}

// back turns to the step before this one that was looked at.
func (w *wizard) back() tea.Cmd {
	for step := w.page.Step - 1; step >= diag.Reproduce; step-- {
		if st := w.page.Session.Results[step].Status; st != "" && st != walk.Skipped {
			return w.open(w.page.Session, step)
		}
	}
	w.notice = "No earlier step was looked at."
	return nil
}

// session is what was found so far.
func (w *wizard) session() walk.Session {
	s := w.page.Session
	s.Log = w.log()
	s.Sent = len(s.Log)
	return s
}

// log is all that was sent, by this diagnosis and those before it.
func (w *wizard) log() []diag.Exchange {
	all := append([]diag.Exchange(nil), w.past...)
	if w.world.Log != nil {
		all = append(all, w.world.Log()...)
	}
	return all
}

// announces says whether enter sends something new, and the screen has just said so.
func (w *wizard) announces() bool {
	return w.over == tryFix || w.place == atStep && w.over == none && w.page.Announces()
}
