package cause_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/cause"
)

// holder is a client with a key that proves its tokens.
type holder struct {
	key        *ecdsa.PrivateKey
	pem, thumb string
}

func newHolder(t *testing.T) holder {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	h := holder{key: key, pem: string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))}
	parsed, err := authn.ReadProofKey(diag.NewSecret(h.pem))
	if err != nil {
		t.Fatal(err)
	}
	h.thumb = parsed.Thumbprint()
	return h
}

// bound are the good claims of a token that is bound to the key.
func (h holder) bound() claims { return with("cnf", map[string]any{"jkt": h.thumb}) }

// proves sends a proof that is right at noon, but for the claims given.
func (h holder) proves(pairs ...any) part {
	return func(s *scene) {
		_, token, _ := strings.Cut(s.c.Request.Header.Value("Authorization"), " ")
		sum := sha256.Sum256([]byte(token))
		c := jwt.MapClaims{"jti": "1", "htm": "GET", "htu": api, "iat": noon.Unix(), "ath": base64.RawURLEncoding.EncodeToString(sum[:])}
		for i := 0; i+1 < len(pairs); i += 2 {
			c[pairs[i].(string)] = pairs[i+1]
		}
		pub, _ := h.key.PublicKey.Bytes()
		encode := base64.RawURLEncoding.EncodeToString
		p := jwt.NewWithClaims(jwt.SigningMethodES256, c)
		p.Header["typ"] = "dpop+jwt"
		p.Header["jwk"] = map[string]any{"kty": "EC", "crv": "P-256", "x": encode(pub[1:33]), "y": encode(pub[33:])}
		proof, err := p.SignedString(h.key)
		if err != nil {
			panic(err)
		}
		s.c.Request.Header = s.c.Request.Header.With("Authorization", "DPoP "+token).With("DPoP", proof)
	}
}

// given to why401: the private key.
func (h holder) gives(s *scene) { s.c.DPoPKey = diag.NewSecret(h.pem) }

// nonced is an answer that gives a nonce.
func nonced(e diag.Exchange) diag.Exchange {
	e.Header = append(e.Header, diag.Field{Name: "DPoP-Nonce", Value: "a-nonce"})
	return e
}

var (
	dpop       = challenged(`DPoP algs="ES256"`)
	badProof   = challenged(`DPoP error="invalid_dpop_proof", algs="ES256"`)
	badBinding = challenged(`DPoP error="invalid_token", error_description="Invalid DPoP key binding", algs="ES256"`)
	badToken   = challenged(`DPoP error="invalid_token", algs="ES256"`)
	useNonce   = nonced(challenged(`DPoP error="use_dpop_nonce"`))
)

