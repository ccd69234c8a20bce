package tui

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps"
	"example.com/why401/steps/steptest"
	"example.com/why401/tui/theme"
)

// desk is a wizard with made-up surroundings, and hands on its keys.
type desk struct {
	*wizard
	t      *testing.T
	looker *steptest.Looker
	clock  time.Time
	out    *bytes.Buffer
	quit   bool
	closed int

	trusted []string // origins that the person has named
}

func newDesk(t *testing.T, change ...func(*Options)) *desk {
	t.Helper()
	d := &desk{t: t, looker: &steptest.Looker{}, clock: steptest.Now, out: &bytes.Buffer{}}
	c := steptest.Case()
	o := Options{
		Case:   &c,
		Parse:  func(string, diag.Secret) (diag.Case, []string, error) { return diag.Case{}, nil, errors.New("unread") },
		World:  d.world,
		Report: func(s walk.Session) string { return "# " + s.Case.Request.String() },
		Out:    d.out,
		Getenv: func(string) string { return "" },
	}
	for _, f := range change {
		f(&o)
	}
	d.wizard = newWizard(context.Background(), o)
	d.theme = theme.New(true, false)
	d.now = func() time.Time { return d.clock }
	d.after = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	d.wizard.looker = func(diag.World) steps.Looker { return d.looker }
	d.send(tea.WindowSizeMsg{Width: 110, Height: 40})
	d.drain(d.Init())
	return d
}

func (d *desk) world(diag.Case) (diag.World, func(), error) {
	return diag.World{
		Now: func() time.Time { return d.clock },
		Log: func() []diag.Exchange { return d.looker.Log }, Trust: func(url string) { d.trusted = append(d.trusted, url) },
	}, func() { d.closed++ }, nil
}

func (d *desk) send(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(tea.QuitMsg); ok {
		d.quit = true
		return nil
	}
	_, cmd := d.Update(msg)
	return cmd
}

func (d *desk) drain(cmd tea.Cmd) { steptest.Drain(cmd, d.send) }

// keys presses keys, a second apart, and lets everything happen that follows.
func (d *desk) keys(names ...string) {
	for _, name := range names {
		d.clock = d.clock.Add(time.Second)
		d.drain(d.send(steptest.Key(name)))
	}
}

func (d *desk) paste(text string) { d.drain(d.send(steptest.Paste(text))) }

func (d *desk) shows(wants ...string) {
	d.t.Helper()
	view := d.View()
	for _, want := range wants {
		if !strings.Contains(view, want) {
			d.t.Errorf("%q is not shown:\n%s", want, view)
		}
	}
}

func (d *desk) hides(secrets ...string) {
	d.t.Helper()
	view := d.View()
	for _, secret := range secrets {
		if strings.Contains(view, secret) {
			d.t.Errorf("%q is shown:\n%s", secret, view)
		}
	}
}

func TestFirstViewComesBeforeTheSize(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.w, d.h = 0, 0
	if view := d.View(); view != "" {
		t.Errorf("drawn for no window: %q", view)
	}
}

func TestWalkThroughTheSteps(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shows("Reproduce", "401", "look 1", "GET https://api.example.com/v2/devices")
	d.hides(steptest.Token)
	d.keys("enter")
	d.shows("Are the credentials in the place")
	if want := diag.HeaderStep; d.page.Step != want {
		t.Fatalf("at %s, want %s", d.page.Step, want)
	}
	d.keys("b")
	d.shows("Does it fail here and now")
	if len(d.looker.Asked) != 2 {
		t.Errorf("asked %v: looking back looked again", d.looker.Asked)
	}
	d.keys("b")
	d.shows("No earlier step was looked at.")
	d.keys("enter")
	if d.page.Step != diag.HeaderStep || len(d.looker.Asked) != 2 {
		t.Errorf("at %s, asked %v: enter leads through what was seen", d.page.Step, d.looker.Asked)
	}
	d.keys("r")
	d.shows("look 3")
}

func TestJump(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.keys("2")
	if d.page.Step != diag.HeaderStep {
		t.Fatalf("at %s", d.page.Step)
	}
	d.keys("2", "1")
	if d.page.Step != diag.Reproduce || len(d.looker.Asked) != 2 {
		t.Errorf("at %s, asked %v", d.page.Step, d.looker.Asked)
	}
}

