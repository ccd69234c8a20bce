//go:build peers

package peers

// headerFaults are those of how the credentials are sent.
var headerFaults = []fault{
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
	{"scheme-mismatch", "user and password, and express-jwt wants a token", func(s *stage) {
		i := s.issuer()
		s.access = append(s.access, "correct-horse-battery")
		s.request(s.api(i, "express-jwt").url+"/v2/devices", "-u", "robin:correct-horse-battery")
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
	{"header-malformed", "the token in quotes", func(s *stage) {
		i := s.issuer()
		token := i.token(s.t, devices, read)
		s.trusts(i)
		s.header(`Authorization: Bearer "`+token+`"`, token)
		s.request(s.api(i, "express-jwt").url + "/v2/devices")
	}},
}
