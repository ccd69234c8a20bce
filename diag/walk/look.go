package walk

import (
	"context"

	"example.com/why401/diag"
)

// Looker looks at the world for a session, one step after the other. It may run
// ahead: what a later step will want is asked for while an earlier one waits.
// One Looker serves one session; its methods are safe for concurrent use.
type Looker struct{ world diag.World }

// NewLooker starts with a world.
func NewLooker(w diag.World) *Looker { return &Looker{world: w} }

// Look does one step of the session: the probe, then the experiments of the
// causes that are likely by now. It returns the session with the result taken
// in. It never fails: what kept it from looking stands in the step's Result.
func (l *Looker) Look(ctx context.Context, s Session, step diag.Step) Session { return s }

// Run walks a session to its end without a screen. see, where not nil, is
// called after each step.
func Run(ctx context.Context, w diag.World, s Session, see func(Session)) Session { return s }

// Next says where the walk goes from here: the first step that was not looked at
// and has something to see, or the verdict.
func (s Session) Next() Move { return Move{} }

// Needs are the questions whose answers would let that step see more; none where they are answered.
func (s Session) Needs(step diag.Step) []diag.Need { return nil }

// Fix is the change that mends the request, where one is known.
func (s Session) Fix() (Fix, bool) { return Fix{}, false }

// Restart is a new session on the fixed case, which remembers how the request fared before.
func (s Session) Restart(f Fix) Session { return s }
