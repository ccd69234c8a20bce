package authn

import (
	"slices"

	"example.com/why401/diag"
)

// ExpectedAudience is the audience that the API expects, as far as anyone has
// said, and who said so: the person, the refusing answer, or the API's own
// metadata (RFC 9728, section 2: resource).
func ExpectedAudience(c diag.Case, f diag.Facts) (want, from string) {
	if c.Audience != "" {
		return c.Audience, c.By("--audience")
	}
	if want := toldToExpect(f, "audience-mismatch"); want != "" {
		return want, "the refusing answer"
	}
	if f.Reply != nil && f.Reply.Resource != nil && f.Reply.Resource.Resource != "" {
		return f.Reply.Resource.Resource, "the API's metadata"
	}
	return "", ""
}

// ExpectedIssuer is the issuer whose tokens the API accepts, as it writes
// itself, and who said so: the person or the API's metadata, else the refusing
// answer. A token's own word does not count.
func ExpectedIssuer(f diag.Facts) (want, from string) {
	if f.Token == nil {
		return "", ""
	}
	if is := f.Token.Issuer; is != nil && is.URL != "" && is.From != "token.iss" {
		if is.Metadata != nil && is.Metadata.Issuer != "" && !is.Unusable() {
			return is.Metadata.Issuer, is.From
		}
		return is.URL, is.From
	}
	if want := toldToExpect(f, "issuer-mismatch"); want != "" {
		return want, "the refusing answer"
	}
	return "", ""
}

// toldToExpect is the value that the refusing answer names as the one that it expected.
func toldToExpect(f diag.Facts, code diag.Code) string {
	if f.Header == nil {
		return ""
	}
	for _, w := range f.Header.Words {
		if w.Expected != "" && slices.Contains(w.Codes, code) {
			return w.Expected
		}
	}
	return ""
}

// AccessToken is the token that the facts are about: the one in the request, taken apart.
func AccessToken(c diag.Case, f diag.Facts) (diag.Token, bool) {
	if f.Token != nil {
		return f.Token.Token, true
	}
	return SentToken(c.Request)
}
