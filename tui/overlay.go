package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/steps"
)

// overlay is a screen that lies over another one until it is closed.
type overlay int

const (
	none overlay = iota
	help
	explain
	requests
	tryFix
	copied
)

func (w *wizard) lay(o overlay) { w.over, w.scroll = o, 0 }

// pressOver closes the screen on top; only the fix has something else to do.
func (w *wizard) pressOver(msg tea.KeyMsg) tea.Cmd {
	k := steps.Keys
	switch {
	case key.Matches(msg, k.Quit):
		return tea.Quit
	case w.scrolls(msg):
	case w.over == tryFix && key.Matches(msg, k.Next):
		return w.applyFix()
	case w.over != help && key.Matches(msg, k.Help):
		w.lay(help)
	case key.Matches(msg, k.Cancel, k.Back, k.Next, k.Help, k.Explain, k.Requests):
		w.lay(none)
	}
	return nil
}

// offerFix says what trying the fix would change and send.
func (w *wizard) offerFix() {
	fix, ok := w.page.Session.Fix()
	if !ok {
		w.notice = "No change is known yet that why401 could try by itself."
		return
	}
	w.fix = fix
	w.lay(tryFix)
}

// applyFix runs the changed request through all steps, from the first.
func (w *wizard) applyFix() tea.Cmd {
	w.lay(none)
	w.auto = w.o.Auto
	s := w.page.Session.Restart(w.fix)
	return w.diagnose(s, []string{"With the fix: " + string(w.fix.What)})
}
