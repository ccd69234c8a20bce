package steps

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps/steptest"
)

// settle runs a command and gives its messages to the page.
func settle(p Page, cmd tea.Cmd) (Page, Move) {
	var move Move
	steptest.Drain(cmd, func(msg tea.Msg) tea.Cmd {
		var next tea.Cmd
		p, next, move = p.Update(msg)
		return next
	})
	return p, move
}

func press(t *testing.T, p Page, key string) (Page, tea.Cmd, Move) {
	t.Helper()
	return p.Update(steptest.Key(key))
}

func TestOpenLooksAndShows(t *testing.T) {
	t.Parallel()
	l := &steptest.Looker{}
	p, cmd := Open(context.Background(), l, steptest.Session(), diag.Reproduce, false)
	if !p.Looking() || p.Screen().Busy == "" {
		t.Fatal("a new page with nothing to ask does not look")
	}
	p, move := settle(p, cmd)
	if p.Looking() || move != Stay {
		t.Fatalf("looking %v, move %v: a guided page stops when it has looked", p.Looking(), move)
	}
	if got := text(p); !strings.Contains(got, "look 1") {
		t.Errorf("the finding is not shown: %s", got)
	}
	if _, _, move := press(t, p, "enter"); move != Forward {
		t.Errorf("enter moves %v, want Forward", move)
	}
}

func TestAutoGoesOn(t *testing.T) {
	t.Parallel()
	p, cmd := Open(context.Background(), &steptest.Looker{}, steptest.Session(), diag.Reproduce, true)
	if _, move := settle(p, cmd); move != Forward {
		t.Errorf("move %v, want Forward", move)
	}
}

func TestEscCancelsTheLook(t *testing.T) {
	t.Parallel()
	var seen context.Context
	l := lookFunc(func(ctx context.Context, s walk.Session, _ diag.Step) walk.Session {
		seen = ctx
		return s
	})
	p, cmd := Open(context.Background(), l, steptest.Session(), diag.Reproduce, false)
	result := cmd()
	p, _, move := press(t, p, "esc")
	if p.Looking() || move != Stay || !errors.Is(seen.Err(), context.Canceled) {
		t.Errorf("looking %v, move %v, context %v", p.Looking(), move, seen.Err())
	}
	if got := text(p); !strings.Contains(got, "cancelled") {
		t.Errorf("the page does not say that it was cancelled: %s", got)
	}
	if after, _, move := p.Update(result); move != Stay || after.state != p.state {
		t.Error("the result of a cancelled look was taken in")
	}
}

func TestEscGoesBackToWhatWasThere(t *testing.T) {
	t.Parallel()
	p, cmd := Open(context.Background(), &steptest.Looker{}, steptest.Session(), diag.Reproduce, false)
	p, _ = settle(p, cmd)
	p, _, _ = press(t, p, "r")
	if !p.Looking() {
		t.Fatal("r does not look again")
	}
	p, _, _ = press(t, p, "esc")
	if got := text(p); !strings.Contains(got, "look 1") {
		t.Errorf("what was there is gone: %s", got)
	}
}

func TestStaleResultsAreDropped(t *testing.T) {
	t.Parallel()
	l := &steptest.Looker{}
	p, first := Open(context.Background(), l, steptest.Session(), diag.Reproduce, false)
	p, _, _ = press(t, p, "esc")
	p, second, _ := press(t, p, "r")
	stale, fresh := first(), second()
	p, _, _ = p.Update(stale)
	if !p.Looking() {
		t.Fatal("the result of the first look ended the second one")
	}
	p, _, _ = p.Update(fresh)
	if got := text(p); p.Looking() || !strings.Contains(got, "look 2") {
		t.Errorf("the result of the second look is missing: %s", got)
	}
	other, cmd := Open(context.Background(), l, steptest.Session(), diag.Reproduce, false)
	if other, _, _ = other.Update(fresh); !other.Looking() {
		t.Error("a page took in the result of another one")
	}
	_ = cmd
}

