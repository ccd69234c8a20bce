package intake

import (
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// messages reads HTTP messages as they are (RFC 9112): what curl -i prints, what
// HTTPie -v prints, what people write into tickets.
type messages struct {
	Capture
	at      stage
	current *Entry
	target  string
	command pasted
	client  called // HTTPie's command line
	body    []string
	stray   *diag.Failure
	line    int
}

// bareRequest is a request line without a version, as clients write it into their files.
var bareRequest = regexp.MustCompile(`^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (?:https?://\S+|/\S*)$`)

// requestFirst says whether a request line without a version comes first, and
// a field behind it.
func requestFirst(lines []line) bool {
	for i, l := range lines {
		if strings.TrimSpace(l.text) != "" {
			return bareRequest.MatchString(l.text) && i+1 < len(lines) && fieldLine.MatchString(lines[i+1].text)
		}
	}
	return false
}

func readMessages(lines []line) Capture {
	m := &messages{Capture: Capture{Form: "HTTP message"}}
	for i := 0; i < len(lines); i++ {
		m.line = lines[i].n
		if p, n := m.command.next(lines[i:]); n > 0 {
			m.close()
			m.command = p
			i += n - 1
			continue
		}
		m.take(lines[i].text)
	}
	m.close()
	m.Form = m.form(lines)
	return m.Capture
}

// form tells who wrote the messages.
func (m *messages) form(lines []line) string {
	switch {
	case someLine(lines, ofHTTPie):
		return "HTTPie"
	case m.requests():
		return "HTTP message"
	}
	return "curl -i"
}

func (m *messages) requests() bool {
	for _, e := range m.Entries {
		if e.Request.Method != "" && m.command.count == 0 {
			return true
		}
	}
	return false
}

func (m *messages) take(text string) {
	status, proto, reason, isStatus := readStatus(text)
	request := requestLine.FindStringSubmatch(text)
	isRequest := request != nil && (request[3] != "" || m.current == nil && bareRequest.MatchString(text))
	switch {
	case isRequest && m.at != asking:
		m.close()
		m.begin(request[1], request[2])
		if request[3] != "" {
			m.current.Proto = protocol("HTTP/" + request[3])
		}
	case isStatus:
		m.answer(status, proto, reason)
	case strings.HasPrefix(text, "curl: ("), httpieError.MatchString(text):
		m.fail(text)
	default:
		m.inside(text)
	}
}

func (m *messages) begin(method, target string) {
	m.current, m.at, m.target = &Entry{Line: m.line}, asking, target
	m.current.Request.Method = method
}

// answer begins an answer. What a proxy says to CONNECT, and an interim answer,
// make room for the one that follows.
func (m *messages) answer(status int, proto, reason string) {
	e := m.current
	if e != nil && (e.Status >= 200 || m.at == answering) {
		m.close()
		e = nil
	}
	if e != nil && m.at == asked {
		m.keepRequestBody()
	}
	if e == nil {
		m.begin("", "")
	}
	m.at = answering
	m.current.Status, m.current.Proto, m.current.Header = status, proto, nil
	if status/100 == 1 && status != 101 || status == 200 && strings.EqualFold(reason, "Connection established") {
		m.current.Status, m.at = 0, outside
	}
}

// inside reads a line that begins no message.
func (m *messages) inside(text string) {
	blank := strings.TrimSpace(text) == ""
	switch {
	case m.current == nil:
		m.client.read(text)
	case blank && (m.at == asking || m.at == answering):
		m.at++
	case m.at == asking:
		if !addField(&m.current.Request.Header, text) {
			m.continued(m.current.Request.Header, text, asked)
		}
	case m.at == answering:
		if !addField(&m.current.Header, text) {
			m.continued(m.current.Header, text, answered)
		}
	case m.at == asked, m.at == answered:
		m.body = append(m.body, text)
	}
}

// continued reads a line in a header that is no field: a wrapped one goes on, or
// the body begins without the empty line that belongs before it.
func (m *messages) continued(h diag.Header, text string, body stage) {
	if folded := text[0] == ' ' || text[0] == '\t'; (folded || unbroken.MatchString(text)) && goOn(h, text) {
		if !folded {
			m.warn("line %d: it was joined to the field before it", m.line)
		}
		return
	}
	m.at, m.body = body, []string{text}
}

func (m *messages) keepRequestBody() {
	m.current.Request.Body = []byte(strings.TrimSpace(strings.Join(m.body, "\n")))
	m.body = nil
}

func (m *messages) fail(text string) {
	f, status := failCurl(text)
	if f == nil && status == 0 {
		f = failureIn(text)
	}
	if m.current == nil && (f != nil || status != 0) {
		m.begin("", "")
	}
	if e := m.current; e != nil && e.Status == 0 {
		m.current.Status, m.stray = status, f
		e.fillLast(text, f)
	}
	m.close()
}

// close ends the exchange that is open, and fills in what its command tells.
func (m *messages) close() {
	e := m.current
	if e == nil {
		return
	}
	if m.at == asked {
		m.keepRequestBody()
	}
	e.Body = []byte(strings.Join(m.body, "\n"))
	if e.Status == 0 {
		e.Failure = m.stray
	}
	if e.Request.Method == "" && len(e.Request.Header) == 0 {
		r := m.command.Request
		e.Request = diag.Request{Method: r.Method, URL: r.URL, Header: append(diag.Header(nil), r.Header...), Body: r.Body}
	} else {
		hint := m.command.Request.URL
		if hint == "" {
			hint = m.client.address
		}
		e.Request.URL = address(m.target, e.Request.Header, connection{}, e.Proto, hint)
	}
	e.Request = withoutHost(e.Request)
	m.Entries = append(m.Entries, *e)
	m.current, m.at, m.body, m.stray = nil, outside, nil, nil
}
