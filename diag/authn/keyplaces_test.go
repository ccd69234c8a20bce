package authn

import (
	"strings"
	"testing"

	"example.com/why401/diag"
)

// placeCases are what APIs say, and the places that they name: "header apikey; query key".
var placeCases = []struct{ name, body, challenge, want string }{
	{"Kong", `{"message":"No API key found in request"}`, `Key realm="kong"`, "header apikey; authorization Key; header apikey"},
	{"Supabase", "{\"message\":\"No API key found in request\",\"hint\":\"No `apikey` request header or url param was found.\"}", "", "header apikey; query apikey; header apikey"},
	{"Azure", `{"message":"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."}`, "", "header Ocp-Apim-Subscription-Key"},
	{"Apigee's query", `{"fault":{"faultstring":"Failed to resolve API Key variable request.queryparam.apikey"}}`, "", "query apikey"},
	{"Apigee's header", `{"fault":{"faultstring":"Failed to resolve API Key variable request.header.x-api-key"}}`, "", "header x-api-key; header x-api-key"},
	{"RapidAPI", `{"message":"Missing RapidAPI application key."}`, "", "header X-RapidAPI-Key"},
	{"Google", `{"message":"Please use API Key or other form of API consumer identity to call this API."}`, "", "header X-Goog-Api-Key"},
	{"named", `{"error":"X-API-Key header is required"}`, "", "header X-API-Key; header X-API-Key"},
	{"quoted", `{"error":"missing header 'acme_key'"}`, "", "header acme_key"},
	{"an address", `{"error":"Missing API key. Use ?key=XXX, Authorization: Bearer <key>, or X-API-Key header."}`, "", "header X-API-Key; header X-API-Key; query key; authorization Bearer"},
	{"a parameter", `{"error":"No API key: add the query parameter 'api_key'"}`, "", "query api_key"},
	{"a cookie", `{"error":"no key in cookie 'api_key'"}`, "", "cookie api_key"},
	{"OpenAI", `{"error":{"message":"You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth"}}`, "", "authorization Bearer"},
	{"a scheme with its name", ``, `ApiKey realm="x", name="X-Acme-Key", in="header"`, "header X-Acme-Key; authorization ApiKey"},
	{"a scheme with a parameter", ``, `ApiKey name="acme_key", in="query"`, "query acme_key; authorization ApiKey"},
	{"a header for a scheme", ``, `X-API-Key`, "header X-API-Key; authorization X-API-Key"},

	{"words, and no name", `{"error":"API key header is required"}`, "", ""},
	{"not about keys", `{"error":"Missing X-Request-Id header"}`, "", ""},
	{"tokens", `{"error":"Authorization header is missing"}`, "Bearer", ""},
	{"what means something else", `{"error":"send your api key as 'Host' header or 'x-csrf-token' header or 'Cookie' header or 'client_secret' parameter or 'Idempotency-Key' header"}`, "", ""},
	{"a page", "<p>api key</p>" + strings.Repeat("see the X-API-Key header ", 300), "", ""},
}

func TestPlacesThatAnswersName(t *testing.T) {
	t.Parallel()
	for _, c := range placeCases {
		e := said(401, c.body, c.challenge)
		f := diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}}}
		f.Header = &diag.HeaderFacts{}
		f.Header.Challenges, _ = ReadChallenges(e.Header.Values("WWW-Authenticate"))
		var got []string
		for _, p := range namedPlaces(diag.Case{}, f) {
			name := p.name
			if p.scheme != "" {
				name = p.scheme
			}
			got = append(got, string(p.kind)+" "+name)
		}
		if have := strings.Join(got, "; "); have != c.want {
			t.Errorf("%s: %q, want %q", c.name, have, c.want)
		}
	}
}

func TestWhatMayBeAKey(t *testing.T) {
	t.Parallel()
	const value = "k9Xb27Qmf4sLw81Zt0Ra"
	at := func(query string) diag.Request { return diag.Request{URL: "https://api.example/?" + query} }
	in := func(name, v string) diag.Request { return diag.Request{Header: diag.Header{{Name: name, Value: v}}} }
	for _, c := range []struct {
		name string
		r    diag.Request
		want string // the place, "" where there is no key
		only bool   // nothing but a key stands there
	}{
		{"a key's header", in("X-API-Key", value), "the header X-API-Key", true},
		{"a scheme for keys", in("Authorization", "ApiKey "+value), "the header Authorization behind ApiKey", true},
		{"an opaque token", in("Authorization", "Bearer "+value), "the header Authorization behind Bearer", false},
		{"a user without a password", in("Authorization", "Basic "+"azlYYjI3UW1mNHNMdzgxWnQwUmE6"), "the header Authorization behind Basic", false},
		{"a parameter", at("api_key=" + value), "the query parameter api_key", true},
		{"a key before a token", diag.Request{Header: diag.Header{{Name: "Authorization", Value: "Bearer " + value}, {Name: "X-API-Key", Value: value}}}, "the header X-API-Key", true},
		{"user and password", in("Authorization", "Basic dXNlcjpodW50ZXIyMg=="), "", false},
		{"a short user without a password", in("Authorization", "Basic YWRtaW46"), "", false},
		{"a secret", in("X-Api-Secret", value), "", false},
		{"a signature", at("X-Amz-Signature=" + value), "", false},
		{"a session", in("Cookie", "session="+value), "", false},
		{"a computed one", in("Authorization", `Digest username="u", response="`+value+`"`), "", false},
		{"a placeholder", in("X-API-Key", "YOUR_API_KEY"), "", false},
		{"a word", in("X-API-Key", "on"), "", false},
	} {
		_, k, ok := apiKey(Credentials(c.r))
		if ok != (c.want != "") || ok && (k.String() != c.want || k.named != c.only) {
			t.Errorf("%s: %s, named %v, %v, want %q", c.name, k, k.named, ok, c.want)
		}
	}
}

