package world

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"example.com/why401/diag"
)

// TestMain keeps a proxy of the machine out of the tests.
func TestMain(m *testing.M) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		_ = os.Unsetenv(name)
	}
	os.Exit(m.Run())
}

// live is a network for a request to that URL, with those changes to the case.
func live(t *testing.T, url string, change ...func(*diag.Case)) *Network {
	t.Helper()
	c := diag.Case{Request: diag.Request{Method: "GET", URL: url}, Secrets: diag.NewSecrets("salt")}
	for _, f := range change {
		f(&c)
	}
	n, err := Live(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

// get is the request as given to that URL.
func get(url string, fields ...diag.Field) diag.Request {
	return diag.Request{Purpose: diag.AsGiven, Method: "GET", URL: url, Header: fields}
}

func do(t *testing.T, n *Network, r diag.Request) diag.Exchange {
	t.Helper()
	e, err := n.Do(t.Context(), r)
	if err != nil {
		t.Fatalf("%v: %v", r, err)
	}
	return e
}

// raw is a server that answers every connection's first request with those bytes and closes.
func raw(t *testing.T, answer string) (url string, requests <-chan string) {
	t.Helper()
	seen := make(chan string, 100)
	url = listen(t, func(c net.Conn) {
		seen <- readHead(c)
		_, _ = c.Write([]byte(answer))
	})
	return url, seen
}

// listen serves connections until the test is over.
func listen(t *testing.T, serve func(net.Conn)) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); open.Wait() })
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer func() { _ = c.Close() }()
				serve(c)
			})
		}
	})
	return "http://" + l.Addr().String()
}

// readHead is the request up to its empty line, byte by byte as it came.
func readHead(c net.Conn) string {
	var head []byte
	for r := bufio.NewReader(c); ; {
		line, err := r.ReadBytes('\n')
		head = append(head, line...)
		if err != nil || len(line) <= 2 {
			return string(head)
		}
	}
}

// server is an HTTP server that counts and keeps what it gets.
func server(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	if h == nil {
		h = func(http.ResponseWriter, *http.Request) {}
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func TestSentAndLogKeepTheOrder(t *testing.T) {
	t.Parallel()
	s := server(t, nil)
	n := live(t, s.URL)
	for _, p := range []diag.Purpose{diag.AsGiven, diag.WithoutCredentials, diag.Repeat} {
		do(t, n, get(s.URL).As(p))
	}
	log := n.Log()
	if n.Sent() != 3 || len(log) != 3 || log[0].Request.Purpose != diag.AsGiven || log[2].Request.Purpose != diag.Repeat {
		t.Errorf("sent %d, log %v", n.Sent(), log)
	}
	if log[1].Status != 200 || !log[1].Reused || log[0].Reused {
		t.Errorf("the second exchange: status %d, reused %v", log[1].Status, log[1].Reused)
	}
}

func TestBudgetIsExactUnderConcurrency(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	got := 0
	s := server(t, func(http.ResponseWriter, *http.Request) { mu.Lock(); got++; mu.Unlock() })
	n := live(t, s.URL)
	var refused sync.Map
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			if _, err := n.Do(context.Background(), get(s.URL)); err != nil {
				refused.Store(i, err)
			}
		})
	}
	all.Wait()
	errs := 0
	refused.Range(func(_, err any) bool {
		if errs++; err != diag.ErrBudget {
			t.Errorf("error %v, want ErrBudget", err)
		}
		return true
	})
	if got != MaxRequests || n.Sent() != MaxRequests || errs != 100-MaxRequests {
		t.Errorf("server got %d, sent %d, refused %d", got, n.Sent(), errs)
	}
}

func TestNothingIsSentAfterCancelling(t *testing.T) {
	t.Parallel()
	s := server(t, func(http.ResponseWriter, *http.Request) { t.Error("a request came") })
	n := live(t, s.URL)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Do(ctx, get(s.URL)); err != context.Canceled {
		t.Errorf("Do: %v", err)
	}
	if _, err := n.Public(ctx, s.URL, diag.ReadKeys); err != context.Canceled {
		t.Errorf("Public: %v", err)
	}
	if n.Sent() != 0 {
		t.Errorf("sent %d", n.Sent())
	}
}
