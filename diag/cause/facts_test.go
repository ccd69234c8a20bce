package cause_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/cause"
)

// The world of these tables: one API, its issuer, and noon.
const (
	api     = "https://api.example.com/v2/devices"
	idp     = "https://idp.example.com/realms/production"
	devices = "api://devices"
)

var noon = time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)

// scene is a case and what was seen of it. Its parts are put together by saw.
type scene struct {
	c diag.Case
	f diag.Facts
}

type part func(*scene)

// saw is a GET with a bearer token to which the API answered as the parts say. What
// step 2 sees follows from request and answer.
func saw(parts ...part) scene {
	s := scene{c: diag.Case{Request: diag.Request{Purpose: diag.AsGiven, Method: "GET", URL: api}, Secrets: diag.NewSecrets("salt")}}
	sent("Authorization", "Bearer 4f9c1e7ab2d84c0f9e6a")(&s)
	for _, p := range parts {
		p(&s)
	}
	if s.f.Reply == nil {
		return s
	}
	for i := range s.f.Reply.Given {
		if s.f.Reply.Given[i].Request.URL == "" {
			s.f.Reply.Given[i].Request = s.c.Request
		}
	}
	s.f.Header = authn.ReadHeader(s.c, s.f)
	return s
}

// The request; anonymous is one without credentials.

func sent(name, value string) part {
	return func(s *scene) { s.c.Request.Header = s.c.Request.Header.With(name, value) }
}

func anonymous(s *scene) { s.c.Request.Header = nil }

// The answers.

func answer(status int, header ...string) diag.Exchange {
	e := diag.Exchange{SentAt: noon, Status: status}
	for i := 0; i+1 < len(header); i += 2 {
		e.Header = append(e.Header, diag.Field{Name: header[i], Value: header[i+1]})
	}
	return e
}

func challenged(params string) diag.Exchange { return answer(401, "WWW-Authenticate", params) }

func body(status int, text string) diag.Exchange {
	e := answer(status, "Content-Type", "application/json")
	e.Body = []byte(text)
	return e
}

func failed(kind diag.FailureKind) diag.Exchange {
	return diag.Exchange{SentAt: noon, Failure: &diag.Failure{Kind: kind, Text: "it failed"}}
}

var (
	ok      = answer(200)
	refused = challenged("Bearer")
	invalid = challenged(`Bearer error="invalid_token"`)
	// told is a refusal with a sentence that products are known to use.
	told = func(sentence string) diag.Exchange {
		return challenged(`Bearer error="invalid_token", error_description="` + sentence + `"`)
	}
	scopeRefused = answer(403, "WWW-Authenticate", `Bearer error="insufficient_scope", scope="devices:write"`)
)

func reply(s *scene) *diag.ReplyFacts {
	if s.f.Reply == nil {
		s.f.Reply = &diag.ReplyFacts{}
	}
	return s.f.Reply
}

func given(es ...diag.Exchange) part { return func(s *scene) { reply(s).Given = es } }

func without(e diag.Exchange) part {
	return func(s *scene) { e.Request = authn.Strip(s.c.Request); reply(s).Without = &e }
}

func invented(e diag.Exchange) part { return func(s *scene) { reply(s).Bad = &e } }

func repeated(n int, e diag.Exchange) part {
	return func(s *scene) {
		for range n {
			reply(s).Repeats = append(reply(s).Repeats, e)
		}
	}
}

// ignored says that the API answers the same whatever is sent.
func ignored(e diag.Exchange) part {
	return func(s *scene) { given(e)(s); without(e)(s); invented(e)(s) }
}

func apiClock(ahead time.Duration) part {
	return func(s *scene) {
		reply(s).Clock = &diag.Clock{Name: "API", Time: noon.Add(ahead), Offset: ahead, Error: 500 * time.Millisecond}
	}
}

func issuerClock(ahead time.Duration) part {
	return func(s *scene) {
		s.f.Token.Issuer.Clock = &diag.Clock{Name: "issuer", Offset: ahead, Error: 500 * time.Millisecond}
	}
}

