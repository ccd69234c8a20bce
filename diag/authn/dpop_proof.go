package authn

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
)

// How old a proof may be: RFC 9449, section 11.1, leaves it to the server, and
// speaks of seconds or minutes.
const (
	proofFresh = time.Minute     // what is older, many refuse
	proofOld   = 5 * time.Minute // what is older, nearly all
)

// KeyLine is the part of a DPoP proof that says which key made it.
const KeyLine = "key (jkt)"

// read holds a proof against the request that it came with, check by check as
// RFC 9449, section 4.3, lists them.
func (b *binding) read(raw string) {
	p := ReadToken(diag.NewSecret(raw))
	if why := unreadable(p); why != "" {
		b.differs("form", why, "a signed JWT", "the DPoP proof cannot be read: "+why, 0.92)
		return
	}
	b.text("typ", p.Typ, "dpop+jwt", strings.TrimPrefix(strings.ToLower(p.Typ), "application/") == "dpop+jwt")
	b.algorithm(p)
	b.key(p)
	b.text("htm", textOf(p.Claims, "htm"), methodOf(b.request), textOf(p.Claims, "htm") == methodOf(b.request))
	b.text("htu", textOf(p.Claims, "htu"), targetOf(b.request), fitsTarget(textOf(p.Claims, "htu"), targetOf(b.request)))
	b.issued(p)
	sum := sha256.Sum256([]byte(b.presented()))
	ath := encodeBytes(sum[:])
	b.text("ath", textOf(p.Claims, "ath"), ath, textOf(p.Claims, "ath") == ath)
	b.nonce(p)
	b.text("jti", textOf(p.Claims, "jti"), "a value of its own for each request", textOf(p.Claims, "jti") != "")
}

// unreadable says why a proof is no signed JWT, or "".
func unreadable(p diag.Token) string {
	if p.Kind != diag.JWS {
		return "no signed JWT"
	}
	for _, fault := range p.Faults {
		if fault.Fatal && fault.Source != "token.signature" { // that is checked by itself
			return fault.Text
		}
	}
	if p.Header == nil || p.Claims == nil {
		return "no signed JWT"
	}
	return ""
}

// presented is the token as the request sends it, which is what ath hashes.
func (b *binding) presented() string { return b.token.Raw.Reveal() }

// text is a line whose two sides have to agree.
func (b *binding) text(part, sent, server string, agree bool) {
	if agree {
		b.agrees(part, sent, server)
		return
	}
	b.differs(part, sent, server, "the proof's "+part+" is "+Quoted(bounded(sent, 200))+", and has to be "+Quoted(bounded(server, 200)), 0.92)
}

func (b *binding) agrees(part, sent, server string) {
	b.lines = append(b.lines, diag.ProofLine{Part: part, Sent: sent, Server: server})
}

func (b *binding) differs(part, sent, server, what string, sure float64) {
	b.lines = append(b.lines, diag.ProofLine{Part: part, Sent: sent, Server: server, Differs: true})
	b.fault(what, sure)
}

// algorithm has to be one that the server takes; symmetric ones never are.
func (b *binding) algorithm(p diag.Token) {
	server := "an asymmetric one"
	takes := !unsigned(p.Alg) && !strings.HasPrefix(p.Alg, "HS")
	if b.asked != nil && b.asked.Param("algs") != "" {
		server = b.asked.Param("algs")
		takes = takes && slices.Contains(strings.Fields(server), p.Alg)
	}
	b.text("alg", p.Alg, server, takes)
}

