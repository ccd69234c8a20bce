package intake

import (
	"strings"
	"testing"
)

const described = `{"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/v2/devices": {"get": {"security": [{"oauth": ["devices:read"]}], "responses": {}}}},
"components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": {}}}}}`

const identity = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="idp"><IDPSSODescriptor><KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>
MIIBgzCCASmgAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDEwxpZHAuZXhhbXBsZTAeFw0yNjAx
</X509Certificate></X509Data></KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>`

func TestOpenAPIFlag(t *testing.T) {
	t.Parallel()
	padded := strings.Repeat(" ", 3<<20) + described // longer than other files may be
	files := map[string]string{"api.json": described, "large.json": padded, "huge.json": strings.Repeat(" ", 5<<20), "page.html": "<html>", "-": described}
	for _, name := range []string{"api.json", "large.json", "-"} {
		files["-"] = described
		c, _, err := parse(t, files, "--openapi", name, target)
		if err != nil || c.OpenAPI == nil || len(c.OpenAPI.Operations) != 1 || c.OpenAPI.Operations[0].Path != "/v2/devices" {
			t.Errorf("%s: %+v, %v", name, c.OpenAPI, err)
		}
	}
	for name, want := range map[string]string{
		"gone.json":                          "--openapi gone.json: file does not exist",
		"huge.json":                          "--openapi huge.json: longer than 4 MiB",
		"page.html":                          "--openapi page.html: no OpenAPI 3 and no Swagger 2.0: its first level names neither version",
		"https://api.example.com/o.json?k=v": "--openapi https://api.example.com/o.json: an address is not read: save the description and give it as a file",
	} {
		if _, _, err := parse(t, files, "--openapi", name, target); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if c, _, err := parse(t, files, target); err != nil || c.OpenAPI != nil {
		t.Errorf("without the flag: %v, %v", c.OpenAPI, err)
	}
}

func TestSAMLFlags(t *testing.T) {
	t.Parallel()
	files := map[string]string{"cut.xml": identity, "page.html": "<html>", "bomb.xml": `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "response": "PHNhbWxwOlJlc3BvbnNlLz4+Pw=="}
	for name, want := range map[string]string{
		"gone.xml":  "--saml-metadata gone.xml: file does not exist",
		"cut.xml":   "--saml-metadata cut.xml: no EntityDescriptor of an identity provider with a signing certificate in it",
		"page.html": "--saml-metadata page.html: its XML is malformed or breaks off",
		"bomb.xml":  "--saml-metadata bomb.xml: it carries a document type (DTD), in which entities can be defined: service providers refuse that unread",
	} {
		if _, _, err := parse(t, files, "--saml-metadata", name, target); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	c, _, err := parse(t, files, "--data-urlencode", "SAMLResponse@response", target)
	if err != nil || c.Request.Method != "POST" || string(c.Request.Body) != "SAMLResponse=PHNhbWxwOlJlc3BvbnNlLz4%2BPw%3D%3D" {
		t.Errorf("%s, %v", lines(c.Request), err)
	}
	if shown := c.Show("PHNhbWxwOlJlc3BvbnNlLz4+Pw== PHNhbWxwOlJlc3BvbnNlLz4%2BPw%3D%3D"); strings.Contains(string(shown), "PHNhb") {
		t.Errorf("the response is shown: %s", shown)
	}
}
