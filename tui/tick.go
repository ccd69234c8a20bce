package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
)

// tick turns the spinner and brings what was sent since the look began.
type tick struct {
	run int64
	log []diag.Exchange
}

// beginTicks starts the spinner for a look. A run that goes on for an older look ends by itself.
func (w *wizard) beginTicks() tea.Cmd {
	w.ticks++
	w.begun = len(w.world.Log())
	return w.nextTick()
}

func (w *wizard) nextTick() tea.Cmd {
	run, log, begun := w.ticks, w.world.Log, w.begun
	return w.after(spin, func(time.Time) tea.Msg { return tick{run, log()[begun:]} })
}

// ticked goes on while the look lasts: nothing moves on an idle screen.
func (w *wizard) ticked(msg tick) tea.Cmd {
	if msg.run != w.ticks || w.place != atStep || !w.page.Looking() {
		return nil
	}
	w.spin++
	w.page = w.page.Saw(msg.log)
	return w.nextTick()
}
