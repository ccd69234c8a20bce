package authn

import (
	"net/url"
	"slices"

	"example.com/why401/diag"
)

// Described is the operation of the API's description that the request calls,
// the most specific one where several fit; false where none does, or no
// description was given.
func Described(c diag.Case) (diag.APIOperation, bool) {
	u, err := url.Parse(c.Request.URL)
	if c.OpenAPI == nil || err != nil {
		return diag.APIOperation{}, false
	}
	best, bestRank := -1, ""
	for i, op := range c.OpenAPI.Operations {
		rank, ok := fits(diag.ScopeRule{Method: op.Method, Path: op.Path}, c.Request.Method, u.EscapedPath())
		if ok && (best < 0 || rank > bestRank) {
			best, bestRank = i, rank
		}
	}
	if best < 0 {
		return diag.APIOperation{}, false
	}
	return c.OpenAPI.Operations[best], true
}

// DescribedNeeds are the scopes that the API's description demands of a token
// for this operation. None are certain where one alternative that a token can
// meet does without; of several sets, what all of them have is certain.
func DescribedNeeds(c diag.Case) []diag.ScopeNeed {
	op, _ := Described(c)
	sets := scopeSets(op)
	if len(sets) == 0 {
		return nil
	}
	one, common, union := true, sets[0], []string(nil)
	for _, set := range sets {
		one = one && len(set) == 1
		common = slices.DeleteFunc(slices.Clone(common), func(s string) bool { return !slices.Contains(set, s) })
		union = append(union, set...)
	}
	need := diag.ScopeNeed{Source: "--openapi", Scopes: common}
	if one && len(sets) > 1 {
		need.Any, need.Scopes = true, slices.Compact(slices.Sorted(slices.Values(union)))
	}
	if len(need.Scopes) == 0 {
		return nil
	}
	return []diag.ScopeNeed{need}
}

// scopeSets are the scopes of each alternative that an access token can meet;
// nil where one of them needs none.
func scopeSets(op diag.APIOperation) [][]string {
	var sets [][]string
	for _, demands := range op.Alternatives {
		var scopes []string
		token := len(demands) == 0 // which anyone meets
		for _, d := range demands {
			if d.Type == "oauth2" || d.Type == "openIdConnect" || d.Type == "http" && d.Scheme == "bearer" {
				token = true
				scopes = append(scopes, d.Scopes...)
			}
		}
		if token && len(scopes) == 0 {
			return nil
		}
		if token {
			sets = append(sets, scopes)
		}
	}
	return sets
}

// DescribedKeys are the places of API keys by the API's description: those that
// the operation demands, else all that it defines. http schemes are left out.
func DescribedKeys(c diag.Case) []diag.APIScheme {
	if c.OpenAPI == nil {
		return nil
	}
	schemes := c.OpenAPI.Schemes
	if op, ok := Described(c); ok {
		schemes = nil
		for _, demands := range op.Alternatives {
			for _, d := range demands {
				schemes = append(schemes, d.APIScheme)
			}
		}
	}
	var keys []diag.APIScheme
	for _, s := range schemes {
		if s.Type == "apiKey" && s.Key != "" && placesOfKeys[s.In] != "" && !slices.Contains(keys, s) {
			keys = append(keys, s)
		}
	}
	return keys
}
