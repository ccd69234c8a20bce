package world

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sort"
	"strings"
	"time"

	"example.com/why401/diag"
)

// errSlow ends a wait of ours, not the caller's.
var errSlow = errors.New("out of time")

// do is the door World.Do.
func (n *Network) do(ctx context.Context, r diag.Request) (diag.Exchange, error) {
	return n.exchange(ctx, r, n.guard.may)
}

// exchange sends one request that may be sent, and puts it into the log.
func (n *Network) exchange(ctx context.Context, r diag.Request, may func(diag.Request) error) (diag.Exchange, error) {
	if err := ctx.Err(); err != nil {
		return diag.Exchange{}, err
	}
	hr, err := wire(r)
	if err != nil { // nothing to send, so nothing to count
		return diag.Exchange{Request: r, SentAt: time.Now(), Failure: &diag.Failure{Kind: diag.FailRequest, Text: err.Error()}}, nil
	}
	over, err := n.turn(ctx, hr, r)
	if err != nil {
		return diag.Exchange{}, err
	}
	defer over()
	place, err := n.admit(r, may)
	if err != nil {
		return diag.Exchange{}, err
	}
	e := n.send(ctx, hr, r)
	n.settle(place, e)
	if errors.Is(ctx.Err(), context.Canceled) {
		return diag.Exchange{}, ctx.Err()
	}
	return e, nil
}

// send sends the request and reads its answer, each in its own time.
func (n *Network) send(ctx context.Context, hr *http.Request, r diag.Request) diag.Exchange {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	clock := time.AfterFunc(answerTime, func() { cancel(errSlow) })
	defer clock.Stop()

	origin := diag.OriginOf(r.URL)
	seen := &trace{start: time.Now()}
	e := diag.Exchange{Request: r, SentAt: seen.start}
	n.lines.hops.fill(&e, hr)
	ctx = context.WithValue(ctx, originKey{}, origin)
	ctx = context.WithValue(ctx, directKey{}, r.Direct)
	line := n.line(origin)
	resp, err := line.RoundTrip( //nolint:bodyclose // readBody closes it
		hr.WithContext(httptrace.WithClientTrace(ctx, seen.hooks())))
	shown := seen.state()
	if err == nil {
		clock.Reset(bodyTime)
		shown = resp.TLS // also of a connection that was open already
		e.Status, e.Proto, e.Header = resp.StatusCode, resp.Proto, fields(resp.Header)
		e.Body, e.Truncated = readBody(resp, bodyLimit(r.Purpose))
	} else if !answeredByProxy(&e, err) {
		e.Failure = failure(ctx, err, seen)
	}
	seen.fill(&e)
	n.lines.asked.fillTLS(&e, origin, shown, err)
	n.knock(ctx, &e, line)
	return e
}

// fields is the answer's header, by name, within bounds; lines of one name stay
// in their order.
func fields(h http.Header) diag.Header {
	var out diag.Header
	for name, values := range h {
		for _, v := range values {
			// A copy, or the rest of a long line would stay in memory with it.
			out = append(out, diag.Field{Name: strings.Clone(name[:min(len(name), maxField)]), Value: strings.Clone(v[:min(len(v), maxField)])})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out[:min(len(out), maxFields)]
}

// readBody reads at most limit bytes. Closing a body that has more closes the
// connection, so the rest is never transferred.
func readBody(resp *http.Response, limit int64) (body []byte, truncated bool) {
	defer func() { _ = resp.Body.Close() }()
	body, truncated = readUpTo(resp.Body, limit)
	if !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		return body, truncated
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil { // not what it says it is: as it came
		return body, truncated
	}
	plain, short := readUpTo(z, limit) // a few bytes can unpack to gigabytes
	return plain, truncated || short
}

// readUpTo says also whether something is missing: cut off here, or lost on the way.
func readUpTo(r io.Reader, limit int64) (body []byte, truncated bool) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(body)) > limit {
		return body[:limit], true
	}
	return body, err != nil
}
