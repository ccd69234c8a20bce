package authn

import (
	"slices"

	"example.com/why401/diag"
)

// likelyPlaces are the places in which the API may look for a key, the surest first.
func likelyPlaces(c diag.Case, f diag.Facts, k key) []keyPlace {
	places := namedPlaces(c, f)
	spelt := slices.ContainsFunc(places, func(p keyPlace) bool { return p.kind == diag.InAuthorization && p.from == "the answer" })
	if !spelt && guessable(c, f, k) { // an answer that spells out the header leaves nothing to guess
		places = append(places, usualPlaces...)
	}
	var distinct []keyPlace
	for _, p := range places {
		if !slices.ContainsFunc(distinct, p.is) && !besides(c.Request, k, p) {
			distinct = append(distinct, p)
		}
	}
	slices.SortStableFunc(distinct, func(a, b keyPlace) int { return rankOf(a) - rankOf(b) })
	return distinct
}

// rankOf puts addresses last: they end up in logs.
func rankOf(p keyPlace) int {
	switch {
	case p.from == "":
		return 2
	case p.kind == diag.InQuery:
		return 1
	}
	return 0
}

// besides says whether another experiment moves the key there: a token outside
// of Authorization is tried in it in any case, and so is one in it under the
// scheme that the challenge asks for.
func besides(r diag.Request, k key, p keyPlace) bool {
	return p.kind == diag.InAuthorization && k.kind == p.kind && p.from == fromChallenge || p.scheme == "Bearer" && !r.Header.Has("Authorization") &&
		(k.kind == diag.InOtherHeader || k.kind == diag.InQuery && tokenParams[bareName(k.name)])
}

// usualPlaces are where most APIs look that say nothing.
var usualPlaces = []keyPlace{
	{kind: diag.InOtherHeader, name: "X-API-Key"},
	{kind: diag.InAuthorization, name: "Authorization", scheme: "Bearer"},
	{kind: diag.InOtherHeader, name: "apikey"},
	{kind: diag.InOtherHeader, name: "api-key"},
	{kind: diag.InOtherHeader, name: "X-Auth-Token"},
	{kind: diag.InOtherHeader, name: "X-Auth-Key"},
	{kind: diag.InOtherHeader, name: "X-API-Token"},
	{kind: diag.InQuery, name: "api_key"},
	{kind: diag.InQuery, name: "apikey"},
	{kind: diag.InQuery, name: "key"},
	{kind: diag.InAuthorization, name: "Authorization", scheme: "ApiKey"},
	{kind: diag.InOtherHeader, name: "Ocp-Apim-Subscription-Key"},
}

// guessable says whether it is worth to try places that nobody names: the API
// asks for a key, or it ignores one. Where it reads the credential, or asks for
// tokens, the place is right.
func guessable(c diag.Case, f diag.Facts, k key) bool {
	if r := f.Reply; r.Without == nil || Differ(r.First(), *r.Without) != nil {
		return false
	}
	if what, _ := KeyAsked(c, f); what != "" {
		return true
	}
	asksOther := slices.ContainsFunc(f.Header.Challenges, func(ch diag.Challenge) bool { return !keyScheme(ch.Scheme) })
	return (k.named || opaqueAlone(c, f, k)) && !asksOther
}

// opaqueAlone says whether nothing at all speaks of tokens: neither what the
// person knows, nor the API's metadata.
func opaqueAlone(c diag.Case, f diag.Facts, k key) bool {
	return k.kind != diag.InQuery && c.Issuer+c.TokenURL+c.JWKSURL+c.IntrospectionURL+c.ClientID == "" &&
		c.RefreshToken.Empty() && f.Reply.Resource == nil && !slices.ContainsFunc(f.Header.Words, telling)
}

// telling says whether words say more than that somebody refuses: who does, or
// that nothing came, is as true of a key in the wrong place.
func telling(w diag.Words) bool {
	return slices.ContainsFunc(w.Codes, func(code diag.Code) bool {
		return code != "gateway-rejects" && code != "credentials-missing" && code != "header-stripped"
	})
}
