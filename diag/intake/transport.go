package intake

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.com/why401/diag"
)

// fillTransport takes in how the target is reached.
func (f Flags) fillTransport(c *diag.Case, s *source) error {
	t := diag.Transport{NoProxy: f.noProxy, Insecure: f.insecure, CACert: f.caCert, Cert: f.cert, Key: f.key, Resolve: map[string]string{}}
	var err error
	if t.ConnectTimeout, err = seconds("--connect-timeout", f.connectTimeout, defaultConnect); err != nil {
		return err
	}
	if t.MaxTime, err = seconds("--max-time", f.within, defaultWithin); err != nil {
		return err
	}
	for _, v := range f.resolve {
		from, to, err := parseResolve(v)
		if err != nil {
			return fmt.Errorf("--resolve %s: %w", diag.NewSecrets("").Show(v), err)
		}
		t.Resolve[from] = to
	}
	if t.Proxy, err = parseProxy(f.proxy, f.proxyUser); err != nil {
		return fmt.Errorf("--proxy %s: %w", shown(f.proxy), err)
	}
	if f.proxyUser != "" && f.proxy == "" {
		s.warnings = append(s.warnings, "--proxy-user: for --proxy only; a proxy that the environment names has user and password in its URL")
	}
	switch {
	case f.key != "" && f.cert == "":
		return errors.New("--key: a key without its certificate: give --cert too")
	case strings.Contains(f.ntp, "/"):
		return fmt.Errorf("--ntp %s: a host name is wanted, not a URL", shown(f.ntp))
	}
	c.Transport = t
	return nil
}

// seconds reads a number of seconds, with decimals as curl has them.
func seconds(flag, value string, otherwise time.Duration) (time.Duration, error) {
	if value == "" {
		return otherwise, nil
	}
	const most = 24 * 60 * 60 // more is a slip, and would overflow at some point
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || !(n > 0 && n <= most) {
		return 0, fmt.Errorf("%s %s: not a number of seconds above 0", flag, diag.NewSecrets("").Show(value))
	}
	return time.Duration(n * float64(time.Second)), nil
}

// parseResolve reads HOST:PORT:ADDR[,ADDR…]; the first address counts.
func parseResolve(v string) (from, to string, err error) {
	parts := strings.SplitN(strings.TrimPrefix(v, "+"), ":", 3)
	if len(parts) < 3 || parts[0] == "" || parts[0] == "*" {
		return "", "", errors.New("write HOST:PORT:ADDR")
	}
	if _, err := strconv.ParseUint(parts[1], 10, 16); err != nil {
		return "", "", errors.New("the port is no number up to 65535")
	}
	first, _, _ := strings.Cut(parts[2], ",")
	addr, err := netip.ParseAddr(strings.Trim(first, "[]"))
	if err != nil {
		return "", "", errors.New("the address is no IP address")
	}
	return net.JoinHostPort(strings.ToLower(parts[0]), parts[1]), addr.String(), nil
}

// parseProxy is the proxy's URL; without a scheme it is http, as with curl.
func parseProxy(raw, user string) (string, error) {
	if raw == "" {
		return "", nil
	}
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return "", errors.New("not a URL: write http://host:port")
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
	default:
		return "", errors.New("only http, https, socks5 and socks5h are spoken")
	}
	if name, password, ok := strings.Cut(user, ":"); ok {
		u.User = url.UserPassword(name, password)
	}
	return u.String(), nil
}
