package steps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/walk"
)

// Screen is what the page wants to be shown.
func (p Page) Screen() Screen {
	a := about[p.Step]
	s := Screen{Title: a.title, Number: int(p.Step), Lead: a.asks, Keys: p.keys()}
	switch p.state {
	case asking:
		s.Blocks, s.Next = p.questions(), Next{Text: "Look.", Note: "An empty answer is skipped."}
		if len(p.needs) == 0 {
			s.Next = Next{Text: "Send it."}
		}
	case looking:
		s.Busy, s.Blocks = p.busy(), sent(p.Session.Case, p.seen)
	case failed:
		s.Blocks, s.Next = p.failure(), p.onward()
	case shown:
		s.Blocks, s.Next = p.found(), p.onward()
	}
	return s
}

// questions say what is about to be sent, and what each answer is good for.
func (p Page) questions() []Block {
	var blocks []Block
	if p.ask != "" {
		blocks = append(blocks, Para{"Sends", string(p.ask)})
	} else {
		blocks = append(blocks, Para{"Sends", about[p.Step].sends})
	}
	for _, need := range p.needs {
		blocks = append(blocks, Para{need.Label, need.Why})
	}
	return blocks
}

// sent is what was sent so far and what came of it.
func sent(c diag.Case, log []diag.Exchange) []Block {
	rows := make([]Fact, 0, len(log))
	for _, e := range log {
		rows = append(rows, Fact{Mark: Unseen, Label: string(answer(c, e)), Text: diag.Text(e.Request.Purpose), Source: string(took(e.Timing.Total))})
	}
	return []Block{Facts{Rows: rows}}
}

// found is what the step came to: the findings, then its picture.
func (p Page) found() []Block {
	r := p.Session.Results[p.Step]
	if r.Status == walk.Skipped {
		return []Block{Facts{Rows: []Fact{{Mark: Skipped, Label: "skipped", Text: r.Skip},
			{Mark: Unseen, Label: "anyway", Text: "r looks all the same."}}}}
	}
	blocks, found := about[p.Step].blocks(p.Session), r.Findings
	if len(blocks) > 0 {
		found = slices.DeleteFunc(slices.Clone(found), about[p.Step].shows)
	}
	if about[p.Step].first {
		return append(blocks, Facts{Rows: findings(found)})
	}
	return append([]Block{Facts{Rows: findings(found)}}, blocks...)
}

func (p Page) failure() []Block {
	r := p.Session.Results[p.Step]
	if r.Err == nil {
		return []Block{Facts{Rows: []Fact{{Mark: Odd, Label: "cancelled", Text: "This step was not looked at. r looks again."}}}}
	}
	row := Fact{Mark: Odd, Label: "not seen", Text: p.Session.Case.Show(r.Err.Error())}
	return append([]Block{Facts{Rows: append([]Fact{row}, findings(r.Findings)...)}}, about[p.Step].blocks(p.Session)...)
}

func findings(fs []diag.Finding) []Fact {
	rows := make([]Fact, 0, len(fs))
	for _, f := range fs {
		mark := map[diag.Level]Mark{diag.Info: Noted, diag.Warn: Odd, diag.Error: Wrong}[f.Level]
		if f.Passed {
			mark = Good
		}
		rows = append(rows, Fact{Mark: mark, Label: f.Label, Text: f.Text, Source: f.Source})
	}
	return rows
}

// onward says what enter does, why, and what the verdict is so far.
func (p Page) onward() Next {
	next := p.Next()
	text := "The verdict."
	if next.Step != 0 {
		text = Name(next.Step) + "."
	}
	if next.Why != "" {
		text += " " + string(next.Why)
	}
	return Next{Text: text, Note: soFar(p.Session), Skips: skips(next)}
}

// skips says which steps a move passes over and why, each reason once.
func skips(m walk.Move) string {
	var whys []diag.Text
	names := map[diag.Text][]string{}
	for _, step := range diag.Steps {
		if why, skipped := m.Skip[step]; skipped {
			if names[why] == nil {
				whys = append(whys, why)
			}
			names[why] = append(names[why], Name(step))
		}
	}
	if len(whys) == 0 {
		return ""
	}
	var parts []string
	for _, why := range whys {
		parts = append(parts, fmt.Sprintf("%s (%s)", strings.Join(names[why], ", "), why))
	}
	return "Passed over: " + strings.Join(parts, "; ") + "."
}

// soFar is the verdict by now, where the facts carry one.
func soFar(s walk.Session) string {
	v := s.Ranking().Verdict
	if v.Cause == nil || v.Confidence < diag.Possible {
		return ""
	}
	return cause.BandName(v.Confidence) + "  " + string(v.Code)
}

func (p Page) keys() []key.Binding {
	switch p.state {
	case asking:
		if len(p.needs) > 0 {
			return []key.Binding{Does(Keys.Next, "look"), Does(Keys.Cancel, "back"), Keys.Interrupt}
		}
		return []key.Binding{Does(Keys.Next, "send"), Does(Keys.Cancel, "back"), Keys.Explain, Keys.Help, Keys.Quit}
	case looking:
		return []key.Binding{Keys.Cancel, Keys.Requests, Keys.Help, Keys.Quit}
	}
	keys := []key.Binding{Keys.Next}
	if p.Step > diag.Reproduce {
		keys = append(keys, Keys.Back)
	}
	if _, ok := p.Session.Fix(); ok {
		keys = append(keys, Keys.Try)
	}
	keys = append(keys, Keys.Explain, Keys.Again, Keys.Save)
	if soFar(p.Session) != "" {
		keys = append(keys, Keys.Copy)
	}
	return append(keys, Keys.Requests, Keys.Help, Keys.Quit)
}
