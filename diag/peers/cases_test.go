//go:build peers

package peers

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// fault is one thing wrong with real products, and the cause that it is.
type fault struct {
	cause, title string
	stage        func(*stage)
}

const read = "devices:read"

var faults = []fault{
	{"not-reproduced", "a good token", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},

	// The way.
	{"wrong-endpoint", "a path that nginx does not serve", func(s *stage) {
		i := s.issuer()
		api := s.api(i, "oauth2-jwt-bearer")
		gate := s.gateway(`location /v2/ { proxy_pass ` + api.url + `; }`)
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url + "/v1/devices")
	}},
	{"redirect-drops-credentials", "nginx redirects to the API's new address, which is named as --origin", func(s *stage) {
		i := s.issuer()
		api := s.api(i, "oauth2-jwt-bearer")
		gate := s.gateway(`return 307 ` + api.url + `$request_uri;`)
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url+"/v2/devices", "-L", "--origin", api.url)
	}},
	{"redirect-drops-credentials", "nginx redirects to an address that nobody has named", func(s *stage) {
		i := s.issuer()
		api := s.api(i, "express-jwt")
		s.strangers = append(s.strangers, api)
		gate := s.gateway(`return 301 ` + api.url + `$request_uri;`)
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url+"/v2/devices", "-L")
	}},
	{"intermittent", "one of two backends wants another audience", func(s *stage) {
		i := s.issuer()
		good, bad := s.api(i, "jose"), s.apiFor(i, "jose", billing)
		gate := s.gateway(`location / { proxy_pass http://backends; }`, fmt.Sprintf(`upstream backends { server %s; server %s; }`, host(good), host(bad)))
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url + "/v2/devices")
	}},
	{"gateway-rejects", "nginx asks a service that wants another audience (auth_request)", func(s *stage) {
		i := s.issuer()
		api, guard := s.api(i, "oauth2-jwt-bearer"), s.apiFor(i, "jose", billing)
		gate := s.gateway(`
			location / { auth_request /guard; proxy_pass ` + api.url + `; }
			location = /guard { internal; proxy_pass ` + guard.url + `/v2/devices; }`)
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url+"/v2/devices", "--origin", api.url)
	}},
	{"gateway-rejects", "nginx denies the client's address", func(s *stage) {
		i := s.issuer()
		api := s.api(i, "oauth2-jwt-bearer")
		gate := s.gateway(`location / { deny all; proxy_pass ` + api.url + `; }`)
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url+"/v2/devices", "--origin", api.url)
	}},
	{"header-stripped", "nginx clears Authorization", func(s *stage) {
		i := s.issuer()
		api := s.api(i, "oauth2-jwt-bearer")
		gate := s.gateway(`location / { proxy_pass ` + api.url + `; proxy_set_header Authorization ""; }`)
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url+"/v2/devices", "--origin", api.url)
	}},

	// The header.
	{"credentials-missing", "no credentials, express-jwt", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"wrong-header-name", "the token in Authentication", func(s *stage) {
		i := s.issuer()
		token := i.token(s.t, devices, read)
		s.trusts(i)
		s.header("Authentication: Bearer "+token, token)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"scheme-missing", "the token without its scheme, express-jwt", func(s *stage) {
		i := s.issuer()
		token := i.token(s.t, devices, read)
		s.trusts(i)
		s.header("Authorization: "+token, token)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"scheme-mismatch", "a token, and nginx wants user and password", func(s *stage) {
		i := s.issuer()
		gate := s.gateway(`
			location / { auth_basic "Operations"; auth_basic_user_file /dev/null; proxy_pass ` + s.api(i, "jose").url + `; }`)
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url + "/v2/devices")
	}},
	{"placeholder-credentials", "a variable that was never set", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.args = append(s.args, "-H", "Authorization: Bearer undefined")
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},
	{"duplicate-credentials", "the token in the header and in the query", func(s *stage) {
		i := s.issuer()
		token := i.token(s.t, devices, read)
		s.trusts(i)
		s.bearer(token)
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices?access_token=" + token)
	}},

	// The token.
	{"token-malformed", "the end of the token is lost", func(s *stage) {
		i := s.issuer()
		token := i.token(s.t, devices, read)
		s.trusts(i)
		s.bearer(token[:len(token)-20])
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
	{"token-expired", "of a request that changes something", func(s *stage) {
		i := s.issuer(func(s *settings) { s.TTL = 1 })
		s.as(i, "job", i.settings.Secret)
		s.bearer(i.token(s.t, devices, read))
		s.request(s.api(i, "express-jwt").url+"/v2/devices", "-X", "POST", "-d", "{}")
		s.wait(6 * time.Second)
	}},
	{"token-revoked", "an opaque token that ran out: nothing tells it from a revoked one", func(s *stage) {
		i := s.issuer(func(s *settings) { s.TTL, s.Resource = 2, opaque })
		s.as(i, "job", i.settings.Secret)
		s.bearer(i.token(s.t, opaque, read))
		s.request(s.api(i, "introspection").url + "/v2/devices")
		s.wait(3 * time.Second)
	}},
	{"token-malformed", "an opaque token for an API that reads JWTs", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, opaque, read))
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"claim-missing", "the API wants the tenant", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(s.api(i, "oauth2-jwt-bearer-tenant").url + "/v2/devices")
	}},
	{"wrong-token-type", "the ID token, and the API looks at its audience first", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.signIn(s.t).ID)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"header-malformed", "the token in quotes", func(s *stage) {
		i := s.issuer()
		token := i.token(s.t, devices, read)
		s.trusts(i)
		s.header(`Authorization: Bearer "`+token+`"`, token)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"scheme-mismatch", "user and password, and express-jwt wants a token", func(s *stage) {
		i := s.issuer()
		s.access = append(s.access, "correct-horse-battery")
		s.request(s.api(i, "express-jwt").url+"/v2/devices", "-u", "robin:correct-horse-battery")
	}},
	{"gateway-rejects", "nginx answers everyone with the refusal of one", func(s *stage) {
		i := s.issuer()
		api := s.api(i, "express-jwt")
		gate := s.gateway(`location / { proxy_pass `+api.url+`; proxy_cache answers; proxy_cache_valid any 10m; add_header X-Cache-Status $upstream_cache_status always; }`,
			`proxy_cache_path cache keys_zone=answers:1m;`)
		resp, err := http.Get(gate.url + "/v2/devices")
		must(s.t, err)
		_ = resp.Body.Close()
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url+"/v2/devices", "--origin", api.url)
	}},
	{"token-expired", "and nothing else is known", func(s *stage) {
		i := s.issuer(func(s *settings) { s.TTL = 1 })
		s.bearer(i.token(s.t, devices, read))
		s.request(s.api(i, "jose").url+"/v2/devices", "--request-only")
		s.wait(6 * time.Second)
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
	{"wrong-token-type", "the ID token in place of the access token", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.signIn(s.t).ID)
		s.request(s.api(i, "jose").url + "/v2/devices")
	}},
	{"token-revoked", "an opaque token was revoked", func(s *stage) {
		i := s.issuer(func(s *settings) { s.Resource = opaque })
		token := i.token(s.t, opaque, read)
		i.post(s.t, "/token/revocation", "job", url.Values{"token": {token}})
		s.as(i, "job", i.settings.Secret)
		s.bearer(token)
		s.request(s.api(i, "introspection").url + "/v2/devices")
	}},

	// Scopes.
	{"insufficient-scope", "a token for actions only", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, devices, "devices:manage"))
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},

	// A fresh token.
	{"client-credentials-invalid", "an old secret", func(s *stage) {
		i := s.issuer()
		s.as(i, "job", "replaced-long-ago")
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"grant-not-allowed", "a client for people asks for its own token", func(s *stage) {
		i := s.issuer()
		s.as(i, "portal", i.settings.Secret)
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},
	{"scope-not-granted", "a scope that the client may not have", func(s *stage) {
		i := s.issuer()
		s.as(i, "job", i.settings.Secret)
		s.request(s.api(i, "oauth2-jwt-bearer").url+"/v2/devices", "--scope", "logs:read")
	}},
	{"scope-not-granted", "a scope that the issuer does not know, and drops", func(s *stage) {
		i := s.issuer()
		s.as(i, "job", i.settings.Secret)
		s.request(s.api(i, "oauth2-jwt-bearer").url+"/v2/devices", "--scope", "devices.read")
	}},
	{"refresh-token-invalid", "a refresh token that was used already", func(s *stage) {
		i := s.issuer()
		spent := i.signIn(s.t).Refresh
		i.refresh(s.t, spent)
		s.as(i, "portal", i.settings.Secret)
		s.refreshing(spent)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
	{"idp-unreachable", "the issuer is down", func(s *stage) {
		i := s.issuer()
		api := s.api(i, "express-jwt")
		i.stop()
		s.as(i, "job", i.settings.Secret)
		s.request(api.url + "/v2/devices")
	}},

	// The API's settings.
	{"validator-keys-stale", "the API keeps the keys that it started with", func(s *stage) {
		i := s.issuer()
		api := s.pinnedAPI(i)
		i = i.restart(s.t, newKey(), oldKey())
		s.issuers = append(s.issuers, i)
		s.as(i, "job", i.settings.Secret)
		s.bearer(i.token(s.t, devices, read))
		s.request(api.url + "/v2/devices")
	}},
	{"validator-misconfigured", "the API's audience lacks the slash", func(s *stage) {
		i := s.issuer()
		s.as(i, "job", i.settings.Secret)
		s.bearer(i.token(s.t, devices, read))
		s.request(s.apiFor(i, "express-jwt", strings.TrimSuffix(devices, "/")).url+"/v2/devices", "--audience", devices)
	}},
}

func host(s *server) string { return strings.TrimPrefix(s.url, "http://") }

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
