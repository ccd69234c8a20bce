package theme

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/steps"
)

// Glyphs are the characters that pictures are made of.
type Glyphs struct {
	Marks     map[steps.Mark]string // all of one width
	Rule      string                // across the window
	Dot       string                // between things in a line
	Ellipsis  string                // where something was cut
	Times     string                // between columns and rows
	More      string                // further lines below
	Less      string                // further lines above
	Bar       []string              // a bar's last cell, empty to full
	Track     string                // what a bar could still fill
	Shaft     string                // a way, a life
	Tip       string                // of an arrow to the right
	Gap       string                // outside of a life
	Start     string                // of a life
	End       string                // of a life
	Now       string                // on a time line
	Down      string                // a way drawn as a column
	Points    string                // at what stands above
	PlusMinus string
	Minus     string
	Cursor    string   // of an input field: colours may be missing, and reverse with them
	Hidden    string   // a character of a secret
	Spin      []string // all of one width

	ascii bool
}

var unicode = Glyphs{
	Marks: map[steps.Mark]string{
		steps.Unseen: "·", steps.Good: "✓", steps.Wrong: "✗", steps.Odd: "!", steps.Skipped: "–", steps.Here: "▸", steps.Noted: " ",
	},
	Rule: "─", Dot: "·", Ellipsis: "…", Times: "×", More: "▾", Less: "▴",
	Bar: []string{"", "╸", "━"}, Track: "─",
	Shaft: "─", Tip: "▸", Gap: "·", Start: "├", End: "┤", Now: "▼", Down: "│", Points: "▴",
	PlusMinus: "±", Minus: "−", Cursor: "▏", Hidden: "•",
	Spin: []string{"◐", "◓", "◑", "◒"},
}

var ascii = Glyphs{
	Marks: map[steps.Mark]string{
		steps.Unseen: "..", steps.Good: "ok", steps.Wrong: "XX", steps.Odd: "!!", steps.Skipped: "--", steps.Here: ">>", steps.Noted: "  ",
	},
	Rule: "-", Dot: "|", Ellipsis: "...", Times: "x", More: "v", Less: "^",
	Bar: []string{"", "#"}, Track: ".",
	Shaft: "-", Tip: ">", Gap: ".", Start: "|", End: "|", Now: "v", Down: "|", Points: "^",
	PlusMinus: "+-", Minus: "-", Cursor: "_", Hidden: "*",
	Spin:  []string{"|", "/", "-", `\`},
	ascii: true,
}

// twins are characters that texts use and ASCII lacks, each as wide as its twin.
var twins = map[rune]string{
	'…': ".", '–': "-", '—': "-", '−': "-", '·': "|", '→': ">", '←': "<", '’': "'", '‘': "'", '“': `"`, '”': `"`,
	'×': "x", '±': "~", '≤': "<", '≥': ">", '⏎': "$", '•': "*",
}

// Fit writes a drawn text in the characters of the glyph set. What has no ASCII
// twin becomes a question mark for each column that it takes.
func (g Glyphs) Fit(s string) string {
	if !g.ascii {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		twin, known := twins[r]
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case known:
			b.WriteString(twin)
		default:
			b.WriteString(strings.Repeat("?", lipgloss.Width(string(r))))
		}
	}
	return b.String()
}
