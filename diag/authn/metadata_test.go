package authn

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
)

func TestReadMetadata(t *testing.T) {
	t.Parallel()
	got, err := ReadMetadata("https://a/x", []byte("\xef\xbb\xbf"+`{
		"issuer":"https://a", "jwks_uri":"https://a/keys", "token_endpoint":["wrong"], "introspection_endpoint":"https://a/introspect",
		"grant_types_supported":"client_credentials", "scopes_supported":["read", 7, "write"],
		"token_endpoint_auth_methods_supported":["client_secret_post"], "id_token_signing_alg_values_supported":{"no":1}}`))
	want := &diag.Metadata{
		Source: "https://a/x", Issuer: "https://a", JWKSURI: "https://a/keys", IntrospectionEndpoint: "https://a/introspect",
		GrantTypes: []string{"client_credentials"}, Scopes: []string{"read", "write"}, TokenAuthMethods: []string{"client_secret_post"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestReadResourceMetadata(t *testing.T) {
	t.Parallel()
	got, err := ReadResourceMetadata("s", []byte(`{"resource":"https://api","authorization_servers":["https://a"],"scopes_supported":[],"jwks_uri":null}`))
	want := &diag.ResourceMetadata{Source: "s", Resource: "https://api", AuthorizationServers: []string{"https://a"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestMetadataErrors(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"<html>":                          "HTML",
		`{"error":"no such realm"}`:       "not an issuer's metadata",
		`{"issuer":7}`:                    "not an issuer's metadata",
		`{"issuer":"https://a","jwks_uri`: "ends in the middle",
	} {
		if _, err := ReadMetadata("s", []byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
	if _, err := ReadResourceMetadata("s", []byte(`{"message":"ok"}`)); err == nil || !strings.Contains(err.Error(), "not a resource's metadata") {
		t.Errorf("%v", err)
	}
}

func TestMetadataURLs(t *testing.T) {
	t.Parallel()
	for issuer, want := range map[string][]string{
		"https://a.example":                            {"https://a.example/.well-known/openid-configuration", "https://a.example/.well-known/oauth-authorization-server"},
		"https://a.example/":                           {"https://a.example/.well-known/openid-configuration", "https://a.example/.well-known/oauth-authorization-server"},
		"https://a:8443/r/x/":                          {"https://a:8443/r/x/.well-known/openid-configuration", "https://a:8443/.well-known/oauth-authorization-server/r/x", "https://a:8443/.well-known/openid-configuration/r/x"},
		"https://u:p@a/r?q=1":                          {"https://a/r/.well-known/openid-configuration", "https://a/.well-known/oauth-authorization-server/r", "https://a/.well-known/openid-configuration/r"},
		"https://a/r%2Fx":                              {"https://a/r%2Fx/.well-known/openid-configuration", "https://a/.well-known/oauth-authorization-server/r%2Fx", "https://a/.well-known/openid-configuration/r%2Fx"},
		"https://a/r/.well-known/openid-configuration": {"https://a/r/.well-known/openid-configuration"},
		"accounts.example":                             nil,
		"ftp://a":                                      nil,
		"":                                             nil,
		"https://\x00":                                 nil,
	} {
		if got := MetadataURLs(issuer); !slices.Equal(got, want) {
			t.Errorf("%q: %q", issuer, got)
		}
	}
}

func TestResourceMetadataURL(t *testing.T) {
	t.Parallel()
	const root = "https://api.example/.well-known/oauth-protected-resource"
	for target, want := range map[string][]string{
		"https://api.example":                   {root},
		"https://api.example/":                  {root},
		"https://api.example/v2/devices?key=s3": {root + "/v2/devices", root},
		"https://api.example/v2/":               {root + "/v2/", root},
		"/v2":                                   nil,
	} {
		if got := ResourceMetadataURL(target); !slices.Equal(got, want) {
			t.Errorf("%q: %q", target, got)
		}
	}
}
