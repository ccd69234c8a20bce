package authn

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

// published is the key set that most of these tests check with.
func published() *diag.KeySet {
	k := testKeys()
	return &diag.KeySet{Keys: []diag.Key{
		{ID: "broken", Type: "RSA", Fault: "its n is even, so it is no RSA modulus"},
		{ID: "rsa", Type: "RSA", Public: &k.rsa.PublicKey},
		{ID: "rsa-2", Type: "RSA", Public: &k.otherRSA.PublicKey},
		{ID: "p256", Type: "EC", Public: &k.p256.PublicKey},
		{ID: "p384", Type: "EC", Public: &k.p384.PublicKey},
		{ID: "p521", Type: "EC", Public: &k.p521.PublicKey},
		{ID: "ed", Type: "OKP", Public: k.edPublic},
		{ID: "rsa-enc", Type: "RSA", Use: "enc", Public: &k.otherRSA.PublicKey},
		{ID: "rsa-for-rs512", Type: "RSA", Algorithm: "RS512", Public: &k.rsa.PublicKey},
	}}
}

func keyNamed(kids ...string) *diag.KeySet {
	set := &diag.KeySet{}
	for _, k := range published().Keys {
		for _, kid := range kids {
			if k.ID == kid {
				set.Keys = append(set.Keys, k)
			}
		}
	}
	return set
}

