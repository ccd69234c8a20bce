package draw

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"example.com/why401/tui/theme"
)

// canvas is the room that a block is drawn in.
type canvas struct {
	th     theme.Theme
	width  int  // all columns: tables and evidence use them
	text   int  // the columns of prose, which long lines make hard to read
	gutter int  // the columns of headings at the left
	small  bool // the window is narrow: what can be missed is left out
}

const (
	longest = 110 // columns of prose
	narrow  = 60  // below, things that stand side by side stand one below the other
	gap     = 3   // blanks between columns
)

func newCanvas(width int, th theme.Theme) canvas {
	return canvas{th: th, width: width, text: min(width, longest), small: width < narrow}
}

// less is the canvas without n columns at the left.
func (c canvas) less(n int) canvas {
	c.width, c.text = max(1, c.width-n), max(1, c.text-n)
	return c
}

func (c canvas) narrow() bool { return c.width < narrow }

// headed draws a heading at the left of a block, or above it where that is too narrow.
func (c canvas) headed(head string, draw func(canvas) []string) []string {
	switch {
	case head == "":
		return draw(c)
	case c.narrow() || lipgloss.Width(head) >= c.gutter:
		return append(render(c.th.Strong, Wrap(head, c.text)), hang("  ", draw(c.less(2)))...)
	}
	return hang(pad(c.th.Strong.Render(head), c.gutter), draw(c.less(c.gutter)))
}

// cut shortens text to a width and marks that it did.
func (c canvas) cut(s string, width int) string {
	return ansi.Truncate(s, max(0, width), c.th.Ellipsis)
}

// cutMiddle shortens text to a width and keeps its end, which tells URLs apart.
func (c canvas) cutMiddle(s string, width int) string {
	if lipgloss.Width(s) <= width {
		return s
	}
	head := c.cut(s, width/3)
	rest := width - lipgloss.Width(head)
	return head + ansi.TruncateLeft(s, lipgloss.Width(s)-rest, "")
}

// spread puts two texts at the ends of a line; the left one gives way.
func (c canvas) spread(left, right string, width int) string {
	if right == "" {
		return c.cut(left, width)
	}
	right = c.cut(right, width)
	left = c.cut(left, width-lipgloss.Width(right)-2)
	return pad(left, width-lipgloss.Width(right)) + right
}

// split makes lines of a text.
func split(s string) []string { return strings.Split(s, "\n") }

// unbroken stands for hyphens while a text is wrapped: ansi.Wrap breaks at each,
// and dates, codes and the names of headers are full of them.
const unbroken = "\ue0ff"

// Wrap breaks text at blanks, and inside words that are longer than the line.
func Wrap(s string, width int) []string {
	s = ansi.Wrap(strings.ReplaceAll(s, "-", unbroken), max(1, width), "")
	return split(strings.ReplaceAll(s, unbroken, "-"))
}

// pad fills text with blanks to a width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-lipgloss.Width(s)))
}

// hang puts a text before the first line, and as many blanks before the others.
func hang(first string, lines []string) []string {
	out := make([]string, len(lines))
	blank := strings.Repeat(" ", lipgloss.Width(first))
	for i, line := range lines {
		out[i] = blank + line
		if i == 0 {
			out[i] = first + line
		}
	}
	return out
}

// render puts each line in a style of its own, so that lines can be cut and joined.
func render(style lipgloss.Style, lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = style.Render(line)
	}
	return out
}

// widest is the width of the widest text, at most limit.
func widest(limit int, texts ...string) int {
	w := 0
	for _, s := range texts {
		w = max(w, lipgloss.Width(s))
	}
	return min(w, limit)
}

// flow joins items to lines, and breaks between items only.
func flow(items []string, sep string, width int) []string {
	out := []string{items[0]}
	for _, item := range items[1:] {
		last := &out[len(out)-1]
		if lipgloss.Width(*last+sep+item) > width {
			out = append(out, item)
			continue
		}
		*last += sep + item
	}
	return out
}
