package authn

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

func TestMadeUpToken(t *testing.T) {
	t.Parallel()
	k := testKeys()
	claims := jwt.MapClaims{"iss": "https://a", "aud": "api", "exp": 1773000000, "sub": "alice", "jti": "j1", "email": "alice@example.com"}
	for _, raw := range []string{
		sign(t, jwt.SigningMethodRS256, k.rsa, "rsa", claims),
		sign(t, jwt.SigningMethodES512, k.p521, "p521", claims),
		sign(t, jwt.SigningMethodHS256, []byte("secret"), "hs", claims),
	} {
		like := readToken(t, raw)
		made := MadeUpToken(like, "new-key", "seed")
		got := readToken(t, made.Reveal())
		if len(got.Faults) > 0 || got.Kid != "new-key" || got.Alg != like.Alg || got.Typ != like.Typ || got.Issuer != "https://a" ||
			got.Expires != like.Expires || got.SignatureLen != like.SignatureLen {
			t.Errorf("%s: %+v", like.Alg, got)
		}
		if got.Subject == "alice" || got.Claims["jti"] == "j1" || got.Claims["email"] != nil {
			t.Errorf("%s: it names the person: %v", like.Alg, got.Claims)
		}
		if shareRun(signatureOf(t, raw), signatureOf(t, made.Reveal()), 4) {
			t.Errorf("%s: a piece of the real signature is in it", like.Alg)
		}
		if s := CheckSignature(got, published(), diag.NewSecret("secret")); s.State == diag.SigGood {
			t.Errorf("%s: it verifies", like.Alg)
		}
		if again := MadeUpToken(like, "new-key", "seed"); again != made {
			t.Errorf("%s: not the same for the same seed", like.Alg)
		}
	}
}

func TestMadeUpTokenNeedsAToken(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "opaque", compact(`{"alg":"RSA-OAEP","enc":"A256GCM"}`, "", nil) + ".."} {
		if made := MadeUpToken(readToken(t, raw), "k", "seed"); !made.Empty() {
			t.Errorf("made up from %q", raw)
		}
	}
	cut := sign(t, jwt.SigningMethodRS256, testKeys().rsa, "rsa", jwt.MapClaims{})
	cut = cut[:strings.LastIndex(cut, ".")]
	if got := readToken(t, MadeUpToken(readToken(t, cut), "k", "seed").Reveal()); got.SignatureLen != 256 {
		t.Errorf("%d bytes of signature where the real one is lost", got.SignatureLen)
	}
}

func signatureOf(t *testing.T, raw string) []byte {
	t.Helper()
	sig, err := base64.RawURLEncoding.DecodeString(raw[strings.LastIndex(raw, ".")+1:])
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

func shareRun(a, b []byte, n int) bool {
	for i := 0; i+n <= len(a); i++ {
		if bytes.Contains(b, a[i:i+n]) {
			return true
		}
	}
	return false
}
