package authn

import (
	"fmt"
	"strings"

	"example.com/why401/diag"
)

// Bounds on what is read of a server's challenges; real ones stay far below.
const (
	maxChallengeText = 16 << 10 // bytes of one header line
	maxChallenges    = 32
	maxParams        = 64 // of one challenge
	maxFaults        = 16
)

// ReadChallenges reads the values of WWW-Authenticate or Proxy-Authenticate
// (RFC 9110, section 11.6.1). It reads what servers really send, and names each
// deviation from the grammar in faults.
func ReadChallenges(values []string) (cs []diag.Challenge, faults []string) {
	r := challengeReader{}
	for _, v := range values {
		if len(v) > maxChallengeText {
			v = v[:maxChallengeText]
			r.fault("the header is longer than %d bytes", maxChallengeText)
		}
		r.text, r.pos, r.first = v, 0, len(r.challenges)
		r.line()
	}
	return r.challenges, r.faults
}

// challengeReader reads one line after the other; first is where the line's own challenges begin.
type challengeReader struct {
	text       string
	pos, first int
	challenges []diag.Challenge
	faults     []string
}

func (r *challengeReader) fault(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for _, f := range r.faults {
		if f == text {
			return
		}
	}
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, text)
	}
}

// line reads challenges and parameters until the end. What stands after a token
// decides what it is: a parameter's name has a "=" behind it, a scheme has not.
func (r *challengeReader) line() {
	comma := true // the line's start counts as one
	for len(r.challenges) <= maxChallenges {
		comma = r.separators() || comma
		if r.pos >= len(r.text) {
			return
		}
		word := r.token()
		switch {
		case word == "":
			r.fault("%q stands where a scheme or a parameter belongs", r.text[r.pos:r.pos+1])
			r.pos++
			continue
		case r.equals():
			r.param(word, comma)
		case comma || knownScheme(word) != "":
			r.scheme(word, comma)
		default:
			r.fault("the word %q is neither a scheme nor a parameter", word)
		}
		comma = false
	}
	r.fault("more than %d challenges", maxChallenges)
	r.challenges = r.challenges[:maxChallenges]
}

// separators skips blanks and commas and says whether there was a comma.
func (r *challengeReader) separators() (comma bool) {
	for ; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; {
		case c == ',':
			comma = true
		case c == ';':
			r.fault("a semicolon where a comma belongs")
			comma = true
		case c == '\r' || c == '\n':
			r.fault("a line break inside the header")
		case c != ' ' && c != '\t':
			return comma
		}
	}
	return comma
}

func (r *challengeReader) blanks() (found bool) {
	for r.pos < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.pos]) >= 0 {
		r.pos++
		found = true
	}
	return found
}

// token reads a token (RFC 9110, section 5.6.2).
func (r *challengeReader) token() string {
	start := r.pos
	for r.pos < len(r.text) && tokenByte(r.text[r.pos]) {
		r.pos++
	}
	return r.text[start:r.pos]
}

func tokenByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// equals reads a "=" with the blanks around it, which readers must bear and
// writers must not send (RFC 9110, section 11.2).
func (r *challengeReader) equals() bool {
	start := r.pos
	before := r.blanks()
	if r.pos >= len(r.text) || r.text[r.pos] != '=' {
		r.pos = start
		return false
	}
	r.pos++
	if r.blanks() || before {
		r.fault("blanks around an equals sign")
	}
	return true
}

// scheme starts a challenge, with its token68 where it has one.
func (r *challengeReader) scheme(name string, comma bool) {
	if !comma {
		r.fault("no comma before the scheme %s", name)
	}
	c := diag.Challenge{Scheme: name}
	if r.pos < len(r.text) && r.text[r.pos] == ':' {
		r.fault("a colon after the scheme %s", name)
		r.pos++
	}
	if r.blanks() {
		c.Token68 = r.token68()
	}
	r.challenges = append(r.challenges, c)
}

