package probe_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/probe"
)

const (
	api = "https://api.example.com/v2/devices"
	idp = "https://idp.example.com"
	// secret is what may go to the API only, clientSecret to the issuer only.
	secret       = "4f9c1e7ab2d84c0f9e6a"
	clientSecret = "the-secret-of-the-client"
)

var noon = time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)

// fake is a world that answers by a function and keeps what was asked of it.
type fake struct {
	answer func(context.Context, diag.Request) (diag.Exchange, error)
	pages  map[string]diag.Exchange // public documents; the rest is 404

	mu      sync.Mutex
	sent    []diag.Request
	read    []string
	trusted []string
}

func (w *fake) world() diag.World {
	return diag.World{Do: w.do, Public: w.public, Now: func() time.Time { return noon }, Trust: w.trust,
		Time: func(context.Context, string) (diag.Clock, error) { return diag.Clock{}, diag.ErrShut }}
}

func (w *fake) do(ctx context.Context, r diag.Request) (diag.Exchange, error) {
	if err := ctx.Err(); err != nil {
		return diag.Exchange{}, err
	}
	w.mu.Lock()
	w.sent = append(w.sent, r)
	w.mu.Unlock()
	e, err := w.answer(ctx, r)
	e.Request, e.SentAt, e.Timing.Total = r, noon, 41*time.Millisecond
	if err == nil && e.Failure == nil {
		wrote(ctx)
	}
	return e, err
}

// wrote says that the request is on its way, as net/http does.
func wrote(ctx context.Context) {
	if trace := httptrace.ContextClientTrace(ctx); trace != nil && trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
}

func (w *fake) public(ctx context.Context, url string, why diag.Purpose) (diag.Exchange, error) {
	if err := ctx.Err(); err != nil {
		return diag.Exchange{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read = append(w.read, url)
	e, ok := w.pages[url]
	if !ok {
		e = status(404)
	}
	e.Request = diag.Request{Purpose: why, Method: "GET", URL: url}
	return e, nil
}

func (w *fake) trust(url string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trusted = append(w.trusted, url)
}

// purposes are what the requests were sent for, in order.
func (w *fake) purposes() []diag.Purpose {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []diag.Purpose
	for _, r := range w.sent {
		all = append(all, r.Purpose)
	}
	return all
}

func (w *fake) count(p diag.Purpose) int {
	n := 0
	for _, have := range w.purposes() {
		if have == p {
			n++
		}
	}
	return n
}

// carried are the requests that hold a text anywhere, to what they were sent.
func (w *fake) carried(text string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var urls []string
	for _, r := range w.sent {
		all := r.URL + string(r.Body)
		for _, f := range r.Header {
			all += "\n" + f.Value
			if _, value, ok := strings.Cut(f.Value, " "); ok {
				plain, _ := base64.StdEncoding.DecodeString(value)
				all += "\n" + string(plain)
			}
		}
		if strings.Contains(all, text) {
			urls = append(urls, r.URL)
		}
	}
	return urls
}

func status(code int, header ...string) diag.Exchange {
	e := diag.Exchange{Status: code}
	for i := 0; i+1 < len(header); i += 2 {
		e.Header = append(e.Header, diag.Field{Name: header[i], Value: header[i+1]})
	}
	return e
}

func document(v any) diag.Exchange {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	e := status(200, "Content-Type", "application/json")
	e.Body = text
	return e
}

func failed(kind diag.FailureKind) diag.Exchange {
	return diag.Exchange{Failure: &diag.Failure{Kind: kind, Text: "it failed"}}
}

// always answers everything the same.
func always(e diag.Exchange) func(context.Context, diag.Request) (diag.Exchange, error) {
	return func(context.Context, diag.Request) (diag.Exchange, error) { return e, nil }
}

func asked(change ...func(*diag.Case)) diag.Case {
	c := diag.Case{Secrets: diag.NewSecrets("salt"), Request: diag.Request{
		Method: "GET", URL: api, Header: diag.Header{{Name: "Authorization", Value: "Bearer " + secret}}}}
	c.Secrets.Add(secret, clientSecret)
	for _, f := range change {
		f(&c)
	}
	return c
}

func method(m string) func(*diag.Case) { return func(c *diag.Case) { c.Request.Method = m } }
func bearer(t string) func(*diag.Case) {
	return func(c *diag.Case) { c.Request.Header = c.Request.Header.With("Authorization", "Bearer "+t) }
}
func requestOnly(c *diag.Case) { c.RequestOnly = true }
func writes(c *diag.Case)      { c.AllowWrites = true }
func anonymous(c *diag.Case)   { c.Request.Header = nil }
func atIssuer(c *diag.Case)    { c.Issuer = idp }
func client(c *diag.Case)      { c.ClientID, c.ClientSecret = "sync", diag.NewSecret(clientSecret) }

// signed is a JWT with these claims and a signature that nobody made.
func signed(claims map[string]any) string {
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return part(map[string]any{"alg": "RS256", "kid": "k1"}) + "." + part(claims) + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 256))
}

func look(t *testing.T, step diag.Step, w *fake, c diag.Case, f diag.Facts) diag.Facts {
	t.Helper()
	got, err := probe.For(step).Look(t.Context(), w.world(), c, f)
	if err != nil {
		t.Fatalf("%s: %v", step, err)
	}
	for _, finding := range probe.For(step).Findings(c, got) {
		if finding.Text == "" || finding.Code == "" || finding.Source == "" || finding.Label == "" {
			t.Errorf("%s: an unfinished finding: %+v", step, finding)
		}
		for _, s := range []string{secret, clientSecret} {
			if strings.Contains(string(finding.Text), s) {
				t.Errorf("%s: a finding shows a secret: %s", step, finding.Text)
			}
		}
	}
	return got
}

// refusedWith are facts in which the request was refused so.
func refusedWith(c diag.Case, e diag.Exchange) diag.Facts {
	e.Request, e.SentAt = c.Request, noon
	return diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}}}
}

func seconds(d time.Duration) json.Number {
	return json.Number(strconv.FormatInt(noon.Add(d).Unix(), 10))
}
