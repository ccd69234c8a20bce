//go:build peers

package peers

import (
	"encoding/base64"
	"net/http"
	"time"

	"github.com/icholy/digest"
)

// basicServers are products that ask for user and password.
var basicServers = map[string]func(*stage) *server{
	"Apache": func(s *stage) *server { return s.apache(protected("Basic", "users")) },
	"nginx": func(s *stage) *server {
		return s.gateway(`location / { auth_basic "Operations"; auth_basic_user_file users; try_files /none @api; }
			location @api { return 200 '{"devices":[]}'; }`)
	},
}

// basicFaults are those of Basic (RFC 7617), at each product that asks for it.
func basicFaults() []fault {
	pair := user + ":" + password
	b64 := base64.StdEncoding.EncodeToString
	var all []fault
	for _, name := range []string{"Apache", "nginx"} {
		for _, f := range []struct {
			cause, title string
			args         []string
		}{
			{"credentials-missing", "none sent", nil},
			{"not-reproduced", "the right password", []string{"-u", pair}},
			{"password-rejected", "a wrong password", []string{"-u", user + ":wrong-battery"}},
			{"password-rejected", "a user that it does not know", []string{"-u", "wren:" + password}},
			{"basic-malformed", "no base64", []string{"-H", "Authorization: Basic " + "%%" + b64([]byte(pair))}},
			{"basic-malformed", "user and password as they are", []string{"-H", "Authorization: Basic " + pair}},
			{"basic-malformed", "a line break after the password", []string{"-H", "Authorization: Basic " + b64([]byte(pair+"\n"))}},
			{"basic-malformed", "encoded twice", []string{"-H", "Authorization: Basic " + b64([]byte(b64([]byte(pair))))}},
			{"scheme-mismatch", "the right password, for Digest", []string{"--digest", "-u", pair}},
			{"scheme-mismatch", "a token", []string{"-H", "Authorization: Bearer sk-0123456789abcdef0123456789abcdef"}},
		} {
			all = append(all, fault{f.cause, name + ": " + f.title, func(s *stage) {
				s.access = append(s.access, password, b64([]byte(pair)), "wrong-battery")
				s.request(basicServers[name](s).url+"/v2/devices", f.args...)
			}})
		}
	}
	return all
}

// digestFaults are those of Digest (RFC 7616) at Apache.
var digestFaults = []fault{
	{"scheme-mismatch", "user and password in Basic, and the password is right", func(s *stage) {
		s.access = append(s.access, password)
		s.request(s.apache(protected("Digest", "digests")).url+"/v2/devices", "-u", user+":"+password)
	}},
	{"scheme-mismatch", "user and password in Basic, and the password is wrong", func(s *stage) {
		s.access = append(s.access, "wrong-battery")
		s.request(s.apache(protected("Digest", "digests")).url+"/v2/devices", "-u", user+":wrong-battery")
	}},
	{"credentials-missing", "nothing at a server that wants Digest", func(s *stage) {
		s.request(s.apache(protected("Digest", "digests")).url + "/v2/devices")
	}},
	{"not-reproduced", "Digest, and the password is right", func(s *stage) {
		s.access = append(s.access, password)
		s.request(s.apache(protected("Digest", "digests")).url+"/v2/devices", "--digest", "-u", user+":"+password)
	}},
	{"password-rejected", "Digest, and the password is wrong", func(s *stage) {
		s.access = append(s.access, "wrong-battery")
		s.request(s.apache(protected("Digest", "digests")).url+"/v2/devices", "--digest", "-u", user+":wrong-battery")
	}},
	{"digest-mismatch", "a nonce from before the server was started again", func(s *stage) {
		before := apache(s.t, protected("Digest", "digests"))
		s.answered(before, "/v2/devices")
		before.stop()
		s.request(s.apache(protected("Digest", "digests")).url+"/v2/devices", "-u", user+":"+password)
	}},
	{"digest-mismatch", "the same, and the password is not at hand", func(s *stage) {
		before := apache(s.t, protected("Digest", "digests"))
		s.answered(before, "/v2/devices")
		before.stop()
		s.request(s.apache(protected("Digest", "digests")).url + "/v2/devices")
	}},
	{"digest-mismatch", "a nonce that is too old", func(s *stage) {
		api := s.apache(protected("Digest", "digests", "AuthDigestNonceLifetime 1"))
		s.answered(api, "/v2/devices")
		s.wait(2100 * time.Millisecond) // it counts in whole seconds
		s.request(api.url+"/v2/devices", "-u", user+":"+password)
	}},
	{"digest-mismatch", "an answer for another path", func(s *stage) {
		api := s.apache(protected("Digest", "digests"))
		s.answered(api, "/v1/devices")
		s.request(api.url+"/v2/devices", "-u", user+":"+password)
	}},
}

// answered sends the right answer to that server's challenge for that path, as somebody has copied it.
func (s *stage) answered(srv *server, path string) {
	s.t.Helper()
	resp, err := http.Get(srv.url + path)
	must(s.t, err)
	_ = resp.Body.Close()
	challenge, err := digest.FindChallenge(resp.Header)
	must(s.t, err)
	answer, err := digest.Digest(challenge, digest.Options{Method: http.MethodGet, URI: path, Username: user, Password: password, Count: 1})
	must(s.t, err)
	s.access = append(s.access, password)
	s.header("Authorization: "+answer.String(), answer.Response)
}
