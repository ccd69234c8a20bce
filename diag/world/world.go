// Package world holds the doors to the outside. Live is the network as it is:
// it sends exactly what it is given, within bounds, and keeps credentials from
// going where they were not meant to go.
package world

import (
	"sync"
	"time"

	"example.com/why401/diag"
)

// Network is the live world of one diagnosis. Its doors are those of the World
// in it; they are safe for concurrent use.
type Network struct {
	diag.World
	Limit int // requests of this diagnosis; set it before the first one

	c     diag.Case
	lines lines

	mu      sync.Mutex
	guard   guard
	log     []diag.Exchange
	flights map[string]*flight
	gates   map[string]chan struct{} // by proxy
}

// Live opens the network for a case. The error says which file of the case's
// transport cannot be used.
func Live(c diag.Case) (*Network, error) {
	if c.Capture { // its world is Replay's
		return nil, diag.ErrShut
	}
	if c.Secrets == nil {
		c.Secrets = diag.NewSecrets("")
	}
	n := &Network{Limit: MaxRequests, c: c, guard: newGuard(c), flights: map[string]*flight{}, gates: map[string]chan struct{}{}}
	var err error
	if n.lines, err = newLines(c.Transport); err != nil {
		return nil, err
	}
	c.Secrets.Add(n.lines.hops.passwords()...)
	n.World = diag.World{Do: n.do, Public: n.public, Log: n.Log, Now: time.Now, Time: n.time, Trust: n.trust}
	return n, nil
}

// Sent is how many requests were sent.
func (n *Network) Sent() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.log)
}

// Log is every exchange in the order in which the requests were sent. One that
// is still under way stands there with a failure that says so.
func (n *Network) Log() []diag.Exchange {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]diag.Exchange(nil), n.log...)
}

// Close closes the idle connections.
func (n *Network) Close() {
	n.lines.api.CloseIdleConnections()
	n.lines.named.CloseIdleConnections()
	n.lines.found.CloseIdleConnections()
}

func (n *Network) trust(url string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.guard.mean(url)
}

// admit takes one request out of the bound and gives it its place in the log,
// or says why it may not be sent. All of it is one step: two requests that are
// sent at the same time cannot both be the last one.
func (n *Network) admit(r diag.Request, may func(diag.Request) error) (place int, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err := may(r); err != nil {
		return 0, err
	}
	if len(n.log) >= n.Limit {
		return 0, diag.ErrBudget
	}
	n.guard.sending(r)
	n.log = append(n.log, diag.Exchange{Request: r, SentAt: time.Now(), Failure: &diag.Failure{Kind: diag.FailTimeout, Text: "no answer yet"}})
	return len(n.log) - 1, nil
}

func (n *Network) settle(place int, e diag.Exchange) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.log[place] = e
	n.guard.saw(e)
}
