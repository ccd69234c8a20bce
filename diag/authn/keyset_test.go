package authn

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

// jwk writes a public key as jwkset does, with members added or replaced.
func jwk(t testing.TB, key any, kid string, more map[string]any) string {
	t.Helper()
	k, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{KID: kid}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(k.Marshal())
	if err != nil {
		t.Fatal(err)
	}
	members := map[string]any{}
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	for name, v := range more {
		members[name] = v
	}
	text, _ = json.Marshal(members)
	return string(text)
}

func TestOddKeysDoNotLoseTheOthers(t *testing.T) {
	t.Parallel()
	k := testKeys()
	odd := []struct{ key, fault string }{
		{`{"kty":"AKP","kid":"odd"}`, `the key type "AKP" is not known here`},
		{`{"kid":"odd"}`, "it names no key type"},
		{`{"kty":"RSA","kid":"odd","e":"AQAB"}`, "its member n is missing"},
		{`{"kty":"RSA","kid":"odd","n":7,"e":"AQAB"}`, "its member n is missing or no string"},
		{`{"kty":"RSA","kid":"odd","n":"%%%","e":"AQAB"}`, "its member n is no base64url"},
		{`{"kty":"RSA","kid":"odd","n":"AQAB","e":"AQAB"}`, "an RSA key of 17 bits"},
		{jwk(t, &k.rsa.PublicKey, "odd", map[string]any{"e": "AQ"}), "its e is no RSA exponent"},
		{jwk(t, &k.rsa.PublicKey, "odd", map[string]any{"e": "AAAAAAAAAAAAAAAAAAAB"}), "its e is no RSA exponent"},
		{jwk(t, &k.rsa.PublicKey, "odd", map[string]any{"n": strings.Repeat("____", 1000)}), "longer than any that is used"},
		{jwk(t, &k.rsa.PublicKey, "odd", map[string]any{"n": strings.Repeat("_w8A", 70)}), "its n is even"},
		{jwk(t, &k.p256.PublicKey, "odd", map[string]any{"crv": "secp256k1"}), `the curve "secp256k1" is not known here`},
		{jwk(t, &k.p256.PublicKey, "odd", map[string]any{"x": "AQAB"}), "no point on the curve"},
		{jwk(t, k.edPublic, "odd", map[string]any{"x": "AQAB"}), "no key of the type"},
		{`{"kty":"OKP","kid":"odd","crv":"Ed448","x":"AQAB"}`, `the curve "Ed448"`},
		{`{"kty":"oct","kid":"odd","k":"c2VjcmV0"}`, "a shared secret"},
	}
	for _, o := range odd {
		set, err := ReadKeySet("test", []byte(`{"keys":[`+o.key+`,`+jwk(t, &k.p256.PublicKey, "good", nil)+`]}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := set.Keys[0]; got.Public != nil || got.ID != "odd" || !strings.Contains(got.Fault, o.fault) {
			t.Errorf("%s: %+v, want the fault %q", o.key, got, o.fault)
		}
		token := readToken(t, sign(t, jwt.SigningMethodES256, k.p256, "good", jwt.MapClaims{}))
		if s := CheckSignature(token, set, diag.Secret{}); s.State != diag.SigGood {
			t.Errorf("%s beside it: %+v", o.key, s)
		}
	}
}

// What stands beside the public key does not keep it from verifying.
func TestKeysThatAreGood(t *testing.T) {
	t.Parallel()
	k := testKeys()
	for name, key := range map[string]string{
		"RSA":             jwk(t, &k.rsa.PublicKey, "k", nil),
		"P-521":           jwk(t, &k.p521.PublicKey, "k", nil),
		"Ed25519":         jwk(t, k.edPublic, "k", nil),
		"unknown use":     jwk(t, &k.rsa.PublicKey, "k", map[string]any{"use": "jwt"}),
		"bad certificate": jwk(t, &k.rsa.PublicKey, "k", map[string]any{"x5c": []string{"AAAA"}}),
		"key_ops a text":  jwk(t, &k.rsa.PublicKey, "k", map[string]any{"key_ops": "verify"}),
		"private part":    jwk(t, &k.rsa.PublicKey, "k", map[string]any{"d": "AQAB"}),
	} {
		set, err := ReadKeySet("test", []byte(`{"keys":[`+key+`]}`))
		if err != nil || set.Source != "test" || len(set.Keys) != 1 || set.Keys[0].Public == nil || set.Keys[0].Fault != "" {
			t.Errorf("%s: %+v, %v", name, set, err)
		}
	}
}

func TestReadKeySetErrors(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                               "empty",
		"<!DOCTYPE html><html></html>":   "an HTML or XML page",
		"nonsense":                       "not JSON: broken at byte 2",
		`{"keys":[`:                      "ends in the middle",
		`[]`:                             "not an object",
		`{}`:                             "no keys member",
		`{"keys":{}}`:                    "keys member is no list",
		`{"kty":"RSA"}`:                  "a single key",
		`{"keys":[]}{"keys":[]}`:         "more text",
		strings.Repeat(" ", 1<<20) + "{": "larger than 1 MiB",
		strings.Repeat("[", 1<<19):       "not JSON",
	} {
		set, err := ReadKeySet("test", []byte(body))
		if err == nil || set != nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.20q: %v, want %q", body, err, want)
		}
	}
}

func TestReadKeySetIsBounded(t *testing.T) {
	t.Parallel()
	set, err := ReadKeySet("test", []byte(`{"keys":[`+strings.Repeat(`{},`, 5000)+`1]}`))
	if err != nil || len(set.Keys) != maxKeys {
		t.Errorf("%d keys, %v", len(set.Keys), err)
	}
}
