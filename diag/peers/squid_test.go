//go:build peers

package peers

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// squid runs Debian's Squid, which lets known users reach all but /forbidden and localhost.
func squid(t *testing.T) *server {
	t.Helper()
	dir, addr := workshop(t), freeAddr(t)
	put(t, dir, "users", htpasswd)
	configure(t, dir, "squid.conf", map[string]any{"Dir": dir, "Addr": addr})
	// -n gives its shared memory a name of its own.
	return daemon(t, dir, "http", addr, "squid", "-N", "-n", "peer"+addr[strings.LastIndex(addr, ":")+1:], "-f", dir+"/squid.conf")
}

// Every fault of a company's proxy is diagnosed as what it is.
func TestEveryFaultOfAProxyIsDiagnosed(t *testing.T) {
	t.Parallel()
	proxy := squid(t)
	diagnose(t, proxyFaults(proxy))
}

func proxyFaults(proxy *server) []fault {
	as := func(word string) string {
		return strings.Replace(proxy.url, "://", "://"+user+":"+word+"@", 1)
	}
	return []fault{
		{"proxy-auth-required", "no password for Squid", func(s *stage) {
			s.through(proxy.url, s.plainAPI(), "/v2/devices")
		}},
		{"proxy-auth-required", "a wrong password for Squid", func(s *stage) {
			s.through(as("wrong-battery"), s.plainAPI(), "/v2/devices")
		}},
		{"proxy-auth-required", "no password for Squid's CONNECT", func(s *stage) {
			s.through(proxy.url, s.tlsAPI(), "/v2/devices")
		}},
		{"proxy-auth-required", "a wrong password for Squid's CONNECT", func(s *stage) {
			s.through(as("wrong-battery"), s.tlsAPI(), "/v2/devices")
		}},
		{"not-reproduced", "the right password for Squid", func(s *stage) {
			s.through(as(password), s.plainAPI(), "/v2/devices")
		}},
		{"not-reproduced", "the right password for Squid's CONNECT", func(s *stage) {
			s.through(as(password), s.tlsAPI(), "/v2/devices")
		}},
		{"blocked-by-proxy", "Squid forbids the path", func(s *stage) {
			s.through(as(password), s.plainAPI(), "/forbidden/devices")
		}},
		{"blocked-by-proxy", "Squid forbids the host, http", func(s *stage) {
			s.through(as(password), s.byName(s.plainAPI()), "/v2/devices")
		}},
		{"blocked-by-proxy", "Squid forbids the host, CONNECT", func(s *stage) {
			s.through(as(password), s.byName(s.tlsAPI()), "/v2/devices")
		}},
		{"api-unreachable", "Squid reaches nobody", func(s *stage) {
			s.through(as(password), "https://"+freeAddr(s.t), "/v2/devices")
		}},
		{"insufficient-permission", "Squid lets it pass, and the API forbids it", func(s *stage) {
			s.bearer(someToken)
			api := s.gateway(fmt.Sprintf(`location / { if ($http_authorization != "Bearer %s") { return 401; } default_type application/json; return 403 '{"message":"Forbidden"}'; }`, someToken))
			s.through(as(password), api.url, "/v2/devices")
		}},
		{"placeholder-credentials", "Squid lets it pass, and the token is a placeholder", func(s *stage) {
			api := s.gateway(fmt.Sprintf(bearerAPI, someToken))
			s.through(as(password), api.url, "/v2/devices", "-H", "Authorization: Bearer undefined")
		}},
		{"password-rejected", "Squid lets it pass, and the API does not", func(s *stage) {
			api := s.apache(protected("Basic", "users"))
			s.access = append(s.access, "other-battery")
			s.through(as(password), api.url, "/v2/devices", "-u", user+":other-battery")
		}},
	}
}

// through calls the API with a token through that proxy. The proxy's password is not for the API.
func (s *stage) through(proxy, api, path string, more ...string) {
	s.t.Helper()
	u, err := url.Parse(proxy)
	must(s.t, err)
	if word, given := u.User.Password(); given {
		s.client = append(s.client, word)
	}
	s.args = append(s.args, "-x", proxy)
	s.request(api+path, more...)
}

const someToken = "tok-0a1b2c3d4e5f60718293"

// bearerAPI takes one token, someToken.
const bearerAPI = `location / { if ($http_authorization != "Bearer %s") { add_header WWW-Authenticate Bearer always; return 401; } return 200 '{"devices":[]}'; }`

// plainAPI is one that takes the person's token, without TLS.
func (s *stage) plainAPI() string {
	s.t.Helper()
	s.bearer(someToken)
	return s.gateway(fmt.Sprintf(bearerAPI, someToken)).url
}

// tlsAPI is the same with TLS.
func (s *stage) tlsAPI() string {
	s.t.Helper()
	ca := newAuthority(s.t, "Server CA")
	ca.server()
	s.args = append(s.args, "--cacert", ca.file("ca.pem"))
	s.bearer(someToken)
	return s.gateway(fmt.Sprintf("ssl_certificate %s; ssl_certificate_key %s;\n"+bearerAPI,
		ca.file("server.pem"), ca.file("server.key"), someToken)).url
}

// byName is the same address by this machine's name.
func (s *stage) byName(api string) string { return strings.Replace(api, "127.0.0.1", "localhost", 1) }
