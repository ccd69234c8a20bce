package world

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"example.com/why401/diag"
)

// directKey is the context key of a request that goes past the forward proxy.
type directKey struct{}

// proxies says through which forward proxy a request goes: --proxy, else what
// the environment says, neither for the hosts of --noproxy.
type proxies struct {
	flag    *url.URL
	without string
}

func newProxies(t diag.Transport) (proxies, error) {
	p := proxies{without: t.NoProxy}
	if t.Proxy == "" {
		return p, nil
	}
	u, err := url.Parse(t.Proxy)
	if err != nil || u.Host == "" { // the address may hold a password
		return p, errors.New("--proxy: not a URL: write http://host:port")
	}
	p.flag = u
	return p, nil
}

// environ is the proxy that a variable names. As with net/http a host and port
// will do, and as everywhere its value is not repeated: it may hold a password.
func environ(variable string) (*url.URL, error) {
	raw := os.Getenv(variable)
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("$%s: not a URL: write http://host:port", variable)
	}
	return u, nil
}

// of is the proxy of an address, and what decided it.
func (p proxies) of(u *url.URL) (proxy *url.URL, from string, err error) {
	names := p.variable(u)
	switch {
	case p.flag == nil && names == "":
		return nil, "", nil
	case bypassed(p.without, u.Hostname()):
		return nil, "--noproxy", nil
	case p.flag != nil:
		return p.flag, "--proxy", nil
	}
	switch without := cmp.Or(os.Getenv("NO_PROXY"), os.Getenv("no_proxy")); {
	case diag.Loopback(u.String()): // as net/http: this machine is reached directly, whatever the environment says
		return nil, "", nil
	case bypassed(without, u.Hostname()), bypassed(without, u.Host):
		return nil, "$NO_PROXY", nil
	}
	proxy, err = environ(names)
	return proxy, "$" + names, err
}

// variable is the environment variable that names the proxy for an address, or "".
func (p proxies) variable(u *url.URL) string {
	own := strings.ToUpper(u.Scheme) + "_PROXY"
	for _, name := range []string{own, strings.ToLower(own), "ALL_PROXY", "all_proxy"} {
		if os.Getenv(name) != "" {
			return name
		}
	}
	return ""
}

// url is what net/http asks.
func (p proxies) url(r *http.Request) (*url.URL, error) {
	if direct, _ := r.Context().Value(directKey{}).(bool); direct {
		return nil, nil
	}
	proxy, _, err := p.of(r.URL)
	return proxy, err
}

// fill writes into the exchange which way its request goes.
func (p proxies) fill(e *diag.Exchange, hr *http.Request) {
	if e.Request.Direct {
		return
	}
	proxy, from, err := p.of(hr.URL)
	e.ProxyFrom = from
	if err == nil && proxy != nil {
		e.Proxy = (&url.URL{Scheme: proxy.Scheme, Host: proxy.Host}).String()
		e.ProxyAuth = proxy.User != nil || e.Request.Header.Has("Proxy-Authorization")
	}
}

// passwords are those of all proxies that may be used.
func (p proxies) passwords() []string {
	var all []string
	for _, raw := range []string{"http://x.invalid", "https://x.invalid"} {
		u, _ := url.Parse(raw)
		if proxy, _, err := p.of(u); err == nil && proxy != nil && proxy.User != nil {
			if password, ok := proxy.User.Password(); ok {
				all = append(all, password)
			}
		}
	}
	return all
}

// bypassed says whether curl's --noproxy names a host: by itself, by a domain
// above it, by a network, or by "*".
func bypassed(list, host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	addr, notIP := netip.ParseAddr(host)
	for _, entry := range strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ',' || r == ' ' }) {
		entry = strings.Trim(entry, ".[]")
		network, err := netip.ParsePrefix(entry)
		switch {
		case entry == "*" || entry == host,
			err == nil && notIP == nil && network.Contains(addr),
			notIP != nil && entry != "" && strings.HasSuffix(host, "."+entry):
			return true
		}
	}
	return false
}
