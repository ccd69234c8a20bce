package draw

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
)

// leastBody is the rows that are kept for the title and the blocks.
const leastBody = 4

// middle is the title, the blocks, and what comes next, which is pinned to the
// last rows. It also says how far the blocks can be scrolled.
func (l layout) middle(c canvas, blocks [][]string, rows int) ([]string, int) {
	title, pinned := l.title(c), l.pinned(c, rows)
	title = title[:min(len(title), rows-len(pinned)-1)]
	room := rows - len(title) - len(pinned)
	body, most := l.scroll(c, l.stack(blocks, room), room)
	for len(body) < room {
		body = append(body, "")
	}
	return append(append(title, body...), pinned...), most
}

// title is where we are, or the answer, which is never cut: at the right the
// badge and the step's number, which stands at the left where there is no rail.
func (l layout) title(c canvas) []string {
	s := l.page.Screen
	first, badge := "", c.th.Strong.Render(s.Badge)
	switch number := fmt.Sprintf("%d/%d", s.Number, len(l.page.Rail.Stops)); {
	case s.Number == 0:
	case c.small:
		first = c.th.Accent.Render(number) + " "
	default:
		badge = strings.TrimLeft(badge+"  ", " ") + c.th.Dim.Render(number)
	}
	room := c.width - lipgloss.Width(first)
	out := hang(first, render(c.th.Strong, Wrap(s.Title, room)))
	switch {
	case badge == "":
	case len(out) == 1 && lipgloss.Width(s.Title)+2+lipgloss.Width(badge) <= room:
		out[0] = c.spread(out[0], badge, c.width)
	default:
		out = append(out, badge)
	}
	return out
}

// stack puts the blocks below each other, with a blank line between them as far
// as there is room for it; where they have to be scrolled anyway, between all of
// them, or none in a low window.
func (l layout) stack(blocks [][]string, room int) []string {
	blocks = slices.DeleteFunc(blocks, func(b []string) bool { return len(b) == 0 })
	tight := slices.Concat(blocks...)
	blanks := len(blocks)
	if len(tight) <= room || !l.roomy() {
		blanks = max(0, room-len(tight))
	}
	var out []string
	for i, b := range blocks {
		if i > 0 && i <= blanks {
			out = append(out, "")
		}
		out = append(out, b...)
	}
	return out
}

// scroll cuts out the lines to be seen; its last line says what is out of sight.
func (l layout) scroll(c canvas, lines []string, room int) ([]string, int) {
	if len(lines) <= room {
		return lines, 0
	}
	seen := max(0, room-1)
	most := len(lines) - seen
	from := max(0, min(l.page.Scroll, most))
	out := append([]string(nil), lines[from:from+seen]...)
	return append(out, c.th.Dim.Render(l.hint(from, most-from))), most
}

func (l layout) hint(above, below int) string {
	switch {
	case below == 0:
		return fmt.Sprintf("%s %d more above (pgup)", l.th.Less, above)
	case above == 0:
		return fmt.Sprintf("%s %d more below (pgdn)", l.th.More, below)
	}
	return fmt.Sprintf("%s %d below (pgdn)  %s %d above (pgup)", l.th.More, below, l.th.Less, above)
}

// pinned is the form, the notice, and what comes next, which has to make do with
// a quarter of the rows.
func (l layout) pinned(c canvas, rows int) []string {
	var out []string
	if l.page.Form != "" {
		out = append(out, split(l.page.Form)...)
	}
	if l.page.Notice != "" {
		out = append(out, Wrap(l.page.Notice, c.text)...)
	}
	switch s := l.page.Screen; {
	case s.Busy != "":
		out = append(out, c.first(l.busy(c, s.Busy), rows/4)...)
	case s.Next != steps.Next{}:
		out = append(out, c.first(l.next(c, s.Next), rows/4)...)
	}
	if l.roomy() && len(out) > 0 {
		out = append([]string{""}, out...)
	}
	return out[:min(len(out), rows-leastBody)]
}

// first is at most n lines, the last one marked where there are more.
func (c canvas) first(lines []string, n int) []string {
	if len(lines) <= n {
		return lines
	}
	last := strings.TrimRight(c.cut(lines[n-1], c.width-lipgloss.Width(c.th.Ellipsis)), " .,;:")
	return append(lines[:n-1:n-1], last+c.th.Ellipsis)
}

func (l layout) busy(c canvas, what string) []string {
	return c.keyed(hang(c.th.Frame(l.page.Spin)+" ", Wrap(what, c.text-10)), "esc")
}

func (l layout) next(c canvas, n steps.Next) []string {
	head := pad(c.th.Strong.Render("Next"), gutter(l.page.Screen.Blocks))
	if c.narrow() {
		head = c.th.Strong.Render("Next") + " "
	}
	width := c.text - lipgloss.Width(head)
	var text []string
	if n.Text != "" {
		text = c.less(lipgloss.Width(head)).keyed(Wrap(n.Text, width-len("  enter")), "enter")
	}
	for _, more := range []string{n.Note, n.Skips} {
		if more != "" {
			text = append(text, render(c.th.Dim, Wrap(more, width))...)
		}
	}
	return hang(head, text)
}

// keyed puts a key at the right of the first line.
func (c canvas) keyed(lines []string, key string) []string {
	lines[0] = c.spread(lines[0], c.th.Accent.Render(key), c.width)
	return lines
}
