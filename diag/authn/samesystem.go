package authn

import (
	"net"
	"net/url"
	"regexp"
	"strings"
)

// SameSystem says whether two issuers or audiences are recognisably the same
// system in another environment, tenant or region, and how they differ. A slash,
// a scheme or a port is a near miss and no other environment.
func SameSystem(got, want string) (how string, ok bool) {
	g, okG := locate(got)
	w, okW := locate(want)
	if !okG || !okW {
		return "", false
	}
	var found []string
	for _, compare := range []func(g, w *location) string{regions, tenants, environments} {
		if how := compare(g, w); how != "" {
			found = append(found, how)
		}
	}
	if len(found) == 0 || g.String() != w.String() {
		return "", false
	}
	return strings.Join(found, " and "), true
}

// Environment is the environment that the words of a URL name ("staging"), or "".
func Environment(raw string) string {
	l, ok := locate(raw)
	if !ok {
		return ""
	}
	return l.environment()
}

// location is a URL in its words: the host's labels cut at hyphens, the path's segments.
type location struct {
	web  bool // http or https
	cut  bool // a word for an environment was taken out of the host
	host []string
	path []string
}

func (l *location) String() string {
	return strings.Join(l.host, ".") + "/" + strings.Join(l.path, "/")
}

func locate(raw string) (*location, bool) {
	u, err := url.Parse(strings.ToLower(strings.TrimSpace(raw)))
	if err != nil || u.Host == "" || len(raw) > 2048 {
		return nil, false
	}
	l := &location{web: strings.HasPrefix(u.Scheme, "http"), host: []string{u.Hostname()}}
	if net.ParseIP(u.Hostname()) == nil {
		l.host = strings.Split(u.Hostname(), ".")
	}
	if p := strings.Trim(u.Path, "/"); p != "" {
		l.path = strings.Split(p, "/")
	}
	return l, true
}

// sharedHosts are domains whose first label is the customer's.
var sharedHosts = []string{
	"okta.com", "oktapreview.com", "okta-emea.com", "auth0.com", "b2clogin.com", "ciamlogin.com", "onelogin.com",
	"amazoncognito.com", "zitadel.cloud", "kinde.com", "frontegg.com", "fusionauth.io", "accounts.dev", "oryapis.com",
}

