package authn

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// presented is a credential line with its form mended: faults says in words
// what was wrong. White space inside the value is left there: that is the
// token's fault, not the header's.
type presented struct {
	scheme, value string
	faults        []string
}

func (p *presented) fault(what string) { p.faults = append(p.faults, what) }

// line is the mended header value.
func (p *presented) line() string {
	if p.scheme == "" {
		return p.value
	}
	return p.scheme + " " + p.value
}

// tidy takes a credential line apart, mending its form from the outside to the inside.
func tidy(raw string) presented {
	var p presented
	s := p.outside(raw)
	s = p.invisible(s)
	if rest, ok := cutName(s); ok {
		p.fault("the header's name is repeated in its value")
		s = rest
	}
	s = p.quotes(s, "the header's value")
	s = p.encoded(s)
	p.split(s)
	if hasParams(p.scheme) {
		return p
	}
	p.value = p.tail(p.value)
	p.value = p.quotes(p.value, "the value")
	p.doubled()
	if !Placeholder(p.value) { // [object Object] is one, with its brackets
		p.value = p.brackets(p.value)
	}
	return p
}

func (p *presented) outside(s string) string {
	t := strings.TrimSpace(s)
	switch {
	case t == s:
	case strings.ContainsAny(strings.Replace(s, t, "", 1), "\r\n"):
		p.fault("a line break around the value")
	case strings.HasPrefix(s, t):
		p.fault("white space behind the value")
	default:
		p.fault("white space before the value")
	}
	return t
}

// invisible removes what cannot be seen: controls, zero-width characters, a
// byte order mark. Blanks of other alphabets become plain ones.
func (p *presented) invisible(s string) string {
	hidden, blank := false, false
	s = strings.Map(func(c rune) rune {
		switch {
		case strings.ContainsRune(" \t\r\n", c):
			return c
		case unicode.Is(unicode.Zs, c):
			blank = true
			return ' '
		case unicode.IsControl(c), unicode.Is(unicode.Cf, c):
			hidden = true
			return -1
		}
		return c
	}, s)
	if hidden {
		p.fault("an invisible character")
	}
	if blank {
		p.fault("a blank that is no plain one")
	}
	return strings.TrimSpace(s)
}

func cutName(s string) (string, bool) {
	const name = "authorization:"
	if len(s) < len(name) || !strings.EqualFold(s[:len(name)], name) {
		return s, false
	}
	return strings.TrimSpace(s[len(name):]), true
}

const quoteRunes = "\"'`“”„‟‘’‚«»‹›"

// quotes removes quotes around s, or one that is left of a pair.
func (p *presented) quotes(s, around string) string {
	if m := pythonBytes.FindStringSubmatch(s); m != nil {
		p.fault("a Python bytes literal around " + around)
		return m[1]
	}
	first, last := strings.IndexAny(s, quoteRunes), strings.LastIndexAny(s, quoteRunes)
	t := strings.TrimSpace(strings.Trim(s, quoteRunes))
	inside := first >= 0 && strings.ContainsAny(t, quoteRunes)
	if first < 0 || inside || t == s || first != 0 && first != last {
		return s
	}
	p.fault("quotes around " + around)
	return t
}

var pythonBytes = regexp.MustCompile(`^b['"](.*)['"]$`)

var encodedByte = regexp.MustCompile(`(?i)%(20|2b|2f|3d|22|27|2e|5f|2d|0a|0d)`)

// encoded undoes percent-encoding, which belongs into URLs only.
func (p *presented) encoded(s string) string {
	if scheme, _ := splitScheme(s); !encodedByte.MatchString(s) || strings.EqualFold(scheme, "Basic") {
		return s // of Basic it is the value's own fault
	}
	t, err := url.PathUnescape(s)
	if err != nil || strings.ContainsFunc(t, unicode.IsControl) {
		return s
	}
	p.fault("the value is percent-encoded")
	return strings.TrimSpace(t)
}

// split finds the scheme, with whatever stands between it and the value.
func (p *presented) split(s string) {
	p.scheme, p.value = splitScheme(s)
	if p.scheme == "" {
		return
	}
	switch between := strings.TrimSuffix(strings.TrimPrefix(s, p.scheme), p.value); {
	case between == " " || p.value == "":
	case strings.ContainsAny(between, ":="):
		p.fault("a " + strings.TrimSpace(between)[:1] + " between scheme and value where a blank belongs")
	case strings.ContainsAny(between, "\r\n"):
		p.fault("a line break between scheme and value")
	case strings.Contains(between, "\t"):
		p.fault("a tab between scheme and value")
	default:
		p.fault("more than one blank between scheme and value")
	}
}

// tail removes a comma or semicolon that was copied along.
func (p *presented) tail(s string) string {
	t := strings.TrimRight(s, ",; ")
	if t == s {
		return s
	}
	p.fault("a comma or semicolon behind the value")
	return t
}

// doubled removes a second scheme in front of the value: "Bearer Bearer x".
func (p *presented) doubled() {
	for range 3 {
		scheme, rest, found := cutBlank(p.value)
		if !found || p.scheme == "" || knownScheme(scheme) == "" {
			return
		}
		if strings.EqualFold(scheme, p.scheme) {
			p.fault("the scheme stands there twice")
		} else {
			p.fault("two schemes, one behind the other")
		}
		p.value = strings.TrimSpace(rest)
	}
}

// brackets removes the brackets of a template into which a real value was put.
func (p *presented) brackets(s string) string {
	if len(s) < 12 || !strings.ContainsRune("<{[", rune(s[0])) || !strings.ContainsRune(">}]", rune(s[len(s)-1])) {
		return s
	}
	p.fault("brackets around the value")
	return strings.Trim(s, "<>{}[] ")
}
