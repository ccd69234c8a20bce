package draw

import (
	"slices"

	"example.com/why401/steps"
)

// leastHalf is the narrowest column in which two values can be held against each other.
const leastHalf = 16

// compare lays two sides of a computation next to each other, or below each
// other where that is too narrow. Rows that are the same show their value once
// and in a line: what differs has to be found at a glance.
func (c canvas) compare(b steps.Compare) []string {
	parts := make([]string, len(b.Rows))
	for i, r := range b.Rows {
		parts[i] = r.Part
	}
	label := widest(min(mostLabel, max(14, c.width/4)), parts...) + gap
	start := func(r steps.Compared) string {
		return c.th.Mark(r.Mark) + " " + pad(c.cut(r.Part, label-gap), label)
	}
	room := c.text - label - 2
	half := (room - gap) / 2
	aside := half >= leastHalf
	out := []string{c.th.Strong.Render(c.cut(b.Head, c.text))}
	if aside && slices.ContainsFunc(b.Rows, differs) {
		out = append(out, pad("", label+2)+c.th.Dim.Render(pad(c.cut(b.Left, half), half+gap)+c.cut(b.Right, half)))
	}
	for _, r := range b.Rows {
		switch {
		case !differs(r):
			out = append(out, start(r)+c.th.Dim.Render(c.cut(string(r.Left), room)))
		case aside:
			left, right := render(c.th.Strong, Wrap(either(r.Left), half)), render(c.th.Strong, Wrap(either(r.Right), half))
			out = append(out, hang(start(r), beside(left, right, half+gap))...)
		default:
			out = append(out, start(r))
			for _, side := range []struct{ name, text string }{{b.Left, either(r.Left)}, {b.Right, either(r.Right)}} {
				out = append(out, "  "+c.th.Dim.Render(c.cut(side.name, c.text-2)))
				out = append(out, hang("    ", render(c.th.Strong, Wrap(side.text, c.text-4)))...)
			}
		}
	}
	return out
}

func differs(r steps.Compared) bool { return r.Mark == steps.Wrong }

// either is the value, or that there is none.
func either[T ~string](v T) string {
	if v == "" {
		return "(nothing)"
	}
	return string(v)
}
