//go:build peers

package peers

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// tokenFaults are those of the token itself.
var tokenFaults = []fault{
	{"token-malformed", "the end of the token is lost", func(s *stage) {
		i := s.issuer()
		token := i.token(s.t, devices, read)
		s.trusts(i)
		s.bearer(token[:len(token)-20])
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"token-malformed", "an opaque token for an API that reads JWTs", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, opaque, read))
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"token-expired", "a token that lasted a second, express-jwt", func(s *stage) {
		i := s.issuer(func(s *settings) { s.TTL = 1 })
		token := i.token(s.t, devices, read)
		s.trusts(i)
		s.bearer(token)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
		s.wait(5 * time.Second)
	}},
	{"token-expired", "and the client can get another", func(s *stage) {
		i := s.issuer(func(s *settings) { s.TTL = 2 })
		s.as(i, "job", i.settings.Secret)
		s.bearer(i.token(s.t, devices, read))
		s.request(s.api(i, "express-jwt").url+"/v2/devices", "--scope", read)
		s.wait(6 * time.Second)
	}},
	{"token-expired", "and the refresh token gives another", func(s *stage) {
		i := s.issuer(func(s *settings) { s.TTL = 2 })
		signedIn := i.signIn(s.t)
		s.as(i, "portal", i.settings.Secret)
		s.bearer(signedIn.Access)
		s.refreshing(signedIn.Refresh)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
		s.wait(6 * time.Second)
	}},
	{"token-expired", "and the refresh token is spent, too", func(s *stage) {
		i := s.issuer(func(s *settings) { s.TTL = 1 })
		signedIn := i.signIn(s.t)
		i.refresh(s.t, signedIn.Refresh)
		s.as(i, "portal", i.settings.Secret)
		s.bearer(signedIn.Access)
		s.refreshing(signedIn.Refresh)
		s.request(s.api(i, "jose").url + "/v2/devices")
		s.wait(6 * time.Second)
	}},
	{"token-revoked", "an opaque token that ran out: nothing tells it from a revoked one", func(s *stage) {
		i := s.issuer(func(s *settings) { s.TTL, s.Resource = 2, opaque })
		s.as(i, "job", i.settings.Secret)
		s.bearer(i.token(s.t, opaque, read))
		s.request(s.api(i, "introspection").url + "/v2/devices")
		s.wait(3 * time.Second)
	}},
	{"token-revoked", "an opaque token was revoked", func(s *stage) {
		i := s.issuer(func(s *settings) { s.Resource = opaque })
		token := i.token(s.t, opaque, read)
		i.post(s.t, "/token/revocation", "job", url.Values{"token": {token}})
		s.as(i, "job", i.settings.Secret)
		s.bearer(token)
		s.request(s.api(i, "introspection").url + "/v2/devices")
	}},
	{"signature-invalid", "a claim was changed after the token was signed", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(altered(s, i.token(s.t, devices, read)))
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},
	{"signing-key-unknown", "the issuer has dropped the key that signed the token", func(s *stage) {
		i := s.issuer()
		s.bearer(i.token(s.t, devices, read))
		i = i.restart(s.t, newKey())
		s.issuers = append(s.issuers, i)
		s.trusts(i)
		s.request(s.api(i, "jose").url + "/v2/devices")
	}},
	{"algorithm-rejected", "an unsigned token", func(s *stage) {
		i := s.issuer()
		claims := strings.Split(i.token(s.t, devices, read), ".")[1]
		s.trusts(i)
		s.bearer(encode(s, map[string]string{"alg": "none", "typ": "at+jwt"}) + "." + claims + ".")
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},
	{"issuer-mismatch", "a token of a partner's issuer", func(s *stage) {
		i, partner := s.issuer(), newIssuer(s.t, func(s *settings) { s.Paths = []string{"/partner"} })
		s.strangers = append(s.strangers, partner.server)
		s.as(i, "job", i.settings.Secret)
		s.request(s.api(i, "jose").url + "/v2/devices")
		s.env = append(s.env, "WHY401_TOKEN="+partner.token(s.t, devices, read))
	}},
	{"wrong-environment", "a token of staging", func(s *stage) {
		i := s.issuer(func(s *settings) { s.Paths = []string{"/production", "/staging"} })
		staging := *i
		staging.realm = i.url + "/staging"
		s.trusts(i)
		s.bearer(staging.token(s.t, devices, read))
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},
	{"audience-mismatch", "a token for billing, and the audience is known", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, billing, read))
		s.request(s.api(i, "oauth2-jwt-bearer").url+"/v2/devices", "--audience", devices)
	}},
	{"audience-mismatch", "a token for billing, and only the API says so", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, billing, read))
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"wrong-token-type", "the ID token, and the API looks at its audience first", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.signIn(s.t).ID)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"wrong-token-type", "the ID token in place of the access token", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.signIn(s.t).ID)
		s.request(s.api(i, "jose").url + "/v2/devices")
	}},
	{"claim-missing", "the API wants the tenant", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(s.api(i, "oauth2-jwt-bearer-tenant").url + "/v2/devices")
	}},
}

// altered is the token with a scope more in it, under the old signature.
func altered(s *stage, token string) string {
	parts := strings.Split(token, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	must(s.t, err)
	var claims map[string]any
	must(s.t, json.Unmarshal(payload, &claims))
	claims["scope"] = "devices:read devices:manage"
	return parts[0] + "." + encode(s, claims) + "." + parts[2]
}

// encode is one part of a JWT (RFC 7515, section 7.1).
func encode(s *stage, part any) string {
	b, err := json.Marshal(part)
	must(s.t, err)
	return base64.RawURLEncoding.EncodeToString(b)
}
