package authn

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

// CheckSignature checks a signed token against an issuer's key set, and one with
// a symmetric algorithm against the client's secret as well.
func CheckSignature(t diag.Token, keys *diag.KeySet, clientSecret diag.Secret) diag.Signature {
	if t.Kind != diag.JWS {
		return diag.Signature{}
	}
	if unsigned(t.Alg) {
		return diag.Signature{State: diag.SigNone, Why: "the token's algorithm is none: it is not signed, and anyone can make one"}
	}
	c, ok := newCheck(t)
	switch {
	case !ok:
		return diag.Signature{Why: "the signature cannot be read, so there is nothing to check"}
	case strings.HasPrefix(t.Alg, "HS"):
		return c.symmetric(keys, clientSecret)
	case keys == nil:
		return diag.Signature{Why: "there is no key set to check with"}
	case c.method == nil:
		return diag.Signature{State: diag.SigUnusable, Why: fmt.Sprintf("the algorithm %q is not known here", t.Alg)}
	}
	return c.asymmetric(keys.Keys)
}

// check is one token with what its signature was made over.
type check struct {
	alg, kid string
	input    string
	sig      []byte
	method   jwt.SigningMethod // nil where the algorithm is not known
}

func newCheck(t diag.Token) (check, bool) {
	parts := strings.Split(compactForm(t), ".")
	if len(parts) != 3 || parts[2] == "" {
		return check{}, false
	}
	sig, err := base64.RawURLEncoding.DecodeString(urlAlphabet(parts[2]))
	name := t.Alg
	if name == "Ed25519" { // RFC 9864, section 2.2: the same under a new name
		name = "EdDSA"
	}
	return check{t.Alg, t.Kid, parts[0] + "." + parts[1], sig, jwt.GetSigningMethod(name)}, err == nil
}

func (c check) verifies(k diag.Key) bool {
	return c.misfit(k) == "" && c.method.Verify(c.input, c.sig, k.Public) == nil
}

// first is the first of these keys that verifies the signature.
func (c check) first(keys []diag.Key) (diag.Key, bool) {
	for _, k := range keys {
		if c.verifies(k) {
			return k, true
		}
	}
	return diag.Key{}, false
}

// asymmetric chooses the key by kid. The other keys are tried as well: that one
// of them verifies tells a wrong kid from a wrong signature.
func (c check) asymmetric(keys []diag.Key) diag.Signature {
	named, others := c.split(keys)
	if k, ok := c.first(named); ok {
		return c.good(k, "")
	}
	k, ok := c.first(others)
	switch {
	case ok && c.kid == "":
		return c.good(k, "the token names no key; "+keyName(k)+" verifies it")
	case ok && len(named) == 0:
		return c.good(k, fmt.Sprintf("the token names the key %q, which is not in the key set; %s verifies it", c.kid, keyName(k)))
	case ok:
		return diag.Signature{State: diag.SigBad, Kid: c.kid, Why: fmt.Sprintf("%s verifies it, not %q, which the token names", keyName(k), c.kid)}
	case len(named) > 0:
		return c.bad(named)
	case c.kid == "":
		return c.badUnnamed(others)
	}
	return diag.Signature{State: diag.SigUnknownKey, Kid: c.kid, Why: c.unknown(others)}
}

// split parts the keys that the token names from the others.
func (c check) split(keys []diag.Key) (named, others []diag.Key) {
	for _, k := range keys {
		if c.kid != "" && k.ID == c.kid {
			named = append(named, k)
		} else {
			others = append(others, k)
		}
	}
	return named, others
}

// good adds what a strict validator would still refuse.
func (c check) good(k diag.Key, why string) diag.Signature {
	note := ""
	switch {
	case k.Algorithm != "" && k.Algorithm != c.alg:
		note = fmt.Sprintf("the key set gives this key for %s only, the token uses %s", k.Algorithm, c.alg)
	case k.Use == "enc":
		note = "the key set gives this key for encryption only"
	}
	return diag.Signature{State: diag.SigGood, Kid: k.ID, Why: joinNotes(why, note)}
}

func joinNotes(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// bad is for keys that the token names and that do not verify it.
func (c check) bad(named []diag.Key) diag.Signature {
	for _, k := range named {
		if c.misfit(k) == "" {
			return diag.Signature{State: diag.SigBad, Kid: k.ID, Why: c.whyBad(k)}
		}
	}
	return diag.Signature{State: diag.SigUnusable, Kid: named[0].ID, Why: c.misfit(named[0])}
}

func (c check) whyBad(k diag.Key) string {
	if need := signatureLength(k.Public); need != 0 && need != len(c.sig) {
		return fmt.Sprintf("the signature has %d bytes, with %s it needs %d", len(c.sig), keyName(k), need)
	}
	return fmt.Sprintf("it does not verify with %s, nor with another key of the set", keyName(k))
}

// badUnnamed is for a token without kid: it is bad only where every key could be tried.
func (c check) badUnnamed(keys []diag.Key) diag.Signature {
	tried := 0
	for _, k := range keys {
		if k.Public == nil {
			return diag.Signature{State: diag.SigUnusable, Kid: k.ID,
				Why: fmt.Sprintf("the token names no key, and %s could not be tried: %s", keyName(k), k.Fault)}
		}
		if c.misfit(k) == "" {
			tried++
		}
	}
	if tried == 0 {
		return diag.Signature{State: diag.SigUnusable, Why: fmt.Sprintf("the key set has no key that fits %s", c.alg)}
	}
	return diag.Signature{State: diag.SigBad, Why: fmt.Sprintf("the token names no key, and none of the %d that fit %s verifies it", tried, c.alg)}
}

// unknown lists the keys that are there, the one that nearly has the name first.
func (c check) unknown(keys []diag.Key) string {
	if len(keys) == 0 {
		return "the key set is empty"
	}
	var ids []string
	for _, k := range keys {
		if near := NearMiss(k.ID, c.kid); near != "" && k.ID != "" {
			return fmt.Sprintf("the token names the key %q; the set has %q: %s", c.kid, k.ID, near)
		}
		ids = append(ids, fmt.Sprintf("%q", k.ID))
	}
	const most = 5
	list := strings.Join(ids[:min(len(ids), most)], ", ")
	if len(ids) > most {
		list += fmt.Sprintf(" and %d more", len(ids)-most)
	}
	return fmt.Sprintf("the token names the key %q; the set has %s", c.kid, list)
}