func TestEveryAlgorithm(t *testing.T) {
	t.Parallel()
	k := testKeys()
	for kid, methods := range map[string][]jwt.SigningMethod{
		"rsa": {jwt.SigningMethodRS256, jwt.SigningMethodRS384, jwt.SigningMethodRS512,
			jwt.SigningMethodPS256, jwt.SigningMethodPS384, jwt.SigningMethodPS512},
		"p256": {jwt.SigningMethodES256}, "p384": {jwt.SigningMethodES384}, "p521": {jwt.SigningMethodES512}, "ed": {jwt.SigningMethodEdDSA},
	} {
		key := map[string]any{"rsa": k.rsa, "p256": k.p256, "p384": k.p384, "p521": k.p521, "ed": k.ed}[kid]
		for _, method := range methods {
			raw := sign(t, method, key, kid, jwt.MapClaims{"sub": "u"})
			token := readToken(t, raw)
			if s := CheckSignature(token, published(), diag.Secret{}); s.State != diag.SigGood || s.Kid != kid || s.Why != "" {
				t.Errorf("%s: %+v", method.Alg(), s)
			}
			parts := strings.Split(raw, ".")
			forged := readToken(t, parts[0]+"."+base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"admin"}`))+"."+parts[2])
			if s := CheckSignature(forged, published(), diag.Secret{}); s.State != diag.SigBad || s.Kid != kid {
				t.Errorf("%s, changed claims: %+v", method.Alg(), s)
			}
		}
	}
}

func TestSignatureStates(t *testing.T) {
	t.Parallel()
	k := testKeys()
	claims := jwt.MapClaims{"sub": "u"}
	rs := func(key *rsa.PrivateKey, kid string) string { return sign(t, jwt.SigningMethodRS256, key, kid, claims) }
	pkix, err := x509.MarshalPKIXPublicKey(&k.rsa.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pkix})
	hs := func(key []byte) string { return sign(t, jwt.SigningMethodHS256, key, "rsa", claims) }
	secret := base64.StdEncoding.EncodeToString([]byte("a shared secret of 32 bytes, ok?"))
	for name, c := range map[string]struct {
		raw, secret string
		keys        *diag.KeySet
		state       diag.SignatureState
		kid, why    string
	}{
		"line break inside":       {rs(k.rsa, "rsa")[:50] + "\n" + rs(k.rsa, "rsa")[50:], "", published(), diag.SigGood, "rsa", ""},
		"no kid":                  {rs(k.otherRSA, ""), "", published(), diag.SigGood, "rsa-2", `names no key; the key "rsa-2" verifies it`},
		"kid not in set, good":    {rs(k.rsa, "old"), "", published(), diag.SigGood, "rsa", `"old", which is not in the key set`},
		"kid unknown":             {rs(k.otherRSA, "2026-b"), "", keyNamed("rsa", "p256"), diag.SigUnknownKey, "2026-b", `the set has "rsa", "p256"`},
		"kid nearly there":        {rs(k.otherRSA, "RSA"), "", keyNamed("p256", "rsa"), diag.SigUnknownKey, "RSA", `the set has "rsa": ` + NearMiss("rsa", "RSA")},
		"empty set":               {rs(k.rsa, "rsa"), "", &diag.KeySet{}, diag.SigUnknownKey, "rsa", "the key set is empty"},
		"kid names the wrong key": {rs(k.rsa, "rsa-2"), "", published(), diag.SigBad, "rsa-2", `the key "rsa" verifies it, not "rsa-2"`},
		"bad":                     {rs(k.otherRSA, "rsa"), "", keyNamed("rsa", "p256"), diag.SigBad, "rsa", `does not verify with the key "rsa"`},
		"cut":                     {rs(k.rsa, "rsa")[:399], "", published(), diag.SigBad, "rsa", "it needs 256"},
		"no kid, bad":             {rs(k.otherRSA, ""), "", keyNamed("rsa", "p256"), diag.SigBad, "", "none of the 1 that fit"},
		"no kid, a key unread":    {rs(k.otherRSA, ""), "", keyNamed("rsa", "broken"), diag.SigUnusable, "broken", "could not be tried"},
		"no key fits":             {rs(k.rsa, ""), "", keyNamed("p256", "ed"), diag.SigUnusable, "", "no key that fits RS256"},
		"named key is broken":     {rs(k.otherRSA, "broken"), "", keyNamed("broken", "rsa"), diag.SigUnusable, "broken", "its n is even"},
		"key of another type":     {rs(k.rsa, "p256"), "", keyNamed("p256"), diag.SigUnusable, "p256", "an EC key on P-256, which RS256 cannot use"},
		"key of another curve":    {sign(t, jwt.SigningMethodES256, k.p256, "p384", claims), "", keyNamed("p384"), diag.SigUnusable, "p384", "EC key on P-384"},
		"key for encryption":      {rs(k.otherRSA, "rsa-enc"), "", published(), diag.SigGood, "rsa-enc", "for encryption only"},
		"unnamed, encryption":     {rs(k.otherRSA, ""), "", keyNamed("rsa-enc"), diag.SigGood, "rsa-enc", `verifies it; the key set gives this key for encryption`},
		"key of an Ed25519 pair":  {rs(k.rsa, "ed"), "", keyNamed("ed"), diag.SigUnusable, "ed", "an Ed25519 key, which RS256 cannot use"},
		"key for another alg":     {rs(k.rsa, "rsa-for-rs512"), "", published(), diag.SigGood, "rsa-for-rs512", "for RS512 only"},
		"none":                    {compact(`{"alg":"none"}`, `{}`, nil), "", published(), diag.SigNone, "", "not signed"},
		"None":                    {compact(`{"alg":"nOnE"}`, `{}`, nil), "", nil, diag.SigNone, "", "not signed"},
		"unknown algorithm":       {compact(`{"alg":"ES256K"}`, `{}`, make([]byte, 64)), "", published(), diag.SigUnusable, "", "not known here"},
		"unknown HMAC":            {compact(`{"alg":"HS1"}`, `{}`, make([]byte, 20)), "", published(), diag.SigUnusable, "", "not known here"},
		"HMAC by client secret":   {hs([]byte("s3cret")), "s3cret", published(), diag.SigGood, "", "with the client secret"},
		"HMAC by decoded secret":  {hs([]byte("a shared secret of 32 bytes, ok?")), secret, nil, diag.SigGood, "", "decoded from base64"},
		"HMAC, public keys":       {hs([]byte("other")), "s3cret", published(), diag.SigSymmetric, "", "publishes public keys"},
		"HMAC, no keys":           {hs([]byte("other")), "", nil, diag.SigUnchecked, "", "shared secret"},
		"key confusion, PEM":      {hs(asPEM), "", published(), diag.SigSymmetric, "rsa", "which is public"},
		"key confusion, trimmed":  {hs([]byte(strings.TrimSpace(string(asPEM)))), "", published(), diag.SigSymmetric, "rsa", "which is public"},
		"key confusion, DER":      {hs(pkix), "", published(), diag.SigSymmetric, "rsa", "which is public"},
		"no key set":              {rs(k.rsa, "rsa"), "", nil, diag.SigUnchecked, "", "no key set"},
		"signature lost":          {rs(k.rsa, "rsa")[:60], "", published(), diag.SigUnchecked, "", "cannot be read"},
		"opaque":                  {"2YotnFZFEjr1zCsicMWpAA", "", published(), diag.SigUnchecked, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := CheckSignature(readToken(t, c.raw), c.keys, diag.NewSecret(c.secret))
			if s.State != c.state || s.Kid != c.kid || !strings.Contains(s.Why, c.why) {
				t.Errorf("got %+v, want %s by %q because %q", s, c.state, c.kid, c.why)
			}
			notIn(t, s.Why, c.raw)
		})
	}
}

// RFC 8037, appendix A.4, and the key of A.2.
func TestSignatureOfRFC8037(t *testing.T) {
	t.Parallel()
	keys, err := ReadKeySet("test", []byte(`{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	// its payload is a plain text, so only the signature can be checked
	token := readToken(t, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."+
		"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
	if s := CheckSignature(token, keys, diag.Secret{}); s.State != diag.SigGood {
		t.Errorf("%+v", s)
	}
}

func TestSignatureLength(t *testing.T) {
	t.Parallel()
	k := testKeys()
	for want, public := range map[int]any{256: &k.rsa.PublicKey, 132: &k.p521.PublicKey, 64: k.edPublic, 0: nil} {
		if n := signatureLength(public); n != want {
			t.Errorf("%T: %d, want %d", public, n, want)
		}
	}
}
