package draw

import (
	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
)

// heading is the widest heading that stands at the left; wider ones stand above.
const heading = 18

// blocks are the lead and the blocks of a screen, each as lines.
func (c canvas) blocks(s steps.Screen) [][]string {
	c.gutter = gutter(s.Blocks)
	var out [][]string
	if s.Lead != "" {
		out = append(out, Wrap(s.Lead, c.text))
	}
	for _, b := range s.Blocks {
		out = append(out, c.block(b))
	}
	return out
}

func (c canvas) block(b steps.Block) []string {
	switch b := b.(type) {
	case steps.Facts:
		return c.facts(b)
	case steps.Para:
		return c.para(b)
	case steps.Timeline:
		return c.timeline(b)
	case steps.Way:
		return c.way(b)
	case steps.Columns:
		return c.columns(b)
	case steps.Compare:
		return c.compare(b)
	case steps.Bars:
		return c.bars(b)
	case steps.Table:
		return c.table(b)
	case steps.Fixes:
		return c.fixes(b)
	case steps.Evidences:
		return c.evidences(b)
	}
	return nil
}

// gutter is the columns that the headings of a screen take, a gap included, so
// that all its blocks begin at the same column.
func gutter(blocks []steps.Block) int {
	w := lipgloss.Width("Evidence")
	for _, b := range blocks {
		head := ""
		switch b := b.(type) {
		case steps.Para:
			head = b.Head
		case steps.Facts:
			head = b.Head
		case steps.Fixes:
			head = b.Head
		}
		if lipgloss.Width(head) <= heading {
			w = max(w, lipgloss.Width(head))
		}
	}
	return w + gap
}
