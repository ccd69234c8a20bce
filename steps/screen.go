// Package steps is the seven pages of the wizard as state machines. It knows no
// colours, no sizes and no sockets: a page says what is to be shown as data, and
// tui/draw makes lines of it.
package steps

import (
	"time"

	"github.com/charmbracelet/bubbles/key"

	"example.com/why401/diag"
)

// Mark is how a thing stands.
type Mark int

// The marks, in words; tui/theme has their glyphs.
const (
	Unseen  Mark = iota // · not yet
	Good                // ✓
	Wrong               // ✗
	Odd                 // !
	Skipped             // –
	Here                // ▸
	Noted               // blank: seen, neither good nor bad
)

// Screen is what a page wants to be shown.
type Screen struct {
	Title  string // of the page
	Number int    // 1 to 7; 0 for intake, verdict
	Lead   string // what the page asks, or the answer, in a sentence
	Badge  string // at the right of the title: "confirmed 98 %"
	Blocks []Block
	Next   Next
	Busy   string // what is being waited for; "" while nothing is
	Keys   []key.Binding
}

// Next is what happens on enter, and why.
type Next struct {
	Text  string
	Note  string // a line of its own: the verdict so far
	Skips string // what is passed over on the way, and why
}

// Block is one part of a screen, drawn by one file of tui/draw.
type Block interface{ block() }

// Facts is a list of things found, a mark and a label each, with an optional
// heading at the left.
type Facts struct {
	Head string
	Rows []Fact
}

// Fact is one thing found.
type Fact struct {
	Mark   Mark
	Label  string
	Text   diag.Text
	Source string
}

// Para is a paragraph, with an optional heading at the left.
type Para struct{ Head, Text string }

// Timeline is the life of a token: issued, now by each clock, expiry.
type Timeline struct {
	Issued, NotBefore, Expires time.Time // zero where absent
	Now                        time.Time // by the API's clock where known
	Clocks                     []diag.Clock
}

// Way is the request's path with the hop at which it ends marked.
type Way struct{ Hops []Hop }

// Hop is one station of the way.
type Hop struct {
	Name  string
	Notes []string
	Mark  Mark
	Ends  string // what ended the way here: "refused here"; "" where it went on
	Aside bool   // the request does not go there: the hop before asks it
}

// Columns is two lists side by side: scopes needed and present.
type Columns struct {
	Left, Right         string // headings
	LeftRows, RightRows []Fact
}

// Compare is a computed credential, part by part: what the client computed it
// with beside what the server will have. A row that differs is Wrong.
type Compare struct {
	Head, Left, Right string
	Rows              []Compared
}

// Compared is one part. Only the rows that differ show both sides.
type Compared struct {
	Mark        Mark
	Part        string
	Left, Right diag.Text
}

// Bars are the causes with their confidence.
type Bars struct{ Rows []Bar }

// Bar is one cause.
type Bar struct {
	Name       string
	Confidence float64
	Note       string
}

// Table is rows under headings: endpoints before and after, claims old and new, requests.
type Table struct {
	Head string
	Cols []string
	Rows [][]diag.Text
}

// Fixes are the ways to mend it.
type Fixes struct {
	Head  string // "Fix"
	Fixes []diag.Fix
}

// Evidences are observations held against what was expected.
type Evidences struct{ Rows []diag.Evidence }

func (Facts) block()     {}
func (Para) block()      {}
func (Timeline) block()  {}
func (Way) block()       {}
func (Columns) block()   {}
func (Compare) block()   {}
func (Bars) block()      {}
func (Table) block()     {}
func (Fixes) block()     {}
func (Evidences) block() {}