func TestTokenBindingFailed(t *testing.T) {
	t.Parallel()
	h, other := newHolder(t), newHolder(t)
	const code = "token-binding-failed"
	moved := []any{"htu", "https://old.example.com/v2/devices"}
	onTLS := func(state diag.TLSState) part {
		return func(s *scene) { s.f.Reply.Given[0].TLS = &state }
	}
	certified := with("cnf", map[string]any{"x5t#S256": "abc"})
	bearer := func(s *scene) {
		s.c.Request.Header = s.c.Request.Header.With("Authorization", strings.Replace(s.c.Request.Header.Value("Authorization"), "DPoP", "Bearer", 1))
	}
	unsafe := func(s *scene) { s.c.Request.Method = "POST" }
	judge(t, []row{
		{"as Bearer, asked for DPoP", saw(bearing(h.bound()), given(dpop)), code, "likely", "no DPoP proof"},
		{"as Bearer, to an API that takes that", saw(bearing(h.bound()), given(invalid)), code, "possible", "does not look"},
		{"as Bearer, not bound", saw(bearing(good), given(dpop)), code, silent, ""},
		{"as Bearer, accepted", saw(bearing(h.bound()), given(ok)), code, silent, ""},
		{"an expired one", saw(bearing(h.bound()), given(told("Jwt expired at 2026"))), code, "possible", ""},
		{"Bearer with a proof", saw(bearing(h.bound()), h.proves(), bearer, given(dpop)), code, "likely", "has to be DPoP"},
		{"Bearer with a proof, mended", saw(bearing(h.bound()), h.proves(), bearer, given(dpop), tried(code, ok, dpop)), code, "confirmed", "succeeds"},

		{"another address, and named", saw(bearing(h.bound()), h.proves(moved...), given(badProof)), code, "confirmed", "htu"},
		{"another address, not named", saw(bearing(h.bound()), h.proves(moved...), given(refused)), code, "likely", "htu"},
		{"another address, another reason", saw(bearing(h.bound()), h.proves(moved...), given(told("Jwt expired at 2026"))), code, "likely", ""},
		{"another method", saw(bearing(h.bound()), h.proves("htm", "POST"), given(badProof)), code, "confirmed", "htm"},
		{"a little old, and named", saw(bearing(h.bound()), h.proves("iat", in(-2*time.Minute)), given(badProof)), code, "likely", "2 min before"},
		{"old, and named", saw(bearing(h.bound()), h.proves("iat", in(-time.Hour)), given(badProof)), code, "confirmed", ""},
		{"old by this machine's clock alone", saw(bearing(h.bound()), h.proves("iat", in(time.Hour)), apiClock(time.Hour), given(badToken)), code, "ruled out", ""},
		{"used before", saw(bearing(h.bound()), h.proves(), given(badProof)), code, "likely", "used before"},
		{"all right, another reason", saw(bearing(h.bound()), h.proves(), given(told("Jwt expired at 2026"))), code, "ruled out", "nothing in the proof differs"},
		{"all right, accepted", saw(bearing(h.bound()), h.proves(), given(ok)), code, silent, ""},

		{"another key, named", saw(bearing(h.bound()), other.proves(), given(badBinding)), code, "confirmed", "another key"},
		{"another key, invalid_token", saw(bearing(h.bound()), other.proves(), given(badToken)), code, "confirmed", "another key"},
		{"another key, the token not checked", saw(bearing(h.bound()), signature(diag.SigUnchecked), other.proves(), given(badToken)), code, "likely", ""},
		{"another key, the token over", saw(bearing(with("cnf", map[string]any{"jkt": h.thumb}, "exp", in(-time.Hour))), other.proves(), given(badToken)), code, "likely", ""},
		{"a token that is not bound", saw(bearing(good), h.proves(), given(badToken)), code, "possible", "not bound"},

		{"a nonce", saw(bearing(h.bound()), h.proves(), given(useNonce)), code, "confirmed", "asks for its nonce"},
		{"a nonce, and it is there", saw(bearing(h.bound()), h.proves("nonce", "a-nonce"), given(nonced(refused))), code, "ruled out", ""},

		{"with the key, before it is tried", saw(bearing(h.bound()), h.gives, h.proves(moved...), given(badProof)), code, "likely", ""},
		{"with the key, never to be tried", saw(bearing(h.bound()), h.gives, unsafe, h.proves(append(moved, "htm", "POST")...), given(badProof)), code, "confirmed", ""},
		{"with the key, it succeeds", saw(bearing(h.bound()), h.gives, h.proves(moved...), given(badProof), tried(code, ok, badProof)), code, "confirmed", "succeeds"},
		{"with the key, another reason", saw(bearing(h.bound()), h.gives, h.proves(moved...), given(badProof), tried(code, told("Jwt expired at 2026"))), code, "likely", "another reason"},
		{"with the key, the same", saw(bearing(h.bound()), h.gives, h.proves(), given(badProof), tried(code, badProof)), code, "likely", "behind a proxy"},
		{"with the key, no change and no word", saw(bearing(h.bound()), h.gives, given(refused), tried(code, refused)), code, "possible", "alone does not help"},
		{"with the key, not sent", saw(bearing(h.bound()), h.gives, h.proves(moved...), given(badProof), tried(code, failed(diag.FailRequest))), code, "confirmed", ""},
		{"both succeed", saw(bearing(h.bound()), h.gives, h.proves(), given(badProof), tried(code, ok, ok)), code, "likely", ""},

		{"an opaque one, by its issuer", saw(opaque, introspected(true, claims{"cnf": map[string]any{"jkt": h.thumb}}), given(dpop)), code, "likely", "bound to a key"},
		{"an opaque one, unknown", saw(opaque, given(dpop)), code, silent, ""},
		{"an opaque one, and the key for it", saw(opaque, h.gives, given(dpop)), code, "likely", "no DPoP proof"},

		{"a certificate that was not asked for", saw(bearing(certified), given(invalid), onTLS(diag.TLSState{})), code, "possible", "none was sent"},
		{"a certificate that was asked for", saw(bearing(certified), given(invalid), onTLS(diag.TLSState{ClientCert: true})), code, "likely", "none was sent"},
		{"another certificate", saw(bearing(certified), given(invalid), onTLS(diag.TLSState{ClientCert: true, Sent: &diag.Certificate{SHA256: "def"}})), code, "likely", "another client certificate"},
		{"the right certificate", saw(bearing(certified), given(invalid), onTLS(diag.TLSState{ClientCert: true, Sent: &diag.Certificate{SHA256: "abc"}})), code, "ruled out", ""},
		{"Basic", saw(sent("Authorization", "Basic dXNlcjpwYXNz"), given(dpop)), code, silent, ""},
	})
}

