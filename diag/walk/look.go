package walk

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/probe"
)

// Looker looks at the world for a session, one step after the other. It may run
// ahead: what a later step is certain to want is asked for while an earlier one
// waits. One Looker serves one session; its methods are safe for concurrent use.
type Looker struct {
	world diag.World
	eager bool // also ask for tokens ahead: for a walk in which nobody has to agree first

	mu    sync.Mutex
	ahead map[diag.Step]chan looked
}

type looked struct {
	facts diag.Facts
	err   error
}

// NewLooker starts with a world.
func NewLooker(w diag.World) *Looker {
	return &Looker{world: w, ahead: map[diag.Step]chan looked{}}
}

// Look does one step of the session: the probe, then the experiments of the
// causes that are likely by now. It returns the session with the result taken
// in. It never fails: what kept it from looking stands in the step's Result.
func (l *Looker) Look(ctx context.Context, s Session, step diag.Step) Session {
	began := l.world.Now()
	s = l.take(ctx, s, step)
	now := l.world.Now()
	s.Results[step].Duration, s.Duration = now.Sub(began), now.Sub(s.Started)
	if l.world.Log != nil {
		s.Log = l.world.Log()
		s.Sent = len(s.Log)
	}
	return s
}

// take takes the step's result in. A panic of a probe or a cause is the step's
// own result: what was seen before it stays.
func (l *Looker) take(ctx context.Context, s Session, step diag.Step) (taken Session) {
	defer func() {
		if recover() != nil {
			s.Results[step] = Result{Status: Failed, Err: errDefect}
			taken = s
		}
	}()
	p := probe.For(step)
	l.runAhead(ctx, s, step)
	if why := p.Skip(s.Case, s.Facts); why != "" {
		s.Results[step] = Result{Status: Skipped, Skip: s.Case.Show(why)}
		return s
	}
	got := l.wait(ctx, s, step)
	r := Result{Err: got.err}
	if errors.Is(got.err, context.Canceled) {
		r.Err = errInterrupted
	}
	if got.err == nil {
		s.Facts = merge(s.Facts, got.facts, step)
		if step == diag.TokenStep && s.Facts.Scopes != nil { // the issuer may have said what an opaque token may do
			s = l.take(ctx, s, diag.ScopesStep)
		}
		if step == diag.TokenStep && s.Facts.Header != nil && authn.BoundByIssuer(s.Facts) { // or what it is bound to
			s.Facts.Header = authn.ReadHeader(probe.At(s.Case, s.Facts.Reply), s.Facts)
		}
		s.Facts = l.experiment(ctx, s, step)
		r.Findings = p.Findings(s.Case, s.Facts)
	}
	r.Status = status(r)
	s.Results[step] = r
	return s
}

var errDefect = errors.New("a defect of why401 kept it from looking")

// runAhead starts the looks of later steps that need not wait for this one.
func (l *Looker) runAhead(ctx context.Context, s Session, step diag.Step) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for later := step + 1; later <= diag.EndToEnd; later++ {
		p := probe.For(later)
		if l.ahead[later] != nil || s.Results[later].Status != "" || later == diag.FreshToken && !l.eager || !p.Ahead(s.Case, s.Facts) {
			continue
		}
		result := make(chan looked, 1)
		l.ahead[later] = result
		go func() { result <- l.look(ctx, s, p) }()
	}
}

// wait is the step's own look: the one that ran ahead where that came to something, else one now.
func (l *Looker) wait(ctx context.Context, s Session, step diag.Step) looked {
	l.mu.Lock()
	started := l.ahead[step]
	delete(l.ahead, step)
	l.mu.Unlock()
	if started != nil {
		if got := <-started; got.err == nil || ctx.Err() != nil { // it ends with the context
			return got
		}
	}
	return l.look(ctx, s, probe.For(step))
}

