package draw

import "example.com/why401/steps"

// columns are two lists side by side, or below each other where that is too narrow.
func (c canvas) columns(b steps.Columns) []string {
	if c.narrow() {
		return append(c.list(b.Left, b.LeftRows), c.list(b.Right, b.RightRows)...)
	}
	half := c.less(c.width - (c.text-gap)/2)
	half.text = half.width
	left, right := half.list(b.Left, b.LeftRows), half.list(b.Right, b.RightRows)
	return beside(left, right, widest(half.width, left...)+gap)
}

func (c canvas) list(head string, rows []steps.Fact) []string {
	return append([]string{c.th.Dim.Render(c.cut(head, c.text))}, c.facts(steps.Facts{Rows: rows})...)
}

// beside puts two lists next to each other, the second one at that column.
func beside(left, right []string, column int) []string {
	var out []string
	for i := range max(len(left), len(right)) {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		out = append(out, pad(l, column)+r)
	}
	return out
}
