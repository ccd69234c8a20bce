package authn

import (
	"bytes"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// Key is what there is to know of the credential that may be the request's API key.
type Key struct {
	Place  string // where it stands: "the header X-Key"
	Prefix string // the type prefix that its issuer gave it, or ""
	Named  bool   // it stands where nothing but a key would
	Asked  bool   // and that is where the API says that it looks
	// Readable is a token that can be read (RFC 7519): an API may take one for a key, and few do.
	Readable bool
}

// APIKey finds the credential that may be the request's API key; false where none may.
func APIKey(c diag.Case, f diag.Facts) (Key, bool) {
	if f.Header == nil || f.Reply == nil || len(f.Reply.Given) == 0 {
		return Key{}, false
	}
	_, k, ok := apiKey(f.Header.Credentials)
	if !ok {
		return Key{}, false
	}
	return Key{k.String(), diag.Prefix(k.value), k.named, slices.ContainsFunc(namedPlaces(c, f), k.is), looksJWT(k.value)}, true
}

// KeyAsked is what shows that the API wants an API key, in words, and where it
// shows: its answer, its challenge or its description; "" where nothing does.
func KeyAsked(c diag.Case, f diag.Facts) (what, source string) {
	if f.Header == nil {
		return "", ""
	}
	for _, w := range f.Header.Words {
		if strings.HasPrefix(string(w.Codes[0]), "api-key-") && keyWord.MatchString(w.Text) {
			return w.Text, w.Source
		}
	}
	for _, ch := range f.Header.Challenges {
		if keyScheme(ch.Scheme) {
			return ch.Scheme, "response.www-authenticate"
		}
	}
	if p, ok := placeAsked(f); ok {
		return p.String(), "response.body"
	}
	for _, s := range DescribedKeys(c) {
		if !strings.EqualFold(s.Key, "Authorization") { // so documents write Bearer tokens, too
			return s.In + " " + s.Key, "--openapi"
		}
	}
	return "", ""
}

// placeAsked is the place of a key that a refusal names, where it speaks of no
// other way to come in.
func placeAsked(f diag.Facts) (keyPlace, bool) {
	if f.Reply == nil || len(f.Reply.Given) == 0 || len(f.Header.Challenges) > 0 || !Refusal(f) {
		return keyPlace{}, false
	}
	e := f.Reply.Last()
	if bytes.Contains(bytes.ToLower(e.Body), []byte("bearer")) {
		return keyPlace{}, false
	}
	for _, p := range wordPlaces(e) {
		if strings.Contains(bareName(p.name), "key") {
			return p, true
		}
	}
	return keyPlace{}, false
}

// KeyWanted is the first place in which the API says that it looks for a key, in
// words, and the name of that header where it is one; "" where it names none.
func KeyWanted(c diag.Case, f diag.Facts) (place, header string) {
	if f.Header == nil || f.Reply == nil || len(f.Reply.Given) == 0 {
		return "", ""
	}
	places := namedPlaces(c, f)
	if len(places) == 0 {
		return "", ""
	}
	if places[0].kind == diag.InOtherHeader {
		header = places[0].name
	}
	return places[0].String(), header
}
