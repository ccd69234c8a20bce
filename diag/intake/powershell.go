package intake

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// ofPowerShell are the commands of PowerShell that send a request.
var ofPowerShell = regexp.MustCompile(`(?i)(?:^|[\s=(])(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\s`)

// joinedLines is a curl command in PowerShell, whose lines a backtick joins.
var joinedLines = regexp.MustCompile("[ \t]`[ \t]*\r?\n")

// powerShell is a text that is being read: it sets variables, and sends a request.
type powerShell struct {
	translation
	text string
	at   int
	env  Env
	now  psWord

	texts   map[string]string // variables, by name in lower case
	tables  map[string][][2]string
	cookies []string
	commands,
	urls int
	follow bool
	filled int // bytes of variables that were asked for
}

// fromPowerShell reads what browsers give as "Copy as PowerShell", and what
// people write alike. Nothing in it is run.
func fromPowerShell(text string, env Env) (*translation, error) {
	if !ofPowerShell.MatchString(text) {
		return nil, nil
	}
	p := &powerShell{text: text, env: env, texts: map[string]string{}, tables: map[string][][2]string{}, follow: true}
	for p.next(); p.now.kind != 0; {
		p.statement()
		if len(p.args) > maxArgs {
			return nil, errors.New("more arguments than a command may have")
		}
	}
	switch {
	case p.commands == 0:
		return nil, nil
	case p.commands > 1:
		return nil, errors.New("several requests in it: keep the one that fails")
	}
	if agent := p.texts["useragent of the session"]; agent != "" {
		p.args = append([]string{"-A", agent}, p.args...)
	}
	if len(p.cookies) > 0 {
		p.option("-b", strings.Join(p.cookies, "; "))
	}
	if p.follow {
		p.args = append(p.args, "-L")
	}
	return &p.translation, nil
}

func (p *powerShell) next() psWord {
	was := p.now
	p.now = p.read()
	return was
}

// statement reads one: an assignment, a call of Add, or the request.
func (p *powerShell) statement() {
	first := p.next()
	name, isVariable := strings.CutPrefix(strings.ToLower(first.text), "$")
	switch {
	case first.kind == psBare && sends(first.text):
		p.request()
	case first.kind == psBare && isVariable && p.now.kind == '=':
		p.next()
		p.assign(name)
	case first.kind == psBare && isVariable && strings.HasSuffix(name, ".add") && p.now.kind == '(':
		p.add(strings.TrimSuffix(name, ".add"))
	case first.kind != psEnd:
		p.skip()
	}
}

// sends knows the commands that send a request, also with a type in front: [void].
func sends(word string) bool {
	return ofPowerShell.MatchString(" " + word[strings.LastIndexByte(word, ']')+1:] + " ")
}

// skip passes over the rest of a statement.
func (p *powerShell) skip() {
	for depth := 0; p.now.kind != 0 && (depth > 0 || p.now.kind != psEnd); p.next() {
		switch p.now.kind {
		case '(', psTable:
			depth++
		case ')', '}':
			depth--
		}
	}
}

func (p *powerShell) assign(name string) {
	if p.now.kind == psBare && sends(p.now.text) {
		p.next()
		p.request()
		return
	}
	text, table := p.value()
	if _, property, ok := strings.Cut(name, "."); ok {
		name = property + " of the session"
	}
	p.texts[name] = text
	if table != nil {
		p.tables[name] = table
	}
	p.skip()
}

// add is a cookie of a session, or a line of a table.
func (p *powerShell) add(name string) {
	texts := p.inside()
	switch {
	case len(texts) < 2:
	case strings.HasSuffix(name, ".cookies"):
		p.cookies = append(p.cookies, texts[0]+"="+texts[1])
	default:
		p.tables[name] = append(p.tables[name], [2]string{texts[0], texts[1]})
	}
	p.skip()
}

// inside are the values between the parentheses that are opened here, however deep.
func (p *powerShell) inside() (texts []string) {
	depth := 0
	for p.now.kind != 0 {
		switch w := p.next(); {
		case w.kind == '(' || w.kind == psTable:
			depth++
		case w.kind == ')' || w.kind == '}':
			if depth--; depth == 0 {
				return texts
			}
		case w.kind == psText:
			texts = append(texts, w.text)
		case w.kind == psBare && strings.HasPrefix(w.text, "$"):
			texts = append(texts, p.fill(w.text))
		}
	}
	return texts
}

// value is a text or a table: @{ name = value; … }.
func (p *powerShell) value() (text string, table [][2]string) {
	switch w := p.now; {
	case w.kind == psTable:
		p.next()
		return "", p.table()
	case w.kind == '(': // a conversion, such as GetBytes("…")
		if texts := p.inside(); len(texts) > 0 {
			text = texts[0]
		}
	case w.kind == psBare && strings.HasPrefix(w.text, "["): // a type in front of it
		p.next()
		return p.value()
	case w.kind == psBare:
		p.next()
		text, table = p.fill(w.text), p.tables[strings.ToLower(strings.TrimPrefix(w.text, "$"))]
	case w.kind == psText:
		p.next()
		text = w.text
	}
	if p.now.kind == psBare && p.now.text == "+" {
		p.next()
		more, _ := p.value()
		text += more
	}
	return text, table
}

func (p *powerShell) table() (rows [][2]string) {
	rows = [][2]string{}
	for p.now.kind != 0 && p.now.kind != '}' {
		key := p.next()
		if p.now.kind != '=' || key.kind != psText && key.kind != psBare {
			continue
		}
		p.next()
		text, _ := p.value()
		rows = append(rows, [2]string{key.text, text})
	}
	p.next()
	return rows
}

func (p *powerShell) warn(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

func (p *powerShell) lacking(name string) {
	p.warn("PowerShell's -%s is not imitated: the request goes out without it", diag.NewSecrets("").Show(name))
}
