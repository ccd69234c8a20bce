package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	"github.com/charmbracelet/x/ansi"

	"example.com/why401/steps"
	"example.com/why401/tui/theme"
)

// labelWidth is the room for a field's label.
const labelWidth = 16

// view draws the field: its label, and as many lines of its text around the
// cursor as there is room for.
func (fl field) view(here bool, rows, width int, th theme.Theme) []string {
	mark := steps.Unseen
	if here {
		mark = steps.Here
	}
	head := th.Mark(mark) + " "
	if fl.need.Label != "" {
		head += ansi.Truncate(fl.need.Label+strings.Repeat(" ", labelWidth), labelWidth, "")
	}
	indent := ansi.StringWidth(head)
	lines := around(fl.cells(here, th), rows, max(8, width-indent))
	for i := range lines {
		lines[i] = head + lines[i]
		head = strings.Repeat(" ", indent)
	}
	return lines
}

// cell is one character as it is shown.
type cell struct {
	text   string
	cursor bool
	ends   bool // a line ends with it
}

// cells are the characters of the field, those of secrets hidden, and the cursor,
// which is a character of its own: reverse vanishes where there are no colours.
func (fl field) cells(here bool, th theme.Theme) []cell {
	text := []rune(fl.value())
	hidden := secretRunes(text)
	var out []cell
	for i, r := range text {
		if here && i == fl.input.Position() {
			out = append(out, cell{text: th.Cursor, cursor: true})
		}
		c := cell{text: string(r), ends: r == '\n'}
		switch {
		case r == '\n':
			c.text = "⏎"
		case fl.input.EchoMode == textinput.EchoPassword || hidden[i]:
			c.text = th.Hidden
		case r < ' ' || r == 0x7f || ansi.StringWidth(c.text) == 0:
			c.text = "?"
		}
		out = append(out, c)
	}
	if here && fl.input.Position() == len(text) {
		out = append(out, cell{text: th.Cursor, cursor: true})
	}
	return out
}

// around breaks the cells into lines and returns those around the cursor.
func around(cells []cell, rows, width int) []string {
	var line strings.Builder
	var lines []string
	used, at := 0, 0
	for _, c := range cells {
		w := ansi.StringWidth(c.text)
		if used+w > width {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if c.cursor {
			at = len(lines)
		}
		line.WriteString(c.text)
		used += w
		if c.ends {
			used = width // the next one begins a line
		}
	}
	lines = append(lines, line.String())
	from := max(0, min(at-rows/2, len(lines)-rows))
	return lines[from:min(len(lines), from+rows)]
}
