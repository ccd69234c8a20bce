package report

import (
	"net/url"
	"strings"

	"example.com/why401/diag"
)

// address is a URL as a report shows it: without the login in it, and of the
// query the names only. Any value may be a key, whatever its name.
func address(c diag.Case, raw string) diag.Text {
	raw, _, _ = strings.Cut(raw, "#")
	base, query, asked := strings.Cut(raw, "?")
	if u, err := url.Parse(base); err == nil && u.User != nil {
		u.User = nil
		base = u.String()
	}
	if asked {
		base += "?" + names(query)
	}
	return c.Show(base)
}

func names(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if name, _, valued := strings.Cut(part, "="); valued {
			parts[i] = name + "=…"
		} else {
			parts[i] = "…"
		}
	}
	return strings.Join(parts, "&")
}
