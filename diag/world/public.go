package world

import (
	"context"
	"errors"

	"example.com/why401/diag"
)

// flight is one reading of a public document that several may wait for.
type flight struct {
	done    chan struct{} // closed when exchange and err are there
	waiting int
	cancel  context.CancelFunc

	exchange diag.Exchange
	err      error
}

// public is the door World.Public. Whoever asks for a document that is being
// read waits with the others; it is given up when all of them have.
func (n *Network) public(ctx context.Context, url string, why diag.Purpose) (diag.Exchange, error) {
	if err := ctx.Err(); err != nil {
		return diag.Exchange{}, err
	}
	r := diag.Request{Purpose: why, Method: "GET", URL: url, Header: diag.Header{{Name: "Accept", Value: "application/json"}}}
	f := n.board(ctx, r)
	defer n.leave(url, f)
	select {
	case <-f.done:
		return f.exchange, f.err
	case <-ctx.Done():
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return diag.Exchange{}, ctx.Err()
	}
	return diag.Exchange{Request: r, Failure: &diag.Failure{Kind: diag.FailTimeout, Text: "out of time while waiting for the document"}}, nil
}

// board joins the flight for that document, or starts one. It outlives the
// caller who started it.
func (n *Network) board(ctx context.Context, r diag.Request) *flight {
	n.mu.Lock()
	defer n.mu.Unlock()
	f := n.flights[r.URL]
	if f == nil {
		f = &flight{done: make(chan struct{})}
		n.flights[r.URL] = f
		ctx, f.cancel = context.WithCancel(context.WithoutCancel(ctx))
		go func() {
			defer close(f.done)
			f.exchange, f.err = n.exchange(ctx, r, n.guard.mayRead)
		}()
	}
	f.waiting++
	return f
}

// leave ends a flight that nobody waits for, so that a later caller may start
// another. A finished one is kept: its document is not read again.
func (n *Network) leave(url string, f *flight) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f.waiting--
	select {
	case <-f.done:
		if f.err == nil {
			return
		}
	default:
		if f.waiting > 0 {
			return
		}
	}
	f.cancel()
	if n.flights[url] == f {
		delete(n.flights, url)
	}
}
