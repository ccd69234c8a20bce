package intake

import (
	"regexp"
	"strings"
)

// ofCmd is what only cmd's commands have: a caret before a quote or a line break.
var ofCmd = regexp.MustCompile(`(?:^|\s)\^"|\^[ \t]*\r?\n`)

// fromCmd rewrites a command for Windows' cmd for a shell: outside of quotes a
// caret takes the next character as it is, and joins lines; $ and ` are nothing special.
func fromCmd(line string) string {
	if !ofCmd.MatchString(line) {
		return line
	}
	line = strings.ReplaceAll(line, "\r\n", "\n")
	var b strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '^' && !quoted:
			if i++; i < len(line) && line[i] == '\n' {
				i++ // the lines are joined; a second line break is meant
			}
			if i < len(line) {
				b.WriteString(literal(line[i]))
			}
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		default:
			b.WriteString(literal(c))
		}
	}
	return b.String()
}

func literal(c byte) string {
	if c == '$' || c == '`' {
		return `\` + string(c)
	}
	return string([]byte{c})
}
