package authn

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"example.com/why401/diag"
)

// WithProof is the request with its token under the scheme DPoP and a proof made
// for it just now with the person's key (RFC 9449, sections 4.2 and 7.1), as an
// experiment. nonce is the last one that the server gave, or "". False where
// there is no key, no token, or the key cannot make a proof.
func WithProof(c diag.Case, f diag.Facts, nonce string) (diag.Request, bool) {
	token, ok := BearerToken(c.Request)
	if !ok {
		return diag.Request{}, false
	}
	r := WithToken(c.Request, token)
	r.Header = r.Header.With("Authorization", "DPoP "+token.Reveal())
	r, ok = prove(c, r, proofClaims(r, token, f.Present(), nonce), algsAsked(f))
	change := diag.Text("a DPoP proof made for this request with the key of --dpop-key")
	if nonce != "" {
		change += ", with the nonce that the server gave"
	}
	return r.Changed(change), ok
}

// Reprove is a request that goes out again, or to another address, with its
// DPoP proof made anew at that time: each is good for one address, and once (RFC
// 9449, section 11.1). Requests without a proof, or without the key, stay as they are.
func Reprove(c diag.Case, now time.Time, r diag.Request) diag.Request {
	token, ok := BearerToken(r)
	if !ok || !r.Header.Has("DPoP") || c.DPoPKey.Empty() {
		return r
	}
	old := ReadToken(diag.NewSecret(r.Header.Value("DPoP")))
	claims := proofClaims(r, token, now, textOf(old.Claims, "nonce"))
	if again, ok := prove(c, r.As(r.Purpose), claims, []string{old.Alg}); ok {
		return again
	}
	return r
}

// Once says whether the request holds a proof that servers take once, and that
// cannot be made anew: to repeat it shows nothing but that.
func Once(c diag.Case) bool { return c.Request.Header.Has("DPoP") && c.DPoPKey.Empty() }

// prove puts a new proof into a request, by the first algorithm that the server takes.
func prove(c diag.Case, r diag.Request, claims map[string]any, takes []string) (diag.Request, bool) {
	key, err := ReadProofKey(c.DPoPKey)
	if err != nil {
		return diag.Request{}, false
	}
	proof, err := key.sign(takes, claims)
	if err != nil {
		return diag.Request{}, false
	}
	if c.Secrets != nil {
		c.Secrets.Add(proof)
	}
	r.Header = r.Header.With("DPoP", proof)
	return r, true
}

func proofClaims(r diag.Request, token diag.Secret, now time.Time, nonce string) map[string]any {
	sum := sha256.Sum256([]byte(token.Reveal()))
	claims := map[string]any{
		"jti": rand.Text(), "htm": methodOf(r), "htu": targetOf(r), "iat": now.Unix(),
		"ath": encodeBytes(sum[:]),
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	return claims
}

// algsAsked are the algorithms that the challenge for DPoP lists (RFC 9449, section 7.1).
func algsAsked(f diag.Facts) []string {
	if f.Header == nil {
		return nil
	}
	for _, ch := range f.Header.Challenges {
		if strings.EqualFold(ch.Scheme, "DPoP") {
			return strings.Fields(ch.Param("algs"))
		}
	}
	return nil
}

// ProofNonce is the nonce that an answer gives for the next proof, or "" (RFC
// 9449, section 8.1).
func ProofNonce(e diag.Exchange) string {
	nonce := e.Header.Value("DPoP-Nonce")
	if len(nonce) > maxNonce {
		return ""
	}
	return nonce
}

func encodeBytes(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
