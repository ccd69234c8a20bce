package draw

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
	"example.com/why401/tui/theme"
)

// Rail is the seven steps.
type Rail struct {
	Stops []Stop
	Here  int // the number of the current one; 0 where it is none of them
}

// Stop is one step and how it stands.
type Stop struct {
	Mark steps.Mark
	Name string // "Fresh token"
}

// stopName is the room for a stop's name.
const stopName = 12

// railWidth is the rail as a column: " 3 ▸ Token", and a gap.
func railWidth(th theme.Theme) int {
	return len(" 3 ") + lipgloss.Width(th.Marks[steps.Here]) + 1 + stopName + 3
}

func railColumn(r Rail, th theme.Theme) []string {
	out := make([]string, len(r.Stops))
	for i, stop := range r.Stops {
		out[i] = " " + stop.number(i+1, r, th) + " " + stop.mark(i+1, r, th) + " " + stop.name(i+1, r, th)
	}
	return out
}

// railLine is the rail in one line, with as many names as there is room for.
func railLine(r Rail, width int, th theme.Theme) string {
	var all, named, here []string
	for i, stop := range r.Stops {
		n := i + 1
		mark, name := stop.mark(n, r, th), stop.name(n, r, th)
		all = append(all, stop.number(n, r, th)+" "+mark+" "+name)
		named = append(named, mark+" "+name)
		short := stop.number(n, r, th) + " " + mark
		if n == r.Here {
			short += " " + name
		}
		here = append(here, short)
	}
	for _, parts := range [][]string{all, named} {
		if line := strings.Join(parts, "  "); lipgloss.Width(line) <= width {
			return line
		}
	}
	return strings.Join(here, "  ")
}

func (s Stop) number(n int, r Rail, th theme.Theme) string {
	return s.style(n, r, th).Render(fmt.Sprint(n))
}

// mark is how the stop stands; the current one is marked as such.
func (s Stop) mark(n int, r Rail, th theme.Theme) string {
	if n == r.Here {
		return th.Mark(steps.Here)
	}
	return th.Mark(s.Mark)
}

func (s Stop) name(n int, r Rail, th theme.Theme) string { return s.style(n, r, th).Render(s.Name) }

// style lets the current stop stand out, and what has nothing to see stand back.
func (s Stop) style(n int, r Rail, th theme.Theme) lipgloss.Style {
	switch {
	case n == r.Here:
		return th.Strong
	case s.Mark == steps.Unseen, s.Mark == steps.Skipped:
		return th.Dim
	}
	return th.Plain
}
