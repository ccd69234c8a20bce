package walk_test

import (
	"net/url"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

const (
	apiKey = "k9Xb27Qmf4sLw81Zt0Ra"
	aJWT   = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJlLW9mLXRoZS1hbm9uLWtleS0wMTIzNDU"
)

// keyAPI is an API that looks for its key in one place.
type keyAPI struct {
	header, query, scheme string
	key                   string
	missing, invalid      diag.Exchange
}

func (a keyAPI) answer(r diag.Request) diag.Exchange {
	found := r.Header.Value(a.header)
	if a.query != "" {
		u, _ := url.Parse(r.URL)
		found = u.Query().Get(a.query)
	}
	if a.scheme != "" && found != "" {
		rest, ok := strings.CutPrefix(found, a.scheme+" ")
		if !ok {
			return a.missing
		}
		found = rest
	}
	switch found {
	case "":
		return a.missing
	case a.key:
		return diag.Exchange{Status: 200}
	}
	return a.invalid
}

func refusal(body string, header ...string) diag.Exchange {
	e := diag.Exchange{Status: 401, Body: []byte(body), Header: diag.Header{{Name: "Content-Type", Value: "application/json"}}}
	for i := 0; i+1 < len(header); i += 2 {
		e.Header = append(e.Header, diag.Field{Name: header[i], Value: header[i+1]})
	}
	return e
}

func sending(header ...string) diag.Case {
	c := asked("GET")
	c.Request.Header = nil
	for i := 0; i+1 < len(header); i += 2 {
		c.Request.Header = c.Request.Header.With(header[i], header[i+1])
	}
	c.Secrets.Add(apiKey, aJWT)
	return c
}

func at(query string) diag.Case {
	c := sending()
	c.Request.URL += "?" + query
	return c
}

var (
	terse    = refusal(`{"message":"Unauthorized"}`)
	kong     = refusal(`{"message":"No API key found in request"}`, "WWW-Authenticate", `Key realm="kong"`)
	kongBad  = refusal(`{"message":"Unauthorized"}`, "WWW-Authenticate", `Key realm="kong"`)
	azure    = refusal(`{"statusCode":401,"message":"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."}`)
	required = refusal(`{"error":"X-API-Key header is required"}`)
	unknown  = refusal(`{"error":"Invalid API key"}`)
	asksFor  = refusal(`{"message":"Unauthorized"}`, "WWW-Authenticate", "Bearer")
	supabase = refusal("{\"message\":\"No API key found in request\",\"hint\":\"No `apikey` request header or url param was found.\"}")
	openAI   = refusal(`{"error":{"message":"You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (i.e. Authorization: Bearer KEY)."}}`)
)

// The key is found its place, or the API's word is taken for what it says.
func TestKeysAndTheirPlaces(t *testing.T) {
	t.Parallel()
	described := sending("X-Key", apiKey)
	described.OpenAPI = &diag.APIDescription{Schemes: []diag.APIScheme{{Name: "key", Type: "apiKey", In: "header", Key: "Acme-Subscription-Key"}}}
	issued := sending("Authorization", "Bearer "+opaque)
	issued.ClientID = "device-sync"
	for _, row := range []struct {
		name string
		c    diag.Case
		api  keyAPI
		code diag.Code
		band string
		most int // requests sent
	}{
		{"named by the answer", sending("X-Key", apiKey), keyAPI{header: "X-API-Key", missing: required, invalid: unknown}, "wrong-header-name", "confirmed", 8},
		{"Kong's", sending("Authorization", "Bearer "+apiKey), keyAPI{header: "apikey", missing: kong, invalid: kongBad}, "wrong-header-name", "confirmed", 6},
		{"Azure's", sending("X-API-Key", apiKey), keyAPI{header: "Ocp-Apim-Subscription-Key", missing: azure, invalid: unknown}, "wrong-header-name", "confirmed", 8},
		{"usual, and not named", sending("Authorization", "ApiKey "+apiKey), keyAPI{header: "X-API-Key", missing: terse, invalid: terse}, "wrong-header-name", "confirmed", 8},
		{"an underscore", sending("X_API_KEY", apiKey), keyAPI{header: "X-API-Key", missing: terse, invalid: terse}, "wrong-header-name", "confirmed", 8},
		{"Authorization", sending("X-API-Key", apiKey), keyAPI{header: "Authorization", scheme: "Bearer", missing: terse, invalid: terse}, "wrong-header-name", "confirmed", 6},
		{"OpenAI's, for a user without password", sending("Authorization", "Basic azlYYjI3UW1mNHNMdzgxWnQwUmE6"), keyAPI{header: "Authorization", scheme: "Bearer", missing: openAI, invalid: unknown}, "scheme-mismatch", "confirmed", 8},
		{"from query to query", at("apikey=" + apiKey), keyAPI{query: "api_key", missing: terse, invalid: terse}, "wrong-header-name", "confirmed", 12},
		{"described", described, keyAPI{header: "Acme-Subscription-Key", missing: terse, invalid: terse}, "wrong-header-name", "confirmed", 8},
		{"a JWT where the answer names a header", sending("Authorization", "Bearer "+aJWT), keyAPI{header: "apikey", key: aJWT, missing: supabase, invalid: unknown}, "wrong-header-name", "confirmed", 6},
		{"the place wrong, and the key too", sending("X-Key", apiKey), keyAPI{header: "X-API-Key", key: "another", missing: required, invalid: unknown}, "wrong-header-name", "likely", 24},
		{"in quotes", sending("X-API-Key", `"`+apiKey+`"`), keyAPI{header: "X-API-Key", missing: required, invalid: unknown}, "header-malformed", "confirmed", 8},
		{"behind a scheme", sending("X-API-Key", "Bearer "+apiKey), keyAPI{header: "X-API-Key", missing: required, invalid: unknown}, "header-malformed", "confirmed", 8},
		{"a plus sign", at("apikey=abc+" + apiKey), keyAPI{query: "apikey", key: "abc+" + apiKey, missing: required, invalid: unknown}, "header-malformed", "confirmed", 8},

		{"replaced", sending("X-API-Key", apiKey), keyAPI{header: "X-API-Key", key: "another", missing: required, invalid: unknown}, "api-key-invalid", "confirmed", 24},
		{"replaced, and not told", sending("X-API-Key", apiKey), keyAPI{header: "X-API-Key", key: "another", missing: kong, invalid: terse}, "api-key-invalid", "likely", 13},
		{"none", sending(), keyAPI{header: "X-API-Key", missing: required, invalid: unknown}, "api-key-missing", "confirmed", 4},
		{"a token, and no key", sending("Authorization", "Bearer "+aJWT), keyAPI{header: "Ocp-Apim-Subscription-Key", missing: azure, invalid: unknown}, "api-key-missing", "confirmed", 24},

		{"a password, and no key", sending("Authorization", "Basic dXNlcjpodW50ZXIyLWh1bnRlcjI="), keyAPI{header: "apikey", missing: kong, invalid: kongBad}, "api-key-missing", "confirmed", 24},
		{"none, for tokens", sending(), keyAPI{header: "Authorization", scheme: "Bearer", missing: asksFor, invalid: terse}, "credentials-missing", "confirmed", 24},
		{"a token, for tokens", sending("Authorization", "Bearer "+opaque), keyAPI{header: "Authorization", scheme: "Bearer", key: "another", missing: asksFor, invalid: asksFor}, "inconclusive", "ruled out", 24},
		{"a key, for tokens", sending("X-API-Key", apiKey), keyAPI{header: "Authorization", scheme: "Bearer", key: "another", missing: asksFor, invalid: asksFor}, "inconclusive", "ruled out", 15},
		{"a token whose issuer is known", issued, keyAPI{header: "Authorization", scheme: "Bearer", key: "another", missing: terse, invalid: terse}, "inconclusive", "ruled out", 24},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if row.api.key == "" {
				row.api.key = apiKey
			}
			_, s := way(t, &fake{answer: row.api.answer}, row.c)
			v := s.Ranking().Verdict
			if v.Code != row.code || cause.BandName(v.Confidence) != row.band || s.Sent > row.most {
				t.Errorf("%s, %.2f (%s) after %d requests, want %s, %s, %d at most", v.Code, v.Confidence, v.Why, s.Sent, row.code, row.band, row.most)
				for _, e := range s.Log {
					t.Logf("  %s %s: %d", e.Request.Purpose, e.Request.Change, e.Status)
				}
				for _, r := range s.Ranking().Causes {
					t.Logf("  %s %.2f %s", r.Code, r.Confidence, r.Why)
				}
			}
		})
	}
}

