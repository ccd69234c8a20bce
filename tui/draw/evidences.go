package draw

import (
	"fmt"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/diag"
	"example.com/why401/steps"
)

// evidences are observations: step, where it was seen, what, and what was expected.
func (c canvas) evidences(b steps.Evidences) []string {
	if len(b.Rows) == 0 {
		return nil
	}
	var sources, seen []string
	for _, r := range b.Rows {
		sources, seen = append(sources, r.Source), append(seen, string(r.Observed))
	}
	return c.headed("Evidence", func(c canvas) []string {
		source := widest(c.width*2/5, sources...)
		observed := widest(c.width/3, seen...)
		var out []string
		for _, r := range b.Rows {
			out = append(out, c.evidence(r, source, observed)...)
		}
		return out
	})
}

func (c canvas) evidence(e diag.Evidence, source, observed int) []string {
	step := ""
	if e.Step > 0 {
		step = fmt.Sprintf("step %d", e.Step)
	}
	first := c.th.Dim.Render(pad(step, len("step 7")) + "  ")
	seen := string(e.Observed)
	if c.narrow() {
		out := hang(first, []string{c.th.Dim.Render(c.cut(e.Source, c.width-lipgloss.Width(first)))})
		return append(out, hang("  ", append(Wrap(seen, c.width-2), c.expected(e, c.width-2)...))...)
	}
	first += c.th.Dim.Render(pad(c.cut(e.Source, source), source)) + "   "
	room := c.width - lipgloss.Width(first)
	expected := c.expected(e, room)
	if len(expected) == 1 && max(lipgloss.Width(seen), observed)+3+lipgloss.Width(expected[0]) <= room {
		return []string{first + pad(seen, observed) + "   " + expected[0]}
	}
	return hang(first, append(Wrap(seen, room), expected...))
}

func (c canvas) expected(e diag.Evidence, width int) []string {
	if e.Expected == "" {
		return nil
	}
	return render(c.th.Dim, Wrap("expected "+string(e.Expected), width))
}
