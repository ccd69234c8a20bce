package steps

import (
	"example.com/why401/diag"
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

// Standing is how a step stands in the session.
func Standing(s walk.Session, step diag.Step) Mark {
	return map[walk.Status]Mark{
		walk.Pass: Good, walk.Warned: Odd, walk.Failed: Wrong, walk.Skipped: Skipped,
	}[s.Results[step].Status]
}
