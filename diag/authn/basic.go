package authn

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// basicProof finds what is wrong with user and password as Basic presents them
// (RFC 7617), in Authorization or in the URL. The request of each fault has it
// mended, and those before it.
func basicProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	unicode := wantsUTF8(f.Header.Challenges)
	var all []diag.HeaderFault
	for i, cred := range f.Header.Credentials {
		p := tidy(cred.Raw.Reveal())
		switch {
		case cred.Kind == diag.InAuthorization && strings.EqualFold(p.scheme, "Basic") && !Placeholder(p.value):
			all = append(all, basicFaults(c.Request, i, valueFaults(p.value, unicode), basicLine)...)
		case cred.Kind == diag.InURL && !c.Request.Header.Has("Authorization"):
			found := append(colonInUser(c.Request.URL), pairFaults(cred.Raw.Reveal(), unicode)...)
			all = append(all, basicFaults(c.Request, i, found, func(pair string) string { return pair })...)
		}
	}
	return nil, all
}

// basicFaults are those of the i-th credential; write makes of a pair what stands there.
func basicFaults(r diag.Request, i int, found []pairFault, write func(pair string) string) []diag.HeaderFault {
	var all []diag.HeaderFault
	for _, p := range found {
		h := diag.HeaderFault{Code: p.code, What: p.what, Sure: p.sure}
		if p.pair != "" {
			mended := with(r, i, write(p.pair)).Changed(diag.Text(p.change))
			h.Mended = &mended
		}
		all = append(all, h)
	}
	return all
}

// basicLine is the pair under Basic (RFC 7617, section 2).
func basicLine(pair string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))
}

// wantsUTF8 says whether a Basic challenge asks for UTF-8 (RFC 7617, section 2.1).
func wantsUTF8(cs []diag.Challenge) bool {
	for _, ch := range cs {
		if strings.EqualFold(ch.Scheme, "Basic") && strings.EqualFold(ch.Param("charset"), "UTF-8") {
			return true
		}
	}
	return false
}

// colonInUser: a user's name cannot hold a colon in Basic, for the first one
// ends it (RFC 7617, section 2). In a URL it can be written, as %3A.
func colonInUser(raw string) []pairFault {
	u, err := url.Parse(raw)
	if err != nil || u.User == nil || !strings.Contains(u.User.Username(), ":") {
		return nil
	}
	return []pairFault{{code: "basic-malformed", sure: 0.80,
		what: "the user's name in the URL holds a colon, and for the server the name ends there"}}
}

// pairIn is the user and password of a Basic credential, however faulty its
// form; false where none can be made out, or it is no Basic.
func pairIn(c diag.Credential) (user, password string, ok bool) {
	p := tidy(c.Raw.Reveal())
	pair := c.Raw.Reveal()
	switch {
	case c.Kind == diag.InURL:
	case strings.EqualFold(p.scheme, "Basic"):
		pair, _ = readBasic(p.value)
	default:
		return "", "", false
	}
	return strings.Cut(pair, ":")
}

// OwnPair is the person's user:password: the one of a Basic credential, else the
// one that they gave beside the request; false where there is none.
func OwnPair(c diag.Case, cred diag.Credential) (diag.Secret, bool) {
	if user, password, ok := pairIn(cred); ok {
		return diag.NewSecret(user + ":" + password), true
	}
	return c.User, !c.User.Empty()
}

// NoPassword says whether a Basic credential has an empty password.
func NoPassword(cred diag.Credential) bool {
	_, password, ok := pairIn(cred)
	return ok && password == ""
}

// WithBasic is the request with user:password as Basic.
func WithBasic(r diag.Request, pair diag.Secret) diag.Request {
	r.Header = r.Header.With("Authorization", basicLine(pair.Reveal()))
	return r
}

// HasPassword says whether the request presents a user's password, by Basic,
// Digest or in its URL. Accounts are locked after a few wrong ones.
func HasPassword(r diag.Request) bool {
	return slices.ContainsFunc(Credentials(r), func(c diag.Credential) bool {
		return c.Kind == diag.InURL || c.Kind == diag.InAuthorization && (strings.EqualFold(c.Scheme, "Basic") || strings.EqualFold(c.Scheme, "Digest"))
	})
}