// What is worth more than a key, or is none, goes nowhere else; addresses end up in logs.
func TestWhatIsNotMoved(t *testing.T) {
	t.Parallel()
	const password = "hunter2-hunter2"
	named := refusal("{\"error\":\"no api key: send it as query parameter `api_key` or in the header X-Password-Key\"}")
	for name, c := range map[string]diag.Case{
		"a password":             sending("Authorization", "Basic dXNlcjpodW50ZXIyLWh1bnRlcjI="),
		"a token":                sending("Authorization", "Bearer "+aJWT),
		"a secret beside a key":  sending("X-Api-Secret", password),
		"a session":              sending("Cookie", "session="+password),
		"what signs the address": at("X-Amz-Signature=" + password),
	} {
		for _, answer := range []diag.Exchange{named, kong, terse} {
			_, s := way(t, &fake{answer: func(diag.Request) diag.Exchange { return answer }}, c)
			for _, e := range s.Log {
				_, query, _ := strings.Cut(e.Request.URL, "?")
				moved := strings.Contains(string(e.Request.Change), "the key moved") && !(name == "a token" && e.Request.Header.Value("apikey") == aJWT)
				if moved || strings.Contains(query, aJWT) || strings.Contains(query, "hunter2") && c.Request.Header != nil {
					t.Errorf("%s: %s was sent", name, e.Request.Change)
				}
			}
		}
	}
}
