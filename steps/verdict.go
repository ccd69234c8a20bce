package steps

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/probe"
	"example.com/why401/diag/walk"
)

// Verdict is the last screen: the answer, how to mend it, what else it could
// have been and why it was not, and what all that rests on.
func Verdict(s walk.Session) Screen {
	r := s.Ranking()
	screen := Screen{Title: r.Verdict.Title, Badge: badge(r.Verdict), Lead: sentence(string(r.Verdict.Why)), Keys: verdictKeys(s), Next: offer(s)}
	if screen.Title == "" {
		screen.Title = string(r.Verdict.Code)
	}
	if b := s.Facts.Before; b != nil {
		screen.Blocks = append(screen.Blocks, beforeAfter(s, *b, r.Verdict.Code))
	}
	// The best fix stands right below the answer, so that it is seen without scrolling.
	best, further := fixes(s, r.Verdict)
	screen.Blocks = append(screen.Blocks, best, bars(r), Evidences{evidence(r)}, further, ruledOut(r))
	return screen
}

// Brief is the verdict in short: the answer and why, and the best fix.
func Brief(s walk.Session) (answer string, best Fixes) {
	screen := Verdict(s)
	answer = screen.Title
	if screen.Badge != "" {
		answer += " (" + screen.Badge + ")"
	}
	answer += ". " + screen.Lead
	if b := s.Facts.Before; b != nil {
		answer += " Changed: " + string(b.Fix) + "."
	}
	best, _ = fixes(s, s.Ranking().Verdict)
	return answer, best
}

// sentence begins with a capital letter and ends with a full stop.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + strings.TrimSuffix(s[n:], ".") + "."
}

// fixes are the best one and the others. What mends nothing yet is what to collect.
func fixes(s walk.Session, v cause.Ranked) (best, further Fixes) {
	best.Head, further.Head = "Fix", "Further"
	if v.Confidence < diag.Possible {
		best.Head = "Collect"
	}
	if all := fixesFor(s, v); len(all) > 0 {
		best.Fixes, further.Fixes = all[:1], all[1:]
	}
	return best, further
}

// fixesFor are the fixes of a cause that the registry has.
func fixesFor(s walk.Session, v cause.Ranked) []diag.Fix {
	if v.Cause == nil {
		return nil
	}
	return v.FixesFor(s.Case, s.Facts)
}

func badge(v cause.Ranked) string {
	if v.Confidence < diag.Possible {
		return ""
	}
	return fmt.Sprintf("%s %.0f %%", cause.BandName(v.Confidence), v.Confidence*100)
}

// beforeAfter is how the request fared before the fix was tried, and with it.
func beforeAfter(s walk.Session, b diag.Before, now diag.Code) Block {
	return Table{
		Head: "Before and after: " + string(b.Fix),
		Cols: []string{"", "answer", "verdict"},
		Rows: [][]diag.Text{
			{"before", status(b.Status), diag.Text(b.Code)},
			{"after", after(s), diag.Text(now)},
		},
	}
}

func after(s walk.Session) diag.Text {
	if s.Facts.Reply == nil || len(s.Facts.Reply.Given) == 0 {
		return status(0)
	}
	return answer(s.Case, s.Facts.Reply.Last())
}

// bars are the causes that hold.
func bars(r cause.Ranking) Block {
	var b Bars
	for _, c := range r.Causes {
		if c.Confidence >= diag.Possible {
			b.Rows = append(b.Rows, Bar{Name: string(c.Code), Confidence: c.Confidence, Note: cause.BandName(c.Confidence)})
		}
	}
	return b
}

// ruledOut are the causes that do not hold, and why.
func ruledOut(r cause.Ranking) Block {
	f := Facts{Head: "Ruled out"}
	for _, c := range r.Out {
		f.Rows = append(f.Rows, Fact{Mark: Skipped, Label: string(c.Code), Text: c.Why})
	}
	return f
}

func evidence(r cause.Ranking) []diag.Evidence {
	var rows []diag.Evidence
	for _, c := range r.Causes {
		rows = append(rows, c.Evidence...)
	}
	return rows
}

// offer is what can be done from the verdict: try the fix, or look on.
func offer(s walk.Session) Next {
	var n Next
	if step := Unlooked(s); step != 0 {
		n.Text = fmt.Sprintf("Look on, at %s: the verdict did not need it.", Name(step))
	}
	if fix, ok := s.Fix(); ok {
		n.Note = "x tries the fix: " + string(fix.What)
	}
	return n
}

// Unlooked is the first step that was not looked at although it has something
// to see; 0 where there is none.
func Unlooked(s walk.Session) diag.Step {
	for _, step := range diag.Steps {
		st := s.Results[step].Status
		if st == "" || st == walk.Skipped && probe.For(step).Skip(s.Case, s.Facts) == "" {
			return step
		}
	}
	return 0
}

func verdictKeys(s walk.Session) []key.Binding {
	var keys []key.Binding
	if Unlooked(s) != 0 {
		keys = append(keys, Does(Keys.Next, "look on"))
	}
	if _, ok := s.Fix(); ok {
		keys = append(keys, Keys.Try)
	}
	if CopyText(s) != "" {
		keys = append(keys, Keys.Copy)
	}
	return append(keys, Keys.Save, Keys.Explain, Keys.Requests, Keys.Again,
		Does(Keys.Jump, "look back"), Keys.Help, Keys.Quit)
}
