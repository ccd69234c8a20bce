package authn

import (
	"strings"

	"example.com/why401/diag"
)

// inPlaceOfTokens says of each scheme and place why there is no access token in
// it, so that the steps that look at one have nothing to look at.
var inPlaceOfTokens = []struct {
	kind   diag.CredentialKind // "": any
	scheme string              // "": any
	why    string
}{
	{diag.InAuthorization, "Basic", "a user name and a password hold no token"},
	{diag.InURL, "", "a user name and a password hold no token"},
	{diag.InAuthorization, "Digest", "a Digest response is computed for this request and holds no token"},
	{diag.InAuthorization, "AWS4-HMAC-SHA256", "a signature is computed for this request and holds no token"},
	{diag.InAuthorization, "Signature", "a signature is computed for this request and holds no token"},
	{diag.InAuthorization, "HMAC", "a signature is computed for this request and holds no token"},
	{diag.InAuthorization, "Negotiate", "a Kerberos ticket is for this server alone and holds no token"},
	{diag.InAuthorization, "NTLM", "an NTLM message holds no token"},
	{diag.InBody, "", "a form's credentials hold no token"},
	{diag.InCookie, "", "a session cookie means something to its server only and holds no token"},
	{diag.InOtherHeader, "", "an API key means something to its API only and holds no token"},
	{diag.InQuery, "", "an API key or a signature in the address holds no token"},
}

// WithoutToken says why a request presents no access token: the start of a sentence.
func WithoutToken(r diag.Request) string {
	cs := Credentials(r)
	switch {
	case r.Captured && len(r.Header) == 0:
		return "the request is not in the capture"
	case len(cs) == 0:
		return "the request carries no token"
	case AnyRedacted(r):
		return "the credentials are redacted or cut off in the capture"
	}
	for _, row := range inPlaceOfTokens {
		if (row.kind == "" || row.kind == cs[0].Kind) && (row.scheme == "" || strings.EqualFold(row.scheme, cs[0].Scheme)) {
			return row.why
		}
	}
	return "these credentials hold no token"
}
