package intake

import (
	"strings"
	"testing"
)

func TestReadFragment(t *testing.T) {
	t.Parallel()
	const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"
	for name, tt := range map[string]struct{ text, want, body string }{
		"a token":                 {jwt + "\n", "token |   Bearer " + jwt + " -> 0", ""},
		"in quotes":               {`"` + jwt + `"`, "token |   Bearer " + jwt + " -> 0", ""},
		"wrapped":                 {"eyJhbGciOiJIUzI1NiJ9.\neyJzdWIiOiJhIn0.c2ln", "token |   Bearer " + jwt + " -> 0", ""},
		"cut short":               {"eyJhbGciOiJ...", "token |   Bearer eyJhbGciOiJ... -> 0", ""},
		"with its scheme":         {"Bearer " + jwt, "token |   Bearer " + jwt + " -> 0", ""},
		"its field":               {"Authorization: Bearer " + jwt, "token |   Bearer " + jwt + " -> 0", ""},
		"its field, marked":       {"> Authorization: Bearer " + jwt, "token |   Bearer " + jwt + " -> 0", ""},
		"an opaque one":           {"ghp_16C7e42F292c6912E7710c838347Ae178B4a", "token |   Bearer ghp_16C7e42F292c6912E7710c838347Ae178B4a -> 0", ""},
		"a token answer":          {`{"access_token":"` + jwt + `","token_type":"Bearer"}`, "token |   Bearer " + jwt + " -> 0", ""},
		"a challenge":             {`WWW-Authenticate: Bearer realm="a", error="invalid_token"`, "challenge |   -> 401", ""},
		"a challenge, marked":     {`< www-authenticate: Bearer error="invalid_token"`, "challenge |   -> 401", ""},
		"a challenge's value":     {`Bearer realm="a", error="invalid_token"`, "challenge |   -> 401", ""},
		"a challenge over lines":  {"WWW-Authenticate: Digest realm=\"a\",\n  nonce=\"b\"", "challenge |   -> 401", ""},
		"a proxy's challenge":     {`Proxy-Authenticate: Basic realm="p"`, "challenge |   -> 407", ""},
		"an error":                {`{"error":"invalid_token"}`, "body |   -> 401", `{"error":"invalid_token"}`},
		"a problem":               {`{"status":403,"title":"Forbidden"}`, "body |   -> 403", `{"status":403,"title":"Forbidden"}`},
		"an error, cut":           {`{"error":"invalid_to`, "body |   -> 401", `{"error":"invalid_to`},
		"an error and prose":      {"{\"error\":\"x\"}\n\nthat is all", "body |   -> 401", `{"error":"x"}`},
		"a product's known words": {"Jwt is expired", "body |   -> 401", "Jwt is expired"},
		"prose":                   {"hello, it does not work", "", ""},
		"a word":                  {"unauthorised", "", ""},
		"a file's name":           {"some-long-file-name.txt", "", ""},
		"nothing":                 {" \n\n", "", ""},
		"fields of no interest":   {"Content-Type: a/b\nX: y", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := ReadCapture(strings.NewReader(tt.text))
			if got := outlines(c); tt.want != got || (err != nil) != (tt.want == "") {
				t.Errorf("read as %q, %v; want %q", got, err, tt.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "line 1: ") {
				t.Errorf("the error names no line: %v", err)
			}
			if len(c.Entries) > 0 && string(c.Entries[0].Body) != tt.body {
				t.Errorf("body %q, want %q", c.Entries[0].Body, tt.body)
			}
		})
	}
}
