package draw

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/diag"
	"example.com/why401/steps"
)

// bars are the causes with their confidence as a length; the note says it in words.
func (c canvas) bars(b steps.Bars) []string {
	if len(b.Rows) == 0 {
		return nil
	}
	var names []string
	for _, r := range b.Rows {
		names = append(names, r.Name)
	}
	return c.headed("Causes", func(c canvas) []string {
		length, name := min(30, c.width/3), widest(c.width/2, names...)
		var out []string
		for _, r := range b.Rows {
			first := c.bar(r.Confidence, length) + "  " + pad(c.cut(r.Name, name), name)
			out = append(out, c.noted(first, r.Note)...)
		}
		return out
	})
}

// noted puts the words behind the bar, or below it where that has no room.
func (c canvas) noted(first, note string) []string {
	if c.narrow() {
		return append([]string{first}, hang("  ", render(c.th.Dim, Wrap(note, c.text-2)))...)
	}
	first += "   "
	return hang(first, render(c.th.Dim, Wrap(note, c.text-lipgloss.Width(first))))
}

// bar is a share of length, in as fine steps as the glyphs have, on a track. It
// is never empty: what was ruled out was looked at.
func (c canvas) bar(share float64, length int) string {
	fine := len(c.th.Bar) - 1
	n := max(1, int(min(max(share, 0), 1)*float64(length*fine)+0.5))
	filled := strings.Repeat(c.th.Bar[fine], n/fine) + c.th.Bar[n%fine]
	rest := max(0, length-lipgloss.Width(filled))
	return c.certainty(share).Render(filled) + c.th.Dim.Render(strings.Repeat(c.th.Track, rest))
}

func (c canvas) certainty(share float64) lipgloss.Style {
	switch {
	case share >= diag.Confirmed:
		return c.th.Wrong
	case share >= diag.Possible:
		return c.th.Odd
	}
	return c.th.Dim
}
