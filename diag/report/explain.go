package report

import (
	"fmt"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

// Explain says what a cause means, how to confirm it by hand, how to fix it, how
// to prevent it, and where it is written.
func Explain(c cause.Cause) string {
	var l lines
	l.head(string(c.Code))
	l.para("", fmt.Sprintf("%s (%s)", c.Title, where(c.Step)))
	if c.Means != "" {
		l.head("What it means")
		l.para("  ", c.Means)
	}
	confirm(&l, c.Confirm)
	if len(c.Mend) > 0 {
		l.head("How to fix it")
		for _, f := range c.Mend {
			writeFix(&l, fix(f))
		}
	}
	bullets(&l, "How to prevent it", c.Prevent)
	if c.RFC != "" {
		l.head("Where it is written")
		l.para("  ", c.RFC)
	}
	return l.String()
}

// confirm lists commands, as they are to be pasted, and what to make of their output.
func confirm(l *lines, items []string) {
	if len(items) == 0 {
		return
	}
	l.head("How to confirm it by hand")
	for _, item := range items {
		if cause.IsCommand(item) {
			l.verbatim(4, item)
		} else {
			l.para("  ", item)
		}
	}
}

func bullets(l *lines, title string, items []string) {
	if len(items) == 0 {
		return
	}
	l.head(title)
	for _, item := range items {
		l.para("  - ", item)
	}
}

// List names all causes by step, in the order in which a request meets them.
func List() string { return list(cause.All) }

func list(all []cause.Cause) string {
	width := 0
	for _, c := range all {
		width = max(width, len(c.Code))
	}
	var l lines
	for _, n := range append([]diag.Step{0}, diag.Steps...) {
		headed := false
		for _, c := range all {
			if c.Step != n {
				continue
			}
			if !headed {
				l.head(listHead(n))
				headed = true
			}
			l.row(string(c.Code), width, c.Title)
		}
	}
	return l.String()
}

func listHead(n diag.Step) string {
	if n == 0 {
		return "No step"
	}
	return fmt.Sprintf("%d %s", n, n)
}

func where(n diag.Step) string {
	if n == 0 {
		return "no step"
	}
	return fmt.Sprintf("step %d, %s", n, n)
}
