package report

import (
	"fmt"
	"strings"
	"time"

	"example.com/why401/diag/walk"
)

// Markdown is the report for a ticket. What servers sent stands in code spans or
// is escaped, so that it can neither format nor link.
func Markdown(s walk.Session) string {
	return secretsOf(s).Mask(compose(s, s.Ranking()).markdown())
}

func (d document) markdown() string {
	var b strings.Builder
	out := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	out("## %s", escape(d.headline()))
	if d.Capture == nil {
		out("\n%s: **%s**", code(d.Target.Method+" "+string(d.Target.URL)), status(d.Target.Status))
	} else {
		out("\n%s\n\n%s", escape(d.subject()), escape(d.Capture.line()))
	}
	if d.Stopped != "" {
		out("\nEnded early: %s", escape(string(d.Stopped)))
	}
	if len(d.Causes) > 0 {
		d.Causes[0].markdown(out)
	}
	d.markdownOthers(out)
	d.markdownSteps(out)
	d.markdownRequests(out)
	return b.String()
}

func (h held) markdown(out func(string, ...any)) {
	if h.Why != "" {
		out("\n%s", escape(string(h.Why)))
	}
	if len(h.Fixes) > 0 {
		out("\n### %s\n", h.fixHead())
		for _, f := range h.Fixes {
			out("- **%s**: %s", f.Difficulty, escape(string(f.Text)))
			if f.Command != "" {
				fence := fenceFor(string(f.Command), 3)
				out("\n  %ssh\n  %s\n  %s\n", fence, strings.ReplaceAll(string(f.Command), "\n", "\n  "), fence)
			}
		}
	}
	if len(h.Evidence) > 0 {
		out("\n### Evidence\n\n| step | source | observed | expected |\n| --- | --- | --- | --- |")
		for _, e := range h.Evidence {
			out("| %d | %s | %s | %s |", e.Step, cell(e.Source), cell(string(e.Observed)), cell(string(e.Expected)))
		}
	}
}

func (d document) markdownOthers(out func(string, ...any)) {
	if len(d.Causes) > 1 {
		out("\n### Also possible\n")
		for _, h := range d.Causes[1:] {
			out("- %s: %s", code(string(h.Cause)), escape(h.other()))
		}
	}
	if len(d.RuledOut) > 0 {
		out("\n### Ruled out\n")
		for _, r := range d.RuledOut {
			out("- %s: %s", code(string(r.Cause)), escape(string(r.Why)))
		}
	}
}

func (d document) markdownSteps(out func(string, ...any)) {
	out("\n### Steps\n\n| step | | what it saw |\n| --- | --- | --- |")
	for _, s := range d.Steps {
		var texts []string
		for _, f := range s.Findings {
			texts = append(texts, escape(string(f.Text)))
		}
		out("| %d %s | %s | %s |", s.N, s.Name, s.Status, strings.Join(texts, "<br>"))
	}
}

func (d document) markdownRequests(out func(string, ...any)) {
	out("\n### Requests\n\n%d sent in %d ms from %s.", d.RequestsSent, d.DurationMS, d.StartedAt.Format(time.RFC3339))
	if len(d.Requests) == 0 {
		return
	}
	out("\n| | answer | time | request | why |\n| --- | --- | --- | --- | --- |")
	for i, r := range d.Requests {
		out("| %d | %s | %d ms | %s | %s |", i+1, r.answer(), r.DurationMS, cell(r.Method+" "+string(r.URL)), escape(r.why()))
	}
}

var markup = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "#", `\#`, "|", `\|`, "~", `\~`, "@", "&#64;", "\n", " ")

// escape makes text that formats nothing, links nothing and mentions no one.
func escape(s string) string { return markup.Replace(s) }

// code is a code span that its own backticks cannot end (CommonMark, section 6.1).
func code(s string) string {
	fence := fenceFor(s, 1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "\n", " ") + fence
}

// cell is a code span in a table, where a bar would end the cell.
func cell(s string) string {
	if s == "" {
		return ""
	}
	return strings.ReplaceAll(code(s), "|", `\|`)
}

// fenceFor is a run of backticks longer than any in s, and at least that long.
func fenceFor(s string, least int) string {
	longest, run := 0, 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return strings.Repeat("`", max(least, longest+1))
}