// tenants equals out the part of two locations that names a customer, and says how it differed.
func tenants(g, w *location) string {
	for _, marker := range []string{"realms", "tenants", "t"} { // Keycloak, others
		if how := segmentAfter(g, w, marker, strings.TrimSuffix(marker, "s")); how != "" {
			return how
		}
	}
	host := strings.Join(g.host, ".")
	if host != strings.Join(w.host, ".") {
		return sharedTenant(g, w)
	}
	switch {
	case host == "login.microsoftonline.com", host == "login.microsoftonline.us", host == "sts.windows.net":
		return segmentAt(g, w, 0, "tenant")
	case strings.HasPrefix(host, "cognito-idp."):
		return segmentAt(g, w, 0, "user pool")
	case strings.HasPrefix(host, "auth.pingone."):
		return segmentAt(g, w, 0, "environment")
	case strings.Contains(host, "okta"):
		return segmentAfter(g, w, "oauth2", "authorization server")
	}
	for i := range g.path {
		if uuid.MatchString(g.path[i]) && i < len(w.path) && uuid.MatchString(w.path[i]) {
			return segmentAt(g, w, i, "tenant")
		}
	}
	return ""
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func sharedTenant(g, w *location) string {
	for _, domain := range sharedHosts {
		labels := strings.Count(domain, ".") + 1
		if len(g.host) <= labels || len(w.host) <= labels || !endsIn(g.host, domain) || !endsIn(w.host, domain) || g.host[0] == w.host[0] {
			continue
		}
		how := "tenant " + g.host[0] + " instead of " + w.host[0]
		g.host[0], w.host[0] = "*", "*"
		return how
	}
	return ""
}

func endsIn(host []string, domain string) bool {
	return strings.HasSuffix(strings.Join(host, "."), "."+domain)
}

func segmentAfter(g, w *location, marker, name string) string {
	for i := range g.path {
		if g.path[i] == marker {
			return segmentAt(g, w, i+1, name)
		}
	}
	return ""
}

func segmentAt(g, w *location, i int, name string) string {
	if i >= len(g.path) || i >= len(w.path) || g.path[i] == w.path[i] || i > 0 && g.path[i-1] != w.path[i-1] {
		return ""
	}
	how := name + " " + g.path[i] + " instead of " + w.path[i]
	g.path[i], w.path[i] = "*", "*"
	return how
}

// regionName are the regions of the large clouds and their common short forms.
var regionName = regexp.MustCompile(`^((us|eu|ap|sa|ca|me|af|il|mx|cn)(-gov)?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-?\d|` +
	`(north|south|east|west|central)(us|europe|india|uk)\d?|us\d?|eu\d?|ap|apac|emea|au|uk|jp|in|ca)$`)

func regions(g, w *location) string {
	if len(g.host) != len(w.host) {
		return ""
	}
	how := ""
	for i := range g.host {
		a, b := g.host[i], w.host[i]
		// The last label is the top-level domain, where "uk" or "eu" is no region.
		if a == b || i >= len(g.host)-2 || !regionName.MatchString(a) || !regionName.MatchString(b) {
			continue
		}
		how = "region " + a + " instead of " + b
		g.host[i], w.host[i] = "*", "*"
	}
	return how
}

// environmentNames are the words for environments, each with the one name that it means.
var environmentNames = map[string]string{
	"staging": "staging", "stage": "staging", "stg": "staging", "prod": "production", "production": "production",
	"prd": "production", "live": "production", "dev": "development", "develop": "development", "development": "development",
	"test": "test", "tst": "test", "testing": "test", "uat": "UAT", "qa": "QA", "sandbox": "sandbox", "sbx": "sandbox",
	"preprod": "pre-production", "preview": "preview", "integration": "integration", "demo": "demo",
	"acc": "acceptance", "acceptance": "acceptance", "nonprod": "non-production", "canary": "canary", "sit": "SIT",
}

// environments equals out the words for environments. What is left of a host
// must still be a name of its own: dev.to and test.to have nothing in common.
func environments(g, w *location) string {
	a, b := g.environment(), w.environment()
	if a == b || !g.named() || !w.named() {
		return ""
	}
	return orUnnamed(a) + " instead of " + orUnnamed(b)
}

func orUnnamed(environment string) string {
	if environment == "" {
		return "an unnamed environment"
	}
	return environment
}

// named says whether the host is one after its words for environments went. An
// address and a single label are only ever compared whole.
func (l *location) named() bool { return len(l.host) >= 2 || !l.cut || !l.web && len(l.host) == 1 }

// environment takes the words for environments out of host and path and returns
// the first one's meaning. The top-level domain is none: there are .dev and .live.
func (l *location) environment() string {
	found := ""
	last := len(l.host)
	if last > 1 {
		last--
	}
	host := withoutEnvironment(l.host[:last], &found)
	l.cut = len(strings.Join(host, ".")) != len(strings.Join(l.host[:last], "."))
	l.host = append(host, l.host[last:]...)
	l.path = withoutEnvironment(l.path, &found)
	return found
}

func withoutEnvironment(parts []string, found *string) []string {
	out := []string{}
	for _, part := range parts {
		part = strings.NewReplacer("pre-prod", "preprod", "non-prod", "nonprod").Replace(part)
		var rest []string
		for _, word := range strings.Split(part, "-") {
			name := strings.TrimRight(word, digits)
			meaning, ok := environmentNames[name]
			if !ok {
				rest = append(rest, word)
				continue
			}
			if *found == "" {
				*found = meaning + word[len(name):]
			}
		}
		if len(rest) > 0 {
			out = append(out, strings.Join(rest, "-"))
		}
	}
	return out
}
