package world

import (
	"context"
	"slices"
	"time"

	"example.com/why401/diag"
)

// Replay is the world of a capture: it answers a request that was recorded as it
// was answered then, and all other doors are shut. Time stands still at the
// moment of the recorded answer; where the capture tells none, at now.
func Replay(given []diag.Exchange, now time.Time) diag.World {
	if len(given) > 0 && !given[len(given)-1].SentAt.IsZero() {
		now = given[len(given)-1].SentAt
	}
	return diag.World{
		Do: func(ctx context.Context, r diag.Request) (diag.Exchange, error) {
			if err := ctx.Err(); err != nil {
				return diag.Exchange{}, err
			}
			return recorded(given, r)
		},
		Public: func(context.Context, string, diag.Purpose) (diag.Exchange, error) {
			return diag.Exchange{}, diag.ErrShut
		},
		Log:   func() []diag.Exchange { return nil }, // nothing was sent
		Now:   func() time.Time { return now },
		Time:  func(context.Context, string) (diag.Clock, error) { return diag.Clock{}, diag.ErrShut },
		Trust: func(string) {},
	}
}

// Open opens the world of a case: the network, or what the case's capture
// recorded. The error names a file of the case that cannot be used.
func Open(c diag.Case) (w diag.World, closeAll func(), err error) {
	if c.Capture {
		return Replay(c.Recorded.Given, time.Now()), func() {}, nil
	}
	n, err := Live(c)
	if err != nil {
		return diag.World{}, nil, err
	}
	return n.World, n.Close, nil
}

// recorded is the exchange of that very request.
func recorded(given []diag.Exchange, r diag.Request) (diag.Exchange, error) {
	if r.Purpose != diag.AsGiven {
		return diag.Exchange{}, diag.ErrShut
	}
	for _, e := range given {
		if same(e.Request, r) {
			e.Request.Purpose = diag.AsGiven
			return e, nil
		}
	}
	return diag.Exchange{}, diag.ErrShut
}

func same(a, b diag.Request) bool {
	return a.Method == b.Method && a.URL == b.URL && slices.Equal(a.Header, b.Header) && string(a.Body) == string(b.Body)
}
