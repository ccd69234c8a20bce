package report

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

// Text is the report for a terminal or a log: 80 columns, no colours. Its first
// two lines answer the question: what was asked and answered, and why.
func Text(s walk.Session) string {
	return secretsOf(s).Mask(compose(s, s.Ranking()).text())
}

func (d document) text() string {
	var l lines
	l.para("", d.subject())
	l.para("", d.headline())
	if d.Capture != nil {
		l.para("", d.Capture.line())
	}
	if d.Stopped != "" {
		l.para("", "Ended early: "+string(d.Stopped))
	}
	if len(d.Causes) > 0 {
		first := d.Causes[0]
		first.textWhy(&l)
		first.textFixes(&l)
		first.textEvidence(&l)
	}
	d.textOthers(&l)
	d.textSteps(&l)
	d.textRequests(&l)
	return l.String()
}

// subject is what was asked and answered. Of a capture either may be missing.
func (d document) subject() string {
	asked, answered := fmt.Sprintf("%s %s", d.Target.Method, d.Target.URL), status(d.Target.Status)
	if d.Capture != nil && d.Target.URL == "" {
		asked = "A request that the capture does not show"
	}
	if d.Capture != nil && d.Capture.unanswered {
		answered = "its answer is not in the capture"
	}
	return asked + ": " + answered
}

// line says what the diagnosis is from, and by which clock it judges.
func (c captured) line() string {
	which := string(c.Form)
	if c.Exchanges > 1 {
		which += fmt.Sprintf(", exchange %d of %d", c.Exchange, c.Exchanges)
	}
	return fmt.Sprintf("From a capture (%s); nothing was sent. Times are judged by the clock of %s, at %s.", which, c.Clock, c.Time.Format(time.RFC3339))
}

// headline is the verdict in a line: its title, its code, how sure it is.
func (d document) headline() string {
	title := ""
	if len(d.Causes) > 0 {
		title = d.Causes[0].Title
	}
	if title == "" {
		title = string(d.Verdict.Cause)
	}
	return fmt.Sprintf("%s (%s)", title, d.Verdict.label())
}

// label is the code and the band: "token-expired, confirmed 98 %".
func (v verdict) label() string {
	if v.Band == "" {
		return string(v.Cause)
	}
	return fmt.Sprintf("%s, %s", v.Cause, sure(v.Band, v.Confidence))
}

func sure(band word, confidence float64) string {
	return fmt.Sprintf("%s %.0f %%", band, confidence*100)
}

func (h held) textWhy(l *lines) {
	if h.Why == "" {
		return
	}
	l.head("Why")
	l.para("  ", string(h.Why))
}

func (h held) textFixes(l *lines) {
	if len(h.Fixes) == 0 {
		return
	}
	l.head(h.fixHead())
	for _, f := range h.Fixes {
		writeFix(l, f)
	}
}

// fixHead is what stands over the fixes: without a cause there is nothing to mend, but more to find out.
func (h held) fixHead() string {
	if h.Cause == "inconclusive" {
		return "What to collect next"
	}
	return "Fix"
}

func writeFix(l *lines, f fix) {
	l.row(string(f.Difficulty), 6, string(f.Text))
	if f.Command != "" {
		l.verbatim(10, string(f.Command))
	}
}

func (h held) textEvidence(l *lines) {
	if len(h.Evidence) == 0 {
		return
	}
	l.head("Evidence")
	for _, e := range h.Evidence {
		where := fmt.Sprintf("step %d  %s", e.Step, e.Source)
		l.row(where, 34, string(e.Observed))
		if e.Expected != "" {
			l.row("", 34, "expected: "+string(e.Expected))
		}
	}
}

func (d document) textOthers(l *lines) {
	if len(d.Causes) > 1 {
		l.head("Also possible")
		for _, h := range d.Causes[1:] {
			l.row(string(h.Cause), 26, h.other())
		}
	}
	if len(d.RuledOut) > 0 {
		l.head("Ruled out")
		for _, r := range d.RuledOut {
			l.row(string(r.Cause), 26, string(r.Why))
		}
	}
}

// other is a cause that is not the verdict, in a line.
func (h held) other() string {
	words := []string{h.Title}
	if h.Band != "" {
		words = []string{sure(h.Band, h.Confidence), h.Title}
	}
	if h.Why != "" {
		words = append(words, string(h.Why))
	}
	return strings.Join(words, ": ")
}

func (d document) textSteps(l *lines) {
	l.head("Steps")
	for _, s := range d.Steps {
		l.row(fmt.Sprintf("%d %-11s  %s", s.N, s.Name, s.Status), 22, s.line())
	}
}

// line is what the step saw, the gravest finding first and alone: the JSON form has them all.
func (s step) line() string {
	best := -1
	for i, f := range s.Findings {
		if best < 0 || gravity[f.Level] > gravity[s.Findings[best].Level] {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return string(s.Findings[best].Text)
}

var gravity = map[diag.Level]int{diag.Info: 0, diag.Warn: 1, diag.Error: 2}

func (d document) textRequests(l *lines) {
	l.head(fmt.Sprintf("Requests sent: %d, in %d ms from %s", d.RequestsSent, d.DurationMS, d.StartedAt.Format(time.RFC3339)))
	for i, r := range d.Requests {
		l.row(fmt.Sprintf("%2d  %-3s  %6d ms", i+1, r.answer(), r.DurationMS), 18, r.why())
		if r.Method != d.Target.Method || r.URL != d.Target.URL {
			l.row("", 18, fmt.Sprintf("%s %s", r.Method, r.URL))
		}
	}
}

// answer is the status, or a dash where none came.
func (r request) answer() string {
	if r.Status == 0 {
		return "-"
	}
	return fmt.Sprint(r.Status)
}

// why is what the request was sent for, and what kept it from an answer.
func (r request) why() string {
	why := string(r.Purpose)
	if r.Change != "" {
		why += ": " + string(r.Change)
	}
	if r.Failure != "" {
		why += " (" + string(r.Failure) + ")"
	}
	return why
}

func status(code int) string {
	if code == 0 {
		return "no HTTP answer"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}
