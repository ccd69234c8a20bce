//go:build peers

package peers

import (
	"fmt"
	"net/http"
	"strings"
)

// wayFaults are those of addresses, redirects and gateways.
var wayFaults = []fault{
	{"not-reproduced", "a good token", func(s *stage) {
		i := s.issuer()
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(s.api(i, "oauth2-jwt-bearer").url + "/v2/devices")
	}},
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
	{"header-stripped", "nginx clears Authorization", func(s *stage) {
		i := s.issuer()
		api := s.api(i, "oauth2-jwt-bearer")
		gate := s.gateway(`location / { proxy_pass ` + api.url + `; proxy_set_header Authorization ""; }`)
		s.trusts(i)
		s.bearer(i.token(s.t, devices, read))
		s.request(gate.url+"/v2/devices", "--origin", api.url)
	}},
}

func host(s *server) string { return strings.TrimPrefix(s.url, "http://") }
