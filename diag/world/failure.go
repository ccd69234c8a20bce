package world

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"example.com/why401/diag"
)

// failure says in which part of its way a request failed.
func failure(ctx context.Context, err error, seen *trace) *diag.Failure {
	waiting, ready, spoke, handshake := seen.at()
	var refused *refusal
	var op *net.OpError
	var dns *net.DNSError
	var timeout net.Error
	switch isOp := errors.As(err, &op); {
	case errors.As(err, &refused):
		return &diag.Failure{Kind: diag.FailProxy, Text: err.Error(), Status: refused.status}
	case ctx.Err() != nil || errors.As(err, &timeout) && timeout.Timeout():
		return &diag.Failure{Kind: diag.FailTimeout, Text: "out of time while waiting for " + orName(waiting)}
	case isOp && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")):
		return &diag.Failure{Kind: diag.FailProxy, Text: "the proxy cannot be reached: " + op.Err.Error()}
	case errors.As(err, &dns):
		return &diag.Failure{Kind: diag.FailDNS, Text: dns.Name + ": " + dns.Err}
	case handshake != nil || isTLS(err, op):
		return &diag.Failure{Kind: diag.FailTLS, Text: tlsText(err), Alert: alertOf(err)}
	case isOp && op.Op == "dial":
		return &diag.Failure{Kind: diag.FailConnect, Text: dialText(op)}
	case isClosed(err):
		return &diag.Failure{Kind: diag.FailClosed, Text: "the connection was closed before an answer"}
	case spoke:
		return &diag.Failure{Kind: diag.FailAnswer, Text: afterColon(err, "net/http: HTTP/1.x transport connection broken: ")}
	case !ready:
		return &diag.Failure{Kind: diag.FailRequest, Text: afterColon(err, "net/http: ")}
	}
	return &diag.Failure{Kind: diag.FailClosed, Text: err.Error()}
}

func orName(waiting string) string {
	if waiting == "" {
		return "a connection"
	}
	return waiting
}

// isTLS knows alerts, which crypto/tls reports as operations, and answers in plain text.
func isTLS(err error, op *net.OpError) bool {
	var record tls.RecordHeaderError
	return errors.As(err, &record) || op != nil && (op.Op == "remote error" || op.Op == "local error")
}

// alertOf is the alert that the other side sent, or 0. crypto/tls does not
// export the type of the error, only its words.
func alertOf(err error) uint8 {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return 0
	}
	for n := tls.AlertError(1); n != 0; n++ {
		if op.Err.Error() == n.Error() {
			return uint8(n)
		}
	}
	return 0
}

func tlsText(err error) string {
	var record tls.RecordHeaderError
	if errors.As(err, &record) {
		return "the server does not speak TLS on this port"
	}
	if isClosed(err) {
		return "the connection was closed during the handshake"
	}
	return afterColon(err, "tls: failed to verify certificate: ")
}

func dialText(op *net.OpError) string {
	where := ""
	if op.Addr != nil {
		where = op.Addr.String()
	}
	reason := op.Err
	var call *os.SyscallError
	if errors.As(reason, &call) {
		reason = call.Err
	}
	return strings.TrimPrefix(where+": "+reason.Error(), ": ")
}

func isClosed(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED} {
		if errors.Is(err, end) {
			return true
		}
	}
	return strings.Contains(err.Error(), "server closed idle connection") // net/http does not export it
}

// afterColon is the error's text without the library's words in front.
func afterColon(err error, prefix string) string {
	return strings.TrimPrefix(err.Error(), prefix)
}
