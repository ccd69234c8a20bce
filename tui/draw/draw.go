// Package draw makes lines of what a page wants to be shown. It knows widths and
// heights and nothing of what the words mean; one file draws one kind of block.
// A frame is never wider or taller than the window.
package draw

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"example.com/why401/diag"
	"example.com/why401/steps"
	"example.com/why401/tui/theme"
)

// The smallest window that a frame is drawn in.
const (
	MinWidth  = 40
	MinHeight = 12
)

// Page is all that a frame is made of.
type Page struct {
	Screen steps.Screen
	Head   Head
	Rail   Rail
	Form   string // input fields, drawn by their owner for FormWidth columns; pinned above what comes next
	Notice string // what a key just did: "copied"; pinned likewise
	Spin   int    // the spinner's picture
	Scroll int    // lines of the middle that are scrolled away
}

// Head is the first line: what was asked, and what came of it so far.
type Head struct {
	Request diag.Text // "GET https://api.example.com/v2/devices"
	Result  diag.Text // "401 · 41 ms · token expired"
	Mark    steps.Mark
}

// Frame is a drawn window.
type Frame struct {
	Text      string
	MaxScroll int // how far the middle can be scrolled
}

// Screen draws the page in a window of w columns and h rows. Before the size is
// known (0 by 0) the frame is empty.
func Screen(p Page, w, h int, th theme.Theme) Frame {
	return layout{p, w, h, th}.frame(func(c canvas) [][]string { return c.blocks(p.Screen) })
}

// FormWidth is how many columns a form has in a window of w.
func FormWidth(w int, th theme.Theme) int { return layout{w: w, th: th}.middleWidth() }

// layout is a page in a window.
type layout struct {
	page Page
	w, h int
	th   theme.Theme
}

// roomy says whether there are rows for rules.
func (l layout) roomy() bool { return l.h >= 18 }

// besides says whether the rail stands at the left.
func (l layout) besides() bool { return l.w >= 90 }

func (l layout) left() int {
	if l.besides() {
		return railWidth(l.th)
	}
	return 1
}

// middleWidth leaves a column free at the right.
func (l layout) middleWidth() int { return l.w - l.left() - 1 }

// frame draws everything around the blocks that body makes.
func (l layout) frame(body func(canvas) [][]string) Frame {
	switch {
	case l.w <= 0 || l.h <= 0:
		return Frame{}
	case l.w < MinWidth || l.h < MinHeight:
		return Frame{Text: l.tooSmall()}
	}
	top, bottom := l.top(), l.bottom()
	c := newCanvas(l.middleWidth(), l.th)
	lines, most := l.middle(c, body(c), l.h-len(top)-len(bottom))
	lines = append(append(top, l.withRail(lines)...), bottom...)
	return Frame{Text: l.clip(lines), MaxScroll: most}
}

// top is the request, the rail where it does not stand at the left, and a rule.
func (l layout) top() []string {
	out := []string{l.head()}
	if !l.besides() && l.w >= narrow {
		out = append(out, " "+railLine(l.page.Rail, l.w-1, l.th))
	}
	if l.roomy() {
		out = append(out, l.rule())
	}
	return out
}

func (l layout) bottom() []string {
	keys := " " + shortHelp(l.page.Screen.Keys, l.w-2, l.th)
	if l.roomy() {
		return []string{l.rule(), keys}
	}
	return []string{keys}
}

func (l layout) rule() string { return l.th.Dim.Render(strings.Repeat(l.th.Rule, l.w)) }

// head is the first line. The result is worth more than the request, which the
// person knows, and that more than our own name.
func (l layout) head() string {
	c := newCanvas(l.w-2, l.th)
	result := c.cut(string(l.page.Head.Result), c.width*3/5)
	room := c.width - ansi.StringWidth(result) - 2
	name, named := "", l.th.Strong.Render("why401")+"   "
	if ansi.StringWidth(named+string(l.page.Head.Request)) <= room {
		name = named
	}
	request := c.cutMiddle(string(l.page.Head.Request), room-ansi.StringWidth(name))
	return " " + c.spread(name+request, l.th.Of(l.page.Head.Mark).Render(result), c.width)
}

// withRail puts the rail, or a margin, at the left of the middle.
func (l layout) withRail(lines []string) []string {
	rail := railColumn(l.page.Rail, l.th)
	out := make([]string, len(lines))
	for i, line := range lines {
		margin := ""
		if l.besides() && i < len(rail) {
			margin = rail[i]
		}
		out[i] = pad(margin, l.left()) + line
	}
	return out
}

func (l layout) tooSmall() string {
	s := fmt.Sprintf("why401 needs %d%s%d; this window has %d%s%d",
		MinWidth, l.th.Times, MinHeight, l.w, l.th.Times, l.h)
	return l.clip(Wrap(s, l.w))
}

// clip is the last word on a frame: no line wider, no more lines than the window has.
func (l layout) clip(lines []string) string {
	lines = lines[:min(len(lines), l.h)]
	for i, line := range lines {
		line = strings.TrimRight(l.th.Fit(oneLine.Replace(line)), " ")
		lines[i] = ansi.Truncate(line, l.w, "")
	}
	return strings.Join(lines, "\n")
}

// oneLine keeps a text that should be one line from being more, and from having
// a width that nobody can measure.
var oneLine = strings.NewReplacer("\n", " ", "\t", " ")
