package authn

import (
	"strings"

	"example.com/why401/diag"
)

// Needed is what the scope map demands for an endpoint: the most specific rule
// that fits speaks alone. Paths are written as in OpenAPI: {id} is one segment;
// a * at the end is any rest.
func Needed(rules []diag.ScopeRule, method, path string) []diag.ScopeNeed {
	var best *diag.ScopeRule
	var bestRank string
	for i, r := range rules {
		rank, ok := fits(r, method, path)
		if ok && (best == nil || rank > bestRank) {
			best, bestRank = &rules[i], rank
		}
	}
	if best == nil {
		return nil
	}
	var needs []diag.ScopeNeed
	if len(best.AllOf) > 0 {
		needs = append(needs, diag.ScopeNeed{Scopes: best.AllOf, Source: "--scope-map"})
	}
	if len(best.AnyOf) > 0 {
		needs = append(needs, diag.ScopeNeed{Any: true, Scopes: best.AnyOf, Source: "--scope-map"})
	}
	return needs
}

// fits says whether a rule is about the endpoint, and how specifically: a
// letter for each segment, so that ranks compare as strings. A literal segment
// is more than a parameter, a parameter more than a rest, a named method more than any.
func fits(r diag.ScopeRule, method, path string) (rank string, ok bool) {
	path, _, _ = strings.Cut(path, "?")
	anyMethod := r.Method == "" || r.Method == "*"
	if !anyMethod && !strings.EqualFold(r.Method, method) {
		return "", false
	}
	pattern, segments := splitPath(r.Path), splitPath(path)
	for i, p := range pattern {
		last := i == len(pattern)-1
		switch {
		case last && (p == "*" || p == "**"):
			return rank + "a", true
		case i >= len(segments):
			return "", false
		case p == "*" || templated(p, segments[i]):
			rank += "b"
		case p == segments[i]:
			rank += "c"
		default:
			return "", false
		}
	}
	if len(pattern) != len(segments) {
		return "", false
	}
	if anyMethod {
		return rank + "b", true
	}
	return rank + "c", true
}

// templated says whether a segment fits a template with one parameter, such as {id} or {id}.json.
func templated(template, segment string) bool {
	before, rest, opens := strings.Cut(template, "{")
	_, after, closes := strings.Cut(rest, "}")
	return opens && closes && len(segment) > len(before)+len(after) && strings.HasPrefix(segment, before) && strings.HasSuffix(segment, after)
}

func splitPath(p string) []string { return strings.Split(strings.Trim(p, "/"), "/") }
