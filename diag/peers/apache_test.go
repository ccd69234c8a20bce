//go:build peers

package peers

import (
	"crypto/md5"
	"fmt"
	"strings"
	"testing"
)

// The person's user and password, as htpasswd and htdigest keep them.
const (
	user     = "robin"
	password = "correct-horse"
	htpasswd = user + ":$apr1$abcdefgh$abBiv57EcZGzKVkp2B9os1\n"
)

func htdigest(realm string) string {
	return fmt.Sprintf("%s:%s:%x\n", user, realm, md5.Sum([]byte(user+":"+realm+":"+password)))
}

// modules of Apache's that the cases use.
var modules = []string{
	"authz_core", "authn_core", "authn_file", "authz_user", "auth_basic", "auth_digest", "request", "auth_form",
	"session", "session_cookie", "session_crypto", "setenvif", "alias", "dir", "headers", "mime", "ssl",
}

// apache runs Debian's Apache with directives of our own. It serves /v2/devices.
func apache(t *testing.T, inside string) *server {
	t.Helper()
	dir, addr := workshop(t), freeAddr(t)
	put(t, dir, "users", htpasswd)
	put(t, dir, "digests", htdigest("Operations"))
	put(t, dir, "www/v2/devices", `{"devices":[{"id":"d-1041"}]}`)
	put(t, dir, "www/login.html", loginPage)
	configure(t, dir, "apache.conf", map[string]any{"Dir": dir, "Addr": addr, "Modules": modules, "Inside": inside})
	scheme := "http"
	if strings.Contains(inside, "SSLEngine on") {
		scheme = "https"
	}
	return daemon(t, dir, scheme, addr, "apache2", "-DFOREGROUND", "-f", dir+"/apache.conf")
}

const loginPage = `<!DOCTYPE html><html><head><title>Sign in</title></head><body>
<form method="POST" action="/login"><input name="httpd_username"><input type="password" name="httpd_password"><input type="submit"></form></body></html>`

// apache starts one that is the person's API.
func (s *stage) apache(inside string) *server {
	s.t.Helper()
	a := apache(s.t, inside)
	s.apis = append(s.apis, a)
	return a
}

// protected is an API behind mod_auth_basic, mod_auth_digest or another type.
func protected(kind, file string, more ...string) string {
	return fmt.Sprintf("<Location />\nAuthType %s\nAuthName Operations\nAuthUserFile %s\nRequire valid-user\n%s\n</Location>",
		kind, file, strings.Join(more, "\n"))
}
