package diag

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"
)

// Purpose says why a request is sent. It stands in the list of requests.
type Purpose string

// The purposes of requests.
const (
	AsGiven            Purpose = "the request as given"
	WithoutCredentials Purpose = "the same without credentials"
	BadCredentials     Purpose = "the same with invented credentials"
	Repeat             Purpose = "the request as given, again"
	Experiment         Purpose = "one thing changed"
	ReadResource       Purpose = "protected resource metadata"
	ReadMetadata       Purpose = "issuer metadata"
	ReadKeys           Purpose = "issuer key set"
	AskToken           Purpose = "token request"
	Introspect         Purpose = "introspection"
	AtOrigin           Purpose = "the request past the gateway"
	VerifyEndpoint     Purpose = "another endpoint"
	Preflight          Purpose = "a browser's preflight"
)

// Field is one header field line with its name as written. Printing one shows
// its name only: any value may be a secret.
type Field struct{ Name, Value string }

// Header is a list of field lines in the order in which they are sent.
type Header []Field

// Values are the values of all lines of that name, whatever its case.
func (h Header) Values(name string) []string {
	var vs []string
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			vs = append(vs, f.Value)
		}
	}
	return vs
}

// Value is the first value of that name, or "".
func (h Header) Value(name string) string {
	if vs := h.Values(name); len(vs) > 0 {
		return vs[0]
	}
	return ""
}

// Has says whether there is a line of that name.
func (h Header) Has(name string) bool { return len(h.Values(name)) > 0 }

// Without is a copy with no line of that name.
func (h Header) Without(name string) Header {
	out := make(Header, 0, len(h))
	for _, f := range h {
		if !strings.EqualFold(f.Name, name) {
			out = append(out, f)
		}
	}
	return out
}

// With is a copy in which this is the only line of that name.
func (h Header) With(name, value string) Header {
	return append(h.Without(name), Field{name, value})
}

// Request is one HTTP request as it is to be sent. Its values may be secrets,
// so printing one shows method, origin and path only.
type Request struct {
	Purpose Purpose
	Change  Text // for an experiment: what was changed, in words
	Method  string
	URL     string
	Header  Header
	Body    []byte
	Direct  bool // past the forward proxy

	Captured bool // as a capture shows it: values may be redacted or cut off
}

// Safe says whether the method is safe: sending it again changes nothing (RFC 9110, section 9.2.1).
func (r Request) Safe() bool {
	switch strings.ToUpper(r.Method) {
	case "", "GET", "HEAD", "OPTIONS", "TRACE":
		return true
	}
	return false
}

// As is a copy for another purpose.
func (r Request) As(p Purpose) Request {
	r.Purpose = p
	r.Header = append(Header(nil), r.Header...)
	return r
}

// Changed is a copy for an experiment that changes one thing.
func (r Request) Changed(what Text) Request {
	r = r.As(Experiment)
	r.Change = what
	return r
}

func (r Request) masked() string {
	u, err := url.Parse(r.URL)
	if err != nil {
		return r.Method + " (unreadable URL)"
	}
	return r.Method + " " + u.Scheme + "://" + u.Host + u.EscapedPath()
}

// String names the request without its secrets.
func (r Request) String() string { return r.masked() }

// Format prints the masked form for every verb.
func (r Request) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, r.masked()) }

// MarshalJSON writes the masked form.
func (r Request) MarshalJSON() ([]byte, error) { return json.Marshal(r.masked()) }

// LogValue is the masked form.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.masked()) }

// Format prints the field's name only, for every verb.
func (f Field) Format(s fmt.State, _ rune) { _, _ = fmt.Fprint(s, f.Name+": ***") }

// MarshalJSON writes the field's name only.
func (f Field) MarshalJSON() ([]byte, error) { return json.Marshal(f.Name + ": ***") }

// Exchange is one request and what came of it. Status 0 means that no HTTP answer came; then Failure says why.
type Exchange struct {
	Request   Request
	SentAt    time.Time
	Status    int
	Proto     string // "HTTP/1.1"
	Header    Header // of the answer, raw
	Body      []byte // of the answer, at most the limit of the world that read it
	Truncated bool   // the body was longer
	Remote    string // the address that answered
	Proxy     string // the forward proxy that it went through, without its password; "" where there was none
	ProxyFrom string // what names the proxy, or what keeps the request from it: "--proxy", "$HTTPS_PROXY", "$NO_PROXY"
	ProxyAuth bool   // credentials for the proxy went with it
	AtProxy   bool   // the answer is the proxy's to CONNECT: the request itself was not sent
	Reused    bool   // on a connection that was open already
	Timing    Timing
	TLS       *TLSState
	Failure   *Failure
}

// Format prints the request's masked form and the status: the rest is what others sent.
func (e Exchange) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "%s: %d", e.Request.masked(), e.Status)
}

// MarshalJSON writes what Format prints.
func (e Exchange) MarshalJSON() ([]byte, error) {
	return json.Marshal(fmt.Sprintf("%s: %d", e.Request.masked(), e.Status))
}

// LogValue is what Format prints.
func (e Exchange) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("%s: %d", e.Request.masked(), e.Status))
}

// Answered says whether an HTTP answer came.
func (e Exchange) Answered() bool { return e.Status != 0 }

// Success says whether the answer's status is 2xx.
func (e Exchange) Success() bool { return e.Status >= 200 && e.Status < 300 }

// Timing is how long each part took; zero where it did not take place.
type Timing struct{ DNS, Connect, TLS, FirstByte, Total time.Duration }

// TLSState is what the handshake showed.
type TLSState struct {
	Version    string
	Subject    string
	Issuer     string
	NotAfter   time.Time
	ClientCert bool         // the server asked for a client certificate
	ClientCAs  []string     // the names that it accepts
	Sent       *Certificate // the client certificate that it got; nil where none was sent
}

// Certificate is what there is to know of a certificate to say why it is refused.
type Certificate struct {
	Subject, Issuer     string
	NotBefore, NotAfter time.Time
	ForClients          bool   // its extended key usage allows client authentication
	SHA256              string // of its DER form, base64url: what a token bound to it names (RFC 8705, section 3.1)
}

// Unseen says that one was sent, and not which: a transcript shows no more.
func (c Certificate) Unseen() bool { return c.NotAfter.IsZero() }

// FailureKind says in which part a request failed.
type FailureKind string

// The kinds of failure without an HTTP answer.
const (
	FailDNS     FailureKind = "dns"     // the name has no address
	FailConnect FailureKind = "connect" // refused, unreachable
	FailTLS     FailureKind = "tls"     // handshake or certificate
	FailTimeout FailureKind = "timeout" // no answer in time
	FailAnswer  FailureKind = "answer"  // what came is no HTTP
	FailClosed  FailureKind = "closed"  // the connection ended before an answer
	FailProxy   FailureKind = "proxy"   // the forward proxy did not let it through
	FailRequest FailureKind = "request" // it cannot be sent: not HTTP
)

// Failure is why no HTTP answer came.
type Failure struct {
	Kind   FailureKind
	Text   string // raw: may hold what others sent
	Status int    // of a proxy that answered CONNECT with a failure of its own
	Alert  uint8  // the TLS alert with which the server ended the connection (RFC 8446, section 6); 0: none
}

// Clock is one clock held against this machine's.
type Clock struct {
	Name   string        // "API", "issuer", "this machine", the NTP host
	Time   time.Time     // what it said
	Offset time.Duration // how far it is ahead of this machine's
	Error  time.Duration // the bound that the round trip and the resolution allow
}
