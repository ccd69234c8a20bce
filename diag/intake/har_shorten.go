package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

const (
	maxString   = 384 << 10 // bytes of one string that are passed on: a body at its limit, in base64
	maxHAREntry = 32 << 20  // bytes of one entry after that
)

var errHAREntry = errors.New("one entry is longer than 32 MiB, bodies not counted")

// shortened passes JSON on with the ends of long strings left out, so that the
// pictures and scripts in a HAR are never in memory.
type shortened struct {
	from    io.Reader
	budget  int // bytes that may still be passed on
	lines   int // line breaks that were passed on
	quoted  bool
	escaped bool // the byte before was a backslash
	run     int  // bytes of the string so far
	since   int  // bytes since its last backslash
}

// Read fills p. It never returns nothing without an error.
func (s *shortened) Read(p []byte) (n int, err error) {
	for n == 0 && err == nil {
		if s.budget <= 0 {
			return 0, errHAREntry
		}
		n, err = s.from.Read(p)
		n = s.pass(p[:n])
	}
	s.budget -= n
	s.lines += bytes.Count(p[:n], []byte{'\n'})
	return n, err
}

// pass leaves out what is too long, in place, and says how much is left.
func (s *shortened) pass(p []byte) int {
	kept := 0
	for i := 0; i < len(p); {
		step := s.step(p[i:])
		if !s.over() || !s.quoted {
			kept += copy(p[kept:], p[i:i+step])
		}
		i += step
	}
	return kept
}

// over says whether the end of a string is being left out. A cut stays clear of
// an escape, the longest of which is \u and four digits (RFC 8259, section 7).
func (s *shortened) over() bool { return s.run > maxString && s.since > 6 }

// step is how many bytes belong together: up to the next quote or backslash.
func (s *shortened) step(p []byte) int {
	if !s.quoted {
		at := bytes.IndexByte(p, '"')
		if at < 0 {
			return len(p)
		}
		s.quoted, s.run, s.since = true, 0, 7
		return at + 1
	}
	return s.inString(p)
}

func (s *shortened) inString(p []byte) int {
	switch {
	case s.escaped:
		s.escaped = false
		s.run, s.since = s.run+1, s.since+1
		return 1
	case p[0] == '"':
		s.quoted = false
		return 1
	case p[0] == '\\':
		s.escaped = true
		if s.run++; s.run <= maxString {
			s.since = 0
		} else {
			s.since = 7 // the cut begins before it
		}
		return 1
	}
	return s.plain(p)
}

// plain passes over what is no mark. Near an escape and near the limit it goes
// byte by byte, for there a cut may begin.
func (s *shortened) plain(p []byte) int {
	n := bytes.IndexAny(p, `"\`)
	if n < 0 {
		n = len(p)
	}
	switch room := maxString - s.run; {
	case room > 0:
		n = min(n, room)
	case s.since <= 6:
		n = 1
	}
	s.run, s.since = s.run+n, s.since+n
	return n
}

// lineOf is the line of the file where reading stopped.
func (h *har) lineOf(err error) int {
	rest, _ := io.ReadAll(h.d.Buffered())
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		rest = nil // its end
	}
	rest = bytes.TrimLeft(rest, ", \t\r\n")
	return 1 + h.in.lines - bytes.Count(rest, []byte{'\n'})
}

// plainJSON is the error in plain words.
func plainJSON(err error) error {
	var wrong *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("the HAR ends in the middle")
	case errors.As(err, &wrong):
		return errors.New("what begins here is no JSON")
	}
	return err
}
