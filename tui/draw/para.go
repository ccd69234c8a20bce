package draw

import (
	"strings"

	"example.com/why401/steps"
)

// para wraps each line of a text by itself and keeps its indentation.
func (c canvas) para(p steps.Para) []string {
	if p.Text == "" {
		return nil
	}
	return c.headed(p.Head, func(c canvas) []string {
		var out []string
		for _, line := range split(p.Text) {
			text := strings.TrimLeft(line, " ")
			indent := min(len(line)-len(text), c.text/2)
			out = append(out, hang(strings.Repeat(" ", indent), Wrap(text, c.text-indent))...)
		}
		return out
	})
}