func describes(resource string, issuers ...string) part {
	return func(s *scene) {
		reply(s).Resource = &diag.ResourceMetadata{Resource: resource, AuthorizationServers: issuers}
	}
}

// fixed says that the request was refused with 401 before the person tried a fix.
func fixed(s *scene) {
	s.f.Before = &diag.Before{Status: 401, Code: "token-expired", Fix: "a fresh token"}
}

// tried is an experiment of that cause, with the request as given beside it where again has an answer.
func tried(code diag.Code, e diag.Exchange, again ...diag.Exchange) part {
	return func(s *scene) {
		e.Request = s.c.Request.Changed("one thing")
		t := diag.Trial{Code: code, Exchange: e}
		if len(again) > 0 {
			t.Again = &again[0]
		}
		s.f.Trials = append(s.f.Trials, t)
	}
}

// The token.

type claims map[string]any

// good are the claims of a token that is in order at noon.
var good = claims{
	"iss": idp, "aud": devices, "sub": "sync", "client_id": "sync", "scope": "devices:read",
	"iat": noon.Add(-time.Minute).Unix(), "exp": noon.Add(time.Hour).Unix(),
}

// with are the good claims with some changed; nil takes one out.
func with(pairs ...any) claims {
	c := maps.Clone(good)
	for i := 0; i+1 < len(pairs); i += 2 {
		if c[pairs[i].(string)] = pairs[i+1]; pairs[i+1] == nil {
			delete(c, pairs[i].(string))
		}
	}
	return c
}

func in(d time.Duration) int64 { return noon.Add(d).Unix() }

func written(header, c claims) string {
	encode := func(v claims) string {
		text, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	return encode(header) + "." + encode(c) + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 256))
}

var rs256 = claims{"alg": "RS256", "kid": "k1", "typ": "JWT"}

func headed(header, c claims) diag.Token { return authn.ReadToken(diag.NewSecret(written(header, c))) }

// bearing sends a token, verified with its issuer's key.
func bearing(c claims) part { return bearingToken(headed(rs256, c), diag.SigGood) }

// opaque sends a token that only its issuer can read.
func opaque(s *scene) {
	bearingToken(authn.ReadToken(diag.NewSecret("4f9c1e7ab2d84c0f9e6a")), diag.SigUnchecked)(s)
}

func bearingToken(t diag.Token, state diag.SignatureState) part {
	return func(s *scene) {
		sent("Authorization", "Bearer "+t.Raw.Reveal())(s)
		s.f.Token = &diag.TokenFacts{Token: t, Signature: diag.Signature{State: state, Kid: t.Kid},
			Issuer: &diag.Issuer{URL: idp, From: "--issuer", Trusted: true, Metadata: &diag.Metadata{Issuer: idp},
				Keys: &diag.KeySet{Keys: []diag.Key{{ID: "k0"}, {ID: "k1"}}}}}
	}
}

func signature(state diag.SignatureState) part {
	return func(s *scene) { s.f.Token.Signature.State = state }
}

// unnamed says that nobody but the token itself names an issuer.
func unnamed(s *scene) {
	s.f.Token.Issuer = &diag.Issuer{URL: s.f.Token.Token.Issuer, From: "token.iss"}
}

// own says that the issuer that the token names verifies it.
func own(s *scene) {
	s.f.Token.OwnIssuer = &diag.Issuer{URL: s.f.Token.Token.Issuer, From: "token.iss"}
	s.f.Token.OwnSignature, s.f.Token.Signature = diag.Signature{State: diag.SigGood}, diag.Signature{State: diag.SigUnknownKey}
}

func introspected(active bool, fields claims) part {
	return func(s *scene) {
		s.f.Token.Introspection = &diag.Introspection{Read: true, Active: active, Fields: fields}
	}
}

func issuerFault(f diag.IssuerFault) part {
	return func(s *scene) { s.f.Token.Issuer.Faults = append(s.f.Token.Issuer.Faults, f) }
}

