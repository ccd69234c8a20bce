package draw

import (
	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
)

// What the columns of facts take at most; more is cut.
const (
	mostLabel  = 24
	mostSource = 30
	leastText  = 30 // less, and the source stands below the text
)

// factColumns are the widths that a list of facts has in common.
type factColumns struct{ label, text, source int }

// facts are rows of mark, label, what was found, and where it was seen.
func (c canvas) facts(f steps.Facts) []string {
	cols := c.factColumns(f)
	var out []string
	for _, r := range f.Rows {
		out = append(out, c.fact(r, cols)...)
	}
	return out
}

func (c canvas) factColumns(f steps.Facts) factColumns {
	var labels, texts, sources []string
	for _, r := range f.Rows {
		labels, texts, sources = append(labels, r.Label), append(texts, string(r.Text)), append(sources, r.Source)
	}
	cols := factColumns{
		label:  widest(min(mostLabel, c.width/3), labels...),
		source: widest(mostSource, sources...),
	}
	room := c.text - lipgloss.Width(c.factStart(steps.Fact{}, cols.label))
	cols.text = widest(room-gap-cols.source, texts...)
	if cols.text < min(leastText, widest(leastText, texts...)) || cols.source == 0 || c.small {
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

func (c canvas) fact(r steps.Fact, cols factColumns) []string {
	style := c.th.Plain
	if r.Mark == steps.Wrong {
		style = c.th.Strong
	}
	text := render(style, wrap(string(r.Text), cols.text))
	source := c.th.Dim.Render(c.cut(r.Source, max(cols.source, cols.text)))
	switch {
	case r.Source == "" || c.small:
	case cols.source > 0:
		text[0] = pad(text[0], cols.text+gap) + c.cut(source, cols.source)
	default:
		text = append(text, source)
	}
	return hang(c.factStart(r, cols.label), text)
}
