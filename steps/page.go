package steps

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

// Looker looks at the world for one step of a session; walk.Looker is one.
type Looker interface {
	Look(context.Context, walk.Session, diag.Step) walk.Session
}

// Move is what a page wants of the wizard. Pages never name other pages.
type Move int

// The moves.
const (
	Stay    Move = iota
	Forward      // to the step that Next names
	Back
	Finish // to the verdict
)

type state int

const (
	asking  state = iota // questions, or a word before something new is sent
	looking              // a command looks; its result has the page's number
	shown
	failed // we could not look
)

// Page is one of the seven steps on its way: it asks, looks, and shows. It is
// written once for all seven; what differs stands in each step's file.
type Page struct {
	Step    diag.Step
	Session walk.Session // as it is known here; a look that ends well replaces it

	ctx    context.Context // of the program: every look has its own below it
	looker Looker
	auto   bool // do not stop
	again  bool // looked at before: enter goes on to what was looked at next

	state  state
	needs  []diag.Need
	ask    diag.Text       // what a look here sends that is more than the request
	number int64           // of the running look
	cancel func()          // ends the running look
	seen   []diag.Exchange // sent since the look began
}

// looks numbers the looks of all pages, so that the result of a page that was left fits no other.
var looks atomic.Int64

// Open starts a page: with what is known where the step was looked at before,
// else with its questions, else with a look.
func Open(ctx context.Context, l Looker, s walk.Session, step diag.Step, auto bool) (Page, tea.Cmd) {
	p := Page{Step: step, Session: s, ctx: ctx, looker: l, auto: auto, cancel: func() {}}
	if p.known() {
		p.state, p.again = p.settled(), true
		return p, nil
	}
	return p.begin()
}

// begin asks where there is something to ask or to announce, and looks otherwise.
func (p Page) begin() (Page, tea.Cmd) {
	p.needs, p.ask = p.Session.Needs(p.Step), announcement(p.Session, p.Step)
	if p.auto || len(p.needs) == 0 && p.ask == "" {
		return p.look()
	}
	p.state = asking
	return p, nil
}

// look starts a look. Its context outlives it: what the looker has asked for ahead
// is for the next page.
func (p Page) look() (Page, tea.Cmd) {
	ctx, cancel := context.WithCancel(p.ctx)
	p.state, p.again, p.number, p.cancel, p.seen = looking, false, looks.Add(1), cancel, nil
	return p, func() tea.Msg {
		return looked{p.number, p.looker.Look(ctx, p.Session, p.Step)}
	}
}

// looked is what a look came to.
type looked struct {
	number  int64
	session walk.Session
}

// Update takes in a message and says where to go.
func (p Page) Update(msg tea.Msg) (Page, tea.Cmd, Move) {
	switch msg := msg.(type) {
	case looked:
		return p.took(msg)
	case tea.KeyMsg:
		return p.press(msg)
	}
	return p, nil, Stay
}

// took takes in a result. One with an old number belongs to a look that was
// cancelled or to a page that was left.
func (p Page) took(msg looked) (Page, tea.Cmd, Move) {
	if p.state != looking || msg.number != p.number {
		return p, nil, Stay
	}
	p.Session, p.state = msg.session, settledIn(msg.session, p.Step)
	if p.auto && p.Next().Step != p.Step { // a look that failed is not tried without end
		return p, nil, p.forward()
	}
	return p, nil, Stay
}

func (p Page) press(msg tea.KeyMsg) (Page, tea.Cmd, Move) {
	switch {
	case key.Matches(msg, Keys.Cancel) && p.state == looking:
		return p.Leave(), nil, Stay
	case key.Matches(msg, Keys.Cancel) && p.state == asking && p.known():
		p.state = p.settled()
		return p, nil, Stay
	case key.Matches(msg, Keys.Cancel) && p.state == asking, key.Matches(msg, Keys.Back):
		return p.Leave(), nil, Back
	case key.Matches(msg, Keys.Again) && p.state != looking:
		p, cmd := p.begin()
		return p, cmd, Stay
	case key.Matches(msg, Keys.Next) && p.state == asking:
		p, cmd := p.look()
		return p, cmd, Stay
	case key.Matches(msg, Keys.Next) && p.state != looking:
		return p, nil, p.forward()
	}
	return p, nil, Stay
}

// Answer takes in the answers to the page's questions, by field, and looks. An
// error names the answer that does not do; the page then still asks.
func (p Page) Answer(answers map[string]string) (Page, tea.Cmd, error) {
	c := p.Session.Case
	var bad []error
	for _, need := range p.needs {
		var err error
		if c, err = c.Answer(need.Field, answers[need.Field]); err != nil {
			bad = append(bad, err)
		}
	}
	if len(bad) > 0 {
		return p, nil, errors.Join(bad...)
	}
	p.Session.Case = c
	p, cmd := p.look()
	return p, cmd, nil
}

// Leave cancels a running look and goes back to what was there before it.
func (p Page) Leave() Page {
	if p.state == looking {
		p.cancel()
		p.number, p.state = 0, p.settled()
	}
	return p
}

// Saw notes what was sent since the look began, to be shown while it lasts.
func (p Page) Saw(log []diag.Exchange) Page {
	p.seen = log
	return p
}

// Looking says whether a look is running.
func (p Page) Looking() bool { return p.state == looking }

// Asks are the questions that are open.
func (p Page) Asks() []diag.Need {
	if p.state != asking {
		return nil
	}
	return p.needs
}

// Announces says whether enter sends something new: the page has said what.
func (p Page) Announces() bool { return p.state == asking && p.ask != "" }

// known says whether the step was looked at, or passed over.
func (p Page) known() bool { return p.Session.Results[p.Step].Status != "" }

func (p Page) settled() state { return settledIn(p.Session, p.Step) }

func settledIn(s walk.Session, step diag.Step) state {
	if r := s.Results[step]; r.Err != nil || r.Status == "" {
		return failed
	}
	return shown
}

func (p Page) forward() Move {
	if p.Next().Step == 0 {
		return Finish
	}
	return Forward
}

// Next is where enter goes from here: on a page that is looked back at, through
// the steps that were looked at, and then where the session says.
func (p Page) Next() walk.Move {
	for step := p.Step + 1; p.again && step <= diag.EndToEnd; step++ {
		if st := p.Session.Results[step].Status; st != "" && st != walk.Skipped {
			return walk.Move{Step: step, Why: "It was looked at before."}
		}
	}
	return p.Session.Next()
}

// announcement is what a look at the step sends that is more than the request and public reads.
func announcement(s walk.Session, step diag.Step) diag.Text {
	if next := s.Next(); next.Step == step && next.Ask != "" {
		return next.Ask
	}
	if step != diag.FreshToken || !s.Case.HasGrant() {
		return ""
	}
	if !s.Case.RefreshToken.Empty() {
		return "This step asks the issuer for a new token and may use up the refresh token."
	}
	return diag.Says("This step asks the issuer for a new token as client %s.", s.Case.Show(s.Case.ClientID))
}

// busy says what a running look waits for.
func (p Page) busy() string {
	text := "Waiting for " + about[p.Step].waits
	if len(p.seen) == 0 {
		return text
	}
	last := p.seen[len(p.seen)-1]
	return fmt.Sprintf("%s · %d sent, last %s", text, len(p.seen), last.Request.Purpose)
}
