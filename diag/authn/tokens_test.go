package authn

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

// testKeys are one key pair of each kind, made once.
var testKeys = sync.OnceValue(func() (k struct {
	rsa, otherRSA    *rsa.PrivateKey
	p256, p384, p521 *ecdsa.PrivateKey
	ed               ed25519.PrivateKey
	edPublic         ed25519.PublicKey
}) {
	k.rsa, _ = rsa.GenerateKey(rand.Reader, 2048)
	k.otherRSA, _ = rsa.GenerateKey(rand.Reader, 2048)
	k.p256, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	k.p384, _ = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	k.p521, _ = ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	k.edPublic, k.ed, _ = ed25519.GenerateKey(rand.Reader)
	return k
})

// sign makes a token with golang-jwt.
func sign(t testing.TB, method jwt.SigningMethod, key any, kid string, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	if kid != "" {
		token.Header["kid"] = kid
	}
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// compact joins parts to a token without signing anything.
func compact(header, claims string, sig []byte) string {
	e := base64.RawURLEncoding.EncodeToString
	return e([]byte(header)) + "." + e([]byte(claims)) + "." + e(sig)
}

// readToken is ReadToken, with what holds for every token checked.
func readToken(t testing.TB, raw string) diag.Token {
	t.Helper()
	token := ReadToken(diag.NewSecret(raw))
	for _, f := range token.Faults {
		notIn(t, f.Text, raw)
	}
	notIn(t, token.UseWhy, raw)
	return token
}

// notIn fails where a text repeats a piece of a secret.
func notIn(t testing.TB, text, secret string) {
	t.Helper()
	const piece = 16
	for i := 0; i+piece <= len(secret); i++ {
		if run := secret[i : i+piece]; strings.Contains(text, run) && strings.TrimSpace(run) != "" {
			t.Errorf("%q repeats a piece of the token", text)
			return
		}
	}
}

// faultOf is the fault of that kind.
func faultOf(token diag.Token, what string) (diag.TokenFault, bool) {
	for _, f := range token.Faults {
		if f.What == what {
			return f, true
		}
	}
	return diag.TokenFault{}, false
}
