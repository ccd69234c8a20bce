package intake

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// Capture is what a paste or a file holds: the exchanges in it, in their order.
type Capture struct {
	Form     string // as its makers call it: "curl -v", "HAR"
	Entries  []Entry
	Warnings []string

	// Withheld says that the capture's maker may have left credentials out: a
	// browser saves a HAR without Authorization, Cookie and Set-Cookie, unless
	// told otherwise, and says nothing of it in the file.
	Withheld bool
}

// Entry is one exchange of a capture.
type Entry struct {
	diag.Exchange
	Line   int // where it begins; 0 where lines mean nothing
	Number int // its place in the capture, from 1, those counted that were not kept
}

// most is how much of a capture is kept, so that a hostile one does not fill the memory.
const (
	maxCaptureText = 8 << 20   // of a transcript; a HAR is read as a stream
	maxLines       = 200_000   // of a transcript
	maxEntries     = 1000      // exchanges
	maxFields      = 500       // field lines of one message
	maxValue       = 64 << 10  // of a field that goes on over lines
	maxBody        = 256 << 10 // of one answer
)

// harStart is how a HAR 1.2 begins: an object whose one member is log.
var harStart = regexp.MustCompile(`^\s*\{\s*"log"\s*:`)

// ReadCapture reads a capture of whatever form. The error is one line that names
// the line of the capture.
func ReadCapture(r io.Reader) (Capture, error) {
	in, err := inUTF8(r)
	if err != nil {
		return Capture{}, fmt.Errorf("it cannot be read: %w", err)
	}
	if start, _ := in.Peek(4 << 10); harStart.Match(start) {
		return readHAR(in)
	}
	text, err := io.ReadAll(io.LimitReader(in, maxCaptureText+1))
	if err != nil {
		return Capture{}, fmt.Errorf("it cannot be read: %w", err)
	}
	cut := len(text) > maxCaptureText
	c, err := readText(string(text[:min(len(text), maxCaptureText)]))
	if cut {
		c.warn("only its first %d MiB were read", maxCaptureText>>20)
	}
	return c, err
}

// inUTF8 reads past a byte order mark. What PowerShell's > writes is UTF-16, and
// is read whole: it is no stream of a browser's.
func inUTF8(r io.Reader) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	mark, _ := in.Peek(3)
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(mark, []byte("\xef\xbb\xbf")):
		_, err := in.Discard(3)
		return in, err
	case bytes.HasPrefix(mark, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(mark, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		return in, nil
	}
	raw, err := io.ReadAll(io.LimitReader(in, 2*maxCaptureText))
	if err != nil {
		return nil, err
	}
	units := make([]uint16, 0, len(raw)/2)
	for i := 2; i+1 < len(raw); i += 2 {
		units = append(units, order.Uint16(raw[i:]))
	}
	return bufio.NewReaderSize(strings.NewReader(string(utf16.Decode(units))), 64<<10), nil
}

func (c *Capture) warn(format string, args ...any) {
	c.Warnings = append(c.Warnings, fmt.Sprintf(format, args...))
}

// number gives the entries their places.
func (c *Capture) number() {
	for i := range c.Entries {
		c.Entries[i].Number = i + 1
	}
}

// Pick is the exchange with the number n, from 1; for 0 the last refused one, else the last.
func (c Capture) Pick(n int) (Entry, error) {
	if len(c.Entries) == 0 {
		return Entry{}, errors.New("no exchange is in it")
	}
	last := len(c.Entries) - 1
	if all := c.place(last); n < 0 || n > all {
		return Entry{}, fmt.Errorf("no exchange %d: there are %d", n, all)
	}
	for i := last; i >= 0; i-- {
		if n == c.place(i) {
			return c.Entries[i], nil
		}
	}
	for _, wanted := range []func(diag.Exchange) bool{
		func(e diag.Exchange) bool { return e.Status >= 400 && authn.Refused(e) },
		func(e diag.Exchange) bool { return e.Status >= 500 || e.Status == 0 || e.Status == 429 },
		authn.Refused, // pages to sign in, which a browser loads for other reasons too
	} {
		for i := last; i >= 0 && n == 0; i-- {
			if wanted(c.Entries[i].Exchange) {
				return c.Entries[i], nil
			}
		}
	}
	if n > 0 {
		return Entry{}, fmt.Errorf("exchange %d is not kept: a capture is read for its refused ones, and it holds too many", n)
	}
	return c.Entries[last], nil
}

// place is the number of the i-th entry that is kept.
func (c Capture) place(i int) int {
	if n := c.Entries[i].Number; n > 0 {
		return n
	}
	return i + 1
}
