package authn

import (
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

func FuzzReadToken(f *testing.F) {
	k := testKeys()
	for _, s := range []string{
		rfc7515, "", ".", "..", "....", "ghp_abcdefgh1234", "\"eyJ\n.e30.\"", "\" \"x", "\"\"", "x\u200b\"", rfc7515 + rfc7515,
		sign(f, jwt.SigningMethodES256, k.p256, "p256", jwt.MapClaims{"exp": 1773000000, "aud": []string{"a"}}),
		compact(`{"alg":"RS256","jwk":{}}`, `{"exp":1e999,"resource_access":{"a":{"roles":[[]]}},"events":[]}`, make([]byte, 100)),
		compact(`{"alg":"HS256"}`, strings.Repeat(`{"a":`, 20000), make([]byte, 32)),
	} {
		f.Add(s)
	}
	set := published()
	f.Fuzz(func(t *testing.T, raw string) {
		token := ReadToken(diag.NewSecret(raw))
		for _, fault := range token.Faults {
			if fault.Text == "" || fault.Source == "" || strings.ContainsAny(fault.Text, "\n\r") {
				t.Errorf("%+v", fault)
			}
		}
		if again := ReadToken(token.Mended); !token.Mended.Empty() && !again.Mended.Empty() {
			t.Error("a mended token needs mending")
		}
		if s := CheckSignature(token, set, diag.NewSecret("s")); s.State == diag.SigGood && token.SignatureLen == 0 {
			t.Errorf("good without a signature: %+v", s)
		}
		CompareTokens(token, token)
		if made := MadeUpToken(token, "k", "s"); !made.Empty() && ReadToken(made).Kid != "k" {
			t.Error("a made-up token cannot be read")
		}
	})
}

func FuzzReadKeySet(f *testing.F) {
	k := testKeys()
	f.Add([]byte(`{"keys":[` + jwk(f, &k.rsa.PublicKey, "a", nil) + `,` + jwk(f, &k.p256.PublicKey, "b", nil) + `,` + jwk(f, k.edPublic, "c", nil) + `]}`))
	f.Add([]byte(`{"keys":[{"kty":"oct","k":""},7,null,{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},{"kty":"OKP","crv":"X25519","x":""}]}`))
	tokens := []diag.Token{
		ReadToken(diag.NewSecret(sign(f, jwt.SigningMethodRS256, k.rsa, "", jwt.MapClaims{}))),
		ReadToken(diag.NewSecret(sign(f, jwt.SigningMethodES256, k.p256, "", jwt.MapClaims{}))),
		ReadToken(diag.NewSecret(rfc7515)),
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		set, err := ReadKeySet("fuzz", body)
		if err != nil {
			return
		}
		for _, key := range set.Keys {
			if (key.Public == nil) == (key.Fault == "") {
				t.Errorf("neither a key nor a fault: %+v", key)
			}
		}
		for _, token := range tokens {
			CheckSignature(token, set, diag.Secret{})
		}
	})
}

func FuzzReadMetadata(f *testing.F) {
	f.Add([]byte(`{"issuer":"https://a","scopes_supported":["a",1]}`), "https://a/b/")
	f.Add([]byte(`{"resource":"r","authorization_servers":"x"}`), "http://[::1]:8/%2f?x#y")
	f.Fuzz(func(t *testing.T, body []byte, issuer string) {
		if m, err := ReadMetadata("s", body); (m == nil) == (err == nil) {
			t.Error("neither metadata nor error")
		}
		if m, err := ReadResourceMetadata("s", body); (m == nil) == (err == nil) {
			t.Error("neither metadata nor error")
		}
		for _, u := range append(MetadataURLs(issuer), ResourceMetadataURL(issuer)...) {
			if diag.OriginOf(u) != diag.OriginOf(issuer) {
				t.Errorf("%q leads to %q, another origin", issuer, u)
			}
		}
	})
}

func FuzzReadTokenAnswer(f *testing.F) {
	f.Add(200, []byte(`{"access_token":"a","expires_in":"1e9","scope":["x"]}`))
	f.Add(400, []byte(`error=invalid_client&error=%`))
	f.Add(200, []byte(`{"error":{"code":1},"active":"true"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := diag.Exchange{Status: status, Body: body}
		a := ReadTokenAnswer(e)
		if a.Fault == "" && a.Error == "" && a.AccessToken.Empty() {
			t.Error("neither token, error nor fault")
		}
		if a.ExpiresIn < 0 {
			t.Error("a negative lifetime")
		}
		if in := ReadIntrospection(e); in.Active && !in.Read {
			t.Error("active and not read")
		}
	})
}
