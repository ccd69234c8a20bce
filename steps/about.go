package steps

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/walk"
)

// about is what makes a step's page its own.
type step struct {
	name   string // on the rail
	title  string
	asks   string // in one sentence
	waits  string // what a look waits for
	sends  string // what a look sends
	learn  []Para // what the step teaches, with the RFC's section
	blocks func(walk.Session) []Block
	shown  []string // labels of findings that the blocks show as well
	first  bool     // the blocks stand before the findings
}

// about has the seven steps by number; 0 is unused.
var about = [...]step{
	diag.Reproduce:  reproduce,
	diag.HeaderStep: header,
	diag.TokenStep:  token,
	diag.ScopesStep: scopes,
	diag.FreshToken: fresh,
	diag.ConfigStep: config,
	diag.EndToEnd:   endToEnd,
}

// Name is what the step is called on the rail.
func Name(s diag.Step) string { return about[s].name }

// shows says whether the step's blocks show a finding as well: a picture of what
// is good stands for it, and so does the comparison of a proof.
func (s step) shows(f diag.Finding) bool {
	return slices.Contains(s.shown, f.Label) && (f.Passed || f.Source == "request.proof")
}

// Standings are how the steps stand in the session, by number; 0 is unused. The
// step that the verdict belongs to is wrong, wherever that was found out.
func Standings(s walk.Session) [len(about)]Mark {
	var marks [len(about)]Mark
	for _, step := range diag.Steps {
		marks[step] = map[walk.Status]Mark{
			walk.Pass: Good, walk.Warned: Odd, walk.Failed: Wrong, walk.Skipped: Skipped,
		}[s.Results[step].Status]
	}
	if at := blamed(s); marks[at] == Good || marks[at] == Odd {
		marks[at] = Wrong
	}
	return marks
}

// blamed is the step in which the likely cause of a refusal lies; 0 where there is none.
func blamed(s walk.Session) diag.Step {
	v := s.Ranking().Verdict
	if v.Confidence < diag.Likely || s.Facts.Reply == nil || authn.Accepted(s.Facts.Reply.Last()) {
		return 0
	}
	return v.Step
}
