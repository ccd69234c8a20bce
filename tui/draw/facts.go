package draw

import (
	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
)

// mostLabel is what the column of labels takes at most: the longest codes fit.
const mostLabel = 26

// facts are rows of mark, label, what was found, and at the right where it was seen.
func (c canvas) facts(f steps.Facts) []string {
	return c.headed(f.Head, func(c canvas) []string {
		cols := c.factColumns(f)
		var out []string
		for _, r := range f.Rows {
			out = append(out, c.fact(r, cols)...)
		}
		return out
	})
}

// factColumns are the widths that a list of facts has in common.
type factColumns struct {
	label  int
	text   int // with the source
	source int // 0: the sources do not fit beside the texts and are no column
}

func (c canvas) factColumns(f steps.Facts) factColumns {
	var labels, texts, sources []string
	for _, r := range f.Rows {
		labels, texts, sources = append(labels, r.Label), append(texts, string(r.Text)), append(sources, r.Source)
	}
	cols := factColumns{label: widest(min(mostLabel, c.width/2), labels...), source: widest(c.text, sources...)}
	room := c.text - lipgloss.Width(c.factStart(steps.Fact{}, cols.label))
	cols.text = widest(room, texts...)
	switch {
	case c.small || cols.source == 0:
	case cols.text+gap+cols.source <= room:
		cols.text += gap + cols.source
	default:
		cols.text, cols.source = room, 0
	}
	return cols
}

// factStart is the mark, and the label where any fact has one.
func (c canvas) factStart(r steps.Fact, label int) string {
	if label == 0 {
		return c.th.Mark(r.Mark) + " "
	}
	return c.th.Mark(r.Mark) + " " + pad(c.cut(r.Label, label), label+gap)
}

// fact has its source at the right of its last words, or in a line of its own where there is no room.
func (c canvas) fact(r steps.Fact, cols factColumns) []string {
	style := c.th.Plain
	if r.Mark == steps.Wrong {
		style = c.th.Strong
	}
	text := render(style, Wrap(string(r.Text), cols.text))
	if r.Source != "" && !c.small {
		source := c.cut(r.Source, cols.text)
		column := cols.text - max(cols.source, lipgloss.Width(source))
		last := len(text) - 1
		if lipgloss.Width(text[last])+gap > column {
			text, last = append(text, ""), last+1
		}
		text[last] = pad(text[last], column) + c.th.Dim.Render(source)
	}
	return hang(c.factStart(r, cols.label), text)
}