// key is the public key that the proof brings, its signature and whether it is
// the one that the token names.
func (b *binding) key(p diag.Token) {
	object, _ := p.Header["jwk"].(map[string]any)
	k := readKey(any(object))
	switch {
	case object == nil:
		b.differs("jwk", "", "the public key", "the proof does not bring its public key (jwk)", 0.92)
		return
	case object["d"] != nil || object["k"] != nil:
		b.differs("jwk", "with its private part", "the public key alone", "the proof shows the private key (jwk): it has to be replaced, and so has every token bound to it", 0.92)
	case k.Public == nil:
		b.differs("jwk", "unusable: "+k.Fault, "the public key", "the proof's key (jwk) cannot be used: "+k.Fault, 0.92)
		return
	}
	if c, ok := newCheck(p); ok && c.method != nil && !unsigned(p.Alg) && c.verifies(k) {
		b.agrees("signature", "verifies with jwk", "verifies with jwk")
	} else {
		b.differs("signature", "does not verify with jwk", "verifies with jwk", "the proof's signature does not verify with the key that it brings (jwk)", 0.92)
	}
	thumb := Thumbprint(object)
	switch {
	case b.cnf.Key == "" && b.cnf.Known:
		b.differs(KeyLine, thumb, "none in the token", "the token is not bound to a key: it has no cnf.jkt", 0.60)
	case b.cnf.Key == "" || b.cnf.Key == thumb:
		b.agrees(KeyLine, thumb, b.cnf.Key)
	default:
		b.differs(KeyLine, thumb, b.cnf.Key, "the proof is made with another key than the one that the token is bound to (cnf.jkt)", 0.92)
	}
}

// issued is when the proof was made, by the API's clock.
func (b *binding) issued(p diag.Token) {
	if p.IssuedAt.IsZero() || b.now.IsZero() {
		b.text("iat", digitsOf(p.Claims["iat"]), "the time", b.now.IsZero() && !p.IssuedAt.IsZero())
		return
	}
	sent, now, off := utcText(p.IssuedAt), utcText(b.now), b.now.Sub(p.IssuedAt)
	switch {
	case off.Abs() <= proofFresh:
		b.agrees("iat", sent, now)
	case off < 0:
		b.differs("iat", sent, now, "the proof is made "+diag.Span(-off)+" in the future, by the clock of the answer", surely(off))
	default:
		b.differs("iat", sent, now, "the proof was made "+diag.Span(off)+" before the answer: one is made anew for each request", surely(off))
	}
}

func surely(off time.Duration) float64 {
	if off.Abs() > proofOld {
		return 0.92
	}
	return 0.75
}

func utcText(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// nonce is the server's own: once it asks for one, each proof has to hold the
// last that it gave (RFC 9449, sections 8 and 9). A client asks again with it.
func (b *binding) nonce(p diag.Token) {
	sent, gave := textOf(p.Claims, "nonce"), ProofNonce(b.answer)
	code, _, _ := OAuthError(b.answer)
	switch {
	case code == "use_dpop_nonce" && sent == "":
		b.differs("nonce", "", gave, "the answer asks for its nonce (DPoP-Nonce), and the proof has none: the client has to send the request again with it", 0.92)
	case code == "use_dpop_nonce" && sent != gave:
		b.differs("nonce", sent, gave, "the proof has another nonce than the one that the answer gives (DPoP-Nonce): the client has to send the request again with that", 0.92)
	case sent != "" || gave != "":
		b.agrees("nonce", sent, "")
	}
}

// maxNonce is more than any nonce in use has.
const maxNonce = 1 << 10

// Thumbprint is the SHA-256 thumbprint of a JSON Web Key, base64url (RFC 7638,
// section 3); "" for a key type that it does not know.
func Thumbprint(jwk map[string]any) string {
	members, known := needed[textOf(jwk, "kty")]
	if !known {
		return ""
	}
	required := map[string]string{"kty": textOf(jwk, "kty")}
	for _, name := range members {
		required[name] = textOf(jwk, name)
	}
	text, _ := json.Marshal(required) // sorts the names, as the standard asks
	sum := sha256.Sum256(text)
	return encodeBytes(sum[:])
}

// methodOf is the request's, GET where none is named.
func methodOf(r diag.Request) string {
	if r.Method == "" {
		return "GET"
	}
	return r.Method
}