// A bound token that goes as Bearer is a matter of its binding, one that is not of the scheme.
func TestSchemeOrBinding(t *testing.T) {
	t.Parallel()
	h := newHolder(t)
	for want, s := range map[diag.Code]scene{
		"token-binding-failed": saw(bearing(h.bound()), given(dpop)),
		"scheme-mismatch":      saw(bearing(good), given(dpop)),
	} {
		if got := cause.Rank(s.c, s.f).Verdict; got.Code != want {
			t.Errorf("%s, want %s", got.Code, want)
		}
	}
}

// The key makes one proof, and one more with the nonce that is asked for.
func TestTryBinding(t *testing.T) {
	t.Parallel()
	h := newHolder(t)
	const code = "token-binding-failed"
	nonceOf := func(r diag.Request) string {
		n, _ := authn.ReadToken(diag.NewSecret(r.Header.Value("DPoP"))).Claims["nonce"].(string)
		return n
	}
	s := saw(bearing(h.bound()), h.gives, given(dpop))
	if r, ok := try(t, code, s); !ok || nonceOf(r) != "" || !strings.HasPrefix(r.Header.Value("Authorization"), "DPoP ") || r.URL != api {
		t.Errorf("%v %v", ok, r.Header.Value("DPoP"))
	}
	tried(code, useNonce)(&s)
	if r, ok := try(t, code, s); !ok || nonceOf(r) != "a-nonce" {
		t.Errorf("%v, with the nonce %q", ok, nonceOf(r))
	}
	tried(code, useNonce)(&s)
	if _, ok := try(t, code, s); ok {
		t.Error("a third proof is sent")
	}
	for name, s := range map[string]scene{
		"a token that is not bound": saw(bearing(good), h.gives, given(invalid)),
		"no key":                    saw(bearing(h.bound()), given(dpop)),
		"refused for good":          saw(bearing(h.bound()), h.gives, given(dpop), tried(code, invalid)),
		"accepted":                  saw(bearing(h.bound()), h.gives, given(ok)),
	} {
		if _, ok := try(t, code, s); ok {
			t.Errorf("%s: a proof is sent", name)
		}
	}
	if r, ok := try(t, code, saw(bearing(h.bound()), h.gives, given(useNonce))); !ok || nonceOf(r) != "a-nonce" {
		t.Errorf("the first proof does not have the nonce: %v", ok)
	}
}

// jwe sends a token that is encrypted.
func jwe(s *scene) {
	head, _ := json.Marshal(map[string]any{"alg": "dir", "enc": "A256GCM"})
	part := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	bearingToken(authn.ReadToken(diag.NewSecret(base64.RawURLEncoding.EncodeToString(head)+".."+part+"."+part+"."+part)), diag.SigUnchecked)(s)
}

