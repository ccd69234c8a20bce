package draw

import (
	"github.com/charmbracelet/bubbles/help"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
	"example.com/why401/tui/theme"
)

// Help draws the page with all keys in place of its blocks, a column a group.
func Help(p Page, groups [][]key.Binding, w, h int, th theme.Theme) Frame {
	p.Screen.Title, p.Screen.Number, p.Screen.Badge, p.Screen.Next = "Keys", 0, "", steps.Next{}
	return layout{p, w, h, th}.frame(func(c canvas) [][]string { return c.fullHelp(groups) })
}

// fullHelp puts the groups side by side, or below each other where they do not fit.
func (c canvas) fullHelp(groups [][]key.Binding) [][]string {
	m := newHelp(c.th)
	if all := split(m.FullHelpView(groups)); widest(c.width+1, all...) <= c.width {
		return [][]string{append([]string{""}, all...)}
	}
	var out [][]string
	for _, g := range groups {
		out = append(out, split(m.FullHelpView([][]key.Binding{g})))
	}
	return out
}

// shortHelp is the last line. Keys that do not fit are left out from the end,
// but never the last two, which are help and quit.
func shortHelp(keys []key.Binding, width int, th theme.Theme) string {
	m := newHelp(th)
	for len(keys) > 2 && lipgloss.Width(m.ShortHelpView(keys)) > width {
		cut := len(keys) - 3
		keys = append(append([]key.Binding(nil), keys[:cut]...), keys[cut+1:]...)
	}
	return m.ShortHelpView(keys)
}

func newHelp(th theme.Theme) help.Model {
	m := help.New()
	m.ShortSeparator, m.FullSeparator, m.Ellipsis = " "+th.Dot+" ", "     ", th.Ellipsis
	m.Styles = help.Styles{
		Ellipsis: th.Dim,
		ShortKey: th.Accent, ShortDesc: th.Dim, ShortSeparator: th.Dim,
		FullKey: th.Accent, FullDesc: th.Plain, FullSeparator: th.Dim,
	}
	return m
}
