package diag

import (
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Case is what the person told us. It changes only by an answer of theirs.
type Case struct {
	Request   Request
	Transport Transport

	Issuer           string // the authorization server's identifier
	JWKSURL          string // endpoints, where there is no metadata
	TokenURL         string
	IntrospectionURL string
	ClientID         string
	ClientSecret     Secret
	RefreshToken     Secret

	User         Secret          // user:password of -u, also where it is not sent as Basic
	Digest       bool            // the client answers a Digest challenge (RFC 7616), and sends nothing before
	AnyAuth      bool            // with Digest: it answers a Basic challenge too, where no Digest one came
	AWS          *AWSKeys        // what a request is signed with (AWS Signature Version 4); nil where not given
	DPoPKey      Secret          // the private key of DPoP proofs (RFC 9449), PEM or JWK
	Jar          []Cookie        // the client's cookies, those that were not sent among them
	SAMLMetadata []byte          // the SAML issuer's metadata
	OpenAPI      *APIDescription // what the API's description says of authentication; nil where not given

	Audience      string   // what the API expects in aud; sent as audience
	Resource      string   // RFC 8707
	Scopes        []string // to ask for
	RequireScopes []string // what the endpoint needs
	ScopeMap      []ScopeRule

	Origin string   // the same API past the gateway
	Verify []string // further endpoints for the last step
	NTP    string

	AllowWrites bool // experiments may repeat an unsafe method
	RequestOnly bool // nothing but the request and public metadata
	Follow      bool // -L: the person's client follows redirects

	Profile *Profile // what the API's own people wrote down about it; nil where not given

	Capture  bool     // diagnosed from a capture: nothing is sent
	Recorded Recorded // what the capture holds

	Secrets *Secrets // all secrets of this diagnosis; shared, safe for concurrent use
}

// Format prints the case's request without its secrets, for every verb: settings
// such as a proxy's URL may hold a password too.
func (c Case) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, c.Request.masked()) }

// MarshalJSON writes the masked form.
func (c Case) MarshalJSON() ([]byte, error) { return c.Request.MarshalJSON() }

// LogValue is the masked form.
func (c Case) LogValue() slog.Value { return c.Request.LogValue() }

// Transport is how the target is reached, as curl's flags of the same names say.
type Transport struct {
	Proxy          string
	NoProxy        string // hosts that are reached without it, as curl's --noproxy
	Insecure       bool
	CACert         string            // a file of PEM certificates
	Cert, Key      string            // a client certificate and its key, files
	Resolve        map[string]string // "host:port" → address, or another "host:port"
	ConnectTimeout time.Duration
	MaxTime        time.Duration // for the whole diagnosis
}

// AWSKeys are an access key of AWS. Session is empty for keys that do not expire.
type AWSKeys struct {
	ID              string
	Secret, Session Secret
}

// Cookie is one cookie of a client's jar (RFC 6265, section 5.3).
type Cookie struct {
	Name     string
	Value    Secret
	Domain   string
	HostOnly bool
	Path     string
	Secure   bool
	SameSite string    // "Strict", "Lax", "None"; "" where not known
	Expires  time.Time // zero for a cookie of the session
}

// ScopeRule says what one endpoint needs. Path is written as in OpenAPI: /v2/policies/{id}.
type ScopeRule struct {
	Method string   `yaml:"method"`
	Path   string   `yaml:"path"`
	AnyOf  []string `yaml:"any_of"`
	AllOf  []string `yaml:"all_of"`
}

// APIDescription is what an OpenAPI document says of authentication: of all
// operations, for the address may be known later than the document.
type APIDescription struct {
	Schemes    []APIScheme // that the document defines, by name
	Operations []APIOperation
}

// APIScheme is one security scheme (OpenAPI 3.1, section 4.8.27).
type APIScheme struct {
	Name   string // in the document
	Type   string // "apiKey", "http", "oauth2", "openIdConnect" or "mutualTLS"
	In     string // of an apiKey: "header", "query" or "cookie"
	Key    string // of an apiKey: the name of that header, parameter or cookie
	Scheme string // of http: "basic", "bearer", "digest", in lower case
}

// APIOperation is one operation and what it demands: any of the alternatives,
// and of that one every demand. None, or an empty one, needs no credentials.
type APIOperation struct {
	Method       string
	Path         string // the whole path of an address: /v2/policies/{id}
	Alternatives [][]APIDemand
}

// APIDemand is one scheme that an alternative asks for, with the scopes that it needs there.
type APIDemand struct {
	APIScheme
	Scopes []string
}

// Show makes text of others fit to be shown, with all secrets of the case masked.
func (c Case) Show(s string) Text {
	if c.Secrets == nil {
		return NewSecrets("").Show(s)
	}
	return c.Secrets.Show(s)
}

// Command makes a command fit to be shown and pasted: like Show, but whole.
func (c Case) Command(s string) Text {
	if c.Secrets == nil {
		return NewSecrets("").Whole(s)
	}
	return c.Secrets.Whole(s)
}

// HasGrant says whether the person gave what a fresh token needs.
func (c Case) HasGrant() bool {
	return !c.RequestOnly && !c.Capture && (!c.RefreshToken.Empty() || c.ClientID != "" && !c.ClientSecret.Empty())
}

// MayRepeat says whether the request may be sent more than once: its method is
// safe (RFC 9110, section 9.2.1), or the person allows it. From a capture nothing is sent.
func (c Case) MayRepeat() bool { return !c.Capture && (c.Request.Safe() || c.AllowWrites) }

// AskScopes are the scopes to ask a fresh token for: those named, else those that the endpoint needs.
func (c Case) AskScopes() []string {
	if len(c.Scopes) > 0 {
		return c.Scopes
	}
	return c.RequireScopes
}

// SameOrigin says whether two URLs have the same scheme, host and port (RFC 6454, section 4).
func SameOrigin(a, b string) bool {
	oa, ob := OriginOf(a), OriginOf(b)
	return oa != "" && oa == ob
}

// OriginOf is the URL's scheme, host and port in lower case, the port always
// written; "" for what is no absolute URL.
func OriginOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return strings.ToLower(u.Scheme) + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// Loopback says whether the URL's host is this machine.
func Loopback(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname()) // not by prefix: 127.example.com is anywhere
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
