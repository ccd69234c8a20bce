package walk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/lab"
	"example.com/why401/diag/walk"
	"example.com/why401/diag/world"
)

// A request that changes something is sent once, whatever else could be tried.
func TestAWriteIsSentOnce(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 302, 307, 401, 403, 404, 500} {
		for _, header := range []string{"Bearer " + opaque, opaque, "bearer  " + opaque, ""} {
			c := asked("DELETE")
			c.Request.Header = c.Request.Header.With("Authorization", header)
			c.Issuer, c.ClientID, c.ClientSecret, c.Origin = "https://idp.example.com", "sync", diag.NewSecret("x"), "https://backend.example.com"
			c.TokenURL, c.Verify = "https://idp.example.com/token", []string{"https://api.example.com/v2/policies"}
			w := &fake{answer: func(r diag.Request) diag.Exchange {
				if r.Purpose == diag.AskToken {
					return diag.Exchange{Status: 200, Body: []byte(`{"access_token":"fresh-token-0123456789"}`)}
				}
				return diag.Exchange{Status: status, Header: diag.Header{{Name: "Location", Value: "/elsewhere"}}}
			}}
			_, s := way(t, w, c)
			n := 0
			for _, e := range s.Log {
				if e.Request.Method == "DELETE" {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d with %q: sent %d times", status, header, n)
			}
		}
	}
}

func TestARequestIsAllThatIsSent(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"token-expired", "gateway-rejects", "scheme-missing", "not-reproduced", "token-revoked", "refresh-token-invalid"} {
		s, _ := lab.Find(code)
		got := diagnose(t, s, func(c *diag.Case) {
			c.RequestOnly, c.Verify = true, []string{c.Request.URL}
			if c.Origin == "" {
				c.Origin = c.Request.URL
			}
		})
		for _, e := range got.Log {
			if p := e.Request.Purpose; p != diag.AsGiven && p != diag.ReadMetadata && p != diag.ReadKeys && p != diag.ReadResource {
				t.Errorf("%s: %s was sent", code, p)
			}
			if e.Request.Purpose != diag.AsGiven && (e.Request.Method != "GET" || e.Request.Header.Has("Authorization")) {
				t.Errorf("%s: %s is no public reading", code, e.Request.Purpose)
			}
		}
	}
}

func TestTheBoundOnRequestsHolds(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"intermittent", "token-expired", "duplicate-credentials"} {
		s, _ := lab.Find(code)
		for limit := range 8 {
			l, err := lab.Start(s)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = l.Close() })
			n, err := world.Live(l.Case())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(n.Close)
			n.Limit = limit
			got := walk.Run(t.Context(), n.World, walk.New(l.Case(), time.Now()), nil)
			if got.Sent > limit || got.Stopped != nil || got.Ranking().Verdict.Code == "" {
				t.Errorf("%s: %d sent of %d, stopped %v", code, got.Sent, limit, got.Stopped)
			}
			if limit == 0 && !errors.Is(got.Results[diag.Reproduce].Err, diag.ErrBudget) {
				t.Errorf("%s: nothing may be sent, and the result is %v", code, got.Results[diag.Reproduce].Err)
			}
		}
	}
}

// What was found before a cancellation stays, and nothing is sent after it.
func TestCancelled(t *testing.T) {
	t.Parallel()
	for _, at := range []diag.Step{diag.Reproduce, diag.HeaderStep, diag.TokenStep} {
		ctx, cancel := context.WithCancelCause(t.Context())
		w := &fake{answer: refusing(401)}
		sent := 0
		s := walk.Run(ctx, w.world(), walk.New(asked("GET"), noon), func(s walk.Session) {
			if s.Results[at].Status != "" && ctx.Err() == nil {
				sent = s.Sent
				cancel(errors.New("interrupted"))
			}
		})
		if s.Stopped == nil || !strings.Contains(s.Stopped.Error(), "interrupted") || s.Facts.Reply == nil || s.Results[at].Status == "" || s.Results[at].Err != nil {
			t.Errorf("after %s: stopped %v, result %v", at, s.Stopped, s.Results[at].Err)
		}
		if len(w.world().Log()) != sent {
			t.Errorf("after %s: %d requests were sent after the cancellation", at, len(w.world().Log())-sent)
		}
		if m := s.Next(); m.Step != 0 {
			t.Errorf("after %s: a stopped walk goes on to %s", at, m.Step)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := walk.Run(ctx, (&fake{answer: refusing(401)}).world(), walk.New(asked("GET"), noon), nil)
	if s.Stopped == nil || s.Facts.Reply != nil || s.Ranking().Verdict.Code != "inconclusive" {
		t.Errorf("before the start: %v", s.Stopped)
	}
}
