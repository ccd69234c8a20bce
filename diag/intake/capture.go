package intake

import (
	"errors"
	"fmt"
	"io"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// Capture is what a paste or a file holds: the exchanges in it, in their order.
type Capture struct {
	Form     string // as its makers call it: "curl -v", "HAR"
	Entries  []Entry
	Warnings []string
}

// Entry is one exchange of a capture.
type Entry struct {
	diag.Exchange
	Line int // where it begins; 0 where lines mean nothing
}

// ReadCapture reads a capture of whatever form. The error is one line that names
// the line of the capture.
func ReadCapture(r io.Reader) (Capture, error) {
	return Capture{}, errors.New("no form of capture is recognised in it")
}

// Pick is the n-th exchange, from 1; for 0 the last refused one, else the last.
func (c Capture) Pick(n int) (Entry, error) {
	switch {
	case len(c.Entries) == 0:
		return Entry{}, errors.New("no exchange is in it")
	case n < 0 || n > len(c.Entries):
		return Entry{}, fmt.Errorf("no exchange %d: there are %d", n, len(c.Entries))
	case n > 0:
		return c.Entries[n-1], nil
	}
	for i := len(c.Entries) - 1; i >= 0; i-- {
		if authn.Refused(c.Entries[i].Exchange) {
			return c.Entries[i], nil
		}
	}
	return c.Entries[len(c.Entries)-1], nil
}