// token68 reads a token68 (RFC 9110, section 11.2): it fills the place up to the
// next comma or the end. An empty parameter ("realm=") looks the same and is left alone.
func (r *challengeReader) token68() string {
	end := r.pos
	for end < len(r.text) && (tokenByte(r.text[end]) || r.text[end] == '/') {
		end++
	}
	name := r.text[r.pos:end]
	for end < len(r.text) && r.text[end] == '=' {
		end++
	}
	value := r.text[r.pos:end]
	rest := strings.TrimLeft(r.text[end:], " \t")
	if name == "" || rest != "" && rest[0] != ',' || emptyParam(value) {
		return ""
	}
	if strings.ContainsAny(name, "!#$%&'*^`|") {
		r.fault("characters in a token68 that do not belong there")
	}
	r.pos = end
	return value
}

func emptyParam(v string) bool {
	switch strings.ToLower(v) {
	case "realm=", "error=", "error_description=", "scope=", "charset=":
		return true
	}
	return false
}

// param adds a parameter to the line's last challenge.
func (r *challengeReader) param(name string, comma bool) {
	name = strings.ToLower(name)
	if len(r.challenges) == r.first {
		r.fault("the parameter %s stands before any scheme", name)
		r.challenges = append(r.challenges, diag.Challenge{})
		comma = true
	}
	c := &r.challenges[len(r.challenges)-1]
	if !comma && (len(c.Params) > 0 || c.Token68 != "") {
		r.fault("no comma before the parameter %s", name)
	}
	if comma && c.Token68 != "" {
		r.fault("%s has both a token68 and parameters", c.Scheme)
	}
	value := r.value(name)
	for _, p := range c.Params {
		if p.Name == name {
			r.fault("the parameter %s stands there twice", name) // RFC 9110, section 11.2
		}
	}
	if len(c.Params) == maxParams {
		r.fault("more than %d parameters", maxParams)
		return
	}
	c.Params = append(c.Params, diag.Param{Name: name, Value: value})
}

func (r *challengeReader) value(name string) string {
	if r.pos < len(r.text) {
		switch c := r.text[r.pos]; {
		case c == '"':
			return r.quoted(name)
		case c == '\'' && strings.IndexByte(r.text[r.pos+1:], '\'') > 0:
			r.fault("single quotes around the value of %s", name)
			end := r.pos + 1 + strings.IndexByte(r.text[r.pos+1:], '\'')
			v := r.text[r.pos+1 : end]
			r.pos = end + 1
			return v
		}
	}
	return r.unquoted(name)
}

// unquoted reads up to the next blank or comma: more than a token may stand
// there, servers send URLs without quotes.
func (r *challengeReader) unquoted(name string) string {
	start := r.pos
	for r.pos < len(r.text) && strings.IndexByte(" \t\r\n,", r.text[r.pos]) < 0 {
		r.pos++
	}
	v := r.text[start:r.pos]
	if w := strings.TrimRight(v, ";"); w != v {
		r.fault("a semicolon where a comma belongs")
		v = w
	}
	switch {
	case v == "":
		r.fault("the parameter %s has no value", name)
	case strings.ContainsFunc(v, func(c rune) bool { return c > 0x7e || !tokenByte(byte(c)) }):
		r.fault("the value of %s needs quotes", name)
	}
	return v
}

// quoted reads a quoted string (RFC 9110, section 5.6.4). A quote inside that
// was not escaped is told from the closing one by what follows it.
func (r *challengeReader) quoted(name string) string {
	var b strings.Builder
	for r.pos++; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; {
		case c == '\\' && r.pos+1 < len(r.text):
			r.pos++
			b.WriteByte(r.text[r.pos])
		case c == '"' && closes(r.text[r.pos+1:]):
			r.pos++
			return b.String()
		case c == '"':
			r.fault("a quote inside the value of %s is not escaped", name)
			b.WriteByte(c)
		default:
			if c < ' ' && c != '\t' || c == 0x7f {
				r.fault("a control character in the value of %s", name)
			}
			b.WriteByte(c)
		}
	}
	r.fault("the quotes around the value of %s are not closed", name)
	return b.String()
}

// closes says whether a quote before rest ends its string: a comma or the end
// follows, or the next quote opens another parameter's value.
func closes(rest string) bool {
	rest = strings.TrimLeft(rest, " \t")
	if rest == "" || rest[0] == ',' || rest[0] == ';' {
		return true
	}
	next := strings.IndexByte(rest, '"')
	return next < 0 || strings.HasSuffix(strings.TrimRight(rest[:next], " \t"), "=")
}
