package steps

import (
	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

var token = step{
	name:  "Token",
	title: "Token integrity",
	asks:  "Is the token good: whole, signed by its issuer, for this API, and in time?",
	waits: "the issuer's metadata and keys",
	sends: "Reads of the issuer's public metadata and key set; an opaque token goes to its introspection endpoint.",
	learn: []Para{
		{"Three parts", "A signed JWT is header, claims and signature, each base64url, joined by full stops (RFC 7515, section 7.1). " +
			"Anyone can read it; only the signature says whether to believe it."},
		{"The signature", "The header's kid names a key of the issuer's key set (RFC 7517, section 4.5). A kid that is not in the set: " +
			"the key was rotated away, or another issuer signed it. A key carried in the token itself is never to be trusted (RFC 8725, section 3.10)."},
		{"The claims", "iss must be the issuer that the API trusts, aud must name the API, exp must lie ahead and nbf behind " +
			"(RFC 7519, section 4.1; RFC 9068, section 4)."},
		{"Clocks", "Expiry is judged by the API's clock, not by yours. A few seconds of leeway are usual; minutes of difference make good tokens bad."},
		{"Bound tokens", "A token with cnf is good only together with the proof of a key: a DPoP header, or the TLS client certificate " +
			"(RFC 9449, section 6.1; RFC 8705, section 3)."},
		{"Opaque tokens", "Where the token cannot be read, the issuer can be asked about it: introspection says active or not (RFC 7662, section 2.2)."},
	},
	blocks: life,
	shown:  []string{"clocks", "parts", "differs"},
}

// life is the token's time line, where it says its times, and the proof that it
// is bound to.
func life(s walk.Session) []Block {
	bound := proofs(s, diag.TokenStep)
	f := s.Facts.Token
	if f == nil || f.Token.Expires.IsZero() && f.Token.IssuedAt.IsZero() {
		return bound
	}
	t := f.Token
	return append([]Block{Timeline{
		Issued: t.IssuedAt, NotBefore: t.NotBefore, Expires: t.Expires,
		Now: s.Facts.Now(), Clocks: s.Facts.Clocks(),
	}}, bound...)
}
