//go:build peers

package peers

import (
	"strings"
)

// grantFaults are those of scopes, of asking for a token, and of the API's own settings.
var grantFaults = []fault{
	{"insufficient-scope", "a token for actions only", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, devices, "devices:manage"))
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},
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