func TestQuestionsBecomeAForm(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.keys("6")
	d.shows("gateway", "An empty answer is skipped.")
	asked := len(d.looker.Asked)
	d.keys("10.0.0.7:8080", "q", "enter")
	d.shows("10.0.0.7:8080q▏", "origin: not a URL")
	if d.quit || len(d.looker.Asked) != asked {
		t.Fatalf("quit %v, asked %v", d.quit, d.looker.Asked)
	}
	d.drain(d.send(tea.ResumeMsg{}))
	d.shows("10.0.0.7:8080q")
	for range "10.0.0.7:8080q" {
		d.keys("backspace")
	}
	d.keys("http://10.0.0.7:8080", "enter")
	if got := d.session().Case.Origin; got != "http://10.0.0.7:8080" || len(d.trusted) != 1 {
		t.Errorf("origin %q, trusted %q", got, d.trusted)
	}
	d.shows("look 2")
}

func TestAutoEndsAtTheVerdict(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *Options) { o.Auto = true })
	if d.place != atVerdict {
		t.Fatalf("place %v, asked %v", d.place, d.looker.Asked)
	}
	d.shows("does not carry a verdict", "Collect", "look back")
	asked := len(d.looker.Asked)
	d.keys("1")
	if d.place != atStep || d.page.Step != diag.Reproduce || len(d.looker.Asked) != asked {
		t.Errorf("place %v, step %s: looking back from the verdict", d.place, d.page.Step)
	}
	d.keys("r")
	if d.place != atStep {
		t.Error("after the verdict a look must stop at its page")
	}
}

func TestVerdictKeys(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *Options) { o.Auto = true })
	d.keys("e")
	if d.over != explain {
		t.Error("e does not explain")
	}
	d.keys("esc", "b")
	if d.place != atStep {
		t.Error("b does not go back")
	}
	d = newDesk(t, func(o *Options) { o.Auto = true })
	first := len(d.looker.Asked)
	d.keys("r")
	if len(d.looker.Asked) != 2*first || d.closed != 1 {
		t.Errorf("asked %v, closed %d: r runs all again in a new world", d.looker.Asked, d.closed)
	}
}

func TestOverlays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for key, want := range map[string]string{"?": "to that step", "e": "This step", "o": "Requests"} {
		d.keys(key)
		if d.over == none {
			t.Fatalf("%s opens nothing", key)
		}
		if key != "e" {
			d.shows(want)
		}
		d.keys("esc")
		if d.over != none || d.quit {
			t.Fatalf("esc does not close %s", key)
		}
	}
	d.keys("o")
	d.shows("the request as given", "401")
	d.hides(steptest.Token)
	d.keys("?")
	d.shows("Keys")
	d.keys("q")
	if !d.quit {
		t.Error("q does not quit")
	}
}

func TestQuit(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"q", "ctrl+c"} {
		d := newDesk(t)
		d.keys(key)
		if !d.quit {
			t.Errorf("%s does not quit", key)
		}
	}
}

func TestEscDestroysNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	before := d.View()
	d.keys("esc")
	if d.quit || d.View() != before {
		t.Error("esc changed a page that only shows")
	}
}

func fixed(s walk.Session) walk.Session {
	good := steptest.Refused(s.Case.Request.Changed("a fresh token in place of the old"))
	good.Status = 200
	s.Facts.Reply = &diag.ReplyFacts{Given: []diag.Exchange{steptest.Refused(s.Case.Request)}}
	s.Facts.Trials = []diag.Trial{{Code: "token-expired", Step: diag.Reproduce, Exchange: good}}
	s.Results[diag.Reproduce] = walk.Result{Status: walk.Failed}
	return s
}

