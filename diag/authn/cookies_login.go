package authn

import (
	"net/url"
	"regexp"
	"slices"

	"example.com/why401/diag"
)

// loginPath is a path at which people sign in. Only its last part counts, or
// one that a product is known by: "/auth/devices" is an address like any other.
var loginPath = regexp.MustCompile(`(?i)(^|/)(log-?[io]n|log_in|sign[-_]?in|user-?login|sso|authorize|authenticate)(\.[a-z]{2,5})?/?$|` +
	`/(adfs/ls|oauth2/authorize|saml2?/(sso|login)|protocol/openid-connect/auth|_layouts/15/authenticate\.aspx)(/|$)`)

// SentToLogin says whether an answer sends the caller to a place to sign in. A
// request to such a place itself is left out: what follows there is its own course.
func SentToLogin(e diag.Exchange) bool {
	switch e.Status {
	case 301, 302, 303, 307, 308:
	default:
		return false
	}
	location := e.Header.Value("Location")
	to, err := url.Parse(location)
	from, errFrom := url.Parse(e.Request.URL)
	return err == nil && errFrom == nil && location != "" && loginPath.MatchString(to.Path) && !loginPath.MatchString(from.Path)
}

// CarriesToken says whether a request presents something else than cookies: who
// calls with a token is no browser.
func CarriesToken(r diag.Request) bool {
	return slices.ContainsFunc(Credentials(r), func(c diag.Credential) bool { return c.Kind != diag.InCookie })
}