// A key that is moved stands in the new place and in no other.
func TestMovedKeys(t *testing.T) {
	t.Parallel()
	const value = "k9Xb27Qmf4sLw81Zt0/a+b="
	r := diag.Request{URL: "https://api.example/x?a=1#part", Header: diag.Header{{Name: "X-Key", Value: value}, {Name: "Cookie", Value: "theme=dark"}}}
	at, k, _ := apiKey(Credentials(r))
	for _, c := range []struct {
		to   keyPlace
		want string
	}{
		{keyPlace{kind: diag.InOtherHeader, name: "X-API-Key", from: "x"}, "https://api.example/x?a=1#part Cookie: theme=dark X-API-Key: " + value},
		{keyPlace{kind: diag.InAuthorization, name: "Authorization", scheme: "ApiKey", from: "x"}, "https://api.example/x?a=1#part Cookie: theme=dark Authorization: ApiKey " + value},
		{keyPlace{kind: diag.InQuery, name: "api_key", from: "x"}, "https://api.example/x?a=1&api_key=k9Xb27Qmf4sLw81Zt0%2Fa%2Bb%3D#part Cookie: theme=dark"},
		{keyPlace{kind: diag.InCookie, name: "api_key", from: "x"}, "https://api.example/x?a=1#part Cookie: theme=dark; api_key=" + value},
		{keyPlace{kind: diag.InQuery, name: "api_key"}, ""}, // a guess puts nothing into an address
		{keyPlace{kind: diag.InQuery, name: "a", from: "x"}, ""},
		{keyPlace{kind: diag.InOtherHeader, name: "x-key", from: "x"}, ""},
	} {
		fault, ok := k.move(diag.Case{Request: r}, at, c.to)
		got := ""
		if ok {
			got = fault.Mended.URL
			for _, f := range fault.Mended.Header {
				got += " " + f.Name + ": " + f.Value
			}
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.to, got, c.want)
		}
	}
}

// Addresses end up in logs: a key goes into one when all headers were tried that the API names.
func TestAddressesComeLast(t *testing.T) {
	t.Parallel()
	e := said(401, `{"error":"X-API-Key header is required"}`, `ApiKey name="acme_key", in="query"`)
	f := diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}, Without: &e}}
	c := diag.Case{Request: diag.Request{Header: diag.Header{{Name: "X-Key", Value: "k9Xb27Qmf4sLw81Zt0Ra"}}}}
	var got []string
	for _, fault := range ReadHeader(c, f).Faults {
		if _, to, moved := strings.Cut(fault.What, " names "); moved {
			got = append(got, to)
		}
	}
	if have, want := strings.Join(got, "; "), "the header Authorization behind ApiKey; the header X-API-Key; the query parameter acme_key"; have != want {
		t.Errorf("%q, want %q", have, want)
	}
}

func TestLockedOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e    diag.Exchange
		want bool
	}{
		{said(429, "", ""), true},
		{said(423, "", ""), true},
		{said(401, `{"error":"Your account is locked."}`, ""), true},
		{said(401, `{"error":"User account has been temporarily locked"}`, ""), true},
		{said(403, `{"message":"Too many failed login attempts"}`, ""), true},
		{said(401, `{"error":"account disabled"}`, ""), false},
		{said(401, `{"error":"Invalid password"}`, ""), false},
		{said(401, "", "Bearer"), false},
		{said(200, `{"note":"your account is locked"}`, ""), false},
		{said(500, `{"error":"account table locked"}`, ""), false},
	} {
		if got := LockedOut(c.e); got != c.want {
			t.Errorf("%d %s: %v, want %v", c.e.Status, c.e.Body, got, c.want)
		}
	}
}

// Whatever an answer says, a key goes to few places, under names that are a
// key's, and the request stays one that can be sent.
func FuzzKeyPlaces(f *testing.F) {
	for _, c := range placeCases {
		f.Add(c.body, c.challenge, "X-Key", "k9Xb27Qmf4sLw81Zt0Ra")
	}
	f.Fuzz(func(t *testing.T, body, challenge, name, value string) {
		r := diag.Request{Method: "GET", URL: "https://api.example/x", Header: diag.Header{{Name: name, Value: value}}}
		e := said(401, body, challenge)
		c := diag.Case{Request: r}
		facts := diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}, Without: &e, Bad: &e}}
		moved := 0
		for _, fault := range ReadHeader(c, facts).Faults {
			if fault.Mended == nil || !strings.Contains(string(fault.Mended.Change), "the key moved") {
				continue
			}
			moved++
			if !strings.HasPrefix(fault.Mended.URL, r.URL) || len(fault.Mended.Header) > 1 {
				t.Errorf("%s: %s %v", fault.Mended.Change, fault.Mended.URL, fault.Mended.Header)
			}
			for _, h := range fault.Mended.Header {
				if h.Name != "Authorization" && h.Name != "Cookie" && !headerForKeys(h.Name) {
					t.Errorf("sent as %q", h.Name)
				}
			}
		}
		if moved > maxPlaces {
			t.Errorf("%d places", moved)
		}
	})
}
