package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"example.com/why401/diag/authn"
)

// har reads a HAR 1.2 file entry by entry, so that one of any length is read in
// little memory.
type har struct {
	Capture
	in      *shortened
	d       *json.Decoder
	shelf   shelf
	creator string
	shown   bool // some entry has credentials
}

// errNoHAR is for a file that begins as a HAR and is none.
var errNoHAR = errors.New("it begins as a HAR, and has no list of entries")

func readHAR(r io.Reader) (Capture, error) {
	in := &shortened{from: r, budget: maxHAREntry}
	h := &har{Capture: Capture{Form: "HAR"}, in: in, d: json.NewDecoder(in)}
	err := h.read()
	h.Entries = h.shelf.entries()
	if err != nil {
		err = fmt.Errorf("line %d: %w", h.lineOf(err), plainJSON(err))
		if len(h.Entries) == 0 {
			return h.Capture, err
		}
		h.warn("%v: what comes before was read", err)
	}
	if len(h.Entries) == 0 {
		return h.Capture, errors.New("line 1: a HAR without entries: record the failing request, and save again")
	}
	if h.shelf.dropped > 0 {
		h.warn("%d exchanges that were not refused are not kept", h.shelf.dropped)
	}
	h.withheld()
	return h.Capture, nil
}

// withheld tells a HAR that its browser saved without credentials: Chrome's
// developer tools do from version 130 on. They call themselves WebInspector.
func (h *har) withheld() {
	if h.shown || h.creator != "WebInspector" {
		return
	}
	h.Withheld = true
	h.warn("no Authorization, Cookie or Set-Cookie is in it: Chrome leaves them out unless it is told to " +
		`export a HAR "with sensitive data" (Settings, Preferences, Network)`)
}

// read walks down to the entries, and through them.
func (h *har) read() error {
	if err := h.members(func(name string) error {
		if name != "log" {
			return h.skip()
		}
		return h.members(h.member)
	}); err != nil {
		return err
	}
	if h.shelf.count == 0 {
		return errNoHAR
	}
	return nil
}

// member reads one member of the log.
func (h *har) member(name string) error {
	switch name {
	case "entries":
		return h.list()
	case "creator":
		var creator struct{ Name string }
		err := tolerant(h.d.Decode(&creator))
		h.creator = creator.Name
		return err
	}
	return h.skip()
}

// members calls read for each member of an object.
func (h *har) members(read func(name string) error) error {
	if err := h.opens('{'); err != nil {
		return err
	}
	for h.d.More() {
		h.in.budget = maxHAREntry
		name, err := h.d.Token()
		if err != nil {
			return err
		}
		key, _ := name.(string)
		if err := read(key); err != nil {
			return err
		}
	}
	_, err := h.d.Token()
	return err
}

func (h *har) list() error {
	if err := h.opens('['); err != nil {
		return err
	}
	for h.d.More() {
		h.in.budget = maxHAREntry
		var e harEntry
		if err := tolerant(h.d.Decode(&e)); err != nil {
			return err
		}
		entry := e.entry()
		h.shown = h.shown || e.shows()
		h.shelf.add(entry)
	}
	_, err := h.d.Token()
	return err
}

func (h *har) opens(want json.Delim) error {
	t, err := h.d.Token()
	if err == nil && t != want {
		return errNoHAR
	}
	return err
}

func (h *har) skip() error {
	var value json.RawMessage
	return h.d.Decode(&value)
}

// tolerant passes over a member of another type than HAR says: the rest was read.
func tolerant(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return nil
	}
	return err
}

// evidence says whether an entry is kept in full: refused ones, failed ones, and
// what was asked of a token endpoint (RFC 6749, sections 4 and 5.1) or by a preflight.
func evidence(e Entry) bool {
	return e.Status == 0 || authn.Refused(e.Exchange) || e.Request.Method == http.MethodOptions ||
		bytes.Contains(e.Request.Body, []byte("grant_type")) || bytes.Contains(e.Body[:min(len(e.Body), 8<<10)], []byte(`_token"`))
}