func TestTokenEncrypted(t *testing.T) {
	t.Parallel()
	const code = "token-encrypted"
	malformed := told("Malformed token")
	segments := body(401, `{"error":"token contains an invalid number of segments"}`)
	expired := told("Jwt expired at 2026")
	judge(t, []row{
		{"a signed one is accepted", saw(jwe, given(invalid), fresh(good, ok, invalid)), code, "confirmed", "signed one is accepted"},
		{"another encrypted one is accepted", saw(jwe, given(invalid), freshToken(authn.ReadToken(diag.NewSecret(written(claims{"alg": "dir", "enc": "x"}, good)+".a.b")), ok, invalid)), code, "ruled out", ""},
		{"taken for malformed", saw(jwe, given(segments), invented(segments)), code, "likely", "malformed"},
		{"taken for malformed, no control", saw(jwe, given(malformed)), code, "likely", ""},
		{"as an invented one", saw(jwe, given(invalid), invented(invalid)), code, "likely", "as to an invented one"},
		{"otherwise than an invented one", saw(jwe, given(expired), invented(invalid)), code, "ruled out", "reads it"},
		{"nothing known", saw(jwe, given(invalid)), code, "possible", ""},
		{"another reason", saw(jwe, given(expired)), code, "possible", ""},
		{"scopes are the question", saw(jwe, given(scopeRefused)), code, "ruled out", ""},
		{"a signed token", saw(bearing(good), given(malformed)), code, silent, ""},
		{"accepted", saw(jwe, given(ok)), code, silent, ""},
		{"it is no malformed one", saw(jwe, given(malformed)), "token-malformed", silent, ""},
	})
}

func TestStepUpRequired(t *testing.T) {
	t.Parallel()
	const code = "step-up-required"
	asks := func(params string) diag.Exchange {
		return challenged(`Bearer error="insufficient_user_authentication"` + params)
	}
	weak := with("acr", "pwd", "auth_time", in(-time.Hour))
	strong := with("acr", "mfa", "auth_time", in(-time.Minute))
	newer := base64.StdEncoding.EncodeToString([]byte(`{"access_token":{"nbf":{"value":"1"}}}`))
	judge(t, []row{
		{"another class", saw(bearing(weak), given(asks(`, acr_values="mfa"`))), code, "confirmed", `acr "pwd"`},
		{"no class", saw(bearing(good), given(asks(`, acr_values="mfa"`))), code, "confirmed", "acr nothing"},
		{"too long ago", saw(bearing(weak), given(asks(`, max_age="300"`))), code, "confirmed", "60 min ago"},
		{"no time", saw(bearing(good), given(asks(`, max_age=300`))), code, "confirmed", "no auth_time"},
		{"too long ago by the API's clock", saw(bearing(strong), apiClock(time.Hour), given(asks(`, max_age="300"`))), code, "confirmed", ""},
		{"the token not checked", saw(bearing(weak), signature(diag.SigUnchecked), given(asks(`, acr_values="mfa"`))), code, "likely", ""},
		{"the issuer says so", saw(opaque, introspected(true, claims{"acr": "pwd"}), given(asks(`, acr_values="mfa"`))), code, "confirmed", ""},
		{"nobody can read it", saw(opaque, given(asks(`, acr_values="mfa"`))), code, "likely", ""},
		{"nothing named", saw(bearing(weak), given(asks(""))), code, "likely", "not what would do"},
		{"the token has it", saw(bearing(strong), given(asks(`, acr_values="x mfa", max_age="300"`))), code, "possible", "the token has that"},
		{"no token", saw(anonymous, given(asks(`, acr_values="mfa"`))), code, "possible", "without a token"},
		{"a second factor", saw(bearing(good), given(body(403, `{"error":"mfa_required"}`))), code, "likely", ""},
		{"a fresh one", saw(bearing(good), given(body(401, `{"msg":"Fresh token required"}`))), code, "likely", "Fresh token required"},
		{"a newer token", saw(bearing(good), given(challenged(`Bearer error="insufficient_claims", claims="`+newer+`"`))), code, "ruled out", "newer token"},
		{"a scope", saw(bearing(weak), given(scopeRefused)), code, silent, ""},
		{"another error", saw(bearing(weak), given(challenged(`Bearer error="invalid_token", acr_values="mfa"`))), code, silent, ""},
		{"accepted", saw(bearing(weak), given(ok)), code, silent, ""},
	})
	found, _ := cause.Find(code)
	s := saw(bearing(weak), given(asks(`, acr_values="mfa", max_age="300"`)))
	if fixes := found.Fixes(s.c, s.f); len(fixes) != 1 || !strings.Contains(string(fixes[0].Command), "'acr_values=mfa' --data-urlencode 'max_age=300'") {
		t.Errorf("%v", fixes)
	}
}
