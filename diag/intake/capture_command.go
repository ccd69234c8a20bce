package intake

import (
	"errors"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// redacted stands where a paste shows no value: a variable of the shell that
// made the request is not among those here.
const redacted = "***"

var (
	commandStart = regexp.MustCompile(`^(?:[^<>*{}].*?[$#%❯➜] +|PS .*?> *|[A-Z]:\\.*?>|[$#%>] )?(?:time |sudo )?((?:\S*/)?curl(?:\.exe)? .*)$`)
	substitution = regexp.MustCompile("\\$\\([^()]*\\)|`[^`]*`")
)

// pasted is the curl command that a paste begins with, as far as it is known.
type pasted struct {
	diag.Case
	count int // of the commands up to here
}

// maxCommands bounds how many commands of one capture are taken apart.
const maxCommands = 100

// next reads the curl command that begins at lines[0], and says how many lines
// it takes. Nothing in it is run, and no file that it names is read.
func (p pasted) next(lines []line) (next pasted, taken int) {
	m := commandStart.FindStringSubmatch(lines[0].text)
	if m == nil || p.count == maxCommands {
		return p, 0
	}
	text := m[1]
	for taken = 1; taken < len(lines) && taken < 200 && len(text) < maxLine && open(text); taken++ {
		text += "\n" + lines[taken].text
	}
	return pasted{caseOf(text), p.count + 1}, taken
}

// caseOf is what the command says, as far as it can be read.
func caseOf(text string) diag.Case {
	c, _, err := Flags{}.CurlLine(substitution.ReplaceAllString(text, redacted), Env{
		Getenv:   func(string) string { return redacted },
		ReadFile: func(string) ([]byte, error) { return nil, errors.New("a capture names it") },
	})
	if err != nil {
		return diag.Case{Request: diag.Request{URL: addressIn(text)}}
	}
	if !strings.Contains(c.Request.URL, "://") || strings.Contains(diag.OriginOf(c.Request.URL), redacted) {
		c.Request.URL = ""
	}
	if !c.Request.Header.Has("Accept") { // curl sends it by itself
		c.Request.Header = append(c.Request.Header, diag.Field{Name: "Accept", Value: "*/*"})
	}
	return c
}

// open says whether a command goes on in the next line: behind a backslash,
// or in quotes.
func open(text string) bool {
	if strings.HasSuffix(text, `\`) || strings.HasSuffix(text, "^") {
		return true
	}
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quote != '\'':
			i++
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote != 0
}

var inText = regexp.MustCompile(`https?://[^\s'"<>]+`)

// addressIn is the first address in a text, or "".
func addressIn(text string) string { return inText.FindString(text) }
