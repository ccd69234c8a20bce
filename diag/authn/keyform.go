package authn

import (
	"strings"

	"example.com/why401/diag"
)

// sureMalformed is how surely a key is refused for its form, before it was mended.
const sureMalformed = 0.60

// keyForms are what is wrong with the form of keys outside of Authorization; the
// request of each fault has it mended. Servers compare keys as they stand.
func keyForms(c diag.Case, cs []diag.Credential) []diag.HeaderFault {
	var faults []diag.HeaderFault
	for i, cred := range cs {
		what, mended := keyForm(cred)
		if what == "" || Placeholder(mended) {
			continue
		}
		req := with(c.Request, i, mended).Changed(diag.Says("the form of the key in %s mended", c.Show(cred.Name)))
		faults = append(faults, diag.HeaderFault{Code: "header-malformed", What: what + ", in " + cred.Name, Mended: &req, Sure: sureMalformed})
	}
	return faults
}

// keyForm is what is wrong with a key's form, in words, and the key without that.
func keyForm(c diag.Credential) (what, mended string) {
	name, raw := bareName(c.Name), c.Raw.Reveal()
	switch {
	case noKey.MatchString(c.Name):
		return "", ""
	case c.Kind == diag.InQuery && keyParams[name] && strings.Contains(strings.TrimSpace(raw), " "):
		// A plus sign in a query is a blank to whoever reads it as a form (WHATWG URL, section 5.1).
		return "a plus sign that is not encoded as %2B", strings.ReplaceAll(raw, " ", "+")
	case c.Kind == diag.InQuery && keyParams[name], c.Kind == diag.InOtherHeader && keyHeaders[name]:
	default:
		return "", ""
	}
	p := tidy(raw)
	if what = strings.Join(p.faults, ", "); what == "" && p.scheme != "" {
		what = "the scheme " + p.scheme + " before the key"
	}
	return what, p.value
}
