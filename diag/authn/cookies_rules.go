package authn

import (
	"net/netip"
	"net/url"
	"strings"
	"time"

	"example.com/why401/diag"
)

// Withheld is the rule by which a client keeps a cookie back from a request:
// what the request has, and what the cookie asks for.
type Withheld struct {
	Rule       string // the attribute: "Domain", "Path", "Secure", "Expires"
	Has, Wants string
}

// Withhold is the first rule of RFC 6265, section 5.4, by which a cookie does
// not go with a request to that URL; false where it goes. A zero now leaves the
// expiry out. This machine counts as safe without TLS, as for curl and browsers.
func Withhold(c diag.Cookie, raw string, now time.Time) (Withheld, bool) {
	u, err := url.Parse(raw)
	if err != nil {
		return Withheld{}, false
	}
	host, path := strings.ToLower(u.Hostname()), requestPath(u)
	switch {
	case c.HostOnly && host != strings.ToLower(c.Domain) || !domainMatch(host, c.Domain):
		return Withheld{"Domain", host, orNone(c.Domain)}, true
	case !pathMatch(path, c.Path):
		return Withheld{"Path", path, c.Path}, true
	case c.Secure && u.Scheme != "https" && !diag.Loopback(raw):
		return Withheld{"Secure", u.Scheme, "https"}, true
	case !c.Expires.IsZero() && !now.IsZero() && !c.Expires.After(now):
		return Withheld{"Expires", now.UTC().Format(time.RFC3339), c.Expires.UTC().Format(time.RFC3339)}, true
	}
	return Withheld{}, false
}

// domainMatch is RFC 6265, section 5.1.3: the host itself or one below it. An
// address has nothing below it.
func domainMatch(host, domain string) bool {
	domain = strings.ToLower(strings.TrimPrefix(domain, "."))
	if host == domain {
		return host != ""
	}
	_, err := netip.ParseAddr(host)
	return err != nil && domain != "" && strings.HasSuffix(host, "."+domain)
}

// pathMatch is RFC 6265, section 5.1.4: the path itself or one below it.
func pathMatch(path, cookie string) bool {
	if !strings.HasPrefix(cookie, "/") || cookie == path {
		return true
	}
	return strings.HasPrefix(path, cookie) && (strings.HasSuffix(cookie, "/") || path[len(cookie)] == '/')
}

func requestPath(u *url.URL) string {
	if p := u.EscapedPath(); p != "" {
		return p
	}
	return "/"
}

// Related says whether a cookie is of the same site as the URL, so that it is
// worth telling why it was not sent: one's host is the other's, lies below it,
// or beside it under a common name of two labels.
func Related(c diag.Cookie, raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return false
	}
	host, domain := strings.ToLower(u.Hostname()), strings.ToLower(strings.TrimPrefix(c.Domain, "."))
	return domain != "" && (domainMatch(host, domain) || domainMatch(domain, host) || commonName(host) == commonName(domain))
}

// commonName is a host's last two labels, which is near enough to its registrable
// domain to choose what to tell; an address is its own.
func commonName(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}
