package files_test

import (
	"reflect"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/files"
)

const openAPI30 = `openapi: 3.0.3
info: {title: Devices, version: "1"}
servers:
  - url: https://api.example.com/{version}
    variables: {version: {default: v2}}
  - url: https://eu.example.com/v2
security:
  - oauth: [devices:read]
paths:
  /devices/{id}:
    get:
      responses: {200: {description: ok}}
    delete:
      security:
        - oauth: [devices:manage]
        - oauth: [admin]
      responses: {204: {description: gone}}
  /health:
    get:
      security: []
      responses: {200: {description: ok}}
  /metrics:
    get:
      security:
        - key: []
          basic: []
        - {}
      responses: {200: {description: ok}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: https://idp.example.com/token, scopes: {devices:read: r}}}}
    key: {$ref: '#/components/securitySchemes/realKey'}
    realKey: {type: apiKey, in: header, name: X-API-Key}
    basic: {type: http, scheme: Basic}
`

const openAPI31 = `{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
"paths": {"/v1/me": {"get": {"security": [{"oidc": ["email"], "mtls": []}], "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": ["string", "null"]}}}}}}}},
"webhooks": {"changed": {"post": {"responses": {"200": {"description": "ok"}}}}},
"components": {"securitySchemes": {"mtls": {"type": "mutualTLS"}, "oidc": {"type": "openIdConnect", "openIdConnectUrl": "https://idp.example.com/.well-known/openid-configuration"}}}}`

const swagger20 = `swagger: "2.0"
info: {title: t, version: "1"}
host: api.example.com
basePath: /v1
schemes: [https]
security: [{key: []}]
paths:
  /devices:
    get: {responses: {200: {description: ok}}}
    post: {security: [{oauth: [write]}], responses: {201: {description: created}}}
securityDefinitions:
  key: {type: apiKey, in: query, name: api_key}
  oauth: {type: oauth2, flow: application, tokenUrl: https://idp.example.com/token, scopes: {write: w}}
`

// shape is an operation in a line: what it demands, alternatives behind "or".
func shape(op diag.APIOperation) string {
	var all []string
	for _, demands := range op.Alternatives {
		var one []string
		for _, d := range demands {
			one = append(one, d.Type+"("+strings.Join(d.Scopes, " ")+")"+d.In+d.Key+d.Scheme)
		}
		all = append(all, strings.Join(one, "+"))
	}
	return op.Method + " " + op.Path + ": " + strings.Join(all, " or ")
}

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		doc     string
		want    []string
		schemes []diag.APIScheme
	}{
		"3.0": {openAPI30, []string{
			"GET /v2/devices/{id}: oauth2(devices:read)", "DELETE /v2/devices/{id}: oauth2(devices:manage) or oauth2(admin)",
			"GET /v2/health: ", "GET /v2/metrics: http()basic+apiKey()headerX-API-Key or ",
		}, []diag.APIScheme{{Name: "basic", Type: "http", Scheme: "basic"}, {Name: "key", Type: "apiKey", In: "header", Key: "X-API-Key"}, {Name: "oauth", Type: "oauth2"}, {Name: "realKey", Type: "apiKey", In: "header", Key: "X-API-Key"}}},
		"3.1": {openAPI31, []string{"GET /v1/me: mutualTLS()+openIdConnect(email)"},
			[]diag.APIScheme{{Name: "mtls", Type: "mutualTLS"}, {Name: "oidc", Type: "openIdConnect"}}},
		"3.1 with tabs": {strings.ReplaceAll(openAPI31, "\n", "\n\t"), []string{"GET /v1/me: mutualTLS()+openIdConnect(email)"},
			[]diag.APIScheme{{Name: "mtls", Type: "mutualTLS"}, {Name: "oidc", Type: "openIdConnect"}}},
		"2.0": {swagger20, []string{"GET /v1/devices: apiKey()queryapi_key", "POST /v1/devices: oauth2(write)"},
			[]diag.APIScheme{{Name: "key", Type: "apiKey", In: "query", Key: "api_key"}, {Name: "oauth", Type: "oauth2"}}},
	} {
		d, err := files.OpenAPI([]byte(tt.doc))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := map[string]bool{}
		for _, op := range d.Operations {
			got[shape(op)] = true
		}
		for _, want := range tt.want {
			if !got[want] {
				t.Errorf("%s: no %q in %v", name, want, got)
			}
		}
		if len(got) != len(tt.want) || !reflect.DeepEqual(d.Schemes, tt.schemes) {
			t.Errorf("%s: %v\n%+v", name, got, d.Schemes)
		}
	}
}

func TestOpenAPIThatCannotBeRead(t *testing.T) {
	t.Parallel()
	external := `{"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"$ref": "other.yaml#/a"}}}`
	elsewhere := `{"openapi": "3.0.0", "components": {"securitySchemes": {"a": {"$ref": "https://example.com/a.yaml"}}}}`
	circle := `{"openapi": "3.0.0", "paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}}`
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+",", 9) + "]\n"
	}
	for doc, want := range map[string]string{
		"":                                      "neither version",
		"hello":                                 "neither version",
		"{":                                     "neither JSON nor YAML",
		`{"openapi": "4.0.0"}`:                  "neither version",
		`{"swagger": "1.2"}`:                    "neither version",
		`{"openapi": "3.0.0"}`:                  "neither operations nor security schemes",
		"openapi: 3.0.0\npaths: [1]":            "neither operations",
		"swagger: '2.0'\npaths: 7":              "neither operations",
		external:                                "bundle it into one",
		elsewhere:                               "bundle it into one",
		circle:                                  "neither operations",
		bomb + "openapi: 3.0.0":                 "neither operations",
		strings.Repeat(" ", files.MaxOpenAPI+1): "longer than 4 MiB",
	} {
		if d, err := files.OpenAPI([]byte(doc)); err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\n") {
			t.Errorf("%.60q: %v, %v, want %q", doc, d, err, want)
		}
	}
}

func FuzzOpenAPI(f *testing.F) {
	for _, doc := range []string{openAPI30, openAPI31, swagger20, "openapi: 3.0.0\npaths: {/a/{b: {get: {}}}", "swagger: '2.0'\nparameters: {a: null}\npaths: {/a: null}"} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		d, err := files.OpenAPI(doc)
		if (d == nil) == (err == nil) {
			t.Fatalf("%v, %v", d, err)
		}
		if err != nil && (strings.ContainsAny(err.Error(), "\n") || len(err.Error()) > 200) {
			t.Errorf("no line: %v", err)
		}
	})
}
