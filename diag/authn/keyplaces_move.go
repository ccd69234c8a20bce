package authn

import (
	"net/url"
	"strings"

	"example.com/why401/diag"
)

// move is the request with the key in that place and nowhere else; false where
// it stands there already, another credential does, or it must not go there.
func (k key) move(c diag.Case, at int, p keyPlace) (diag.HeaderFault, bool) {
	if p.is(k.keyPlace) || !k.fits(p) {
		return diag.HeaderFault{}, false
	}
	moved := without(c.Request, at)
	if !p.free(moved) {
		return diag.HeaderFault{}, false
	}
	moved = p.put(moved, k.value).Changed(diag.Says("the key moved from %s to %s", c.Show(k.String()), c.Show(p.String())))
	what, sure := "the key stands in "+k.String()+"; "+p.String()+" is a usual place for one", sureGuessed
	if p.from != "" {
		what = "the key stands in " + k.String() + ", and " + p.from + " names " + p.String()
		if k.named {
			sure = sureNamed
		}
	}
	code := diag.Code("wrong-header-name")
	if p.kind == diag.InAuthorization && k.kind == p.kind { // only the scheme is another one
		code = "scheme-mismatch"
	}
	return diag.HeaderFault{Code: code, What: what, Mended: &moved, Sure: sure}, true
}

// fits says whether the key may go there. Addresses end up in logs, so a key
// goes into one only where the API wants it there, or it was in one already;
// a token that can be read goes nowhere but into headers that the API names.
func (k key) fits(p keyPlace) bool {
	if looksJWT(k.value) {
		return p.from != "" && p.kind == diag.InOtherHeader
	}
	return p.kind != diag.InQuery || p.from != "" || k.kind == diag.InQuery
}

// free says whether nothing stands in that place of the request.
func (p keyPlace) free(r diag.Request) bool {
	switch p.kind {
	case diag.InQuery:
		_, query, _ := strings.Cut(r.URL, "?")
		values, _ := url.ParseQuery(query)
		return !values.Has(p.name)
	case diag.InCookie:
		return !strings.Contains(r.Header.Value("Cookie"), p.name+"=")
	}
	return !r.Header.Has(p.name)
}

func (p keyPlace) put(r diag.Request, value string) diag.Request {
	switch p.kind {
	case diag.InQuery:
		base, fragment, hash := strings.Cut(r.URL, "#")
		join := "?"
		if strings.Contains(base, "?") {
			join = "&"
		}
		r.URL = base + join + url.QueryEscape(p.name) + "=" + url.QueryEscape(value)
		if hash {
			r.URL += "#" + fragment
		}
	case diag.InCookie:
		r.Header = r.Header.With("Cookie", strings.TrimPrefix(r.Header.Value("Cookie")+"; "+p.name+"="+value, "; "))
	default:
		r.Header = r.Header.With(p.name, strings.TrimSpace(p.scheme+" "+value))
	}
	return r
}
