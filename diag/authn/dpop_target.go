package authn

import (
	"net/url"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// targetOf is the request's URI as a proof names it: without query, fragment and
// user (RFC 9449, section 4.2), at the host that the server reads in Host.
func targetOf(r diag.Request) string {
	u, err := url.Parse(r.URL)
	if err != nil {
		return ""
	}
	if host := strings.TrimSpace(r.Header.Value("Host")); host != "" {
		u.Host = host
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	return u.String()
}

// fitsTarget says whether two URIs are the same by the normalisation that RFC
// 9449, section 4.3, asks servers for. A query in htu is one too many.
func fitsTarget(htu, want string) bool {
	a, okA := plainTarget(htu)
	b, okB := plainTarget(want)
	return okA && okB && a == b && !strings.ContainsAny(htu, "?#")
}

// plainTarget is a URI in the form of RFC 3986, sections 6.2.2 and 6.2.3: small
// letters in scheme and host, no default port, no dot segments, and escapes
// only of what has to be escaped.
func plainTarget(raw string) (string, bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil {
		return "", false
	}
	u = u.ResolveReference(u) // without dot segments
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if u.Port() == defaultPorts[scheme] {
		host = strings.TrimSuffix(host, ":"+u.Port())
	}
	at := u.EscapedPath()
	if at == "" {
		at = "/"
	}
	return scheme + "://" + strings.TrimSuffix(host, ":") + escape.ReplaceAllStringFunc(at, unreserved), true
}

var (
	defaultPorts = map[string]string{"http": "80", "https": "443"}
	escape       = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
)

// unreserved undoes an escape that nothing needs (RFC 3986, section 2.3).
func unreserved(escaped string) string {
	plain := unescape(escaped)
	if len(plain) == 1 && (wordChar(plain[0]) || strings.ContainsAny(plain, "-.~")) {
		return plain
	}
	return strings.ToUpper(escaped)
}
