package draw

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
)

// moment is one point of a token's life. One without a time lies after all others.
type moment struct {
	at    time.Time
	name  string
	glyph string
	style lipgloss.Style
}

// timeline is the life of a token, issued to expiry, with now on it and the
// clocks below: as a row where it fits, else as a column.
func (c canvas) timeline(t steps.Timeline) []string {
	ms := c.moments(t)
	if len(ms) == 0 {
		return nil
	}
	out := c.lifeRow(t, ms)
	if out == nil {
		out = c.lifeColumn(t, ms)
	}
	return append(out, c.clocks(t.Clocks)...)
}

// moments are the points that are known, in the order of time.
func (c canvas) moments(t steps.Timeline) []moment {
	ended := !t.Expires.IsZero() && !t.Now.Before(t.Expires)
	early := t.Now.Before(begins(t))
	now := c.th.Good
	if ended || early {
		now = c.th.Wrong
	}
	all := []moment{
		{t.Issued, "issued", c.th.Start, c.th.Plain},
		{t.NotBefore, "valid from", c.th.Start, c.th.Plain},
		{t.Expires, map[bool]string{true: "expired", false: "expires"}[ended], c.th.End, c.th.Plain},
		{t.Now, "now", c.th.Now, now},
	}
	if t.NotBefore.Equal(t.Issued) {
		all[1].at = time.Time{}
	}
	if begins(t).IsZero() && t.Expires.IsZero() {
		return nil
	}
	ms := slices.DeleteFunc(all, func(m moment) bool { return m.at.IsZero() })
	slices.SortStableFunc(ms, func(a, b moment) int { return a.at.Compare(b.at) })
	if t.Expires.IsZero() {
		ms = append(ms, moment{name: "no expiry", glyph: c.th.Tip, style: c.th.Plain})
	}
	return ms
}

// begins is when the token starts to be valid; zero where it does not say.
func begins(t steps.Timeline) time.Time {
	if t.NotBefore.IsZero() {
		return t.Issued
	}
	return t.NotBefore
}

// alive says whether the token is valid between two neighbouring moments.
func alive(t steps.Timeline, from, to moment) bool {
	return !from.at.Before(begins(t)) && (t.Expires.IsZero() || !to.at.After(t.Expires))
}

// between says how much time lies between two moments; "" where that has no end.
func between(from, to moment) string {
	if to.at.IsZero() {
		return ""
	}
	return span(to.at.Sub(from.at))
}

// stamps are the moments' times; the day is named where it is not today.
func stamps(t steps.Timeline, ms []moment) []string {
	today := t.Now
	if today.IsZero() {
		today = ms[0].at
	}
	out := make([]string, len(ms))
	for i, m := range ms {
		switch {
		case m.at.IsZero():
		case m.at.UTC().Format(time.DateOnly) == today.UTC().Format(time.DateOnly):
			out[i] = m.at.UTC().Format("15:04:05Z")
		default:
			out[i] = m.at.UTC().Format("2006-01-02 15:04:05Z")
		}
	}
	return out
}

// lifeRow has the names above the line and the times below it, each at its
// moment. nil: the window is too narrow for that.
func (c canvas) lifeRow(t steps.Timeline, ms []moment) []string {
	times := stamps(t, ms)
	gaps := c.gaps(ms, times, min(c.text, 90))
	if gaps == nil {
		return nil
	}
	var names, line, below string
	for i, m := range ms {
		column := lipgloss.Width(line)
		names = pad(names, column) + m.style.Render(m.name)
		below = pad(below, column) + c.th.Dim.Render(times[i])
		line += m.style.Render(m.glyph)
		if i < len(gaps) {
			line += c.segment(alive(t, m, ms[i+1]), between(m, ms[i+1]), gaps[i])
		}
	}
	return []string{names, line, below}
}

// gaps are the columns between the moments: what the texts need, and the rest of
// the width shared out by how long each lasted. nil where the texts do not fit.
func (c canvas) gaps(ms []moment, times []string, width int) []int {
	last := len(ms) - 1
	free := width - len(ms) - widest(width, ms[last].name, times[last])
	gaps := make([]int, last)
	for i := range gaps {
		gaps[i] = max(widest(width, ms[i].name, times[i])+1, lipgloss.Width(between(ms[i], ms[i+1]))+6)
		free -= gaps[i]
	}
	if free < 0 {
		return nil
	}
	end := ms[last].at
	if end.IsZero() && last > 0 {
		end = ms[last-1].at
	}
	whole := end.Sub(ms[0].at)
	for i := range gaps {
		d := ms[i+1].at.Sub(ms[i].at)
		if d <= 0 || whole <= 0 {
			continue
		}
		share := int(float64(free) * (float64(d) / float64(whole)))
		odd := (gaps[i] + share - lipgloss.Width(between(ms[i], ms[i+1]))) % 2 // its length would not stand in the middle
		gaps[i] += max(0, share-odd)
	}
	return gaps
}

// segment is a stretch of the line with its length written into it.
func (c canvas) segment(alive bool, label string, width int) string {
	if label != "" {
		label = " " + label + " "
	}
	free := width - lipgloss.Width(label)
	if alive {
		return strings.Repeat(c.th.Shaft, free/2) + label + strings.Repeat(c.th.Shaft, free-free/2)
	}
	left := free / 4
	right := free/2 - left
	return c.th.Dim.Render(pad(strings.Repeat(" "+c.th.Gap, left)+label+strings.Repeat(c.th.Gap+" ", right), width))
}

// lifeColumn has a line for each moment, and one for the time to the next.
func (c canvas) lifeColumn(t steps.Timeline, ms []moment) []string {
	var out []string
	times := stamps(t, ms)
	for i, m := range ms {
		out = append(out, m.style.Render(m.glyph+" "+pad(m.name, len("valid from")+2))+c.th.Dim.Render(times[i]))
		if i == len(ms)-1 {
			break
		}
		bar := c.th.Gap
		if alive(t, m, ms[i+1]) {
			bar = c.th.Down
		}
		out = append(out, bar+"   "+between(m, ms[i+1]))
	}
	return out
}
