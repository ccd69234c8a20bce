package world

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"

	"example.com/why401/diag"
)

// knock finds the alert that a request's body has hidden: in TLS 1.3 a server
// judges the client's certificate after the handshake (RFC 8446, section 4.4.3),
// while the client already writes, and a write that fails ends the connection
// before the alert is read. The handshake is made once more, without a request.
func (n *Network) knock(ctx context.Context, e *diag.Exchange, line *http.Transport) {
	hidden := e.Failure != nil && e.Failure.Kind == diag.FailClosed && e.TLS != nil && e.TLS.ClientCert
	u, err := url.Parse(e.Request.URL)
	if !hidden || err != nil || e.Proxy != "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, knockTime)
	defer cancel()
	alert := alertOf(handshake(ctx, u, line))
	if alert != 0 {
		e.Failure = &diag.Failure{Kind: diag.FailTLS, Text: "remote error: " + tls.AlertError(alert).Error(), Alert: alert}
	}
}

// handshake is how a connection without a request ends.
func handshake(ctx context.Context, u *url.URL, line *http.Transport) error {
	conn, err := line.DialContext(ctx, "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "443")))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	config := line.TLSClientConfig.Clone()
	config.ServerName = u.Hostname()
	client := tls.Client(conn, config)
	if err := client.HandshakeContext(ctx); err != nil {
		return err
	}
	if until, ok := ctx.Deadline(); ok {
		_ = conn.SetReadDeadline(until)
	}
	_, err = client.Read(make([]byte, 1))
	return err
}