func audience(want string) part { return func(s *scene) { s.c.Audience = want } }

// The scopes.

func scopes(needed, present string) part {
	return func(s *scene) {
		need, have := strings.Fields(needed), strings.Fields(present)
		sf := &diag.ScopeFacts{Present: have, Known: true}
		if len(need) > 0 {
			sf.Needed = []diag.ScopeNeed{{Scopes: need, Source: "--require-scope"}}
		}
		for _, n := range need {
			if !strings.Contains(" "+present+" ", " "+n+" ") {
				sf.Missing = append(sf.Missing, n)
			}
		}
		s.f.Scopes = sf
	}
}

// The fresh token.

// fresh is one with these claims, the answer to the request with it, and the one to the request as given beside it.
func fresh(c claims, try diag.Exchange, again ...diag.Exchange) part {
	return freshToken(headed(rs256, c), try, again...)
}

func freshToken(t diag.Token, try diag.Exchange, again ...diag.Exchange) part {
	return func(s *scene) {
		try.Request = authn.WithToken(s.c.Request, t.Raw)
		s.f.Fresh = &diag.FreshFacts{Grant: "client_credentials", Endpoint: idp + "/token", Answer: &ok, Token: &t, Granted: t.Scopes, Try: &try}
		if len(again) > 0 {
			s.f.Fresh.Again = &again[0]
		}
		if s.f.Token != nil {
			s.f.Fresh.Differences = authn.CompareTokens(s.f.Token.Token, t)
		}
	}
}

// control is what introspection says of the fresh token.
func control(active bool) part {
	return func(s *scene) { s.f.Fresh.Control = &diag.Introspection{Read: true, Active: active} }
}

// grant is how the token endpoint answered, where it gave no token.
func grant(kind string, e diag.Exchange) part {
	return func(s *scene) {
		a := authn.ReadTokenAnswer(e)
		s.f.Fresh = &diag.FreshFacts{Grant: kind, Endpoint: idp + "/token", Answer: &e, Error: a.Error, ErrorText: a.Description, Issuer: &diag.Issuer{URL: idp}}
	}
}

func dropped(scopes ...string) part { return func(s *scene) { s.f.Fresh.Dropped = scopes } }

// The configuration.

func pastGateway(with, without diag.Exchange) part {
	return func(s *scene) { s.f.Config = &diag.ConfigFacts{Origin: &with, OriginWithout: &without} }
}

// keysAsked are the answers to made-up tokens that name another key of the
// issuer's, and one that nobody has: each asked for as often as there are pairs.
func keysAsked(pairs ...diag.Exchange) part {
	return func(s *scene) {
		s.f.Config = &diag.ConfigFacts{}
		for i, e := range pairs {
			k := diag.KeyTrial{Kid: "nobody", Exchange: e}
			if i%2 == 0 {
				k = diag.KeyTrial{Kid: "k0", InSet: true, Exchange: e}
			}
			s.f.Config.KeyTrials = append(s.f.Config.KeyTrials, k)
		}
	}
}

// row is one line of a table: what a cause makes of what was seen. silent is the
// cause that says nothing; why is a part of what it says.
type row struct {
	name string
	s    scene
	code diag.Code
	band string
	why  string
}

const silent = ""

func judge(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		c, found := cause.Find(r.code)
		if !found {
			t.Errorf("%s: no such cause", r.code)
			continue
		}
		m := c.Holds(r.s.c, r.s.f)
		got := silent
		if m.Seen {
			got = cause.BandName(m.Confidence)
		}
		if got != r.band || !strings.Contains(string(m.Why), r.why) {
			t.Errorf("%s, %s: %q (%.2f, %s), want %q with %q", r.code, r.name, got, m.Confidence, m.Why, r.band, r.why)
		}
		if m.Confidence >= diag.Possible && len(m.Evidence) == 0 {
			t.Errorf("%s, %s: it holds without evidence", r.code, r.name)
		}
	}
}
