package world

import (
	"net"
	"sync/atomic"
)

// tolerant is a connection that makes control characters in the header of an
// answer visible (ESC becomes the sign ␛), where net/http would give up the
// whole answer for them. What a hostile or broken server says is still to be
// read. On a connection that speaks TLS it changes nothing.
type tolerant struct {
	net.Conn
	raw     atomic.Bool // TLS records, not HTTP
	awaited atomic.Bool // a request was written, and no byte of its answer was read

	header bool // the next byte belongs to a header
	line   int  // bytes of the current header line so far, without its end
	rest   []byte
}

// Write notes that an answer is to come: requests are not pipelined.
func (t *tolerant) Write(b []byte) (int, error) {
	if len(b) > 0 {
		t.raw.Store(b[0] >= 0x14 && b[0] <= 0x17) // the types of TLS records (RFC 8446, section 5.1)
		t.awaited.Store(true)
	}
	return t.Conn.Write(b)
}

func (t *tolerant) Read(b []byte) (int, error) {
	if len(t.rest) > 0 {
		n := copy(b, t.rest)
		t.rest = t.rest[n:]
		return n, nil
	}
	n, err := t.Conn.Read(b)
	if n > 0 && t.awaited.Swap(false) {
		t.header, t.line = true, 0
	}
	if t.raw.Load() || !t.header {
		return n, err
	}
	shown := t.show(b[:n])
	copied := copy(b, shown)
	t.rest = shown[copied:]
	if len(t.rest) > 0 {
		return copied, nil // the error, if any, comes again
	}
	return copied, err
}

// show replaces the control characters of a header; an empty line ends it.
func (t *tolerant) show(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i, c := range b {
		switch {
		case c == '\n' && t.line == 0:
			t.header = false
			return append(out, b[i:]...)
		case c == '\n':
			t.line = 0
			out = append(out, c)
		case c == '\r':
			out = append(out, c)
		case c < ' ' && c != '\t' || c == 0x7f:
			t.line++
			out = append(out, 0xe2, 0x90, 0x80+c&0x3f) // U+2400 and on
			if c == 0x7f {
				out[len(out)-1] = 0xa1 // U+2421
			}
		default:
			t.line++
			out = append(out, c)
		}
	}
	return out
}