func TestTryTheFix(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.keys("x")
	d.shows("No change is known yet")
	d.looker.See = map[diag.Step]func(walk.Session) walk.Session{diag.Reproduce: fixed}
	d.keys("r", "x")
	d.shows("Try the fix", "a fresh token in place of the old", "Send it")
	asked := len(d.looker.Asked)
	d.keys("esc")
	if len(d.looker.Asked) != asked || d.over != none {
		t.Fatal("esc sent it")
	}
	d.looker.See = nil
	d.keys("x", "enter")
	if len(d.looker.Asked) != asked+1 || d.page.Step != diag.Reproduce || d.closed != 1 {
		t.Errorf("asked %v, step %s, closed %d", d.looker.Asked, d.page.Step, d.closed)
	}
	d.shows("With the fix", "401 → 401")
	if before := d.session().Facts.Before; before == nil || before.Status != 401 {
		t.Errorf("before: %+v", before)
	}
}

func TestKeysTypedAheadAreDropped(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.looker.See = map[diag.Step]func(walk.Session) walk.Session{diag.Reproduce: fixed}
	d.keys("r", "x")
	asked := len(d.looker.Asked)
	d.clock = d.clock.Add(settle - time.Millisecond)
	d.drain(d.send(steptest.Key("enter")))
	if len(d.looker.Asked) != asked || d.over != tryFix {
		t.Fatal("a key that was typed ahead sent the fix")
	}
	d.clock = d.clock.Add(time.Millisecond)
	d.drain(d.send(steptest.Key("enter")))
	if len(d.looker.Asked) == asked {
		t.Error("enter does not send the fix")
	}
}

func TestCopyShowsTheText(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.text = "curl -s \"$TOKEN_URL\""
	d.lay(copied)
	d.shows("curl -s", "clipboard")
	d.keys("esc")
	d.keys("c")
	if d.over == copied && !strings.Contains(d.out.String(), "\x1b]52;c;") {
		t.Errorf("the terminal was not asked to copy: %q", d.out)
	}
}

func TestSaveNeverOverwrites(t *testing.T) {
	t.Chdir(t.TempDir())
	d := newDesk(t)
	d.keys("s")
	d.shows("Saved as why401-api.example.com-2026")
	d.clock = d.clock.Add(-time.Second) // the same second again
	d.keys("s")
	files, err := filepath.Glob("why401-api.example.com-*.md")
	if err != nil || len(files) != 2 {
		t.Fatalf("files %v, error %v", files, err)
	}
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, error %v", name, info.Mode(), err)
		}
	}
}

func TestSpinnerStopsWithTheLook(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var waits []time.Duration
	d.after = func(wait time.Duration, f func(time.Time) tea.Msg) tea.Cmd {
		waits = append(waits, wait)
		return func() tea.Msg { return f(d.clock) }
	}
	cmd := d.send(steptest.Key("r"))
	if cmd == nil || len(waits) != 1 || waits[0] != 250*time.Millisecond {
		t.Fatalf("waits %v", waits)
	}
	d.looker.Log = append(d.looker.Log, steptest.Refused(diag.Request{Purpose: diag.WithoutCredentials}))
	d.send(d.nextTick()())
	d.shows("1 sent, last the same without credentials", "◓")
	d.keys("x")
	d.send(d.nextTick()())
	d.shows("1 sent") // a key does not begin the list anew
	d.keys("esc")
	waits = nil
	d.send(tick{run: d.ticks})
	if len(waits) != 0 {
		t.Error("the spinner turns on an idle screen")
	}
}

func TestViewNeverLargerThanTheWindow(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *Options) { o.Auto = true; o.Notes = []string{strings.Repeat("a long note ", 40)} })
	for _, size := range [][2]int{{160, 50}, {120, 40}, {80, 24}, {40, 12}, {39, 11}, {1, 1}} {
		d.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		for _, key := range []string{"1", "e", "pgdown", "esc", "o", "esc", "?", "esc", "3"} {
			d.keys(key)
			lines := strings.Split(d.View(), "\n")
			if len(lines) > size[1] {
				t.Fatalf("%v after %s: %d lines", size, key, len(lines))
			}
			for _, line := range lines {
				if ansi.StringWidth(line) > size[0] {
					t.Fatalf("%v after %s: %q is too wide", size, key, line)
				}
			}
		}
	}
}

func TestWorldThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *Options) {
		o.World = func(diag.Case) (diag.World, func(), error) {
			return diag.World{}, nil, errors.New("--cacert ca.pem: no certificate in it")
		}
	})
	if !d.quit || d.err == nil {
		t.Errorf("quit %v, error %v", d.quit, d.err)
	}
}
