package authn

import (
	"testing"
	"testing/fstest"
)

// A refusal in a product's own words names it, whatever stands in front; words
// that many use name nobody.
func TestWhoSpeaks(t *testing.T) {
	t.Parallel()
	asp := said(401, "", `Bearer error="invalid_token", error_description="The audience 'orders' is invalid"`, "Server: nginx")
	for _, c := range []struct {
		name    string
		hop     string
		product string
		e       []byte
		head    string
		status  int
	}{
		{"Envoy", "Envoy", "Envoy", []byte("Jwt is expired"), "", 401},
		{"Envoy, JSON around it", "Envoy", "Envoy", []byte(`{"error":"Jwt is expired"}`), "Server: nginx", 401},
		{"Azure API Management", "Azure API Management", "Azure API Management", []byte(`{"statusCode":401,"message":"Access denied due to missing subscription key. Make sure to include it."}`), "", 401},
		{"Vault", "Vault", "Vault", []byte(`{"errors":["permission denied"]}`), "", 403},
		{"Entra", "Microsoft Entra", "Microsoft Entra", []byte(`{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`), "", 401},
		{"Okta", "Okta", "Okta", []byte(`{"errorCode":"E0000011","errorSummary":"Invalid token provided"}`), "", 401},
		{"a mark alone", "Kong", "", []byte(`{"message":"Unauthorized"}`), "X-Kong-Response-Latency: 1", 401},

		{"a library", "nginx", "", []byte(`{"error":"jwt expired"}`), "Server: nginx", 401},
		{"a library with texts of its own", "nginx", "", []byte(`{"error":"IDX10223: Lifetime validation failed. The token is expired."}`), "Server: nginx", 401},
		{"words of many", "nginx", "", []byte(`{"error":"Token has been revoked"}`), "Server: nginx", 401},
		{"hand-written", "", "", []byte(`{"message":"Invalid API key"}`), "", 401},
		{"hand-written, missing", "", "", []byte(`{"message":"Missing authentication token"}`), "", 401},
		{"hand-written, either", "", "", []byte(`{"error":"Invalid or expired token"}`), "", 401},
		{"hand-written, scope", "", "", []byte(`{"error":"the scope does not match"}`), "", 403},
		{"nothing said", "", "", []byte(`{"message":"Unauthorized"}`), "", 401},
		{"a success that quotes it", "nginx", "Envoy", []byte(`{"log":"Jwt is expired"}`), "Server: nginx", 200},
	} {
		e := said(c.status, string(c.e), "")
		if c.head != "" {
			e = said(c.status, string(c.e), "", c.head)
		}
		product := ""
		for _, w := range Recognise(e) {
			product += w.Product
		}
		if hop := Hop(e); hop != c.hop || product != c.product {
			t.Errorf("%s: %q answered in words of %q, want %q and %q", c.name, hop, product, c.hop, c.product)
		}
	}
	if hop := Hop(asp); hop != "ASP.NET Core" {
		t.Errorf("behind nginx: %q", hop)
	}
}

// No file makes the reader panic, or gives a text that cannot be looked for.
func FuzzReadFamilies(f *testing.F) {
	f.Add("kind: gateway\nproduct: Acme\nsource: reported\ntexts:\n  - text: no way in\n    codes: [credentials-missing]\n")
	f.Add("texts: [{text: a, or: [b], in: anywhere, status: [401]}]")
	f.Add("kind: common\ntexts:\n  - text: \xff\n")
	f.Fuzz(func(t *testing.T, file string) {
		families, err := readFamilies(fstest.MapFS{"words/acme.yaml": {Data: []byte(file)}})
		if err != nil {
			return
		}
		for _, x := range families[0].Texts {
			if x.Text == "" || x.In == 0 || len(x.Codes) == 0 {
				t.Errorf("%+v", x)
			}
			expression(x.Text)
		}
	})
}
