package intake

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// finish settles what every form of text leaves open.
func (c *Capture) finish() {
	if len(c.Entries) > maxEntries {
		c.warn("only its first %d exchanges were read", maxEntries)
		c.Entries = c.Entries[:maxEntries]
	}
	for i := range c.Entries {
		e := &c.Entries[i]
		e.Request.Purpose = diag.AsGiven
		if e.SentAt.IsZero() {
			e.SentAt, _ = http.ParseTime(e.Header.Value("Date"))
		}
		if e.Status == 0 && e.Failure == nil {
			c.assume(e)
		}
		e.tidyBody()
	}
	c.number()
}

// assume takes a challenge for what it comes with (RFC 9110, sections 11.6.1 and 11.7.1).
func (c *Capture) assume(e *Entry) {
	switch {
	case e.Header.Has("WWW-Authenticate"):
		e.Status = http.StatusUnauthorized
	case e.Header.Has("Proxy-Authenticate"):
		e.Status = http.StatusProxyAuthRequired
	default:
		return
	}
	c.warn("line %d: the status is not in it: %d is assumed, for that is what a challenge comes with", e.Line, e.Status)
}

// tidyBody takes away what stands behind the body in the text, where the body
// itself shows its end, and says whether some of it is missing.
func (e *Entry) tidyBody() {
	body := bytes.TrimSpace(e.Body)
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		d := json.NewDecoder(bytes.NewReader(body))
		var first json.RawMessage
		if d.Decode(&first) == nil {
			body = first
		}
	}
	if len(body) > maxBody {
		body, e.Truncated = body[:maxBody], true
	}
	e.Body = body
	want, err := strconv.Atoi(e.Header.Value("Content-Length"))
	if err == nil && !e.Header.Has("Content-Encoding") && !strings.EqualFold(e.Request.Method, http.MethodHead) {
		// Line breaks at its end may have been lost on the way.
		e.Truncated = e.Truncated || want > len(body)+4 && e.Status/100 != 3
	}
}

// protocol is the version as net/http writes it: "HTTP/2.0" for curl's
// "HTTP/2", Chrome's "h2" and Firefox's "HTTP/2".
func protocol(written string) string {
	p := strings.ToUpper(written)
	switch p {
	case "H2", "HTTP/2":
		return "HTTP/2.0"
	case "H3", "HTTP/3":
		return "HTTP/3.0"
	}
	if !strings.HasPrefix(p, "HTTP/") || len(p) > len("HTTP/1.1") {
		return ""
	}
	return p
}
