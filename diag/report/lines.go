package report

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// columns is how wide a report is.
const columns = 80

// lines is a text under construction, no line wider than columns unless one word is.
type lines struct{ b strings.Builder }

// head starts a section.
func (l *lines) head(title string) {
	if l.b.Len() > 0 {
		l.b.WriteString("\n")
	}
	l.b.WriteString(title + "\n")
}

// para writes wrapped text; its first line starts with first, the others with as many blanks.
func (l *lines) para(first, text string) {
	indent := strings.Repeat(" ", ansi.StringWidth(first))
	for i, line := range wrap(text, columns-len(indent)) {
		if i == 0 {
			line = first + line
		} else {
			line = indent + line
		}
		l.b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// row writes wrapped text behind a label of the given width.
func (l *lines) row(label string, width int, text string) { l.para("  "+pad(label, width)+"  ", text) }

// verbatim writes a command as it is to be pasted: never wrapped, only indented.
func (l *lines) verbatim(indent int, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		l.b.WriteString(strings.TrimRight(strings.Repeat(" ", indent)+line, " ") + "\n")
	}
}

func (l *lines) String() string { return l.b.String() }

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-ansi.StringWidth(s)))
}

// wrap breaks text at blanks. Runs of blanks stay as they are: they may be what is wrong.
func wrap(text string, width int) []string {
	var out []string
	for part := range strings.SplitSeq(text, "\n") {
		line := ""
		for i, word := range strings.Split(part, " ") {
			switch {
			case i == 0:
				line = word
			case ansi.StringWidth(line)+1+ansi.StringWidth(word) > width:
				out = append(out, line)
				line = word
			default:
				line += " " + word
			}
		}
		out = append(out, line)
	}
	return out
}
