package authn

import (
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// Stray is a token that belongs to another environment of the profile than the
// address that it was sent to.
type Stray struct {
	Claim, Value string // what shows it: "iss" or "aud", and what that says
	Home, Here   string // the names of the two environments
	Expected     []string
}

// Strayed says whether the token is at home in another environment than the
// URL, as the profile has them. It says nothing where the profile does not place both.
func Strayed(p *diag.Profile, t diag.Token, target string) (Stray, bool) {
	here, ok := environmentAt(p, target)
	if !ok {
		return Stray{}, false
	}
	if s, ok := stray(p, here, "iss", issuersOf, []string{t.Issuer}); ok {
		return s, true
	}
	return stray(p, here, "aud", audiencesOf, t.Audience)
}

func issuersOf(e diag.Environment) []string   { return e.Issuers }
func audiencesOf(e diag.Environment) []string { return e.Audiences }

// stray holds one claim against the environments. One that names this
// environment too, or one that several share, shows nothing.
func stray(p *diag.Profile, here diag.Environment, claim string, listed func(diag.Environment) []string, values []string) (Stray, bool) {
	names := func(e diag.Environment) func(string) bool {
		return func(v string) bool { return slices.Contains(listed(e), v) || slices.Contains(e.Hosts, hostOf(v)) }
	}
	if slices.ContainsFunc(values, names(here)) {
		return Stray{}, false
	}
	for _, e := range p.Environments {
		if i := slices.IndexFunc(values, names(e)); i >= 0 && e.Name != here.Name {
			return Stray{claim, values[i], e.Name, here.Name, listed(here)}, true
		}
	}
	return Stray{}, false
}

// environmentAt is the environment that a URL's host belongs to. A host with
// its port is more specific than one without.
func environmentAt(p *diag.Profile, target string) (diag.Environment, bool) {
	u, err := url.Parse(target)
	if p == nil || err != nil || u.Host == "" {
		return diag.Environment{}, false
	}
	for _, host := range []string{u.Host, u.Hostname()} {
		for _, e := range p.Environments {
			if slices.Contains(e.Hosts, strings.ToLower(host)) {
				return e, true
			}
		}
	}
	return diag.Environment{}, false
}

// hostOf is the host of a claim that is a URL; "-", which no host is, for any other.
func hostOf(v string) string {
	if u, err := url.Parse(v); err == nil && u.Host != "" {
		return strings.ToLower(u.Host)
	}
	return "-"
}
