package authn

import (
	"strings"

	"example.com/why401/diag"
)

// HeaderFaults are what is wrong with the form of the credentials, in the order
// in which a server would stumble. The request of each has that fault mended,
// and those before it.
func HeaderFaults(r diag.Request) []diag.HeaderFault {
	cs := Credentials(r)
	var faults []diag.HeaderFault
	if !AnyRedacted(r) {
		faults = placeholders(cs)
	}
	for i, c := range cs {
		if c.Kind == diag.InAuthorization && !redactedIn(r, c) && !Placeholder(tidy(c.Raw.Reveal()).value) {
			faults = append(faults, lineFaults(r, i, c)...)
		}
	}
	if !r.Header.Has("Authorization") {
		faults = append(faults, misplaced(r, cs)...)
	}
	return undoubted(r, append(faults, duplicates(r, cs)...))
}

// placeholders names the credentials that are none. Cookies are left out:
// sites set one to "null" when a session ends.
func placeholders(cs []diag.Credential) []diag.HeaderFault {
	var faults []diag.HeaderFault
	for _, c := range cs {
		p := tidy(c.Raw.Reveal())
		if c.Kind == diag.InCookie || c.Kind == diag.InURL || !Placeholder(p.value) {
			continue
		}
		what := "the value of " + c.Name + " is a placeholder"
		switch {
		case p.value == "" && p.scheme != "":
			what = "nothing stands behind the scheme " + p.scheme
		case p.value == "":
			what = c.Name + " is empty"
		case knownScheme(p.value) != "" && p.scheme == "":
			what = "nothing stands behind the scheme " + p.value
		}
		faults = append(faults, diag.HeaderFault{Code: "placeholder-credentials", What: what})
	}
	return faults
}

// lineFaults looks at the i-th credential, a line of Authorization.
func lineFaults(r diag.Request, i int, c diag.Credential) []diag.HeaderFault {
	var faults []diag.HeaderFault
	p := tidy(c.Raw.Reveal())
	add := func(code diag.Code, what, change string) {
		mended := with(r, i, p.line()).Changed(diag.Text(change))
		faults = append(faults, diag.HeaderFault{Code: code, What: what, Mended: &mended})
	}
	if len(p.faults) > 0 {
		add("header-malformed", strings.Join(p.faults, ", "), "the form of "+c.Name+" mended")
	}
	if p.scheme == "" {
		p.scheme = fittingScheme(p.value)
		add("scheme-missing", "no scheme in front of the value", "the scheme "+p.scheme+" added")
	}
	if canonical := canonicalScheme(p.scheme); canonical != p.scheme {
		what := "the scheme is written " + p.scheme + ", not " + canonical
		p.scheme = canonical
		add("scheme-case", what, "the scheme written "+canonical)
	}
	return faults
}

// fittingScheme is the scheme that a bare value most likely lost.
func fittingScheme(value string) string {
	if _, ok := basicPair(value); ok {
		return "Basic"
	}
	return "Bearer"
}

// misplaced are credentials that stand where most servers do not look; the
// mended request has them in Authorization.
func misplaced(r diag.Request, cs []diag.Credential) []diag.HeaderFault {
	var faults []diag.HeaderFault
	for i, c := range cs {
		p := tidy(c.Raw.Reveal())
		place := "the header " + c.Name
		switch {
		case Placeholder(p.value) || !carriesToken(p.scheme) && c.Kind != diag.InOtherHeader:
			continue
		case c.Kind == diag.InQuery && tokenParams[bareName(c.Name)]:
			place = "the query parameter " + c.Name
		case c.Kind == diag.InCookie && looksJWT(p.value):
			place = "the cookie " + c.Name
		case c.Kind != diag.InOtherHeader:
			continue
		}
		if p.scheme == "" {
			p.scheme = "Bearer"
		}
		p.scheme = canonicalScheme(p.scheme)
		moved := without(r, i)
		moved.Header = moved.Header.With("Authorization", p.line())
		moved = moved.Changed(diag.Says("the credentials moved from %s to Authorization", diag.Text(place)))
		faults = append(faults, diag.HeaderFault{
			Code: "wrong-header-name", What: "the credentials stand in " + place + ", not in Authorization", Mended: &moved,
		})
	}
	return faults
}

// duplicates are credentials beside others (RFC 6750, section 2): each fault
// leaves one out. Cookies beside a header are common, so they come last.
func duplicates(r diag.Request, cs []diag.Credential) []diag.HeaderFault {
	others, cookies, presigned := 0, 0, 0
	for _, c := range cs {
		switch {
		case c.Kind == diag.InCookie:
			cookies++
		case c.Kind == diag.InQuery && isPresigned(c.Name): // key, token and signature are one
			presigned = 1
		default:
			others++
		}
	}
	others += presigned
	var faults []diag.HeaderFault
	add := func(place string, left diag.Request) {
		left = left.Changed(diag.Says("%s left out", diag.Text(place)))
		faults = append(faults, diag.HeaderFault{Code: "duplicate-credentials", What: place + " beside other credentials", Mended: &left})
	}
	for i := len(cs) - 1; i >= 0 && others > 1; i-- {
		if cs[i].Kind != diag.InCookie && !(cs[i].Kind == diag.InQuery && isPresigned(cs[i].Name)) {
			add(placeName(cs, i), without(r, i))
		}
	}
	if presigned > 0 && others > 1 {
		left := r
		left.URL = withoutParams(r.URL, isPresigned)
		add("the presigned signature in the query", left)
	}
	if cookies > 0 && others > 0 {
		add("the header Cookie", withoutKind(r, diag.InCookie))
	}
	return faults
}

func placeName(cs []diag.Credential, i int) string {
	c := cs[i]
	switch c.Kind {
	case diag.InQuery:
		return "the query parameter " + c.Name
	case diag.InBody:
		return "the form field " + c.Name
	case diag.InURL:
		return "user and password in the URL"
	}
	if same := i+1 < len(cs) && cs[i+1].Kind == c.Kind && strings.EqualFold(cs[i+1].Name, c.Name); same {
		return "the first line " + c.Name
	}
	if i > 0 && strings.EqualFold(cs[i-1].Name, c.Name) {
		return "the last line " + c.Name
	}
	return "the header " + c.Name
}

// with is the request with the i-th credential's value replaced.
func with(r diag.Request, i int, raw string) diag.Request {
	n := -1
	return rewrite(r, func(c diag.Credential) (string, bool) {
		if n++; n == i {
			return raw, true
		}
		return c.Raw.Reveal(), true
	})
}

// without is the request without the i-th credential.
func without(r diag.Request, i int) diag.Request {
	n := -1
	return rewrite(r, func(c diag.Credential) (string, bool) {
		n++
		return c.Raw.Reveal(), n != i
	})
}

func withoutKind(r diag.Request, kind diag.CredentialKind) diag.Request {
	return rewrite(r, func(c diag.Credential) (string, bool) { return c.Raw.Reveal(), c.Kind != kind })
}
