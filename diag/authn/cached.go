package authn

import (
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// Cached says whether a cache on the way gave the answer out of its store: its
// age (RFC 9111, section 5.1), or the marks of nginx, Varnish, CloudFront and Cloudflare.
func Cached(e diag.Exchange) bool {
	if age, err := strconv.Atoi(e.Header.Value("Age")); err == nil && age > 0 {
		return true
	}
	for _, name := range []string{"X-Cache", "X-Cache-Status", "X-Proxy-Cache", "CF-Cache-Status", "Cache-Status"} {
		if strings.Contains(strings.ToLower(e.Header.Value(name)), "hit") {
			return true
		}
	}
	return false
}
