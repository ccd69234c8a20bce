// Package probe looks at the world, one probe a step. A probe asks what its
// step wants to know and writes down what came: it judges nothing.
package probe

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// All are the probes of the seven steps, in order.
var All = []diag.Probe{reproduce{}, header{}, token{}, scopes{}, fresh{}, config{}, endToEnd{}}

// For is the probe of a step.
func For(step diag.Step) diag.Probe { return All[step-1] }

// together runs functions side by side and waits for all of them. A panic in
// one is returned as an error; the others go on.
func together(fs ...func()) (err error) {
	var (
		wg sync.WaitGroup
		mu sync.Mutex
	)
	for _, f := range fs {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					mu.Lock()
					err = errors.New("a defect of why401 kept it from looking")
					mu.Unlock()
				}
			}()
			f()
		})
	}
	wg.Wait()
	return err
}

// cancelled is the context's error where somebody stopped us. Time that ran out
// is none: what was seen by then counts.
func cancelled(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return nil
}

// unsent says whether an error means that a door was shut, and not that we were cancelled.
func unsent(err error) bool { return err != nil && !errors.Is(err, context.Canceled) }

// target is the request's URL without what may be secret in it.
func target(c diag.Case, raw string) diag.Text {
	u, err := url.Parse(raw)
	if err != nil {
		return c.Show(raw)
	}
	u.User = nil
	if u.RawQuery != "" {
		u.RawQuery = "…"
	}
	return c.Show(strings.Replace(u.String(), "%E2%80%A6", "…", 1))
}

// refusing is the answer that the walk is about: the last of the request as given.
func refusing(f diag.Facts) (diag.Exchange, bool) {
	if f.Reply == nil || len(f.Reply.Given) == 0 {
		return diag.Exchange{}, false
	}
	e := f.Reply.Last()
	return e, authn.Refusal(f)
}

// finding is a shorthand for a line about one thing.
func finding(level diag.Level, code, label, source string, text diag.Text) diag.Finding {
	return diag.Finding{Level: level, Code: code, Label: label, Source: source, Text: text}
}

// checked marks a finding as passed where it is neither a warning nor an error.
func checked(f diag.Finding) diag.Finding {
	f.Passed = f.Level == diag.Info
	return f
}
