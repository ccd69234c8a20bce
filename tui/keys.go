package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps"
)

// keys are those that only a terminal has.
var keys = struct{ suspend, up, down, pageUp, pageDown key.Binding }{
	suspend:  bind("ctrl+z", "suspend", "ctrl+z"),
	up:       bind("↑", "scroll up", "up"),
	down:     bind("↓", "scroll down", "down"),
	pageUp:   bind("pgup", "page up", "pgup"),
	pageDown: bind("pgdn", "page down", "pgdown", " "),
}

func bind(shown, does string, on ...string) key.Binding {
	return key.NewBinding(key.WithKeys(on...), key.WithHelp(shown, does))
}

// helpGroups are all keys, as the help shows them.
func helpGroups() [][]key.Binding {
	k := steps.Keys
	return [][]key.Binding{
		{k.Next, k.Back, steps.Does(k.Jump, "to that step"), k.Again, k.Cancel},
		{k.Try, steps.Does(k.Explain, "explain this"), steps.Does(k.Copy, "copy the fix"), steps.Does(k.Save, "save report"), steps.Does(k.Requests, "what was sent")},
		{keys.up, keys.down, keys.pageUp, keys.pageDown, k.Help, k.Quit, keys.suspend},
	}
}

// press gives a key to what is up: the program, the screen that lies over the
// others, a form, or the page.
func (w *wizard) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, steps.Keys.Interrupt):
		return tea.Quit
	case key.Matches(msg, keys.suspend):
		return tea.Suspend
	case w.now().Before(w.quiet):
		return nil
	}
	w.notice = ""
	switch {
	case w.over != none:
		return w.pressOver(msg)
	case w.place == atIntake:
		return w.pressIntake(msg)
	case len(w.form.fields) > 0:
		return w.pressForm(msg)
	}
	return w.pressPage(msg)
}

func (w *wizard) pressIntake(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, steps.Keys.Cancel):
		w.intake.back()
	case w.intake.reading:
	case msg.Type == tea.KeyEnter:
		return w.intake.enter(w.o.Parse)
	default:
		w.intake.form.press(msg)
	}
	return nil
}

// pressForm types into the questions of a page. An answer that does not do is
// said under its field; nothing typed is lost.
func (w *wizard) pressForm(msg tea.KeyMsg) tea.Cmd {
	switch {
	case key.Matches(msg, steps.Keys.Cancel):
		return w.turn(msg)
	case msg.Type != tea.KeyEnter:
		w.form.press(msg)
		return nil
	case w.form.enter():
		return nil
	}
	answers := w.form.answers()
	page, cmd, err := w.page.Answer(answers)
	if err != nil {
		w.form.err = string(w.page.Session.Case.Show(err.Error()))
		return nil
	}
	w.page = page
	for _, answer := range answers { // the person has named these: credentials may go there
		if diag.CheckURL(answer) == nil {
			w.world.Trust(answer)
		}
	}
	return w.turned(cmd, steps.Stay)
}

func (w *wizard) pressPage(msg tea.KeyMsg) tea.Cmd {
	k := steps.Keys
	switch {
	case key.Matches(msg, k.Quit):
		return tea.Quit
	case w.scrolls(msg):
	case key.Matches(msg, k.Jump):
		return w.jump(diag.Step(msg.Runes[0] - '0'))
	case key.Matches(msg, k.Help):
		w.lay(help)
	case key.Matches(msg, k.Explain):
		w.lay(explain)
	case key.Matches(msg, k.Requests):
		w.lay(requests)
	case w.place == atVerdict || !w.page.Looking():
		return w.pressShown(msg)
	default:
		return w.turn(msg)
	}
	return nil
}

// pressShown takes the keys that need something to be there.
func (w *wizard) pressShown(msg tea.KeyMsg) tea.Cmd {
	k := steps.Keys
	switch {
	case key.Matches(msg, k.Try):
		w.offerFix()
	case key.Matches(msg, k.Copy):
		return w.copyFix()
	case key.Matches(msg, k.Save):
		return w.save()
	case w.place == atVerdict:
		return w.pressVerdict(msg)
	default:
		return w.turn(msg)
	}
	return nil
}

func (w *wizard) pressVerdict(msg tea.KeyMsg) tea.Cmd {
	k := steps.Keys
	s := w.page.Session
	switch {
	case key.Matches(msg, k.Next):
		if step := steps.Unlooked(s); step != 0 {
			s.Results[step] = walk.Result{}
			return w.open(s, step)
		}
	case key.Matches(msg, k.Back, k.Cancel):
		return w.open(s, w.page.Step)
	case key.Matches(msg, k.Again):
		return w.again()
	}
	return nil
}

// again runs the same request through all steps from the first.
func (w *wizard) again() tea.Cmd {
	w.auto = w.o.Auto
	s := walk.New(w.page.Session.Case, w.now())
	s.Facts.Before = w.page.Session.Facts.Before
	return w.diagnose(s, nil)
}

// jump turns to any step; one that was not looked at yet is looked at.
func (w *wizard) jump(step diag.Step) tea.Cmd {
	if w.place == atStep && step == w.page.Step {
		return nil
	}
	return w.open(w.page.Session, step)
}

// scrolls moves the middle of the screen.
func (w *wizard) scrolls(msg tea.KeyMsg) bool {
	var by int
	switch {
	case key.Matches(msg, keys.up):
		by = -1
	case key.Matches(msg, keys.down):
		by = 1
	case key.Matches(msg, keys.pageUp):
		by = -w.h / 2
	case key.Matches(msg, keys.pageDown):
		by = w.h / 2
	default:
		return false
	}
	w.scroll = max(0, min(w.scroll+by, w.frame().MaxScroll))
	return true
}
