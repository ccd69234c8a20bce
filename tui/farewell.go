package tui

import (
	"path/filepath"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/steps"
	"example.com/why401/tui/draw"
)

// farewell is what outlives the screen: the verdict, its best fix, and where the
// report was saved; "" where there is none of it. Commands are not broken: the
// terminal does that, and they can still be pasted.
func (w *wizard) farewell() string {
	var lines []string
	say := func(text string) { lines = append(lines, draw.Wrap(text, max(w.w, draw.MinWidth))...) }
	s := w.session()
	likely := w.place == atStep && s.Ranking().Verdict.Confidence >= diag.Likely
	if w.place == atVerdict || likely {
		head := w.head()
		say(string(head.Request) + ": " + string(head.Result))
		answer, best := steps.Brief(s)
		say(answer)
		for _, fix := range best.Fixes {
			say(best.Head + ": " + string(fix.Text))
			if fix.Command != "" {
				lines = append(lines, string(fix.Command))
			}
		}
	}
	if w.report != "" {
		lines = append(lines, "Report: "+string(s.Case.Show(whole(w.report))))
	}
	if len(lines) == 0 {
		return ""
	}
	return w.theme.Fit(strings.Join(lines, "\n")) + "\n"
}

// whole is a file's whole path: it is looked for from elsewhere, or later.
func whole(name string) string {
	path, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	return path
}
