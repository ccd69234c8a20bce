package world

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
)

func TestGarbage(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer string
		kind   diag.FailureKind
		text   string
	}{
		"no HTTP":          {"SSH-2.0-OpenSSH_9.2\r\n", diag.FailAnswer, "malformed HTTP response"},
		"escapes":          {"\x1b]0;owned\x07\r\n\r\n", diag.FailAnswer, "malformed HTTP response"},
		"status no number": {"HTTP/1.1 abc Odd\r\n\r\n", diag.FailAnswer, "malformed HTTP status code"},
		"bad header":       {"HTTP/1.1 401 No\r\nno colon\r\n\r\n", diag.FailAnswer, "malformed MIME header"},
		"huge header":      {"HTTP/1.1 401 No\r\nX: " + strings.Repeat("x", 2*maxHeader), diag.FailAnswer, "exceeded"},
		"closed at once":   {"", diag.FailClosed, "closed before an answer"},
		"closed in header": {"HTTP/1.1 401 No\r\nX: 1\r\n", diag.FailClosed, "closed before an answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := raw(t, tt.answer)
			e := do(t, live(t, url), get(url))
			if e.Answered() || e.Failure == nil || e.Failure.Kind != tt.kind || !strings.Contains(e.Failure.Text, tt.text) {
				t.Errorf("status %d, failure %+v", e.Status, e.Failure)
			}
		})
	}
}

func TestNoConnection(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + l.Addr().String()
	_ = l.Close()
	e := do(t, live(t, nobody), get(nobody))
	if want := strings.TrimPrefix(nobody, "http://") + ": connection refused"; e.Failure == nil || e.Failure.Kind != diag.FailConnect || e.Failure.Text != want {
		t.Errorf("%+v", e.Failure)
	}
}

func TestNoAddress(t *testing.T) {
	t.Parallel()
	err := &net.OpError{Op: "dial", Err: &net.DNSError{Name: "api.example", Err: "no such host", IsNotFound: true}}
	if f := failure(t.Context(), err, &trace{}); f.Kind != diag.FailDNS || f.Text != "api.example: no such host" {
		t.Errorf("%+v", f)
	}
}

func TestNeverAnswering(t *testing.T) {
	t.Parallel()
	url := listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	n := live(t, url)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	e, err := n.Do(ctx, get(url))
	if err != nil || e.Failure == nil || e.Failure.Kind != diag.FailTimeout || !strings.Contains(e.Failure.Text, "waiting for an answer") {
		t.Errorf("%+v, %v", e.Failure, err)
	}
	if e.Remote == "" || e.Timing.Total == 0 {
		t.Errorf("remote %q, timing %+v", e.Remote, e.Timing)
	}
}

func TestCancellingWhileWaiting(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	url := listen(t, func(c net.Conn) {
		readHead(c)
		cancel()
		_, _ = io.Copy(io.Discard, c)
	})
	n := live(t, url)
	if _, err := n.Do(ctx, get(url)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if log := n.Log(); len(log) != 1 || log[0].Failure == nil {
		t.Errorf("log %v", log)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = quiet
	ca := pemFile(t, "CERTIFICATE", s.Certificate().Raw)
	elsewhere := strings.Replace(s.URL, "127.0.0.1", "wrong.host", 1)
	plain := server(t, nil)
	for name, tt := range map[string]struct {
		url    string
		change func(*diag.Case)
		text   string // of the failure; "" for an answer
	}{
		"self-signed":       {s.URL, func(*diag.Case) {}, "x509: certificate signed by unknown authority"},
		"--insecure":        {s.URL, func(c *diag.Case) { c.Transport.Insecure = true }, ""},
		"--cacert":          {s.URL, func(c *diag.Case) { c.Transport.CACert = ca }, ""},
		"wrong host":        {elsewhere, func(c *diag.Case) { c.Transport.CACert = ca; resolveTo(c, elsewhere) }, "not wrong.host"},
		"no TLS there":      {strings.Replace(plain.URL, "http:", "https:", 1), func(*diag.Case) {}, "does not speak TLS"},
		"another authority": {s.URL, func(c *diag.Case) { c.Transport.CACert = pemFile(t, "CERTIFICATE", otherCA(t)) }, "unknown authority"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := do(t, live(t, tt.url, tt.change), get(tt.url))
			switch {
			case tt.text == "" && (e.Status != 200 || e.TLS == nil || e.TLS.Subject != "O=Acme Co" || e.TLS.Version != "TLS 1.3"):
				t.Errorf("status %d, failure %+v, TLS %+v", e.Status, e.Failure, e.TLS)
			case tt.text != "" && (e.Failure == nil || e.Failure.Kind != diag.FailTLS || !strings.Contains(e.Failure.Text, tt.text)):
				t.Errorf("failure %+v, want %q", e.Failure, tt.text)
			case tt.text != "" && name != "no TLS there" && (e.TLS == nil || e.TLS.Subject != "O=Acme Co"):
				t.Errorf("the refused certificate is not shown: %+v", e.TLS)
			}
		})
	}
}

func TestInsecureDoesNotHoldForFoundAddresses(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request came") }))
	t.Cleanup(s.Close)
	s.Config.ErrorLog = quiet
	n := live(t, "https://127.0.0.1:1", func(c *diag.Case) { c.Transport.Insecure = true })
	e, err := n.Public(t.Context(), s.URL, diag.ReadKeys)
	if err != nil || e.Failure == nil || e.Failure.Kind != diag.FailTLS {
		t.Errorf("%+v, %v", e.Failure, err)
	}
}

func TestClientCertificateAsked(t *testing.T) {
	t.Parallel()
	for name, auth := range map[string]tls.ClientAuthType{"asked": tls.RequestClientCert, "required": tls.RequireAnyClientCert} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			s.TLS = &tls.Config{ClientAuth: auth, ClientCAs: poolOf(t, otherCA(t))}
			s.Config.ErrorLog = quiet
			s.StartTLS()
			t.Cleanup(s.Close)
			n := live(t, s.URL, func(c *diag.Case) { c.Transport.Insecure = true })
			for range 2 { // the second on the open connection, which does not ask again
				e := do(t, n, get(s.URL))
				if e.TLS == nil || !e.TLS.ClientCert || len(e.TLS.ClientCAs) != 1 || e.TLS.ClientCAs[0] != "CN=Lab CA" {
					t.Fatalf("TLS %+v, failure %+v", e.TLS, e.Failure)
				}
				if failed := e.Failure != nil; failed != (name == "required") {
					t.Fatalf("failure %+v", e.Failure)
				}
			}
		})
	}
}
