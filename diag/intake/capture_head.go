package intake

import (
	"regexp"
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// The lines that begin a message (RFC 9112, sections 3 and 4), and field lines.
var (
	requestLine = regexp.MustCompile(`^([A-Z][A-Z-]*) (\S+)(?: HTTP/(\d(?:\.\d)?))?$`)
	statusLine  = regexp.MustCompile(`^HTTP/(\d(?:\.\d)?) (\d{3})(?: (.*))?$`)
	fieldLine   = regexp.MustCompile("^(:?[!#$%&'*+.^_`|~0-9A-Za-z-]+) *:(.*)$")
	unbroken    = regexp.MustCompile(`^[A-Za-z0-9._~+/=-]+$`)
)

// readStatus reads a status line; HTTP/2 has no reason phrase.
func readStatus(text string) (status int, proto, reason string, ok bool) {
	m := statusLine.FindStringSubmatch(text)
	if m == nil {
		return 0, "", "", false
	}
	status, _ = strconv.Atoi(m[2])
	return status, protocol("HTTP/" + m[1]), m[3], true
}

// addField adds a field line, and says whether it is one. An overlong message
// loses the fields at its end.
func addField(h *diag.Header, text string) bool {
	m := fieldLine.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	if len(*h) < maxFields {
		*h = append(*h, diag.Field{Name: m[1], Value: strings.TrimSpace(m[2])})
	}
	return true
}

// goOn joins a line to the last field: a folded one (RFC 9112, section 5.2), or
// one that was wrapped when it was copied, which a token shows by its letters.
func goOn(h diag.Header, text string) bool {
	t := strings.TrimSpace(text)
	if len(h) == 0 || t == "" {
		return false
	}
	last := &h[len(h)-1]
	if len(last.Value)+len(t) > maxValue {
		return true // its end is left out
	}
	if last.Value != "" && (text[0] == ' ' || text[0] == '\t' || !unbroken.MatchString(t)) {
		last.Value += " "
	}
	last.Value += t
	return true
}
