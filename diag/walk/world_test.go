package walk_test

import (
	"context"
	"net/http/httptrace"
	"slices"
	"sync"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

var noon = time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)

// fake is a world without bounds: it shows what the walk asks of it by itself.
type fake struct {
	answer func(diag.Request) diag.Exchange

	mu   sync.Mutex
	sent []diag.Exchange
	read []string
}

func (w *fake) world() diag.World {
	return diag.World{
		Do: func(ctx context.Context, r diag.Request) (diag.Exchange, error) {
			if err := ctx.Err(); err != nil {
				return diag.Exchange{}, err
			}
			e := w.answer(r)
			e.Request, e.SentAt = r, noon
			w.mu.Lock()
			w.sent = append(w.sent, e)
			w.mu.Unlock()
			if trace := httptrace.ContextClientTrace(ctx); trace != nil {
				trace.WroteRequest(httptrace.WroteRequestInfo{})
			}
			return e, nil
		},
		Public: func(ctx context.Context, url string, _ diag.Purpose) (diag.Exchange, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.read = append(w.read, url)
			return diag.Exchange{Status: 404}, ctx.Err()
		},
		Log: func() []diag.Exchange { w.mu.Lock(); defer w.mu.Unlock(); return slices.Clone(w.sent) },
		Now: func() time.Time { return noon }, Trust: func(string) {},
		Time: func(context.Context, string) (diag.Clock, error) { return diag.Clock{}, diag.ErrShut },
	}
}

func (w *fake) reads() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.read)
}

func refusing(status int) func(diag.Request) diag.Exchange {
	return func(r diag.Request) diag.Exchange {
		if r.Purpose == diag.WithoutCredentials {
			return diag.Exchange{Status: 401}
		}
		return diag.Exchange{Status: status}
	}
}

const opaque = "4f9c1e7ab2d84c0f9e6a"

func asked(method string) diag.Case {
	c := diag.Case{Secrets: diag.NewSecrets("salt"), Request: diag.Request{Method: method, URL: "https://api.example.com/v2/devices",
		Header: diag.Header{{Name: "Authorization", Value: "Bearer " + opaque}}}}
	c.Secrets.Add(opaque)
	return c
}

// way is the steps in which the walk looked, and the session at its end.
func way(t *testing.T, w *fake, c diag.Case) ([]diag.Step, walk.Session) {
	t.Helper()
	var steps []diag.Step
	var before walk.Session
	s := walk.Run(t.Context(), w.world(), walk.New(c, noon), func(s walk.Session) {
		for _, step := range diag.Steps {
			if s.Results[step].Status != "" && s.Results[step].Status != walk.Skipped && before.Results[step].Status == "" {
				steps = append(steps, step)
			}
		}
		before = s
	})
	for _, step := range diag.Steps {
		switch r := s.Results[step]; {
		case r.Status == "" && s.Stopped == nil:
			t.Errorf("%s was neither looked at nor skipped", step)
		case r.Status == walk.Skipped && r.Skip == "":
			t.Errorf("%s was skipped, and nothing says why", step)
		}
	}
	return steps, s
}