func TestFailedLookSaysWhy(t *testing.T) {
	t.Parallel()
	l := &steptest.Looker{See: map[diag.Step]func(walk.Session) walk.Session{diag.Reproduce: func(s walk.Session) walk.Session {
		s.Results[diag.Reproduce] = walk.Result{Status: walk.Failed, Err: errors.New("ca.pem: no certificate in it, " + steptest.Token)}
		return s
	}}}
	p, cmd := Open(context.Background(), l, steptest.Session(), diag.Reproduce, false)
	p, _ = settle(p, cmd)
	if got := text(p); !strings.Contains(got, "no certificate") || strings.Contains(got, steptest.Token) {
		t.Errorf("shown: %s", got)
	}
	if p, _, _ = press(t, p, "r"); !p.Looking() {
		t.Error("r does not look again")
	}
}

func TestTokenRequestIsAnnounced(t *testing.T) {
	t.Parallel()
	s := steptest.Session()
	s.Case.ClientID, s.Case.ClientSecret, s.Case.RefreshToken = "portal", diag.NewSecret("s3cret-of-portal"), diag.NewSecret("refresh-of-portal")
	l := &steptest.Looker{}
	p, cmd := Open(context.Background(), l, s, diag.FreshToken, false)
	if cmd != nil || !p.Announces() || len(l.Asked) != 0 {
		t.Fatalf("announces %v, asked %v: a refresh token is sent without a word", p.Announces(), l.Asked)
	}
	if got := strings.ToLower(text(p)); !strings.Contains(got, "refresh token") {
		t.Errorf("the refresh token is not spoken of: %s", got)
	}
	if _, _, move := press(t, p, "esc"); move != Back {
		t.Errorf("esc moves %v, want Back", move)
	}
	p, cmd, _ = press(t, p, "enter")
	if p, _ = settle(p, cmd); len(l.Asked) != 1 {
		t.Error("enter does not look")
	}
	if p, _, _ = press(t, p, "r"); !p.Announces() {
		t.Error("looking again sends it without a word")
	}
	if p, _ = Open(context.Background(), l, s, diag.FreshToken, true); !p.Looking() {
		t.Error("auto stops to announce")
	}
}

func TestAnswersChangeTheCase(t *testing.T) {
	t.Parallel()
	l := &steptest.Looker{}
	p := Page{Step: diag.ConfigStep, Session: steptest.Session(), ctx: context.Background(), looker: l, state: asking, cancel: func() {},
		needs: []diag.Need{{Field: "origin", Label: "origin", Why: "to ask the API past the gateway"}, {Field: "client-id", Label: "client id"}}}
	if got := text(p); !strings.Contains(got, "past the gateway") {
		t.Errorf("the page does not say what an answer is good for: %s", got)
	}
	same, cmd, err := p.Answer(map[string]string{"origin": "10.0.0.7:8080", "client-id": "portal"})
	if err == nil || cmd != nil || same.Session.Case.ClientID != "" {
		t.Errorf("error %v, client id %q: one bad answer must leave the case as it is", err, same.Session.Case.ClientID)
	}
	p, cmd, err = p.Answer(map[string]string{"origin": "http://10.0.0.7:8080", "client-id": ""})
	if err != nil || !p.Looking() {
		t.Fatalf("error %v, looking %v", err, p.Looking())
	}
	p, _ = settle(p, cmd)
	if p.Session.Case.Origin != "http://10.0.0.7:8080" {
		t.Errorf("origin %q", p.Session.Case.Origin)
	}
}

func TestEveryStepIsWhole(t *testing.T) {
	t.Parallel()
	for _, step := range diag.Steps {
		a := about[step]
		if a.name == "" || a.title == "" || a.asks == "" || a.waits == "" || a.sends == "" || len(a.learn) == 0 || a.blocks == nil {
			t.Errorf("%s misses something: %+v", step, a)
		}
		if blocks := a.blocks(steptest.Session()); len(blocks) > 0 {
			t.Errorf("%s shows a picture of nothing: %v", step, blocks)
		}
		if got := fmt.Sprint(Explain(steptest.Session(), step)); !strings.Contains(got, "RFC") && step != diag.EndToEnd {
			t.Errorf("%s names no RFC", step)
		}
	}
}

type lookFunc func(context.Context, walk.Session, diag.Step) walk.Session

func (f lookFunc) Look(ctx context.Context, s walk.Session, step diag.Step) walk.Session {
	return f(ctx, s, step)
}

func text(p Page) string { return fmt.Sprintf("%+v", p.Screen()) }
