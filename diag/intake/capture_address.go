package intake

import (
	"net"
	"net/url"
	"strings"

	"example.com/why401/diag"
)

// connection is what a transcript tells of the connection that a request goes over.
type connection struct {
	host, port string // as in its address, of the peer that was connected to
	remote     string
	secure     bool // TLS was spoken on it
	reused     bool
	tls        *diag.TLSState
	proxy      string // the forward proxy, without its password
	proxyFrom  string
	tunnel     string // host:port that the proxy was asked to connect to
	proxyAuth  bool
	pseudo     diag.Header // HTTP/2's fields, also those with a colon before (RFC 9113, section 8.3.1)
}

// authority is the host and port that the address names.
func (c connection) authority() string {
	switch {
	case c.pseudo.Has(":authority"):
		return c.pseudo.Value(":authority")
	case c.tunnel != "":
		return c.tunnel
	case c.proxy != "" || c.host == "":
		return ""
	case c.port == "":
		return c.host
	}
	return net.JoinHostPort(c.host, c.port)
}

// address makes the address of a request of its target and of what else is known.
// hint is an address of the same request from elsewhere, such as the command line.
func address(target string, h diag.Header, c connection, proto, hint string) string {
	if strings.Contains(target, "://") {
		return target
	}
	authority := c.authority()
	if authority == "" {
		authority = h.Value("Host")
	}
	u, err := url.Parse(hint)
	known := err == nil && u.Host != ""
	if known && (authority == "" || sameHost(u.Host, authority)) {
		if target == "" {
			return hint
		}
		return u.Scheme + "://" + u.Host + target
	}
	if authority == "" {
		return ""
	}
	scheme := schemeOf(authority, c, proto)
	if port := map[string]string{"https": ":443", "http": ":80"}[scheme]; strings.HasSuffix(authority, port) {
		authority = strings.TrimSuffix(authority, port)
	}
	return scheme + "://" + authority + target
}

// schemeOf is https where the capture shows it, or does not show otherwise:
// what is left out of a paste is the handshake, more often than the encryption.
func schemeOf(authority string, c connection, proto string) string {
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		host, port = strings.Trim(authority, "[]"), ""
	}
	switch {
	case c.pseudo.Has(":scheme"):
		return c.pseudo.Value(":scheme")
	case c.secure || port == "443" || c.port == "443" || strings.HasPrefix(proto, "HTTP/2") || strings.HasPrefix(proto, "HTTP/3"):
		return "https"
	case c.host != "" && c.port != "" || port == "80" || diag.Loopback("http://"+net.JoinHostPort(host, "80")):
		return "http"
	}
	return "https"
}

func sameHost(a, b string) bool {
	name := func(s string) string {
		if host, _, err := net.SplitHostPort(s); err == nil {
			s = host
		}
		return strings.ToLower(strings.Trim(s, "[]"))
	}
	return name(a) == name(b)
}

// withoutHost takes the Host field away where it says what the address says:
// one that stays was set by hand, or is the only field: it shows that no other was sent.
func withoutHost(r diag.Request) diag.Request {
	host := r.Header.Value("Host")
	if len(r.Header) == 1 {
		return r
	}
	if r.URL == "" || host == "" || strings.EqualFold(diag.OriginOf(r.URL), diag.OriginOf(schemeIn(r.URL)+"://"+host)) {
		r.Header = r.Header.Without("Host")
	}
	return r
}

func schemeIn(address string) string {
	scheme, _, _ := strings.Cut(address, "://")
	return scheme
}

// proxyAddress is a proxy's address without its password.
func proxyAddress(raw string) string {
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
