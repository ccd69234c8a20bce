package intake

import (
	"net"
	"regexp"
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// What wget -d and -S write. The words around the marks are in the person's
// language, the marks are not.
var (
	wgetCall      = regexp.MustCompile(`^--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--  (\S+)`)
	wgetHeader    = regexp.MustCompile(`^Setting --header \(header\) to ([^:]+): (.*)$`)
	wgetConnected = regexp.MustCompile(`\|([0-9a-fA-F.:]+)\|:(\d+)\.\.\. `)
	wgetStatus    = regexp.MustCompile(`^.*\.\.\. (\d{3}) \S`)
	wgetBody      = regexp.MustCompile(`\[(.*)\] done\.$`)
	wgetFailed    = regexp.MustCompile(`(?i)^(?:ERROR: |OpenSSL: |wget: unable|.*failed: |Unable to establish|.*: (?:Connection|Operation) timed out|No data received|Read error|Proxy tunneling failed)`)
	wgetReused    = regexp.MustCompile(`^Reusing existing connection`)
)

// wget reads a log of wget.
type wget struct {
	Capture
	at      stage
	current *Entry
	url     string
	remote  string
	sent    diag.Header // of --header, which only -d shows
	inTrace bool        // between -d's own marks
}

func readWget(lines []line) Capture {
	w := &wget{Capture: Capture{Form: "wget"}}
	for _, l := range lines {
		w.take(l)
	}
	w.close()
	return w.Capture
}

func (w *wget) take(l line) {
	text := strings.TrimLeft(l.text, " ")
	if m := wgetCall.FindStringSubmatch(l.text); m != nil {
		w.close()
		w.open(l.n, m[1])
		return
	}
	switch l.text {
	case "---request begin---":
		if w.current == nil || w.current.Status != 0 {
			w.close()
			w.open(l.n, w.url)
		}
		w.at, w.inTrace = asking, true
	case "---response begin---":
		w.ensure(l.n)
		w.at, w.inTrace = answering, true
	case "---request end---", "---response end---":
		w.at, w.inTrace = outside, false
	default:
		w.inside(text, l)
	}
}

func (w *wget) open(line int, url string) {
	if w.url = url; !strings.Contains(url, "://") {
		w.url = ""
	}
	w.current = &Entry{Line: line}
	w.current.Request.Method, w.current.Request.URL = "GET", w.url
}

func (w *wget) ensure(line int) {
	if w.current == nil {
		w.open(line, w.url)
	}
}

// inside reads what stands between the marks.
func (w *wget) inside(text string, l line) {
	status, proto, _, isStatus := readStatus(text)
	switch {
	case isStatus && (w.at == answering || l.text != text): // -S indents the answer
		w.ensure(l.n)
		if w.current.Status >= 200 && !w.inTrace {
			w.close()
			w.open(l.n, w.url)
		}
		w.current.Status, w.current.Proto, w.current.Header = status, proto, nil
		w.at = answering
	case w.at == asking:
		w.request(text)
	case w.at == answering && text != "" && (w.inTrace || l.text != text):
		if !addField(&w.current.Header, text) {
			goOn(w.current.Header, l.text)
		}
	default:
		if !w.inTrace {
			w.at = outside
		}
		w.talk(text)
	}
}

func (w *wget) request(text string) {
	r := &w.current.Request
	if m := requestLine.FindStringSubmatch(text); m != nil {
		r.Method = m[1]
		r.URL = address(m[2], nil, connection{}, "", w.url)
		return
	}
	if text != "" && !addField(&r.Header, text) {
		goOn(r.Header, text)
	}
}

// talk reads wget's own words.
func (w *wget) talk(text string) {
	if m := wgetHeader.FindStringSubmatch(text); m != nil {
		w.sent = append(w.sent, diag.Field{Name: m[1], Value: m[2]})
		return
	}
	if w.current == nil {
		return
	}
	if m := wgetConnected.FindStringSubmatch(text); m != nil {
		w.remote = net.JoinHostPort(m[1], m[2])
	}
	w.current.Reused = w.current.Reused || wgetReused.MatchString(text)
	if m := wgetStatus.FindStringSubmatch(text); m != nil && w.current.Status == 0 {
		w.current.Status, _ = strconv.Atoi(m[1])
	}
	if m := wgetBody.FindStringSubmatch(text); m != nil && w.current.Status != 0 && len(w.current.Body) == 0 {
		w.current.Body = []byte(m[1])
	}
	if wgetFailed.MatchString(text) && w.current.Status == 0 {
		if f := failureIn(text); f != nil {
			w.current.Failure = f
		}
	}
}

// close ends the exchange that is open.
func (w *wget) close() {
	e := w.current
	if e == nil {
		return
	}
	e.Remote = w.remote
	if e.Status != 0 {
		e.Failure = nil
	}
	if len(e.Request.Header) == 0 {
		e.Request.Header = append(e.Request.Header, w.sent...)
	}
	e.Request = withoutHost(e.Request)
	w.Entries = append(w.Entries, *e)
	w.current, w.at, w.inTrace = nil, outside, false
}
