package draw

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
)

// way is the request's path: in a row where it fits, else as a column.
func (c canvas) way(w steps.Way) []string {
	if len(w.Hops) == 0 {
		return nil
	}
	if row := c.wayRow(w.Hops); widest(c.width+1, row...) <= c.width {
		return row
	}
	return c.wayColumn(w.Hops)
}

// wayRow draws each hop with its notes below it and an arrow to the next one.
func (c canvas) wayRow(hops []steps.Hop) []string {
	const (
		arrow    = 8  // at least, with a blank before and behind it
		mostNote = 28 // a longer one takes more lines
	)
	var out []string
	column := 0
	for i, h := range hops {
		cell := append([]string{c.hopName(h)}, c.hopNotes(h, mostNote)...)
		width := max(widest(c.width, cell[1:]...)+gap, lipgloss.Width(cell[0])+arrow)
		if i < len(hops)-1 {
			cell[0] += c.shaft(h, hops[i+1], width-lipgloss.Width(cell[0]))
		}
		out = beside(out, cell, column)
		column += width
	}
	return out
}

// shaft is the arrow from a hop to the next: it ends where the request did, and
// is dotted where the request never goes.
func (c canvas) shaft(h, next steps.Hop, width int) string {
	switch {
	case next.Aside:
		return " " + c.th.Dim.Render(strings.Repeat(c.th.Gap+" ", (width-1)/2))
	case h.Ends != "":
		return " " + c.th.Wrong.Render(strings.Repeat(c.th.Shaft, 4)+c.th.Marks[steps.Wrong])
	}
	return " " + c.th.Dim.Render(strings.Repeat(c.th.Shaft, width-3)+c.th.Tip) + " "
}

// wayColumn draws the hops below each other.
func (c canvas) wayColumn(hops []steps.Hop) []string {
	var out []string
	for i, h := range hops {
		out = append(out, c.cut(c.hopName(h), c.text))
		line := c.th.Dim.Render(c.th.Down)
		if i == len(hops)-1 || h.Ends != "" || hops[i+1].Aside {
			line = " "
		}
		for _, note := range c.hopNotes(h, c.text-2) {
			out = append(out, line+" "+note)
		}
	}
	return out
}

func (c canvas) hopName(h steps.Hop) string {
	style := c.th.Plain
	if h.Ends != "" {
		style = c.th.Strong
	}
	if h.Mark == steps.Unseen {
		return style.Render(h.Name)
	}
	return c.th.Mark(h.Mark) + " " + style.Render(h.Name)
}

// hopNotes are a hop's notes; that the way ends there comes last, and points at its name.
func (c canvas) hopNotes(h steps.Hop, width int) []string {
	var out []string
	for _, note := range h.Notes {
		out = append(out, render(c.th.Dim, Wrap(note, width))...)
	}
	if h.Ends != "" {
		out = append(out, c.th.Wrong.Render(c.th.Points+" "+h.Ends))
	}
	return out
}
