// Package walk leads a case through the seven steps. A Session is a value: what
// the person told us, what was seen, and what each step came to. A Looker does
// the looking. The wizard and Run ask the same two: what is next, and look.
package walk

import (
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

// Status is what a step came to, as it stands in the JSON report.
type Status string

// The states of a step. The empty Status is a step that was not reached.
const (
	Pass    Status = "pass"
	Warned  Status = "warn"
	Failed  Status = "fail"
	Skipped Status = "skipped"
)

// Result is what one step came to.
type Result struct {
	Status   Status
	Findings []diag.Finding
	Skip     diag.Text // why it was skipped
	Duration time.Duration
	Err      error // we could not look
}

// Session is a diagnosis on its way.
type Session struct {
	Case     diag.Case
	Facts    diag.Facts
	Results  [8]Result // by step; 0 is unused
	Started  time.Time
	Duration time.Duration
	Sent     int             // requests
	Log      []diag.Exchange // all of them, in the order in which they were sent
	Stopped  error           // why the walk ended before its end: cancelled, out of time
}

// New starts a session.
func New(c diag.Case, now time.Time) Session { return Session{Case: c, Started: now} }

// Ranking is what the facts say by now.
func (s Session) Ranking() cause.Ranking { return cause.Rank(s.Case, s.Facts) }

// Move is where the walk goes next, and why.
type Move struct {
	Step diag.Step // 0: to the verdict
	Why  diag.Text
	Skip map[diag.Step]diag.Text // steps passed over on the way, and why
	Ask  diag.Text               // what the next step is about to send that is more than the request: said before it is sent
}

// Fix is the change that is known to mend the request, or is likely to.
type Fix struct {
	Case   diag.Case
	What   diag.Text // what was changed
	Proven bool      // an experiment with it succeeded
}
