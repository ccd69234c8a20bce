package authn

import (
	"regexp"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// recogniseOwn is what an answer says by the error codes of the API's profile.
// They are its owner's own word, and so stand before the texts of products.
func recogniseOwn(p *diag.Profile, e diag.Exchange) []diag.Words {
	if p == nil || len(p.ErrorCodes) == 0 {
		return nil
	}
	sources := ownSources(e)
	var found []diag.Words
	for _, code := range p.ErrorCodes {
		i := slices.IndexFunc(sources, func(s source) bool { return holdsCode(s, code.Text) })
		if i >= 0 {
			found = append(found, diag.Words{Text: code.Text, Source: sources[i].name, Codes: []diag.Code{code.Cause}, Own: true, Means: code.Means})
		}
	}
	found = slices.DeleteFunc(found, func(w diag.Words) bool { // AUTH where AUTH 7 is found: the longer one is meant
		return slices.ContainsFunc(found, func(o diag.Words) bool { return len(o.Text) > len(w.Text) && strings.Contains(o.Text, w.Text) })
	})
	return found[:min(len(found), maxWords)]
}

// ownSources are the parts of an answer in which APIs write codes of their own:
// those in which texts of products stand, and header lines with an error in their name.
func ownSources(e diag.Exchange) []source {
	sources := heard(e).sources
	for _, f := range e.Header {
		if name := strings.ToLower(f.Name); strings.Contains(name, "error") || strings.Contains(name, "reason") {
			value := legible([]byte(f.Value))
			sources = append(sources, source{place: atBody, name: "response." + name, text: value, lower: strings.ToLower(value)})
		}
	}
	return sources
}

var onlyDigits = regexp.MustCompile(`^[0-9]+$`)

// holdsCode says whether a text holds a code as a word of its own: E-AUTH-1 is
// not in E-AUTH-10. Bare digits are a code only as the value of a member that
// is named so, or an amount would be one.
func holdsCode(s source, code string) bool {
	code = strings.ToLower(code)
	if !strings.Contains(s.lower, code) {
		return false
	}
	before, whole := `(^|[^a-z0-9_-])`, s.name != "response.body" && strings.TrimSpace(s.lower) == code
	if onlyDigits.MatchString(code) && !whole {
		before = `(code|error|err|errno|reason|number)["']?\s*[:=]\s*["']?`
	}
	return regexp.MustCompile(before + regexp.QuoteMeta(code) + `($|[^a-z0-9_-])`).MatchString(s.lower)
}
