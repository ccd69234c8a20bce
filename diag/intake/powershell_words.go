package intake

import (
	"regexp"
	"strconv"
	"strings"
)

// psWord is one word of PowerShell's: a value in quotes, a bare word, or a mark
// of its syntax.
type psWord struct {
	kind psKind
	text string
}

type psKind byte

const (
	psText  psKind = 'q' // in quotes, with its variables filled in
	psBare  psKind = 'w'
	psTable psKind = '{' // of @{; other marks are their own kind
	psEnd   psKind = ';' // of a statement
)

// read is the next word. Every text is read to its end: there are no errors,
// what is not closed ends with the text.
func (p *powerShell) read() psWord {
	for p.at < len(p.text) {
		c, rest := p.text[p.at], p.text[p.at:]
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			p.at++
		case c == '`' && strings.TrimLeft(rest[1:], " \t\r") == "":
			p.at = len(p.text)
		case c == '`' && strings.TrimLeft(rest[1:], " \t\r")[0] == '\n': // the lines are joined
			p.at += strings.IndexByte(rest, '\n') + 1
		case c == '#':
			p.at += len(rest)
			if i := strings.IndexByte(rest, '\n'); i >= 0 {
				p.at += i - len(rest)
			}
		case c == '"' || c == '\'' || strings.HasPrefix(rest, `@"`) || strings.HasPrefix(rest, "@'"):
			return psWord{psText, p.quoted()}
		case strings.HasPrefix(rest, "@{"):
			p.at += 2
			return psWord{kind: psTable}
		case c == '\n' || c == ';' || c == '|':
			p.at++
			return psWord{kind: psEnd}
		case strings.IndexByte("(){}=,", c) >= 0:
			p.at++
			return psWord{kind: psKind(c)}
		default:
			return psWord{psBare, p.bare()}
		}
	}
	return psWord{kind: 0}
}

// bare reads up to a mark; in an address some of them have no meaning.
func (p *powerShell) bare() string {
	word := upTo(p.text[p.at:], " \t\r\n;|(){}=,\"'")
	if strings.Contains(word, "://") {
		word = upTo(p.text[p.at:], " \t\r\n;|)}\"'")
	}
	p.at += len(word)
	return word
}

func upTo(s, ends string) string {
	if i := strings.IndexAny(s, ends); i >= 0 {
		return s[:i]
	}
	return s
}

// quoted reads 'as it is', "with variables", and the two forms with @ that go
// over lines.
func (p *powerShell) quoted() string {
	here := p.text[p.at] == '@'
	if here {
		p.at++
	}
	mark := p.text[p.at : p.at+1]
	p.at++
	if !here {
		return p.between(mark[0])
	}
	rest := p.text[p.at:]
	rest = rest[strings.IndexByte(rest, '\n')+1:]
	end := strings.Index(rest, "\n"+mark+"@")
	if end < 0 {
		end = len(rest)
		p.at = len(p.text)
	} else {
		p.at = len(p.text) - len(rest) + end + 3
	}
	text := strings.TrimSuffix(rest[:end], "\r")
	if mark == `"` {
		text = p.expand(text)
	}
	return text
}

// between reads up to the closing quote; a doubled one is one.
func (p *powerShell) between(mark byte) string {
	var b strings.Builder
	closed := false
	for ; p.at < len(p.text) && !closed; p.at++ {
		c, more := p.text[p.at], p.at+1 < len(p.text)
		switch {
		case c == mark && more && p.text[p.at+1] == mark:
			p.at++
			b.WriteByte(mark)
		case c == mark:
			closed = true
		case c == '`' && mark == '"' && more:
			p.at++
			b.WriteString(p.text[p.at-1 : p.at+1])
		default:
			b.WriteByte(c)
		}
	}
	if mark == '"' {
		return p.expand(b.String())
	}
	return b.String()
}

// expand fills in variables, and takes the backticks out with what they stand for.
func (p *powerShell) expand(raw string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(raw, '`')
		if i < 0 || i+1 == len(raw) {
			return b.String() + p.fill(raw)
		}
		b.WriteString(p.fill(raw[:i]) + psEscape(raw[i+1]))
		raw = raw[i+2:]
	}
}

func psEscape(c byte) string {
	if i := strings.IndexByte("nrt0abfve", c); i >= 0 {
		return "\n\r\t\x00\a\b\f\v\x1b"[i : i+1]
	}
	return string([]byte{c})
}

// psVariable is a variable within quotes, or a character by its number, as
// browsers write those beyond ASCII.
var psVariable = regexp.MustCompile(`\$\(\[char\](\d+)\)|\$\(\$([\w:]+)\)|\$\{([\w:]+)\}|\$((?:env:)?\w+)`)

// fill puts the variables' values in; one that is not set stays as written.
func (p *powerShell) fill(s string) string {
	return psVariable.ReplaceAllStringFunc(s, func(v string) string {
		m := psVariable.FindStringSubmatch(v)
		if m[1] != "" {
			if n, err := strconv.ParseUint(m[1], 10, 21); err == nil {
				return string(rune(n)) //nolint:gosec // at most 21 bits
			}
			return v
		}
		if value := p.variable(m[2] + m[3] + m[4]); value != "" && p.filled+len(value) <= maxFilled {
			p.filled += len(value)
			return value
		}
		return v
	})
}

// variable is the value of a variable of the text or, as env:NAME, of the environment.
func (p *powerShell) variable(name string) string {
	if len(name) > 4 && strings.EqualFold(name[:4], "env:") {
		return p.env.Getenv(name[4:])
	}
	return p.texts[strings.ToLower(name)]
}
