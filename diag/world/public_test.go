package world

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/why401/diag"
)

func TestPublicDocumentIsReadOnce(t *testing.T) {
	t.Parallel()
	var got atomic.Int32
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		got.Add(1)
		if r.Header.Get("Accept") != "application/json" || r.Header.Get("Authorization") != "" {
			t.Errorf("header %v", r.Header)
		}
		_, _ = w.Write([]byte("{}"))
	})
	n := live(t, s.URL)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if e, err := n.Public(context.Background(), s.URL+"/keys", diag.ReadKeys); err != nil || string(e.Body) != "{}" {
				t.Errorf("%q, %v", e.Body, err)
			}
		})
	}
	all.Wait()
	if got.Load() != 1 || n.Sent() != 1 {
		t.Errorf("server got %d, sent %d", got.Load(), n.Sent())
	}
}

func TestOneReaderGivesUpAndTheOtherDoesNot(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan struct{}), make(chan struct{})
	s := server(t, func(w http.ResponseWriter, _ *http.Request) {
		asked <- struct{}{}
		<-answer
		_, _ = w.Write([]byte("keys"))
	})
	n := live(t, s.URL)
	read := func(ctx context.Context) <-chan error {
		result := make(chan error, 1)
		go func() {
			e, err := n.Public(ctx, s.URL, diag.ReadKeys)
			if err == nil && string(e.Body) != "keys" {
				t.Errorf("body %q, %+v", e.Body, e.Failure)
			}
			result <- err
		}()
		return result
	}
	first, giveUp := context.WithCancel(t.Context())
	a := read(first)
	<-asked
	b := read(t.Context())
	for n.passengers(s.URL) != 2 {
		runtime.Gosched() // until the second is on board
	}
	giveUp()
	if err := <-a; err != context.Canceled {
		t.Errorf("the first: %v", err)
	}
	close(answer)
	if err := <-b; err != nil {
		t.Errorf("the second: %v", err)
	}
	if n.Sent() != 1 {
		t.Errorf("sent %d", n.Sent())
	}
}

func (n *Network) passengers(url string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.flights[url].waiting
}

func TestAbandonedReadingEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan struct{})
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			cancel()
			<-r.Context().Done()
			close(gone)
		}
	})
	n := live(t, s.URL)
	if _, err := n.Public(ctx, s.URL+"/slow", diag.ReadKeys); err != context.Canceled {
		t.Errorf("error %v", err)
	}
	<-gone // the server saw the connection end
}

func TestPublicIsForTrustworthyWays(t *testing.T) {
	t.Parallel()
	s := server(t, nil)
	n := live(t, "https://api.example/", func(c *diag.Case) {
		c.Issuer = "http://issuer.example:1/x"
		c.Transport.Resolve = map[string]string{"issuer.example:1": "127.0.0.1"}
	})
	for url, want := range map[string]error{
		"http://elsewhere.example/keys": diag.ErrPlain,
		s.URL:                           nil, // loopback
		"http://issuer.example:1/keys":  nil, // named, so it was tried
	} {
		if _, err := n.Public(t.Context(), url, diag.ReadKeys); err != want {
			t.Errorf("%s: %v, want %v", url, err, want)
		}
	}
	e, err := n.Public(t.Context(), "file:///etc/passwd", diag.ReadKeys)
	if err != nil || e.Failure == nil || e.Failure.Kind != diag.FailRequest {
		t.Errorf("file: %+v, %v", e.Failure, err)
	}
}

func TestPublicDoesNotFollowAndIsCounted(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/a") {
			t.Errorf("followed to %s", r.URL.Path)
		}
		http.Redirect(w, r, "/b", http.StatusFound)
	})
	n := live(t, s.URL)
	n.Limit = 1
	if e, err := n.Public(t.Context(), s.URL+"/a", diag.ReadKeys); err != nil || e.Status != 302 {
		t.Errorf("status %d, %v", e.Status, err)
	}
	if _, err := n.Public(t.Context(), s.URL+"/a2", diag.ReadKeys); err != diag.ErrBudget {
		t.Errorf("past the bound: %v", err)
	}
}
