package authn_test

import (
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func lines(list ...string) (h diag.Header) {
	for _, l := range list {
		name, value, _ := strings.Cut(l, ": ")
		h = append(h, diag.Field{Name: name, Value: value})
	}
	return h
}

// What browsers ask before a request, by Fetch, sections 2.2 and 4.8.
func TestPreflight(t *testing.T) {
	t.Parallel()
	const page = "Origin: https://page.example"
	for name, c := range map[string]struct {
		method string
		header []string
		asks   string // method and headers; "": nothing
	}{
		"a token":                 {"GET", []string{page, "Authorization: Bearer x"}, "GET authorization"},
		"JSON":                    {"POST", []string{page, "Content-Type: application/json"}, "POST content-type"},
		"a form":                  {"POST", []string{page, "Content-Type: text/plain;charset=UTF-8"}, ""},
		"a method":                {"PUT", []string{page}, "PUT"},
		"a method in small":       {"delete", []string{page}, "DELETE"},
		"PATCH stays as it is":    {"patch", []string{page}, "patch"},
		"nothing special":         {"GET", []string{page, "Accept: */*", "Cookie: a=b", "Referer: https://page.example/", "Sec-Fetch-Mode: cors"}, ""},
		"a long Accept":           {"GET", []string{page, "Accept: " + strings.Repeat("a", 129)}, "GET accept"},
		"sorted, each once":       {"GET", []string{page, "X-B: 1", "X-A: 1", "x-b: 2"}, "GET x-a,x-b"},
		"no page":                 {"GET", []string{"Authorization: Bearer x"}, ""},
		"a page of the same site": {"GET", []string{"Origin: https://api.example.com:443", "Authorization: Bearer x"}, ""},
		"a page without a site":   {"GET", []string{"Origin: null", "Authorization: Bearer x"}, "GET authorization"},
		"the question itself":     {"OPTIONS", []string{page, "X-A: 1"}, ""},
	} {
		r := diag.Request{Method: c.method, URL: "https://u:p@api.example.com/v2", Header: lines(c.header...)}
		got, ok := authn.Preflight(r)
		asks := strings.TrimSpace(got.Header.Value("Access-Control-Request-Method") + " " + got.Header.Value("Access-Control-Request-Headers"))
		if asks != c.asks || ok != (c.asks != "") {
			t.Errorf("%s: asks for %q, want %q", name, asks, c.asks)
		}
		if ok && (len(authn.Credentials(got)) > 0 || got.Header.Has("Cookie") || !got.Safe() || !authn.IsPreflight(got)) {
			t.Errorf("%s: it carries credentials, or is no preflight", name)
		}
	}
}

func TestPreflightFaults(t *testing.T) {
	t.Parallel()
	asked := diag.Request{Method: "OPTIONS", Header: lines("Origin: https://page.example", "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: authorization,x-a")}
	const origin, all = "Access-Control-Allow-Origin: https://page.example", "Access-Control-Allow-Methods: GET, PUT"
	for name, c := range map[string]struct {
		status  int
		header  []string
		cookies bool
		says    string // of the first fault; "": none
	}{
		"all allowed":              {204, []string{origin, all, "Access-Control-Allow-Headers: Authorization, X-A"}, false, ""},
		"in several lines":         {204, []string{origin, all, "Access-Control-Allow-Headers: authorization", "Access-Control-Allow-Headers: x-a"}, false, ""},
		"stars":                    {200, []string{"Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: *", "Access-Control-Allow-Headers: *, authorization"}, false, ""},
		"a star without the token": {200, []string{origin, all, "Access-Control-Allow-Headers: *"}, false, "name authorization"},
		"a header is missing":      {200, []string{origin, all, "Access-Control-Allow-Headers: authorization"}, false, "name x-a"},
		"a method is missing":      {200, []string{origin, "Access-Control-Allow-Methods: GET", "Access-Control-Allow-Headers: authorization, x-a"}, false, "name PUT"},
		"no origin":                {200, []string{all}, false, "Origin is missing"},
		"another origin":           {200, []string{"Access-Control-Allow-Origin: https://other.example", all}, false, "is https://other.example"},
		"two origins":              {200, []string{origin, "Access-Control-Allow-Origin: *"}, false, "not https://page.example"},
		"a star with cookies":      {200, []string{"Access-Control-Allow-Origin: *", all}, true, "is *"},
		"cookies not allowed":      {200, []string{origin, all, "Access-Control-Allow-Headers: authorization, x-a"}, true, "Allow-Credentials"},
		"refused":                  {401, []string{origin}, false, "the status is 401"},
		"a redirect":               {302, []string{origin}, false, "the status is 302"},
	} {
		faults := authn.PreflightFaults(diag.Exchange{Request: asked, Status: c.status, Header: lines(c.header...)}, c.cookies)
		if (len(faults) > 0) != (c.says != "") || len(faults) > 0 && !strings.Contains(faults[0], c.says) {
			t.Errorf("%s: %q, want %q", name, faults, c.says)
		}
	}
}
