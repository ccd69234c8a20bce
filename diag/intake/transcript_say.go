package intake

import (
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"

	"example.com/why401/diag"
)

// What curl says of a connection, in its words from 7.29 to 8.17.
var (
	sayConnected = regexp.MustCompile(`^(?:Connected to|Established connection to) (\S+) \(([0-9a-fA-F.:%]*)[) ] ?port (\d+)`)
	sayNoAddress = regexp.MustCompile(`^Connected to (\S+) port (\d+)`)
	sayTrying    = regexp.MustCompile(`^Trying `)
	sayReused    = regexp.MustCompile(`^(?:Re-using|Reusing) existing `)
	sayProxy     = regexp.MustCompile(`^Uses proxy env variable (\w+) == '([^']*)'`)
	sayTunnel    = regexp.MustCompile(`^Establish HTTP proxy tunnel to (\S+)`)
	sayTLS       = regexp.MustCompile(`^SSL connection using (TLSv[\d.]+|SSLv3)`)
	sayField     = regexp.MustCompile(`^(?:h2h3|h2|\[HTTP/[23]\] \[\d+\]|\[h2h3\]) \[(:?[\w-]+): ?(.*)\]$`)
	sayNext      = regexp.MustCompile(`^Issue another request to this URL: '([^']*)'`)
	sayAlert     = regexp.MustCompile(`\(IN\), TLS alert, [^(]*\((\d+)\)`)
	sayFailed    = regexp.MustCompile(`^(?:Could ?n.t resolve|Could not resolve|Failed to connect|connect to \S+ port|SSL certificate problem|OpenSSL SSL_|` +
		`Recv failure|Send failure|Empty reply|(?:Operation|Connection|SSL connection|Resolving) timed? ?out|` +
		`(?:Operation|Connection) timed out|LibreSSL|schannel: |.*alert )`)
)

// say reads a line of curl's own.
func (t *transcript) say(text string) {
	if t.sayConnection(text) || t.sayTLS(text) {
		return
	}
	if m := sayField.FindStringSubmatch(text); m != nil {
		if t.at != asking && t.at != asked {
			t.closeAnswered()
		}
		if len(t.conn.pseudo) < maxFields {
			t.conn.pseudo = append(t.conn.pseudo, diag.Field{Name: m[1], Value: m[2]})
		}
		return
	}
	if m := sayNext.FindStringSubmatch(text); m != nil {
		t.close()
		t.next = m[1]
		return
	}
	if sayFailed.MatchString(text) && (t.current == nil || t.current.Status == 0) {
		if f := failureIn(text); f != nil {
			f.Alert = alertNamed(text)
			t.stray = f
			t.sayHost(text)
		}
	}
}

var sayHost = regexp.MustCompile(`^(?:Could ?n.t resolve host:? |Could not resolve host: |Failed to connect to )([\w.-]+)(?: port (\d+))?`)

// sayHost keeps the name that could not be reached: no request shows it.
func (t *transcript) sayHost(text string) {
	if m := sayHost.FindStringSubmatch(text); m != nil && t.conn.host == "" {
		t.conn.host, t.conn.port = m[1], m[2]
	}
}

// closeAnswered ends an exchange that has its answer: what follows is the next one's.
func (t *transcript) closeAnswered() {
	if t.current != nil && t.current.Status != 0 {
		t.close()
	}
}

func (t *transcript) sayConnection(text string) bool {
	switch {
	case sayTrying.MatchString(text):
		t.closeAnswered()
	case sayReused.MatchString(text):
		t.closeAnswered()
		t.conn.reused = true
	default:
		return t.sayPeer(text)
	}
	return true
}

func (t *transcript) sayPeer(text string) bool {
	if m := sayConnected.FindStringSubmatch(text); m != nil {
		t.connected(m[1], m[2], m[3])
		return true
	}
	if m := sayNoAddress.FindStringSubmatch(text); m != nil {
		t.connected(m[1], "", m[2])
		return true
	}
	if m := sayProxy.FindStringSubmatch(text); m != nil {
		t.closeAnswered()
		t.conn = connection{proxy: proxyAddress(m[2]), proxyFrom: "$" + m[1]}
		return true
	}
	if m := sayTunnel.FindStringSubmatch(text); m != nil {
		t.conn.throughPeer()
		return true
	}
	return false
}

// connected begins a connection. Newer curls say so after the handshake.
func (t *transcript) connected(host, ip, port string) {
	t.closeAnswered()
	c := &t.conn
	fresh := c.host == ""
	old := *c
	*c = connection{host: host, port: port, proxy: c.proxy, proxyFrom: c.proxyFrom, pseudo: c.pseudo}
	if fresh {
		c.secure, c.tls = old.secure, old.tls
	}
	if p := t.command.Transport.Proxy; p != "" && c.proxy == "" {
		c.proxy, c.proxyFrom = proxyAddress(p), "--proxy"
	}
	if t.stray != nil && t.stray.Kind == diag.FailConnect { // another of its addresses answered
		t.stray = nil
	}
	c.remote = ""
	if ip != "" {
		c.remote = net.JoinHostPort(ip, port)
	}
}

func (t *transcript) state() *diag.TLSState {
	if t.conn.tls == nil {
		t.conn.tls = &diag.TLSState{}
	}
	return t.conn.tls
}

func (t *transcript) sayTLS(text string) bool {
	switch {
	case sayTLS.MatchString(text):
		t.conn.secure = true
		t.state().Version = strings.Replace(sayTLS.FindStringSubmatch(text)[1], "TLSv", "TLS ", 1)
	case strings.HasPrefix(text, "TLSv") || strings.HasPrefix(text, "ALPN"):
		t.conn.secure = true
		t.sayHandshake(text)
	case strings.HasPrefix(text, "subject:"):
		t.state().Subject = strings.TrimSpace(strings.TrimPrefix(text, "subject:"))
	case strings.HasPrefix(text, "issuer:"):
		t.state().Issuer = strings.TrimSpace(strings.TrimPrefix(text, "issuer:"))
	case strings.HasPrefix(text, "expire date:"):
		t.state().NotAfter, _ = time.Parse("Jan _2 15:04:05 2006 MST", strings.TrimSpace(strings.TrimPrefix(text, "expire date:")))
	default:
		return false
	}
	return true
}

// sayHandshake reads which messages of a handshake came.
func (t *transcript) sayHandshake(text string) {
	if strings.Contains(text, "(IN), TLS handshake, Request CERT") {
		t.state().ClientCert = true
	}
	if strings.Contains(text, "(OUT), TLS handshake, CERT verify") { // signed with the certificate (RFC 8446, section 4.4.3)
		t.state().ClientCert, t.state().Sent = true, &diag.Certificate{}
	}
	m := sayAlert.FindStringSubmatch(text)
	if m == nil || t.current != nil && t.current.Status != 0 {
		return
	}
	// curl writes level and description as one number; level 2 ends the connection.
	if n, _ := strconv.Atoi(m[1]); n>>8 == 2 {
		t.stray = &diag.Failure{Kind: diag.FailTLS, Text: text, Alert: uint8(n)}
	}
}
