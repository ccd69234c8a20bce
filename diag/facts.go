package diag

import (
	"strings"
	"time"
)

// Facts is what was seen, a part for each step. A nil part was not looked at.
// Facts only grow.
type Facts struct {
	Reply  *ReplyFacts
	Header *HeaderFacts
	Token  *TokenFacts
	Scopes *ScopeFacts
	Fresh  *FreshFacts
	Config *ConfigFacts
	End    *EndFacts
	Trials []Trial // experiments, in the order in which they were sent
	Before *Before // what was so before the person tried a fix

	At time.Time // this machine's clock as an experiment is about to be made; zero elsewhere
}

// Before is how the request fared before a fix was tried in this session.
type Before struct {
	Status int
	Code   Code // the verdict then
	Fix    Text // what was changed
}

// Trial is one experiment: the request with one thing changed, and its answer.
type Trial struct {
	Code     Code // the cause that asked for it
	Step     Step // of that cause
	Exchange Exchange
	Again    *Exchange // the request as given, sent beside it: still refused?
}

// Trial is the experiment of that cause, the successful one if there are several.
func (f Facts) Trial(code Code) *Trial {
	var found *Trial
	for i := range f.Trials {
		if t := &f.Trials[i]; t.Code == code && (found == nil || t.Exchange.Success()) {
			found = t
		}
	}
	return found
}

// ReplyFacts is what step 1 saw.
type ReplyFacts struct {
	Given   []Exchange // the request as given; redirects followed by hand, hop by hop
	Without *Exchange  // the control without credentials; nil where it was not sent
	Bad     *Exchange  // the control with credentials that cannot be good
	Repeats []Exchange // the request as given, sent again
	Unsent  string     // why the controls were not sent
	Clock   *Clock     // the API's, by its Date

	Recorded bool   // from a capture
	By       string // of a capture: whose clock told when the request was sent; "" for this machine's

	Home int // the hop at which the request still had its credentials: redirects on its own origin are followed with them

	Preflight *Exchange // what a browser asks before it sends such a request; nil where it would not ask

	Resource      *ResourceMetadata // what the API says of itself, where its challenge links to it (RFC 9728)
	ResourceFault string            // why that could not be read
}

// First is the answer that the controls and experiments are held against: that
// of the address that the person named, or where its own origin sent the request on to.
func (r *ReplyFacts) First() Exchange { return r.Given[r.Home] }

// Last is the answer after all redirects.
func (r *ReplyFacts) Last() Exchange { return r.Given[len(r.Given)-1] }

// CredentialKind is a way to present credentials.
type CredentialKind string

// The ways in which requests present credentials.
const (
	InAuthorization CredentialKind = "authorization" // the Authorization header
	InOtherHeader   CredentialKind = "header"        // a header that looks as if it held credentials
	InQuery         CredentialKind = "query"
	InBody          CredentialKind = "body" // a form field (RFC 6750, section 2.2)
	InCookie        CredentialKind = "cookie"
	InURL           CredentialKind = "url" // user:password@host
)

// Credential is one credential that a request presents.
type Credential struct {
	Kind   CredentialKind
	Name   string // header, parameter or cookie name as written
	Raw    Secret // the whole value as sent
	Scheme string // the authentication scheme as written; "" where there is none
	Value  Secret // what follows the scheme
}

// HeaderFacts is what step 2 saw in the request as sent.
type HeaderFacts struct {
	Credentials     []Credential
	Faults          []HeaderFault
	Challenges      []Challenge // of the refusing answer
	ChallengeFaults []string    // deviations from RFC 9110, in words
	Words           []Words     // what the refusing answer says, by known texts
	Proofs          []Proof     // credentials that are computed from the request, or that say what they hold for
}

// Proof is a credential that was computed from the request or that says itself
// what it holds for, taken apart: a Digest response, a request signature, a DPoP
// proof, a SAML response, a cookie. Each part that was signed is held against
// what the server will have computed with.
type Proof struct {
	Kind  string // as the trade calls it: "Digest", "AWS4-HMAC-SHA256", "DPoP"
	Code  Code   // the cause that its differing lines speak for
	Lines []ProofLine
	// Recomputed says whether the whole proof was computed anew, with the secret
	// that the person gave; Agrees, whether it came out as the one that was sent.
	Recomputed, Agrees bool
}

// ProofLine is one part of a proof. Values of others: to be shown with Case.Show.
type ProofLine struct {
	Part    string // "realm", "canonical URI", "x-amz-date"
	Sent    string // what the client computed with
	Server  string // what the server will have computed with; "" where that is not known
	Differs bool
}

// Unlike is both sides, of several lines only those that differ.
func (l ProofLine) Unlike() (sent, server string) {
	ours, theirs := strings.Split(l.Sent, "\n"), strings.Split(l.Server, "\n")
	if !l.Differs || len(ours) != len(theirs) {
		return l.Sent, l.Server
	}
	var a, b []string
	for i := range ours {
		if ours[i] != theirs[i] {
			a, b = append(a, ours[i]), append(b, theirs[i])
		}
	}
	return strings.Join(a, "\n"), strings.Join(b, "\n")
}

