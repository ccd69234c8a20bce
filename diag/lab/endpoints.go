package lab

import "net/http"

// endpoint is one operation of the device-management service. The token needs
// one of its scopes; where there are none, any good token will do.
type endpoint struct {
	method, path string
	scopes       []string
	status       int
	answer       any
}

type object = map[string]any

// endpoints are the second, current version of the service.
var endpoints = []endpoint{
	{"GET", "/v2/devices", []string{"read", "devices:read"}, http.StatusOK, object{"devices": []object{
		{"id": "d-1041", "name": "reception-tablet", "os": "Android 16", "compliant": true},
		{"id": "d-1042", "name": "warehouse-scanner-7", "os": "Android 14", "compliant": false},
	}}},
	{"POST", "/v2/devices/{id}/actions", []string{"write", "devices:manage"}, http.StatusAccepted, object{"state": "queued"}},
	{"GET", "/v2/policies", []string{"read", "policies:read"}, http.StatusOK, object{"policies": []object{
		{"id": "p-7", "name": "screen lock", "enabled": true},
	}}},
	{"PUT", "/v2/policies/{id}", []string{"write", "policies:write"}, http.StatusOK, object{"state": "saved"}},
	{"GET", "/v2/logs/{name...}", []string{"logs:read", "admin"}, http.StatusOK, object{"entries": []object{}}},
	{"DELETE", "/v2/organizations/{id}", []string{"admin"}, http.StatusNoContent, nil},
	{"GET", "/v2/organizations/current", nil, http.StatusOK, object{"id": "o-12", "name": "Northwind Clinics"}},
}

// oldEndpoints are the version before, which takes tokens of its own only.
var oldEndpoints = []endpoint{
	{"GET", "/v1/devices", []string{"read", "devices:read"}, http.StatusOK, []object{{"id": 1041, "name": "reception-tablet"}}},
}

// allScopes are those that an issuer offers.
var allScopes = []string{
	"read", "write", "devices:read", "devices:manage", "policies:read", "policies:write", "logs:read", "admin",
}
