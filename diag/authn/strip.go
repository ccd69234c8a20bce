package authn

import (
	"strings"

	"example.com/why401/diag"
)

// Strip is the request without any credentials. All cookies go: which of them
// the server reads is its own affair. Credentials for a proxy stay, or the
// request would not arrive.
func Strip(r diag.Request) diag.Request {
	if s, ok := readAWS(r); ok && s.presigned { // what is left of a signature would be refused for its form
		r.URL = withoutParams(r.URL, isPresigned)
	}
	r = rewrite(r, func(diag.Credential) (string, bool) { return "", false })
	out := make(diag.Header, 0, len(r.Header))
	for _, f := range r.Header {
		if !companionHeaders[bareName(f.Name)] && !strings.EqualFold(f.Name, "Cookie") {
			out = append(out, f)
		}
	}
	r.Header = out
	return r
}
