package authn

import (
	"encoding/base64"
	"strings"

	"example.com/why401/diag"
)

// WithScheme is the request with the same credential under another scheme.
func WithScheme(r diag.Request, c diag.Credential, scheme string) diag.Request {
	r.Header = r.Header.With("Authorization", scheme+" "+c.Value.Reveal())
	return r
}

// WithInventedBasic is the request with a user name and password that nobody
// has, in place of the credentials that it carried.
func WithInventedBasic(r diag.Request) diag.Request {
	made := base64.StdEncoding.EncodeToString([]byte(newDice(r.URL).pair()))
	r.Header = r.Header.With("Authorization", "Basic "+made)
	return r
}

// HopMark says whether a difference that Differ found is a mark of the way that
// an answer took, and not of what it says.
func HopMark(difference string) bool {
	return strings.HasPrefix(difference, "answered by:") || strings.HasPrefix(difference, "Server:") || strings.HasPrefix(difference, "Via:")
}
