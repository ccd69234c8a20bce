// Package theme holds styles and glyphs: one set for UTF-8 and one for ASCII, with
// and without the sixteen ANSI colours. Nothing here asks the terminal.
package theme

import (
	"io"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"example.com/why401/steps"
)

// Theme is how things look. Colour only repeats what a word or a mark says.
type Theme struct {
	Glyphs
	Plain  lipgloss.Style // text as it is
	Dim    lipgloss.Style // where it was seen, what is past
	Strong lipgloss.Style // the title, the answer
	Accent lipgloss.Style // keys, commands, where we are
	Good   lipgloss.Style
	Wrong  lipgloss.Style
	Odd    lipgloss.Style
}

// New makes a theme with UTF-8 or ASCII glyphs, with or without colours. Without
// colours bold and faint vanish too.
func New(utf8, color bool) Theme {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetHasDarkBackground(true)
	r.SetColorProfile(termenv.Ascii)
	if color {
		r.SetColorProfile(termenv.ANSI)
	}
	glyphs := ascii
	if utf8 {
		glyphs = unicode
	}
	plain := r.NewStyle().TabWidth(lipgloss.NoTabConversion)
	return Theme{
		Glyphs: glyphs,
		Plain:  plain,
		Dim:    plain.Faint(true),
		Strong: plain.Bold(true),
		Accent: plain.Foreground(lipgloss.ANSIColor(termenv.ANSICyan)),
		Good:   plain.Foreground(lipgloss.ANSIColor(termenv.ANSIGreen)),
		Wrong:  plain.Foreground(lipgloss.ANSIColor(termenv.ANSIRed)),
		Odd:    plain.Foreground(lipgloss.ANSIColor(termenv.ANSIYellow)),
	}
}

// Of is the style that goes with a mark.
func (t Theme) Of(m steps.Mark) lipgloss.Style {
	switch m {
	case steps.Good:
		return t.Good
	case steps.Wrong:
		return t.Wrong
	case steps.Odd:
		return t.Odd
	case steps.Here:
		return t.Accent
	}
	return t.Dim
}

// Mark is the mark's glyph in its colour.
func (t Theme) Mark(m steps.Mark) string { return t.Of(m).Render(t.Marks[m]) }

// Frame is the spinner's nth picture.
func (t Theme) Frame(n int) string { return t.Accent.Render(t.Spin[n%len(t.Spin)]) }
