package authn

import (
	"regexp"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// namedPlaces are those that the API names itself: in its challenge, its answer and its description.
func namedPlaces(c diag.Case, f diag.Facts) []keyPlace {
	return slices.Concat(challengePlaces(f.Header.Challenges), wordPlaces(f.Reply.Last()), describedPlaces(c))
}

const fromChallenge = "the challenge"

// challengePlaces are what challenges for keys name. No standard says how; Kong
// asks for a Key and looks into the header apikey.
func challengePlaces(challenges []diag.Challenge) []keyPlace {
	const from = fromChallenge
	var places []keyPlace
	for _, ch := range challenges {
		if !keyScheme(ch.Scheme) {
			continue
		}
		for _, name := range []string{ch.Param("header"), ch.Param("name"), ch.Param("header_name")} {
			if headerForKeys(name) && !strings.EqualFold(ch.Param("in"), "query") {
				places = append(places, keyPlace{diag.InOtherHeader, name, "", from})
			}
		}
		if name := ch.Param("name"); paramForKeys(name) && strings.EqualFold(ch.Param("in"), "query") {
			places = append(places, keyPlace{diag.InQuery, name, "", from})
		}
		switch bareName(ch.Scheme) {
		case "key":
			places = append(places, keyPlace{diag.InOtherHeader, "apikey", "", from})
		case "xapikey":
			places = append(places, keyPlace{diag.InOtherHeader, ch.Scheme, "", from})
		}
		places = append(places, keyPlace{diag.InAuthorization, "Authorization", ch.Scheme, from})
	}
	return places
}

// placesOfKeys are the places of keys by their names in OpenAPI (security scheme object, "in").
var placesOfKeys = map[string]diag.CredentialKind{"header": diag.InOtherHeader, "query": diag.InQuery, "cookie": diag.InCookie}

// describedPlaces are those of the API's own description. The person gave it, so
// a name of the API's own making counts even if it does not sound like a key's.
func describedPlaces(c diag.Case) []keyPlace {
	const from = "the API's description"
	var places []keyPlace
	for _, s := range DescribedKeys(c) {
		own := s.In != "header" || strings.HasPrefix(bareName(s.Key), "x")
		switch bare := bareName(s.Key); {
		case bare == "authorization":
			places = append(places, keyPlace{diag.InAuthorization, "Authorization", "", from})
		case headerForKeys(s.Key), own && fieldName.MatchString(s.Key) && !plainHeaders[bare]:
			places = append(places, keyPlace{placesOfKeys[s.In], s.Key, "", from})
		}
	}
	return places
}

// fieldName is what a header or a parameter may be called (RFC 9110, section 5.6.2, less the odd characters).
var fieldName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]{0,39}$`)

// headerForKeys says whether a key may be sent in a header of that name:
// whoever answers must not choose one that means something else.
func headerForKeys(name string) bool {
	bare := bareName(name)
	return fieldName.MatchString(name) && !plainHeaders[bare] && !companionHeaders[bare] && paramForKeys(name)
}

func paramForKeys(name string) bool {
	bare := bareName(name)
	sounds := strings.Contains(bare, "key") || strings.Contains(bare, "token") || strings.Contains(bare, "auth")
	return fieldName.MatchString(name) && sounds && !noKey.MatchString(name)
}
