package authn

import "example.com/why401/diag"

// BearerToken is the access token that the request presents, wherever it
// stands, freed of scheme, outer white space and quotes. White space inside it
// stays. False where it presents none: Basic, Digest, signatures, placeholders.
func BearerToken(r diag.Request) (diag.Secret, bool) {
	for _, c := range Credentials(r) {
		if accessToken(c) {
			if v := tidy(c.Raw.Reveal()).value; !Placeholder(v) && !redactedIn(r, c) {
				return diag.NewSecret(v), true
			}
		}
	}
	return diag.Secret{}, false
}

// accessToken says whether a credential is meant as an access token. An API key
// is none, unless it has the shape of one; nor is a session cookie.
func accessToken(c diag.Credential) bool {
	p := tidy(c.Raw.Reveal())
	name := bareName(c.Name)
	switch c.Kind {
	case diag.InAuthorization:
		if _, basic := basicPair(p.value); p.scheme == "" && basic {
			return false
		}
		return carriesToken(p.scheme)
	case diag.InOtherHeader:
		meant := tokenHeaders[name] || misspelt(c.Name) || p.scheme != "" || looksJWT(p.value)
		return meant && carriesToken(p.scheme)
	case diag.InQuery:
		return tokenParams[name] || looksJWT(p.value)
	case diag.InBody:
		return c.Name == "access_token" // a SAML response is none
	case diag.InCookie:
		return looksJWT(p.value)
	}
	return false
}

// WithToken is the request with that access token in Authorization, in place of
// whatever access token it presented. Cookies and keys stay.
func WithToken(r diag.Request, token diag.Secret) diag.Request {
	r = rewrite(r, func(c diag.Credential) (string, bool) {
		replaced := c.Kind == diag.InAuthorization || c.Kind != diag.InCookie && accessToken(c)
		return c.Raw.Reveal(), !replaced
	})
	r.Header = r.Header.With("Authorization", "Bearer "+token.Reveal())
	return r
}
