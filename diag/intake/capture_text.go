package intake

import (
	"html"
	"regexp"
	"strings"
)

// line is one line of a capture, and where it stands in the file.
type line struct {
	n    int
	text string
}

// The marks that terminals and tickets put into a transcript.
var (
	escapes   = regexp.MustCompile("\x1b(?:\\[[\\x30-\\x3f]*[\\x20-\\x2f]*[\\x40-\\x7e]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[()][0-9A-B]|[\\x20-\\x7e])")
	fence     = regexp.MustCompile("^\\s*(?:```|~~~|\\{(?:code|noformat)[^}]*\\}\\s*$)")
	meter     = regexp.MustCompile(`^\s*\d+ [^<>*"{]*(?:--|\d+):(?:--|\d\d):(?:--|\d\d)\s+[\d.]+[kMGT]?`)
	meterHead = regexp.MustCompile(`\s*% Total    % Received.*$|^\s*Dload  Upload\s.*$`)
)

// layers are what stands before every line where a terminal, a log or an e-mail
// was copied. Each is taken away only where a transcript's mark comes behind it.
var layers = []*regexp.Regexp{
	regexp.MustCompile(`^\s*> ?`), // an e-mail's quote
	regexp.MustCompile(`^\[?(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]? ?`),
	regexp.MustCompile(`^[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \S+ [^:\s]+: ?`), // syslog
	regexp.MustCompile(`^\[\d+-\d+\] `),                                     // curl --trace-ids
	regexp.MustCompile(`^[\w.-]+ +\| ?`),                                    // docker compose
	regexp.MustCompile(`^[ \t]+`),
}

// mark is what no line has by chance: curl's marks, and the start of a message.
var (
	curlMark     = regexp.MustCompile(`^(?:> [A-Z]+ \S+ HTTP/\d|< HTTP/\d|[<>] [\w-]+: |\* +[A-Z[(]|[{}] \[\d+ bytes data\])`)
	messageStart = regexp.MustCompile(`^(?:[A-Z]{3,} \S+ HTTP/\d(?:\.\d)?\s*$|HTTP/\d(?:\.\d)? \d{3}(?:\s|$))`)
)

// cleanLines are the lines of a capture without what its way into a ticket added.
func cleanLines(text string) []line {
	if strings.Contains(text, "&lt; HTTP/") || strings.Contains(text, "&gt; Host:") {
		text = html.UnescapeString(text)
	}
	text = strings.ReplaceAll(escapes.ReplaceAllString(text, ""), "\r\n", "\n")
	var lines []line
	for i, row := range strings.SplitN(text, "\n", maxLines) {
		for _, t := range strings.SplitN(row, "\r", maxLines) { // a meter that draws over itself
			lines = tidied(lines, line{i + 1, t})
		}
	}
	for range 4 {
		if !unwrap(lines) {
			break
		}
	}
	return lines
}

// tidied adds a line without fences and progress meters; blanks at its end are
// a terminal's padding, and none of HTTP's (RFC 9110, section 5.5).
func tidied(lines []line, l line) []line {
	if fence.MatchString(l.text) {
		return lines
	}
	if t := meterHead.ReplaceAllString(meter.ReplaceAllString(l.text, ""), ""); t != l.text {
		if l.text = t; strings.TrimSpace(t) == "" {
			return lines
		}
	}
	l.text = strings.TrimRight(l.text, " \t")
	return append(lines, l)
}

// unwrap takes one layer away, and says whether there was one.
func unwrap(lines []line) bool {
	for i, layer := range layers {
		if i == 0 && !quoted(lines) || i > 0 && !wrapped(lines, layer) {
			continue
		}
		for j, l := range lines {
			lines[j].text = l.text[len(layer.FindString(l.text)):]
		}
		return true
	}
	return false
}

// wrapped says whether a mark comes behind the layer. Wget indents an answer
// itself: that is no layer.
func wrapped(lines []line, layer *regexp.Regexp) bool {
	for _, l := range lines {
		if ofWget.MatchString(l.text) {
			return false
		}
		at := len(layer.FindString(l.text))
		if rest := l.text[at:]; at > 0 && (curlMark.MatchString(rest) || messageStart.MatchString(rest)) {
			return true
		}
	}
	return false
}

// quoted says whether lines have an e-mail's quote mark: before curl's own marks,
// or before an answer, which curl marks otherwise.
func quoted(lines []line) bool {
	for _, l := range lines {
		rest, has := strings.CutPrefix(strings.TrimLeft(l.text, " "), ">")
		rest = strings.TrimPrefix(rest, " ")
		if has && (curlMark.MatchString(rest) || strings.HasPrefix(rest, "HTTP/") || ofWget.MatchString(rest)) {
			return true
		}
	}
	return false
}