// HeaderFault is one thing wrong with the credentials' form.
type HeaderFault struct {
	Code   Code     // the cause that it speaks for
	What   string   // in words: "two blanks between scheme and token"
	Mended *Request // the request with it mended; nil where that cannot be done
	Sure   float64  // how certainly servers refuse for it; 0: as for the cause in general
}

// Challenge is one challenge of WWW-Authenticate, or of Proxy-Authenticate where a
// forward proxy asks (RFC 9110, sections 11.6.1 and 11.7.1).
type Challenge struct {
	Scheme  string // as written
	Token68 string
	Params  []Param
}

// Param is one parameter of a challenge; its name in lower case.
type Param struct{ Name, Value string }

// Param is the value of that parameter, or "".
func (c Challenge) Param(name string) string {
	for _, p := range c.Params {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Words is a text in an answer that a product is known to use.
type Words struct {
	Text     string // the part that was recognised
	Source   string // "response.body", "response.www-authenticate"
	Codes    []Code // the likeliest first
	Expected string // a value that the text says it expected, such as an audience
	Product  string // who speaks, where the text is one product's own; else ""
	Own      bool   // an error code of the profile: the API owner's own word
	Means    string // what the profile says that it means
}

// TokenKind is the form of a token.
type TokenKind string

// The forms of tokens.
const (
	JWS    TokenKind = "jws"
	JWE    TokenKind = "jwe"
	Opaque TokenKind = "opaque"
)

// Token is a token taken apart. What could not be read is zero.
type Token struct {
	Raw    Secret
	Kind   TokenKind
	Prefix string // a known type prefix: "ghp_"
	Header map[string]any
	Claims map[string]any
	Faults []TokenFault
	Mended Secret // white space and quotes removed; empty where nothing was

	Alg, Kid, Typ                string // of the header
	Issuer                       string
	Subject                      string
	Audience                     []string
	Expires, NotBefore, IssuedAt time.Time // zero where absent
	Scopes                       []string  // scope, scp; split
	Roles                        []string
	ClientID                     string // client_id, azp or appid
	Use                          string // what the token says it is: "access", "id", "refresh", ""
	UseWhy                       string // which claim or header says so
	SignatureLen                 int    // bytes
	SignatureNeed                int    // bytes that the algorithm needs; 0 where that depends on the key
}

// TokenFault is one thing wrong with a token's form.
type TokenFault struct {
	What   string // "segments", "whitespace", "base64", "json", "truncated", "quotes", "key-material"
	Text   string // in words
	Source string // "token", "token.header", "token.signature"
	Fatal  bool   // no validator can accept it
}

// SignatureState is what became of checking a signature.
type SignatureState string

// The states of a signature check.
const (
	SigUnchecked  SignatureState = "" // no key set, or nothing to check
	SigGood       SignatureState = "good"
	SigBad        SignatureState = "bad"         // the named key is there and does not verify it
	SigUnknownKey SignatureState = "unknown-key" // kid is not in the key set, nor does another key verify it
	SigNone       SignatureState = "none"        // alg none
	SigSymmetric  SignatureState = "symmetric"   // HMAC, and the issuer publishes public keys only
	SigUnusable   SignatureState = "unusable"    // the key is there and cannot be used: see Key.Fault
)

// Signature is the result of checking a token against a key set.
type Signature struct {
	State SignatureState
	Kid   string // of the key that decided
	Why   string
}

// TokenFacts is what step 3 saw.
type TokenFacts struct {
	Token         Token
	Issuer        *Issuer
	Signature     Signature
	OwnIssuer     *Issuer   // the issuer that the token names, where another one was expected
	OwnSignature  Signature // checked with that one's keys
	Introspection *Introspection
	NTP           *Clock
	NTPFault      string
}

// Issuer is what is known of an authorization server.
type Issuer struct {
	URL      string
	From     string // "--issuer", "resource metadata", "token.iss"
	Trusted  bool   // secrets may be sent to its endpoints: the person names it
	Metadata *Metadata
	Keys     *KeySet
	Faults   []IssuerFault
	Clock    *Clock // by the Date of its answers
}

// Unusable says whether what the issuer says of itself contradicts what it was asked as.
func (is *Issuer) Unusable() bool {
	for _, f := range is.Faults {
		if f.Code == "idp-misconfigured" && f.Source == "issuer.metadata" && !f.Minor {
			return true
		}
	}
	return false
}

// Metadata is what an authorization server says of itself (OpenID Connect Discovery, RFC 8414).
type Metadata struct {
	Source                string   // the URL it was read at
	Issuer                string   `json:"issuer"`
	JWKSURI               string   `json:"jwks_uri"`
	TokenEndpoint         string   `json:"token_endpoint"`
	IntrospectionEndpoint string   `json:"introspection_endpoint"`
	GrantTypes            []string `json:"grant_types_supported"`
	TokenAuthMethods      []string `json:"token_endpoint_auth_methods_supported"`
	Scopes                []string `json:"scopes_supported"`
	SigningAlgs           []string `json:"id_token_signing_alg_values_supported"`
}

// ResourceMetadata is what an API says of itself (RFC 9728).
type ResourceMetadata struct {
	Source               string
	Resource             string   `json:"resource"`
	AuthorizationServers []string `json:"authorization_servers"`
	Scopes               []string `json:"scopes_supported"`
	JWKSURI              string   `json:"jwks_uri"`
}

// KeySet is an issuer's JSON Web Key Set (RFC 7517).
type KeySet struct {
	Source string
	Keys   []Key
}

// Key is one key of a key set. Public is what crypto/* calls it; nil where Fault says why it cannot be used.
type Key struct {
	ID, Type, Algorithm, Use string
	Public                   any
	Fault                    string
}

// IssuerFault is one thing wrong with an issuer or its documents.
type IssuerFault struct {
	Code               Code   // idp-unreachable or idp-misconfigured
	Source             string // "issuer.metadata", "issuer.keys", "issuer.token", "resource.metadata"
	Text               string
	Observed, Expected string
	Minor              bool // it does not keep anyone from using the issuer
}

// Introspection is an answer of RFC 7662.
type Introspection struct {
	Exchange Exchange
	Read     bool // the answer could be read
	Active   bool
	Fields   map[string]any
}

// ScopeFacts is what step 4 saw.
type ScopeFacts struct {
	Needed  []ScopeNeed
	Present []string
	Known   bool // what the token may do could be read
	Missing []string
	Roles   []string
}

// ScopeNeed is one demand: all of these, or any.
type ScopeNeed struct {
	Any    bool
	Scopes []string
	Source string // "--require-scope", "--scope-map", "--openapi", "response.www-authenticate", "resource metadata"
}

// FreshFacts is what step 5 saw.
type FreshFacts struct {
	Grant       string // "client_credentials", "refresh_token"
	Endpoint    string
	Issuer      *Issuer // its metadata, as step 5 read it
	Unasked     string  // why no token was asked for
	Answer      *Exchange
	Error       string // OAuth error code (RFC 6749, section 5.2)
	ErrorText   string
	Token       *Token
	Granted     []string       // scopes
	Dropped     []string       // asked for and not granted
	NewRefresh  bool           // the answer held a new refresh token: the old one may be spent
	Try         *Exchange      // the request with the fresh token
	Again       *Exchange      // the request as given, at the same time
	Control     *Introspection // what introspection says of the fresh token, where it called the old one inactive
	Differences []ClaimDifference
}

// ClaimDifference is one claim in which two tokens differ.
type ClaimDifference struct {
	Claim    string
	Old, New string
	Note     string // the near miss named: "a trailing slash"
}

// ConfigFacts is what step 6 saw.
type ConfigFacts struct {
	Origin        *Exchange // the request past the gateway
	OriginWithout *Exchange // the same without credentials
	KeyTrials     []KeyTrial
	Unrepeated    string // why the request was not repeated
}

// KeyTrial is how the API answers a made-up token that names a key.
type KeyTrial struct {
	Kid      string
	InSet    bool // the issuer's key set has it
	Exchange Exchange
}

// EndFacts is what step 7 saw.
type EndFacts struct {
	Rows []EndRow
}

// EndRow is one endpoint before and after.
type EndRow struct {
	Method, URL string
	Before      int // status, 0 where not known
	After       Exchange
}

// Clocks are all clocks that were seen, each held against this machine's.
func (f Facts) Clocks() []Clock {
	clocks := []Clock{{Name: "this machine"}}
	if f.Reply != nil && f.Reply.By != "" { // this machine's was not there
		clocks[0].Name = f.Reply.By
	}
	if f.Reply != nil && f.Reply.Clock != nil && f.Reply.By != f.Reply.Clock.Name {
		clocks = append(clocks, *f.Reply.Clock)
	}
	if t := f.Token; t != nil {
		if t.Issuer != nil && t.Issuer.Clock != nil {
			clocks = append(clocks, *t.Issuer.Clock)
		}
		if t.NTP != nil {
			clocks = append(clocks, *t.NTP)
		}
	}
	return clocks
}

// Now is the time by the API's clock where it is known, else by this machine's,
// at the moment of the refusing answer; zero where nothing was sent.
func (f Facts) Now() time.Time {
	if f.Reply == nil || len(f.Reply.Given) == 0 {
		return time.Time{}
	}
	e := f.Reply.Last()
	now := e.SentAt.Add(e.Timing.Total)
	if f.Reply.Clock != nil {
		return now.Add(f.Reply.Clock.Offset)
	}
	return now
}

// Present is the time by the API's clock as an experiment is about to be made,
// which a person who reads may put off; Now where none is.
func (f Facts) Present() time.Time {
	switch {
	case f.At.IsZero():
		return f.Now()
	case f.Reply != nil && f.Reply.Clock != nil:
		return f.At.Add(f.Reply.Clock.Offset)
	}
	return f.At
}

// NowBy names the clock of Now.
func (f Facts) NowBy() string {
	if f.Reply != nil && f.Reply.Clock != nil {
		return "the API"
	}
	if f.Reply != nil && f.Reply.By != "" {
		return f.Reply.By
	}
	return "this machine"
}
