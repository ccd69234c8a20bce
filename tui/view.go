package tui

import (
	"fmt"
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/walk"
	"example.com/why401/steps"
	"example.com/why401/tui/draw"
)

// View draws what is up.
func (w *wizard) View() string { return w.frame().Text }

func (w *wizard) frame() draw.Frame {
	p := draw.Page{Screen: w.screen(), Head: w.head(), Rail: w.rail(), Notice: w.notice, Spin: w.spin, Scroll: w.scroll}
	if w.over == help {
		return draw.Help(p, helpGroups(), w.w, w.h, w.theme)
	}
	if f := w.openForm(); f != nil && w.over == none {
		p.Form = f.view(draw.FormWidth(w.w, w.theme), w.theme)
	}
	return draw.Screen(p, w.w, w.h, w.theme)
}

// openForm is the form that takes the keys, or nil.
func (w *wizard) openForm() *form {
	switch {
	case w.place == atIntake:
		return &w.intake.form
	case w.place == atStep && len(w.form.fields) > 0:
		return &w.form
	}
	return nil
}

// screen is what is to be shown.
func (w *wizard) screen() steps.Screen {
	s := w.page.Session
	switch w.over {
	case explain:
		if w.place == atVerdict {
			return steps.Explain(s, 0)
		}
		return steps.Explain(s, w.page.Step)
	case requests:
		return steps.Requests(s.Case, w.log())
	case tryFix:
		return steps.TryFix(s, w.fix)
	case copied:
		return steps.Copied(w.text)
	}
	switch w.place {
	case atVerdict:
		return steps.Verdict(s)
	case atStep:
		return w.noted(w.page.Screen())
	}
	return w.intake.screen()
}

// noted puts the notes on the first screen, where they are read.
func (w *wizard) noted(s steps.Screen) steps.Screen {
	if len(w.notes) > 0 && w.page.Step == diag.Reproduce {
		s.Blocks = append([]steps.Block{steps.Para{Text: strings.Join(w.notes, "\n")}}, s.Blocks...)
	}
	return s
}

// head is the request and what came of it so far.
func (w *wizard) head() draw.Head {
	s := w.page.Session
	if w.place == atIntake {
		return draw.Head{}
	}
	u, _, query := strings.Cut(s.Case.Request.URL, "?")
	if query {
		u += "?…"
	}
	h := draw.Head{Request: s.Case.Show(s.Case.Request.Method + " " + u)}
	if s.Facts.Reply == nil || len(s.Facts.Reply.Given) == 0 {
		return h
	}
	last := s.Facts.Reply.Last()
	h.Mark, h.Result = steps.Wrong, result(s, last)
	if authn.Accepted(last) {
		h.Mark = steps.Good
	}
	return h
}

// result is the answer, how long it took, and the verdict so far.
func result(s walk.Session, e diag.Exchange) diag.Text {
	answer := "no answer"
	if e.Answered() {
		answer = fmt.Sprint(e.Status)
	}
	if b := s.Facts.Before; b != nil && b.Status != 0 {
		return diag.Says("%d → %s with the fix", b.Status, answer)
	}
	text := diag.Says("%s · %d ms", answer, e.Timing.Total.Round(time.Millisecond).Milliseconds())
	if v := s.Ranking().Verdict; v.Cause != nil && v.Confidence >= diag.Possible {
		text += diag.Says(" · %s", strings.ReplaceAll(string(v.Code), "-", " "))
	}
	return text
}

func (w *wizard) rail() draw.Rail {
	var r draw.Rail
	marks := steps.Standings(w.page.Session)
	for _, step := range diag.Steps {
		r.Stops = append(r.Stops, draw.Stop{Mark: marks[step], Name: steps.Name(step)})
	}
	if w.place == atStep {
		r.Here = int(w.page.Step)
	}
	return r
}
