package intake

import (
	"strings"

	"example.com/why401/diag"
)

// fail reads curl's error: why no answer came, where none did.
func (t *transcript) fail(text string) {
	f, status := failCurl(text)
	if t.current != nil && t.current.Status != 0 {
		t.current.Truncated = t.current.Truncated || f != nil && t.current.Request.Method != "CONNECT"
		return
	}
	if status == 0 && f == nil {
		return
	}
	if f != nil && t.stray != nil && t.stray.Alert != 0 { // the handshake told it more exactly
		f.Kind, f.Alert = t.stray.Kind, t.stray.Alert
	}
	if t.stray = nil; t.current == nil {
		t.begin("", "", "")
	}
	t.stray, t.current.Status = f, status
	t.current.TLS = t.conn.tls
	t.current.fillLast(text, f)
	t.conn.tls = t.current.TLS
	t.close()
}

// close ends the exchange that is open.
func (t *transcript) close() {
	e := t.current
	if e == nil && t.stray != nil { // cut before curl's last word
		e = &Entry{Line: t.line}
	}
	if e == nil {
		t.at, t.body = outside, nil
		return
	}
	t.fill(e)
	t.Entries = append(t.Entries, *e)
	t.current, t.at, t.target, t.body, t.stray, t.next = nil, outside, "", nil, nil, ""
	t.conn.reused, t.conn.pseudo = false, nil
}

// fill writes into the exchange what stands elsewhere in the transcript.
func (t *transcript) fill(e *Entry) {
	t.fillBody(e)
	if e.Status == 0 {
		e.Failure = t.stray
	}
	hint := t.next
	if hint == "" {
		hint = t.command.Request.URL
	}
	if e.Request.Method == "CONNECT" {
		t.fillConnect(e, hint)
	} else {
		t.fillRequest(e, hint)
	}
	e.Request = withoutHost(e.Request)
	e.Remote, e.TLS, e.Reused = t.conn.remote, t.conn.tls, t.conn.reused
	e.Proxy, e.ProxyFrom = t.conn.proxy, t.conn.proxyFrom
	e.ProxyAuth = t.conn.proxyAuth || e.Request.Header.Has("Proxy-Authorization")
}

func (t *transcript) fillBody(e *Entry) {
	body := strings.TrimSpace(strings.Join(t.body, "\n"))
	for strings.HasPrefix(body, "HTTP/") { // curl -i prints the header as well
		_, body, _ = strings.Cut(body, "\n\n")
	}
	if body != "" {
		e.Body, e.Truncated = []byte(body), false
	}
}

// fillRequest adds what the request's lines lack: from HTTP/2's own fields, the
// connection, and the command before it.
func (t *transcript) fillRequest(e *Entry, hint string) {
	r := &e.Request
	if t.target == "" {
		t.target = t.conn.pseudo.Value(":path")
	}
	if strings.Contains(t.target, "://") {
		t.conn.throughPeer()
	}
	r.URL = address(t.target, r.Header, t.conn, e.Proto, hint)
	for _, f := range t.conn.pseudo {
		if !strings.HasPrefix(f.Name, ":") && !r.Header.Has(f.Name) {
			r.Header = append(r.Header, f)
		}
	}
	if r.Method == "" {
		r.Method = t.conn.pseudo.Value(":method")
	}
	if r.Method == "" && t.next == "" {
		r.Method = t.command.Request.Method
	}
	if t.next == "" && r.Method == t.command.Request.Method {
		r.Body = t.command.Request.Body
	}
	if len(r.Header) == 0 && t.next == "" { // the command is all that is known
		r.Header = append(r.Header, t.command.Request.Header...)
	}
}

// fillConnect makes of a refused CONNECT the exchange that it stands for: the
// proxy's answer to a request that was not sent.
func (t *transcript) fillConnect(e *Entry, hint string) {
	t.conn.throughPeer()
	auth := e.Request.Header.Has("Proxy-Authorization")
	target := t.target
	e.AtProxy = e.Status != 0
	e.Request = diag.Request{Method: t.command.Request.Method, URL: hint, Body: t.command.Request.Body}
	e.Request.Header = append(e.Request.Header, t.command.Request.Header...)
	if hint == "" || !sameHost(strings.TrimPrefix(diag.OriginOf(hint), "https://"), target) {
		e.Request.URL = address("/", nil, connection{tunnel: target, secure: true}, "", "")
	}
	t.conn.proxyAuth = auth
}
