package intake

import (
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// stage is where in an exchange a transcript stands.
type stage int

const (
	outside   stage = iota
	asking          // in the request's header
	asked           // behind it
	answering       // in the answer's header
	answered        // behind it: what has no mark is the body
)

// transcript reads what curl -v writes: "> " for what is sent, "< " for what
// comes, "* " for what curl says itself, and no mark for the body.
type transcript struct {
	Capture
	at      stage
	current *Entry
	target  string // of the request line
	conn    connection
	command pasted
	next    string // the address that a redirect names
	stray   *diag.Failure
	body    []string
	line    int
}

// readTranscript reads curl -v, also where it was cut at either end.
func readTranscript(lines []line) Capture {
	t := &transcript{Capture: Capture{Form: "curl -v"}}
	for i := 0; i < len(lines); i++ {
		t.line = lines[i].n
		if p, n := t.command.next(lines[i:]); n > 0 {
			t.close()
			t.command, t.conn, t.next, t.stray = p, connection{}, "", nil
			i += n - 1
			continue
		}
		t.take(lines[i].text)
	}
	t.close()
	return t.Capture
}

// glued is what curl writes behind a body that ends without a line break.
var glued = regexp.MustCompile(`(?:\* (?:Connection #\d+ to host|Closing connection|Issue another request|Curl_|shutting down connection).*|curl: \(\d+\) .*)$`)

// take reads one line.
func (t *transcript) take(text string) {
	if at := glued.FindStringIndex(text); t.at == answered && at != nil && at[0] > 0 {
		t.body = append(t.body, text[:at[0]])
		text = text[at[0]:]
	}
	switch {
	case text == ">" || strings.HasPrefix(text, "> "):
		t.sent(strings.TrimPrefix(text[1:], " "))
	case text == "<" || strings.HasPrefix(text, "< "):
		t.came(strings.TrimPrefix(text[1:], " "))
	case strings.HasPrefix(text, "* ") && (t.at != answered || curlLine.MatchString(text) || glued.MatchString(text)):
		t.say(strings.TrimLeft(text[1:], " "))
	case strings.HasPrefix(text, "curl: ("):
		t.fail(text)
	case dataMark.MatchString(text):
		if t.at == answered && text[0] == '{' && t.current != nil {
			t.current.Truncated = true // unless the body itself is here as well
		}
	default:
		t.plain(text)
	}
}

var dataMark = regexp.MustCompile(`^[{}] \[\d+ bytes data\]$`)

// plain reads a line without a mark: of the body, or the rest of a field that
// was wrapped when it was copied.
func (t *transcript) plain(text string) {
	switch {
	case t.at == answered:
		t.body = append(t.body, text)
	case t.current == nil, t.at == answering && (text == "" || fieldLine.MatchString(text) || messageStart.MatchString(text)): // curl -i prints the header as well
	case t.at == asking && goOn(t.current.Request.Header, text),
		t.at == answering && goOn(t.current.Header, text):
		t.warn("line %d: it has no mark, and was joined to the field before it", t.line)
	}
}

// sent reads a line of a request.
func (t *transcript) sent(text string) {
	m := requestLine.FindStringSubmatch(text)
	switch {
	case m != nil && m[3] != "":
		t.begin(m[1], m[2], protocol("HTTP/"+m[3]))
	case text == "":
		if t.at == asking {
			t.at = asked
		}
	default:
		if t.at != asking {
			t.begin("", "", "")
		}
		if !addField(&t.current.Request.Header, text) {
			goOn(t.current.Request.Header, text)
		}
	}
}

// begin opens an exchange.
func (t *transcript) begin(method, target, proto string) {
	t.close()
	t.at, t.target = asking, target
	t.current = &Entry{Line: t.line}
	t.current.Request.Method, t.current.Proto = method, proto
}

// came reads a line of an answer.
func (t *transcript) came(text string) {
	if status, proto, _, ok := readStatus(text); ok {
		t.answer(status, proto)
		return
	}
	switch {
	case text == "":
		t.headEnds()
	case t.at == answered: // a trailer
	default:
		if t.current == nil {
			t.begin("", "", "")
		}
		t.at = answering
		if !addField(&t.current.Header, text) {
			goOn(t.current.Header, text)
		}
	}
}

// answer begins an answer; one after an interim answer takes its place (RFC 9110, section 15.2).
func (t *transcript) answer(status int, proto string) {
	if e := t.current; e == nil || e.Status >= 200 {
		t.begin("", "", "")
	}
	t.at = answering
	t.current.Status, t.current.Proto, t.current.Header = status, proto, nil
}

// headEnds ends an answer's header. A tunnel that was opened is no exchange of its own.
func (t *transcript) headEnds() {
	if t.at != answering {
		return
	}
	t.at = answered
	e := t.current
	switch {
	case e.Status/100 == 1 && e.Status != 101:
		t.at = asked
	case e.Request.Method == "CONNECT" && e.Success():
		t.conn.openTunnel(t.target, e.Request.Header.Has("Proxy-Authorization"))
		t.current, t.at = nil, outside
	}
}

// openTunnel makes the connection one to the target (RFC 9110, section 9.3.6).
func (c *connection) openTunnel(target string, auth bool) {
	c.throughPeer()
	c.tunnel, c.proxyAuth, c.secure, c.tls, c.pseudo = target, auth, false, nil, nil
}

// throughPeer says that the peer is a proxy.
func (c *connection) throughPeer() {
	if c.proxy == "" && c.host != "" {
		c.proxy = proxyAddress(c.host + ":" + c.port)
	}
}
