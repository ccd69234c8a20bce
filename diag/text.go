package diag

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Text is fit to be shown: secrets masked, control characters and bidi marks
// made visible, cut in the middle where it was long. Case.Show makes it.
type Text string

// maxText is how many characters of other people's text are shown at once.
const maxText = 400

// Says makes text of our own words; the arguments that come from outside are already Text, numbers or times.
func Says(format string, args ...any) Text { return Text(fmt.Sprintf(format, args...)) }

// visible writes controls, escapes, bidi marks and invisible characters so that
// they can be seen and do nothing.
func visible(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n <= 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
			n = 1
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			fmt.Fprintf(&b, `\u%04x`, r)
		case unicode.Is(unicode.Zs, r) && r != ' ', unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// cut shortens long text in its middle and says how much is missing.
func cut(s string, limit int) string {
	rs := []rune(s)
	if len(rs) <= limit {
		return s
	}
	head, tail := limit*2/3, limit/4
	return fmt.Sprintf("%s … (%d characters cut) … %s", string(rs[:head]), len(rs)-head-tail, string(rs[len(rs)-tail:]))
}

// Span writes a duration as people say it, with two units at most: "36 min", "2 d 3 h".
func Span(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	switch d = d.Round(time.Second); {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d d %d h", int(d.Hours())/24, int(d.Hours())%24)
}
