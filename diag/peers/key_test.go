//go:build peers

package peers

import "fmt"

const (
	apiKey      = "k7Qm2Zt9Xw4Lr8Ns1Vb6"
	oldKeyValue = "h3Vd8Kc1Pf6Jy5Tg0Mw9" // which nginx does not know any more
	keyMap      = `map $http_x_api_key $known { default no; "" none; ` + apiKey + ` yes; }`
	talking     = `default_type application/json;
		if ($known = none) { return 401 '{"message":"No API key found in request"}'; }
		if ($known = no) { return 403 '{"message":"Invalid API key"}'; }
		location / { return 200 '{"devices":[]}'; }`
	terse  = `if ($known = none) { return 401; } if ($known = no) { return 403; } location / { return 200 '{"devices":[]}'; }`
	silent = `if ($known != yes) { return 401; } location / { return 200 '{"devices":[]}'; }`
)

// keyFaults are those of a key that nginx looks up in a map.
var keyFaults = []fault{
	{"not-reproduced", "the key", keyed(talking, "X-API-Key: "+apiKey)},
	{"api-key-missing", "no key", keyed(talking, "")},
	{"api-key-invalid", "a key that nginx does not know", keyed(talking, "X-API-Key: "+oldKeyValue)},
	{"wrong-header-name", "the key as a token", keyed(talking, "Authorization: Bearer "+apiKey)},
	{"wrong-header-name", "the key in apikey", keyed(talking, "apikey: "+apiKey)},
	{"wrong-header-name", "the key as a token, and nginx says nothing", keyed(silent, "Authorization: Bearer "+apiKey)},
	{"wrong-header-name", "the key in X-Auth-Token, and nginx says nothing", keyed(silent, "X-Auth-Token: "+apiKey)},
	{"api-key-invalid", "a key that nginx does not know, and only the status says so", keyed(terse, "X-API-Key: "+oldKeyValue)},
	{"inconclusive", "a key that nginx does not know, and nothing shows that it reads one", keyed(silent, "X-API-Key: "+oldKeyValue)},
}

// keyed sends that header line to an API that nginx guards so.
func keyed(guard, line string) func(*stage) {
	return func(s *stage) {
		s.access = append(s.access, apiKey, oldKeyValue)
		if line != "" {
			s.args = append(s.args, "-H", line)
		}
		s.request(s.gateway(guard, fmt.Sprintln(keyMap)).url + "/v2/devices")
	}
}
