package intake

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// address is the one that curl makes of what stands in an address's place.
func (c *command) address(url string) (string, error) {
	if !c.flags.globOff {
		url = c.withoutPattern(url)
	}
	if strings.HasPrefix(url, "$") {
		return "", fmt.Errorf("%s: this variable is not set: put the address in its place", shown(url))
	}
	if !looksURL(url) {
		c.warn("%s: no scheme: http is spoken, as curl does", shown(url))
		url = "http://" + url
	}
	if !c.flags.pathAsIs {
		url = withoutDots(url)
	}
	return url, nil
}

// extend adds to the address what curl's --upload-file and --url-query do.
func (f Flags) extend(c *diag.Case, s *source) error {
	if f.upload != "" && f.upload != "-" && f.upload != "." {
		c.Request.URL = withFile(c.Request.URL, f.upload)
	}
	for _, d := range f.query {
		more, err := d.bytes(s)
		if err != nil {
			return err
		}
		if len(more) > 0 {
			c.Request.URL = withQuery(c.Request.URL, string(more))
		}
	}
	return nil
}

// withFile puts the file's name behind an address that ends in a folder.
func withFile(raw, file string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Path != "" && !strings.HasSuffix(u.Path, "/") {
		return raw
	}
	return u.JoinPath(path.Base(strings.ReplaceAll(file, `\`, "/"))).String()
}

// withoutDots takes the dot segments out of the path, as curl does before it
// sends (RFC 3986, section 5.2.4).
func withoutDots(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || !strings.Contains(u.Path, "/.") {
		return raw
	}
	return (&url.URL{}).ResolveReference(u).String()
}

// fillConnectTo takes in curl's --connect-to HOST:PORT:HOST:PORT, each of which
// may be empty: the first two for any, the others for no change. The first that
// fits the request's address counts.
func (f Flags) fillConnectTo(c *diag.Case) error {
	origin, err := url.Parse(diag.OriginOf(c.Request.URL))
	if err != nil {
		return nil
	}
	found := false
	for _, v := range f.connectTo {
		parts, err := hostsAndPorts(v)
		if err != nil {
			return fmt.Errorf("--connect-to %s: %w", diag.NewSecrets("").Show(v), err)
		}
		fits := (parts[0] == "" || strings.EqualFold(parts[0], origin.Hostname())) && (parts[1] == "" || parts[1] == origin.Port())
		if !fits || found {
			continue
		}
		found = true
		host, port := orElse(parts[2], origin.Hostname()), orElse(parts[3], origin.Port())
		if addr := c.Transport.Resolve[net.JoinHostPort(strings.ToLower(host), port)]; addr != "" {
			host = addr
		}
		c.Transport.Resolve[origin.Host] = net.JoinHostPort(host, port)
	}
	return nil
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// hostsAndPorts parts at the colons that stand outside of an IPv6 address's brackets.
func hostsAndPorts(v string) (parts [4]string, err error) {
	n, inside := 0, false
	for _, c := range v {
		switch {
		case c == '[' || c == ']':
			inside = c == '['
			continue
		case c == ':' && !inside:
			if n++; n == len(parts) {
				return parts, errors.New("write HOST1:PORT1:HOST2:PORT2")
			}
			continue
		}
		parts[n] += string(c)
	}
	if n != len(parts)-1 || strings.Trim(parts[1]+parts[3], "0123456789") != "" {
		return parts, errors.New("write HOST1:PORT1:HOST2:PORT2")
	}
	return parts, nil
}

// patternMark is a mark of curl's patterns that a backslash makes plain; browsers
// write it so.
var patternMark = regexp.MustCompile(`\\([\[\]{}])`)

// withoutPattern is the address that curl makes of one without -g. A pattern
// that stands for several stays as it is.
func (c *command) withoutPattern(raw string) string {
	if strings.ContainsAny(patternMark.ReplaceAllString(raw, ""), "{}") {
		c.warn("%s: curl takes {…} in an address for a pattern, unless it has -g", shown(raw))
	}
	return patternMark.ReplaceAllString(raw, "$1")
}
