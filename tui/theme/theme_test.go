package theme

import (
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
)

// Marks and the spinner's pictures have one width each, or columns would jump;
// a spinner and a bar cell of two columns would tear.
func TestGlyphWidths(t *testing.T) {
	t.Parallel()
	for name, g := range map[string]Glyphs{"unicode": unicode, "ascii": ascii} {
		if len(g.Marks) != 7 {
			t.Errorf("%s: %d marks", name, len(g.Marks))
		}
		for m, mark := range g.Marks {
			if got, want := lipgloss.Width(mark), lipgloss.Width(g.Marks[steps.Good]); got != want {
				t.Errorf("%s: mark %d is %d columns wide, want %d", name, m, got, want)
			}
		}
		for _, one := range append(append(g.Spin, g.Bar[1:]...), g.Rule, g.Shaft, g.Gap, g.Now, g.Track, g.Cursor, g.Hidden) {
			if lipgloss.Width(one) != 1 {
				t.Errorf("%s: %q is not one column wide", name, one)
			}
		}
	}
}

func TestFit(t *testing.T) {
	t.Parallel()
	const text = "401 → 200 … 漢字 “x”"
	if got := New(true, false).Fit(text); got != text {
		t.Errorf("UTF-8: %q", got)
	}
	got := New(false, false).Fit(text)
	if want := `401 > 200 . ???? "x"`; got != want {
		t.Errorf("ASCII: %q, want %q", got, want)
	}
	for r, twin := range twins {
		if lipgloss.Width(twin) != lipgloss.Width(string(r)) {
			t.Errorf("%q and its twin %q differ in width", r, twin)
		}
	}
}

// Colour only repeats the mark: without it nothing but the mark is written.
func TestColourIsOptional(t *testing.T) {
	t.Parallel()
	for _, m := range []steps.Mark{steps.Unseen, steps.Good, steps.Wrong, steps.Odd, steps.Skipped, steps.Here} {
		colour, plain := New(true, true).Mark(m), New(true, false).Mark(m)
		if plain != unicode.Marks[m] {
			t.Errorf("mark %d without colours is %q", m, plain)
		}
		if !strings.Contains(colour, plain) || !strings.HasPrefix(colour, "\x1b[") {
			t.Errorf("mark %d in colour is %q", m, colour)
		}
		if strings.Contains(colour, "\x1b[4") || strings.Contains(colour, ";2;") {
			t.Errorf("mark %d uses a background or more than sixteen colours: %q", m, colour)
		}
	}
}
