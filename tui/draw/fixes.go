package draw

import (
	"github.com/charmbracelet/lipgloss"

	"example.com/why401/diag"
	"example.com/why401/steps"
)

// wideFix is the room in which a command stands below its words; with less, the
// command needs the columns.
const wideFix = 80

// fixes are the ways to mend it, easiest first, each with its command.
func (c canvas) fixes(b steps.Fixes) []string {
	if len(b.Fixes) == 0 {
		return nil
	}
	return c.headed(b.Head, func(c canvas) []string {
		var out []string
		for _, f := range b.Fixes {
			out = append(out, c.fix(f)...)
		}
		return out
	})
}

// fix is how hard it is, what to do, and the command; or one of the latter two alone.
func (c canvas) fix(f diag.Fix) []string {
	switch {
	case f.Text == "":
		return c.command(f.Command)
	case f.Difficulty == "":
		return Wrap(string(f.Text), c.text)
	}
	first := c.difficulty(f.Difficulty) + "  "
	out := hang(first, Wrap(string(f.Text), c.text-lipgloss.Width(first)))
	if f.Command == "" {
		return out
	}
	indent := "    "
	if c.width >= wideFix {
		indent = pad("", lipgloss.Width(first)+2)
	}
	return append(out, hang(indent, c.less(len(indent)).command(f.Command))...)
}

func (c canvas) command(text diag.Text) []string {
	return render(c.th.Accent, commandLines(string(text), c.width))
}

func (c canvas) difficulty(d diag.Difficulty) string {
	style := c.th.Plain
	switch d {
	case diag.Easy:
		style = c.th.Good
	case diag.Medium:
		style = c.th.Odd
	case diag.Hard:
		style = c.th.Wrong
	}
	return style.Render(pad(string(d), len(diag.Medium)))
}
