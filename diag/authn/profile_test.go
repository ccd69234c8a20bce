package authn

import (
	"strings"
	"testing"

	"example.com/why401/diag"
)

func TestOwnCodes(t *testing.T) {
	t.Parallel()
	p := &diag.Profile{ErrorCodes: []diag.ErrorCode{
		{Text: "E-AUTH-001", Cause: "token-expired"}, {Text: "4012", Cause: "insufficient-scope"},
		{Text: "AUTH", Cause: "token-malformed"}, {Text: "AUTH 7", Cause: "api-key-invalid"}, {Text: "key[1]", Cause: "api-key-missing"},
	}}
	for name, c := range map[string]struct {
		e    diag.Exchange
		want string
	}{
		"in JSON":              {said(401, `{"code":"E-AUTH-001"}`, ""), "token-expired response.body"},
		"in small letters":     {said(401, `e-auth-001: no`, ""), "token-expired response.body"},
		"in a challenge":       {said(401, "", `Bearer error="invalid_token", error_description="E-AUTH-001"`), "token-expired response.www-authenticate"},
		"in a header line":     {said(401, "", "", "X-Error-Code: 4012"), "insufficient-scope response.x-error-code"},
		"a number, as a code":  {said(401, `{"error_code": 4012}`, ""), "insufficient-scope response.body"},
		"a number, in quotes":  {said(401, `{"errorCode":"4012"}`, ""), "insufficient-scope response.body"},
		"a number, as text":    {said(401, `there are 4012 orders`, ""), ""},
		"a number, as an id":   {said(401, `{"request": 4012}`, ""), ""},
		"a longer number":      {said(401, `{"code": 40121}`, ""), ""},
		"a longer code":        {said(401, `E-AUTH-0011`, ""), ""},
		"a code with a prefix": {said(401, `PRE-E-AUTH-001`, ""), ""},
		"the longer of two":    {said(401, `AUTH 7`, ""), "api-key-invalid response.body"},
		"signs of expressions": {said(401, `"key[1]"`, ""), "api-key-missing response.body"},
		"none":                 {said(401, `{"error":"no"}`, ""), ""},
		"other header lines":   {said(401, "", "", "X-Request-Id: E-AUTH-001"), ""},
	} {
		var got []string
		for _, w := range recogniseOwn(p, c.e) {
			got = append(got, string(w.Codes[0]), w.Source)
			if !w.Own {
				t.Errorf("%s: not the API's own", name)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if ws := recogniseOwn(nil, said(401, "E-AUTH-001", "")); ws != nil {
		t.Errorf("without a profile: %+v", ws)
	}
}

func TestStrayed(t *testing.T) {
	t.Parallel()
	p := &diag.Profile{Environments: []diag.Environment{
		{Name: "blue", Hosts: []string{"api.example.com", "127.0.0.1:8081"}, Issuers: []string{"https://id.example.com"}, Audiences: []string{"api"}},
		{Name: "green", Hosts: []string{"api.example.net", "127.0.0.1:8082"}, Issuers: []string{"https://id.example.net"}, Audiences: []string{"api", "orders"}},
	}}
	for name, c := range map[string]struct {
		iss    string
		aud    []string
		target string
		want   string
	}{
		"by its issuer":             {"https://id.example.net", []string{"api"}, "https://api.example.com/v2", "iss green blue"},
		"the other way":             {"https://id.example.com", nil, "https://API.example.net/v2", "iss blue green"},
		"by its audience":           {"", []string{"orders"}, "https://api.example.com/v2", "aud green blue"},
		"by its audience's host":    {"", []string{"https://api.example.net/"}, "https://api.example.com/v2", "aud green blue"},
		"by the port":               {"https://id.example.net", nil, "http://127.0.0.1:8081/", "iss green blue"},
		"an audience of both":       {"", []string{"api"}, "https://api.example.com/v2", ""},
		"one of two audiences":      {"", []string{"orders", "api"}, "https://api.example.com/v2", ""},
		"at home":                   {"https://id.example.net", []string{"orders"}, "http://127.0.0.1:8082/", ""},
		"another port":              {"https://id.example.net", nil, "http://127.0.0.1:9/", ""},
		"a slash more":              {"https://id.example.net/", nil, "https://api.example.com/v2", ""},
		"a host that is not listed": {"https://id.example.net", nil, "https://api.example.org/v2", ""},
		"an opaque token":           {"", nil, "https://api.example.com/v2", ""},
		"no address":                {"https://id.example.net", nil, "", ""},
	} {
		s, ok := Strayed(p, diag.Token{Issuer: c.iss, Audience: c.aud}, c.target)
		if got := strings.TrimSpace(s.Claim + " " + s.Home + " " + s.Here); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if _, ok := Strayed(nil, diag.Token{Issuer: "https://id.example.net"}, "https://api.example.com/"); ok {
		t.Error("without a profile")
	}
}

func FuzzOwnCodes(f *testing.F) {
	f.Add("E-AUTH-001", `{"code":"E-AUTH-001"}`)
	f.Add("4012", `{"code": 4012}`)
	f.Add("[(", "[(")
	f.Add("\xff\\u0041", "A\xff")
	f.Fuzz(func(t *testing.T, code, body string) {
		p := &diag.Profile{ErrorCodes: []diag.ErrorCode{{Text: code, Cause: "token-expired"}}}
		for _, w := range recogniseOwn(p, said(401, body, "Bearer", "X-Error: "+body)) {
			if w.Text != code || w.Codes[0] != "token-expired" {
				t.Errorf("%+v", w)
			}
		}
	})
}
