package world

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.com/why401/diag"
)

// refusal is a proxy's answer to CONNECT that is no success (RFC 9110, section
// 9.3.6). net/http keeps only its reason phrase.
type refusal struct {
	status    int
	proto     string
	header    diag.Header
	body      []byte
	truncated bool
}

func (r *refusal) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the proxy answers CONNECT with %d %s", r.status, http.StatusText(r.status)))
}

// connected is called with a proxy's answer to CONNECT.
func connected(ctx context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	r := &refusal{status: resp.StatusCode, proto: resp.Proto, header: fields(resp.Header)}
	r.read(ctx, resp)
	return r
}

// read reads what comes in time. net/http closes the connection after it, and
// so ends a reading that was given up.
func (r *refusal) read(ctx context.Context, resp *http.Response) {
	type page struct {
		body      []byte
		truncated bool
	}
	came := make(chan page, 1)
	go func() {
		body, truncated := readBody(resp, maxBody)
		came <- page{body, truncated}
	}()
	late := time.NewTimer(bodyTime)
	defer late.Stop()
	select {
	case p := <-came:
		r.body, r.truncated = p.body, p.truncated
	case <-late.C:
		r.truncated = true
	case <-ctx.Done():
		r.truncated = true
	}
}

// answeredByProxy takes a proxy's refusal as the answer: it is one to read. What
// the proxy could not do (5xx) stays a failure of the way, but for the one
// status with which a network asks for a sign-in (RFC 6585, section 6).
func answeredByProxy(e *diag.Exchange, err error) bool {
	var r *refusal
	if !errors.As(err, &r) || r.status/100 != 4 && r.status != http.StatusNetworkAuthenticationRequired {
		return false
	}
	e.AtProxy = true
	e.Status, e.Proto, e.Header, e.Body, e.Truncated = r.status, r.proto, r.header, r.body, r.truncated
	return true
}

// turn lets the first request with credentials for a proxy go alone. After a 407
// none with them follows: directories lock accounts. The caller says when it is over.
func (n *Network) turn(ctx context.Context, hr *http.Request, r diag.Request) (over func(), err error) {
	var e diag.Exchange
	e.Request = r
	n.lines.hops.fill(&e, hr)
	if !e.ProxyAuth {
		return func() {}, nil
	}
	gate := n.gate(e.Proxy)
	select {
	case gate <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	over = func() { <-gate }
	switch n.welcome(e.Proxy) {
	case http.StatusProxyAuthRequired:
		over()
		return nil, diag.ErrLockout
	case 0:
		return over, nil
	}
	over() // it let one through: the others need not wait
	return func() {}, nil
}

// gate is held by the one request that finds out whether a proxy takes the credentials.
func (n *Network) gate(proxy string) chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.gates[proxy] == nil {
		n.gates[proxy] = make(chan struct{}, 1)
	}
	return n.gates[proxy]
}

// welcome is the first answer that came through a proxy with credentials, or 407 for good; 0: none yet.
func (n *Network) welcome(proxy string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.guard.proxied[proxy]
}
