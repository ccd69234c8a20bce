package draw

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
)

// continued is how a shell's line goes on in the next one.
const continued = ` \`

// commandLines breaks a shell command so that it can be copied from the screen:
// at the line breaks that it has, then between the commands of a pipeline, then at
// blanks outside of quotes, with a backslash. Only a word that is longer than the
// line is broken inside.
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
	out := fold(nil, words, width-len(continued), stages, withValues, singly)
	for i := range len(out) - 1 {
		out[i] += continued
	}
	return append(hardLines(out, width), commentLines(comment, width)...)
}

// fold adds words to the lines of a command: all of them where they fit, else in
// the parts that the first of the cuts makes, and so on.
func fold(lines, words []string, width int, cuts ...func([]string) [][]string) []string {
	text, last := strings.Join(words, " "), len(lines)-1
	if last >= 0 && lipgloss.Width(lines[last]+" "+text) <= width {
		lines[last] += " " + text
		return lines
	}
	if last >= 0 {
		text = "  " + text
	}
	if len(cuts) == 0 || lipgloss.Width(text) <= width {
		return append(lines, text)
	}
	for _, part := range cuts[0](words) {
		lines = fold(lines, part, width, cuts[1:]...)
	}
	return lines
}

// stages are the commands of a pipeline or of a list, each with what joins it to the one before.
func stages(words []string) [][]string {
	return parts(words, func(before, word string) bool {
		return strings.HasSuffix(before, ";") || word == "|" || word == "||" || word == "&&"
	})
}

// withValues keeps an option and what follows it together.
func withValues(words []string) [][]string {
	return parts(words, func(before, word string) bool {
		return option(word) || !option(before)
	})
}

// option says whether a word is one; a dash alone is a value, standard input or output.
func option(word string) bool { return strings.HasPrefix(word, "-") && word != "-" }

func singly(words []string) [][]string {
	return parts(words, func(string, string) bool { return true })
}

// parts cuts where a word does not belong to the one before it.
func parts(words []string, apart func(before, word string) bool) [][]string {
	var out [][]string
	for i, word := range words {
		if i == 0 || apart(words[i-1], word) {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], word)
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
	for _, line := range Wrap(comment, width-len("# ")) {
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