// look keeps a probe that panics from taking the walk with it.
func (l *Looker) look(ctx context.Context, s Session, p diag.Probe) (got looked) {
	defer func() {
		if recover() != nil {
			got.err = errDefect
		}
	}()
	f, err := p.Look(ctx, l.world, probe.At(s.Case, s.Facts.Reply), s.Facts)
	return looked{f, err}
}

// merge takes over what a step's look filled in; a look that ran ahead does not know the rest.
func merge(f, got diag.Facts, step diag.Step) diag.Facts {
	switch step {
	case diag.Reproduce:
		f.Reply = got.Reply
	case diag.HeaderStep:
		f.Header = got.Header
	case diag.TokenStep:
		f.Token = got.Token
	case diag.ScopesStep:
		f.Scopes = got.Scopes
	case diag.FreshToken:
		f.Fresh = got.Fresh
	case diag.ConfigStep:
		f.Config, f.Reply = got.Config, got.Reply // with the repeats
	case diag.EndToEnd:
		f.End = got.End
	}
	return f
}

// experiment sends what the step's likely causes ask for, one change at a time,
// until one of them is proven.
func (l *Looker) experiment(ctx context.Context, s Session, step diag.Step) diag.Facts {
	if !s.Case.MayRepeat() || s.Case.RequestOnly { // neither from a capture
		return s.Facts
	}
	at := probe.At(s.Case, s.Facts.Reply)
	for i := range cause.All {
		c := &cause.All[i]
		for c.Step == step && c.Try != nil {
			if cause.Band(s.Ranking().Verdict.Confidence) == 3 {
				return s.Facts
			}
			if m := c.Holds(at, s.Facts); m.Confidence < diag.Possible {
				break
			}
			now := s.Facts
			now.At = l.world.Now()
			req, ok := c.Try(at, now)
			if !ok {
				break
			}
			t, err := l.trial(ctx, s, c, req)
			if errors.Is(err, diag.ErrBudget) || ctx.Err() != nil {
				return s.Facts
			} else if err != nil { // this change may not be sent; another one may
				t.Exchange = diag.Exchange{Request: req, Failure: &diag.Failure{Kind: diag.FailRequest, Text: err.Error()}}
			}
			s.Facts.Trials = append(s.Facts.Trials, t)
		}
	}
	return s.Facts
}

// trial sends the changed request and, once in a diagnosis, the request as
// given beside it: where that succeeds too, it was not the change that helped.
// A password is not sent once more for that: accounts are locked after a few.
func (l *Looker) trial(ctx context.Context, s Session, c *cause.Cause, req diag.Request) (diag.Trial, error) {
	t := diag.Trial{Code: c.Code, Step: c.Step}
	var wg sync.WaitGroup
	if given := probe.At(s.Case, s.Facts.Reply).Request; len(s.Facts.Trials) == 0 && !authn.HasPassword(given) {
		wg.Go(func() {
			if e, err := l.world.Do(ctx, given.As(diag.Repeat)); err == nil {
				t.Again = &e
			}
		})
	}
	e, err := l.world.Do(ctx, req)
	wg.Wait()
	t.Exchange = e
	return t, err
}

// errInterrupted is a look that was cancelled.
var errInterrupted = errors.New("interrupted before it was done")

func status(r Result) Status {
	if r.Err != nil {
		return Failed
	}
	worst := Pass
	for _, f := range r.Findings {
		switch {
		case f.Level == diag.Error:
			return Failed
		case f.Level == diag.Warn:
			worst = Warned
		}
	}
	return worst
}

// Run walks a session to its end without a screen. see, where not nil, is
// called after each step.
func Run(ctx context.Context, w diag.World, s Session, see func(Session)) Session {
	l := NewLooker(w)
	l.eager = true
	for {
		m := s.Next()
		s = s.Skip(m)
		if m.Step == 0 {
			return s
		}
		s = l.Look(ctx, s, m.Step)
		if see != nil {
			see(s)
		}
		if ctx.Err() != nil {
			s.Stopped = fmt.Errorf("stopped at step %d: %w", m.Step, context.Cause(ctx))
			return s
		}
	}
}
