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
		return c.Audience, "--audience"
	}
	if f.Header != nil {
		for _, w := range f.Header.Words {
			if w.Expected != "" && slices.Contains(w.Codes, "audience-mismatch") {
				return w.Expected, "the refusing answer"
			}
		}
	}
	if f.Reply != nil && f.Reply.Resource != nil && f.Reply.Resource.Resource != "" {
		return f.Reply.Resource.Resource, "the API's metadata"
	}
	return "", ""
}

// AccessToken is the token that the facts are about: the one in the request, taken apart.
func AccessToken(c diag.Case, f diag.Facts) (diag.Token, bool) {
	if f.Token != nil {
		return f.Token.Token, true
	}
	raw, ok := BearerToken(c.Request)
	if !ok {
		return diag.Token{}, false
	}
	return ReadToken(raw), true
}
