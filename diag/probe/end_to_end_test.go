package probe_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/why401/diag"
)

// Every further endpoint is asked at the same time, with the form that works and
// with the one that did not.
func TestVerifyEndpoints(t *testing.T) {
	t.Parallel()
	c := asked(method("POST"), writes, func(c *diag.Case) {
		c.Verify = []string{"https://api.example.com/v2/policies", "https://api.example.com/v2/logs"}
		c.Request.Body = []byte("a=1")
		c.Request.Header = append(c.Request.Header, diag.Field{Name: "Content-Type", Value: "text/plain"})
	})
	f := refusedWith(c, status(401))
	works := status(204)
	works.Request = c.Request.Changed("a fresh token in place of the old")
	works.Request.Header = works.Request.Header.With("Authorization", "Bearer fresh-token-0123456789")
	f.Fresh = &diag.FreshFacts{Try: &works}

	var together sync.WaitGroup
	together.Add(4)
	all := make(chan struct{})
	go func() { together.Wait(); close(all) }()
	w := &fake{answer: func(ctx context.Context, r diag.Request) (diag.Exchange, error) {
		together.Done()
		select {
		case <-all:
		case <-ctx.Done():
			return diag.Exchange{}, errors.New("one waits for the other")
		}
		switch {
		case r.Method != "GET" || len(r.Body) > 0 || r.Header.Has("Content-Type"):
			t.Errorf("%s %s with a body of %d", r.Method, r.URL, len(r.Body))
		case !strings.Contains(r.Header.Value("Authorization"), "fresh-token"):
			return status(401), nil
		case strings.HasSuffix(r.URL, "logs"):
			return status(403), nil
		}
		return status(200), nil
	}}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	got, err := probeFor(diag.EndToEnd).Look(ctx, w.world(), c, f)
	if err != nil || got.End == nil || len(got.End.Rows) != 3 {
		t.Fatalf("%v %v", got.End, err)
	}
	for i, want := range []struct{ before, after int }{{401, 204}, {401, 200}, {401, 403}} {
		if row := got.End.Rows[i]; row.Before != want.before || row.After.Status != want.after {
			t.Errorf("%s: %d, then %d", row.URL, row.Before, row.After.Status)
		}
	}
	if fs := probeFor(diag.EndToEnd).Findings(c, got); len(fs) != 3 || fs[1].Level != diag.Info || fs[2].Level != diag.Error || !strings.Contains(string(fs[1].Text), "was 401") {
		t.Errorf("findings %+v", fs)
	}
}

func TestEndToEndAsksNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	verify := func(c *diag.Case) { c.Verify = []string{"https://api.example.com/v2/policies"} }
	for name, c := range map[string]struct {
		c    diag.Case
		e    diag.Exchange
		sent int
		rows int
		skip bool
	}{
		"nothing works":             {asked(verify), status(401), 0, 0, true},
		"it works as given":         {asked(verify), status(200), 1, 2, false},
		"the request only":          {asked(verify, requestOnly), status(200), 0, 1, false},
		"nothing further was named": {asked(), status(200), 0, 1, false},
	} {
		f := refusedWith(c.c, c.e)
		if skip := probeFor(diag.EndToEnd).Skip(c.c, f); (skip != "") != c.skip {
			t.Errorf("%s: skipped because %q", name, skip)
		}
		if c.skip {
			continue
		}
		w := &fake{answer: always(status(200))}
		if got := look(t, diag.EndToEnd, w, c.c, f); len(got.End.Rows) != c.rows || len(w.sent) != c.sent {
			t.Errorf("%s: %d rows, %d requests", name, len(got.End.Rows), len(w.sent))
		}
	}
}

// What was before the person's fix is held against what is now.
func TestEndToEndRemembersWhatWasBefore(t *testing.T) {
	t.Parallel()
	c := asked()
	f := refusedWith(c, status(200))
	f.Before = &diag.Before{Status: 401, Code: "token-expired"}
	if row := look(t, diag.EndToEnd, &fake{answer: always(status(200))}, c, f).End.Rows[0]; row.Before != 401 || row.After.Status != 200 {
		t.Errorf("%d, then %d", row.Before, row.After.Status)
	}
}
