package intake

import (
	"errors"
	"regexp"
	"slices"
	"strings"
)

// ofCmd is what only cmd's commands have: a caret before a quote or a line break.
var ofCmd = regexp.MustCompile(`(?:^|\s)\^"|\^[ \t]*\r?\n`)

// cmdVariable is a variable of cmd's.
var cmdVariable = regexp.MustCompile(`%(\w+)%`)

// fromCmd reads a command for Windows' cmd.
func fromCmd(text string, env Env) (*translation, error) {
	if !ofCmd.MatchString(text) {
		return nil, nil
	}
	text = cmdVariable.ReplaceAllStringFunc(strings.ReplaceAll(text, "\r\n", "\n"), func(v string) string {
		if set := env.Getenv(strings.Trim(v, "%")); set != "" {
			return set
		}
		return v // cmd leaves one that is not set as it is
	})
	var found *translation
	for _, command := range cmdCommands(text) {
		words := windowsWords(command)
		at := slices.IndexFunc(words, isCurl)
		switch {
		case at < 0 || at > 0 && !strings.EqualFold(words[0], "call"):
		case found != nil:
			return nil, errors.New("several curl commands in it: keep the one that fails")
		default:
			found = &translation{args: words[at+1:]}
		}
	}
	switch {
	case found == nil:
		return nil, errors.New("no curl command in it: paste an address, or a command that begins with curl")
	case len(found.args) > maxArgs:
		return nil, errors.New("more arguments than a command may have")
	}
	return found, nil
}

// cmdCommands are the commands of a text as cmd parts them, and takes its
// carets out of them: outside of quotes a caret takes the next character as it
// is, and joins lines. Redirections are left out.
func cmdCommands(text string) (commands []string) {
	var b strings.Builder
	quoted, aside := false, false
	for i := 0; i < len(text); i++ {
		c, plain := text[i], !quoted
		if c == '^' && plain {
			plain = false
			if i++; i < len(text) && text[i] == '\n' {
				i++ // the lines are joined; a second line break is meant
			}
			if i >= len(text) {
				break
			}
			c = text[i]
		} else if c == '"' {
			quoted = !quoted
		}
		switch {
		case plain && strings.IndexByte("&|\n", c) >= 0:
			commands = append(commands, b.String())
			b.Reset()
			aside = false
		case plain && (c == '<' || c == '>'):
			aside = true
		case !aside:
			b.WriteByte(c)
		}
	}
	return append(commands, b.String())
}

// windowsWords splits a command line as programs for Windows do for themselves
// (Microsoft's "Parsing C command-line arguments"): a backslash means something
// before a quote only, and two quotes within quotes are one.
func windowsWords(line string) (words []string) {
	var b strings.Builder
	inWord, quoted := false, false
	for i := 0; i < len(line); i++ {
		slashes := 0
		for i < len(line) && line[i] == '\\' {
			slashes++
			i++
		}
		atQuote := i < len(line) && line[i] == '"'
		if atQuote {
			b.WriteString(strings.Repeat(`\`, slashes/2))
		} else {
			b.WriteString(strings.Repeat(`\`, slashes))
		}
		inWord = inWord || slashes > 0
		switch {
		case i >= len(line):
		case atQuote && slashes%2 == 1:
			b.WriteByte('"')
		case atQuote && quoted && i+1 < len(line) && line[i+1] == '"':
			b.WriteByte('"')
			i++
		case atQuote:
			quoted, inWord = !quoted, true
		case !quoted && (line[i] == ' ' || line[i] == '\t'):
			if inWord {
				words = append(words, b.String())
				b.Reset()
			}
			inWord = false
		default:
			inWord = true
			b.WriteByte(line[i])
		}
	}
	if inWord {
		words = append(words, b.String())
	}
	return words
}
