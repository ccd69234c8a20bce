package draw

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// continued is how a shell's line goes on in the next one.
const continued = ` \`

// commandLines breaks a shell command so that it can be copied from the screen:
// at the line breaks that it has, then at blanks outside of quotes, with a
// backslash. Only a word that is longer than the line is broken inside.
func commandLines(command string, width int) []string {
	var out []string
	for _, line := range split(command) {
		out = append(out, shellLines(strings.TrimRight(line, " "), width)...)
	}
	return out
}

func shellLines(line string, width int) []string {
	if lipgloss.Width(line) <= width {
		return []string{line}
	}
	words, comment := shellWords(line)
	var out []string
	now := ""
	for _, word := range withValues(words) {
		switch {
		case now == "":
			now = word
		case lipgloss.Width(now+" "+word)+len(continued) <= width:
			now += " " + word
		default:
			out = append(out, now+continued)
			now = "  " + word
		}
	}
	if now != "" {
		out = append(out, now)
	}
	return append(hardLines(out, width), commentLines(comment, width)...)
}

// withValues keeps an option and what follows it in one line.
func withValues(words []string) []string {
	var out []string
	for i, word := range words {
		if i > 0 && strings.HasPrefix(words[i-1], "-") && !strings.HasPrefix(word, "-") {
			out[len(out)-1] += " " + word
			continue
		}
		out = append(out, word)
	}
	return out
}

// hardLines breaks what is still too long.
func hardLines(in []string, width int) []string {
	var out []string
	for _, line := range in {
		out = append(out, split(ansi.Hardwrap(line, max(1, width), true))...)
	}
	return out
}

// commentLines makes each line of a long comment one.
func commentLines(comment string, width int) []string {
	if comment == "" {
		return nil
	}
	var out []string
	for _, line := range wrap(comment, width-len("# ")) {
		out = append(out, "# "+line)
	}
	return out
}

// shellWords splits a line at blanks that are neither quoted nor escaped, and
// takes a comment off its end, as a POSIX shell reads them (section 2.3).
// Leading blanks stay with the first word.
func shellWords(line string) (words []string, comment string) {
	text := strings.TrimLeft(line, " ")
	word := line[:len(line)-len(text)]
	var quote rune
	escaped, start := false, true
	for i, r := range text {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quote != '\'':
			escaped = true
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == '#' && start:
			return words, strings.TrimSpace(text[i+1:])
		case r == ' ':
			if !start {
				words = append(words, word)
			}
			word, start = "", true
			continue
		}
		word += string(r)
		start = false
	}
	return append(words, word), ""
}
