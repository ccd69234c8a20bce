package authn

import (
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// keyWord is in every text about keys.
var keyWord = regexp.MustCompile(`(?i)key|unregistered caller`)

// productPlaces are where products look whose answers name no place.
var productPlaces = []struct{ says, name string }{
	{"no api key found in request", "apikey"},                   // Kong
	{"missing api key in request", "apikey"},                    // APISIX
	{"missing subscription key", "Ocp-Apim-Subscription-Key"},   // Azure API Management
	{"rapidapi application key", "X-RapidAPI-Key"},              // RapidAPI
	{"form of api consumer identity", "X-Goog-Api-Key"},         // Google
	{"unable to find the application id", "X-Algolia-API-Key"},  // Algolia
	{"api key is missing from the request header", "X-API-Key"}, // Apigee's samples
}

const (
	quotedName = "[\"'`]([a-z][a-z0-9_-]{1,39})[\"'`]"
	joinedName = `\b([a-z][a-z0-9]{0,19}(?:[-_][a-z0-9]{1,19}){1,4}|apikey)`
	placeKind  = `(?:request |http |url )?(header|query|param|cookie)`
)

// namings are the ways in which answers name a place: the kind of place and the
// name are groups of the expression. A single word that is not quoted is none:
// "the API key header".
var namings = []struct {
	in         *regexp.Regexp
	kind, name int
	as         string // the kind, where it is no group
}{
	{regexp.MustCompile(`(?i)\brequest\.(header|query)(?:param)?\.([a-z][a-z0-9_-]{1,39})\b`), 1, 2, ""}, // Apigee
	{regexp.MustCompile(`(?i)\b(x-(?:[a-z0-9]{1,19}-){0,3}?(?:api-?key|key|token|auth)|ocp-apim-subscription-key)\b`), 0, 1, "header"},
	{regexp.MustCompile(`(?i)` + quotedName + `\s+` + placeKind), 2, 1, ""},
	{regexp.MustCompile(`(?i)` + joinedName + `\s+` + placeKind), 2, 1, ""},
	{regexp.MustCompile(`(?i)` + quotedName + `\s+(?:request )?header or (?:url |query )`), 0, 1, "query"},
	{regexp.MustCompile(`(?i)\b(header|query param|param|cookie)(?:eter)?s?:?\s+(?:named |called )?` + quotedName), 1, 2, ""},
	{regexp.MustCompile(`(?i)[?&]([a-z0-9_-]{0,30}key)=`), 0, 1, "query"},
}

// behind finds the scheme that belongs before the key.
var behind = regexp.MustCompile("(?i)\\bauthorization[\"'`]?(?: header)?[^.\\n]{0,40}?\\b(Bearer|Api-?Key)\\b")

// maxNamed bounds what is taken from one answer for each way.
const maxNamed = 6

// wordPlaces are the places that an answer names in its own words.
func wordPlaces(e diag.Exchange) []keyPlace {
	const from = "the answer"
	if len(e.Body) > 4<<10 || !keyWord.Match(e.Body) {
		return nil // a page, or one that is not about keys
	}
	text := legible(e.Body)
	var places []keyPlace
	for _, n := range namings {
		for _, m := range n.in.FindAllStringSubmatch(text, maxNamed) {
			kind := n.as
			if n.kind > 0 {
				kind = m[n.kind]
			}
			if p, ok := namedPlace(kind, m[n.name]); ok {
				p.from = from
				places = append(places, p)
			}
		}
	}
	if m := behind.FindStringSubmatch(text); m != nil {
		places = append(places, keyPlace{diag.InAuthorization, "Authorization", m[1], from})
	}
	for _, p := range productPlaces {
		if strings.Contains(strings.ToLower(text), p.says) {
			places = append(places, keyPlace{diag.InOtherHeader, p.name, "", from})
		}
	}
	return places
}

// namedPlace is the place of that kind, as words call it; false where no key may
// be sent under that name.
func namedPlace(kind, name string) (keyPlace, bool) {
	switch kind = strings.ToLower(kind); {
	case kind == "header":
		return keyPlace{kind: diag.InOtherHeader, name: name}, headerForKeys(name)
	case kind == "cookie":
		return keyPlace{kind: diag.InCookie, name: name}, paramForKeys(name)
	}
	return keyPlace{kind: diag.InQuery, name: name}, paramForKeys(name)
}
