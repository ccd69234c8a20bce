package world

import (
	"crypto/tls"
	"net/http/httptrace"
	"sync"
	"time"

	"example.com/why401/diag"
)

// trace is what happened to one request on its way. The hooks may be called
// after the request is over: a connection that was dialled for it goes on.
type trace struct {
	mu                      sync.Mutex
	start                   time.Time
	dns, dial, shake, ready time.Time // when each began; ready: the connection was there
	timing                  diag.Timing
	remote                  string
	reused, spoke           bool // spoke: a first byte came
	connection              *tls.ConnectionState
	handshake               error
	waiting                 string // for what, in words
}

func (t *trace) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart: func(httptrace.DNSStartInfo) { t.note(func() { t.dns, t.waiting = time.Now(), "the name's address" }) },
		DNSDone:  func(httptrace.DNSDoneInfo) { t.note(func() { t.timing.DNS = time.Since(t.dns) }) },
		ConnectStart: func(_, _ string) {
			t.note(func() {
				t.waiting = "a connection"
				if t.dial.IsZero() { // several addresses are tried at the same time
					t.dial = time.Now()
				}
			})
		},
		ConnectDone: func(_, _ string, err error) {
			t.note(func() {
				if err == nil {
					t.timing.Connect = time.Since(t.dial)
				}
			})
		},
		TLSHandshakeStart: func() { t.note(func() { t.shake, t.waiting = time.Now(), "the TLS handshake" }) },
		TLSHandshakeDone: func(s tls.ConnectionState, err error) {
			t.note(func() { t.timing.TLS, t.connection, t.handshake = time.Since(t.shake), &s, err })
		},
		GotConn: func(i httptrace.GotConnInfo) {
			t.note(func() {
				t.ready, t.waiting = time.Now(), "an answer"
				t.reused, t.remote = i.Reused, i.Conn.RemoteAddr().String()
			})
		},
		GotFirstResponseByte: func() {
			t.note(func() {
				t.spoke, t.timing.FirstByte, t.waiting = true, time.Since(t.ready), "the rest of the answer's header"
			})
		},
	}
}

func (t *trace) note(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

// fill writes what was seen into the exchange, which ends now.
func (t *trace) fill(e *diag.Exchange) {
	t.note(func() {
		t.timing.Total = time.Since(t.start)
		e.Timing, e.Remote, e.Reused = t.timing, t.remote, t.reused
	})
}

// state is what the handshake of a new connection showed; nil where there was none.
func (t *trace) state() (s *tls.ConnectionState) {
	t.note(func() { s = t.connection })
	return s
}

// at is where the request stood: what it waited for, whether a connection was
// there, whether a first byte came, and how the handshake failed.
func (t *trace) at() (waiting string, ready, spoke bool, handshake error) {
	t.note(func() { waiting, ready, spoke, handshake = t.waiting, !t.ready.IsZero(), t.spoke, t.handshake })
	return waiting, ready, spoke, handshake
}
