//go:build peers

package peers

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const sealed = "https://sealed.example/" // its tokens are encrypted for it

// boundFaults are those of tokens that are bound to a key, of encrypted ones, and of sign-ins that are too weak.
var boundFaults = []fault{
	{"not-reproduced", "a bound token with its proof", func(s *stage) {
		api, token, key := s.bound()
		s.proven(token, proof(s.t, key, api.url+"/v2/devices", token, time.Now()))
		s.request(api.url + "/v2/devices")
	}},
	{"token-binding-failed", "a bound token as Bearer, and the key is at hand", func(s *stage) {
		api, token, key := s.bound()
		s.bearer(token)
		s.request(api.url+"/v2/devices", "--dpop-key", s.keyFile(key))
	}},
	{"token-binding-failed", "a bound token as Bearer", func(s *stage) {
		api, token, _ := s.bound()
		s.bearer(token)
		s.request(api.url + "/v2/devices")
	}},
	{"token-binding-failed", "a bound token without its proof", func(s *stage) {
		api, token, key := s.bound()
		s.header("Authorization: DPoP "+token, token)
		s.request(api.url+"/v2/devices", "--dpop-key", s.keyFile(key))
	}},
	{"token-binding-failed", "a proof for another address", func(s *stage) {
		api, token, key := s.bound()
		s.proven(token, proof(s.t, key, "https://devices.example/v2/devices", token, time.Now()))
		s.request(api.url+"/v2/devices", "--dpop-key", s.keyFile(key))
	}},
	{"token-binding-failed", "a proof of an hour ago", func(s *stage) {
		api, token, key := s.bound()
		s.proven(token, proof(s.t, key, api.url+"/v2/devices", token, time.Now().Add(-time.Hour)))
		s.request(api.url + "/v2/devices")
	}},
	{"token-binding-failed", "a proof by another key", func(s *stage) {
		api, token, _ := s.bound()
		s.proven(token, proof(s.t, ecKey(s.t), api.url+"/v2/devices", token, time.Now()))
		s.request(api.url + "/v2/devices")
	}},
	{"token-binding-failed", "a bound token as Bearer at oidc-provider's userinfo", func(s *stage) {
		i, key := newIssuer(s.t, func(s *settings) { s.Resource = "" }), ecKey(s.t)
		s.trusts(i)
		s.bearer(i.signIn(s.t, "DPoP", proofFor(s.t, key, http.MethodPost, i.realm+"/token", "", time.Now())).Access)
		s.request(i.realm+"/me", "--dpop-key", s.keyFile(key))
	}},
	{"scheme-mismatch", "a token that is not bound, and the API takes bound ones only", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(s.api(i, "oauth2-jwt-bearer-dpop").url + "/v2/devices")
	}},
	{"token-encrypted", "an encrypted token, and express-jwt reads signed ones", func(s *stage) { s.encrypted("express-jwt") }},
	{"token-encrypted", "an encrypted token, and oauth2-jwt-bearer reads signed ones", func(s *stage) { s.encrypted("oauth2-jwt-bearer") }},
	{"token-encrypted", "an encrypted token, and jose reads signed ones", func(s *stage) { s.encrypted("jose") }},
	{"step-up-required", "the API wants more than a password", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.signIn(s.t).Access)
		s.request(s.stepUp(i, map[string]any{"acr": "urn:example:second-factor"}).url + "/v2/devices")
	}},
	{"step-up-required", "the API wants a sign-in of this second", func(s *stage) {
		i := s.issuer()
		api := s.stepUp(i, map[string]any{"maxAge": 1})
		s.trusts(i)
		s.bearer(i.signIn(s.t).Access)
		s.wait(2100 * time.Millisecond)
		s.request(api.url + "/v2/devices")
	}},
	{"validator-cannot-reach-idp", "oauth2-jwt-bearer asks for keys where nobody listens", func(s *stage) { s.cutOff("oauth2-jwt-bearer-keys") }},
	{"validator-cannot-reach-idp", "express-jwt asks for keys where nobody listens", func(s *stage) { s.cutOff("express-jwt") }},
	{"validator-cannot-reach-idp", "jose asks for keys where nobody listens", func(s *stage) { s.cutOff("jose") }},
}

// bound is an API, and a token for it that is bound to the key (RFC 9449, section 6).
func (s *stage) bound() (api *server, token string, key *ecdsa.PrivateKey) {
	s.t.Helper()
	i, key := s.issuer(), ecKey(s.t)
	s.trusts(i)
	form := url.Values{"grant_type": {"client_credentials"}, "resource": {devices}, "scope": {read}}
	token = i.post(s.t, "/token", "job", form, "DPoP", proofFor(s.t, key, http.MethodPost, i.realm+"/token", "", time.Now())).Access
	return s.api(i, "oauth2-jwt-bearer"), token, key
}

// proven sends the token with a proof.
func (s *stage) proven(token, proof string) {
	s.header("Authorization: DPoP "+token, token)
	s.header("DPoP: "+proof, proof)
}

// encrypted sends an encrypted token to an API on that validator.
func (s *stage) encrypted(validator string) {
	s.t.Helper()
	i := s.issuer()
	s.trusts(i)
	s.bearer(i.token(s.t, sealed, read))
	s.request(s.apiFor(i, validator, sealed).url + "/v2/devices")
}

// cutOff sends a good token to an API that asks for keys where nobody listens.
func (s *stage) cutOff(validator string) {
	s.t.Helper()
	i := s.issuer()
	s.as(i, "job", i.settings.Secret)
	s.bearer(i.token(s.t, devices, read))
	s.request(s.runAPI(i, validator, devices, map[string]any{"jwksUri": "http://" + freeAddr(s.t) + "/jwks"}).url + "/v2/devices")
}

func (s *stage) stepUp(i *issuer, wants map[string]any) *server {
	s.t.Helper()
	return s.runAPI(i, "step-up", devices, wants)
}

func ecKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	return key
}

// keyFile is the key as PEM.
func (s *stage) keyFile(key *ecdsa.PrivateKey) string {
	s.t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	must(s.t, err)
	dir := workshop(s.t)
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	put(s.t, dir, "dpop.pem", text)
	s.client = append(s.client, strings.Split(text, "\n")[1])
	return dir + "/dpop.pem"
}

// proof is one for a GET (RFC 9449, section 4.2).
func proof(t *testing.T, key *ecdsa.PrivateKey, at, token string, when time.Time) string {
	t.Helper()
	return proofFor(t, key, http.MethodGet, at, token, when)
}

func proofFor(t *testing.T, key *ecdsa.PrivateKey, method, at, token string, when time.Time) string {
	t.Helper()
	claims := jwt.MapClaims{"jti": rand.Text(), "htm": method, "htu": at, "iat": when.Unix()}
	if token != "" {
		hash := sha256.Sum256([]byte(token))
		claims["ath"] = base64.RawURLEncoding.EncodeToString(hash[:])
	}
	j := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	j.Header["typ"] = "dpop+jwt"
	j.Header["jwk"] = publicJWK(t, key)
	signed, err := j.SignedString(key)
	must(t, err)
	return signed
}

// publicJWK is the key's public half (RFC 7518, section 6.2.1).
func publicJWK(t *testing.T, key *ecdsa.PrivateKey) map[string]string {
	t.Helper()
	point, err := key.PublicKey.Bytes() // 4, x, y
	must(t, err)
	part := func(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
	return map[string]string{"kty": "EC", "crv": "P-256", "x": part(point[1:33]), "y": part(point[33:])}
}
