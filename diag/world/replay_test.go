package world

import (
	"net/http"
	"testing"
	"time"

	"example.com/why401/diag"
)

// A capture opens no door: nothing is sent, whatever is asked for, and no address is looked up.
func TestReplayKeepsAllDoorsShut(t *testing.T) {
	t.Parallel()
	s := server(t, func(http.ResponseWriter, *http.Request) { t.Error("a request came") })
	at := time.Date(2026, 3, 8, 15, 0, 0, 0, time.UTC)
	given := get(s.URL, diag.Field{Name: "Authorization", Value: token})
	c := diag.Case{Request: given, Capture: true, AllowWrites: true, Issuer: s.URL, Origin: s.URL, NTP: "127.0.0.1:1"}
	c.Recorded.Given = []diag.Exchange{{Request: given, Status: 401, SentAt: at}}
	w, closeAll, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll()
	if e, err := w.Do(t.Context(), given.As(diag.AsGiven)); err != nil || e.Status != 401 {
		t.Errorf("the recorded one: %v, %v", e.Status, err)
	}
	for _, p := range []diag.Purpose{
		diag.WithoutCredentials, diag.BadCredentials, diag.Repeat, diag.Experiment, diag.ReadResource, diag.ReadMetadata, diag.ReadKeys,
		diag.AskToken, diag.Introspect, diag.AtOrigin, diag.VerifyEndpoint, diag.Preflight, "",
	} {
		if _, err := w.Do(t.Context(), given.As(p)); err != diag.ErrShut {
			t.Errorf("%q: %v", p, err)
		}
	}
	changed := given.As(diag.AsGiven)
	changed.URL += "/other"
	if _, err := w.Do(t.Context(), changed); err != diag.ErrShut {
		t.Errorf("another request: %v", err)
	}
	w.Trust(s.URL)
	if _, err := w.Public(t.Context(), s.URL+"/keys", diag.ReadKeys); err != diag.ErrShut {
		t.Errorf("a document: %v", err)
	}
	if _, err := w.Time(t.Context(), "127.0.0.1:1"); err != diag.ErrShut {
		t.Errorf("a clock: %v", err)
	}
	if _, err := Live(c); err != diag.ErrShut {
		t.Errorf("the network opens for a capture: %v", err)
	}
	if n := len(w.Log()); n != 0 || !w.Now().Equal(at) {
		t.Errorf("%d sent, at %s", n, w.Now())
	}
}
