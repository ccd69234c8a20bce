package cause

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// holdsAccount judges by the words of who keeps the accounts: the issuer's, at
// its token endpoint, else the API's own.
func holdsAccount(c diag.Case, f diag.Facts) diag.Match {
	if freshWorks(f) {
		return diag.Match{}
	}
	if w, ok := issuerSays(f, "account-disabled"); ok {
		return hold(accountWeight(c, f), diag.Says("the token endpoint says of the account: %s", c.Show(w.Text)),
			diag.Evidence{Step: diag.FreshToken, Source: "issuer.token", Observed: c.Show(w.Text), Expected: "a token"})
	}
	if !refused(f) || says(f, "account-disabled") < 2 {
		return diag.Match{}
	}
	evs := append(wordsEvidence(c, f, "account-disabled"), freshEvidence(f)...)
	switch {
	case f.Token != nil && inactive(f):
		return hold(0.95, "the API says that the account is shut, and the issuer calls its token inactive", evs...)
	case freshFails(f) && names(*f.Fresh.Try, "account-disabled"):
		return hold(0.95, "the API says that the account is shut, with a fresh token as well", evs...)
	}
	return hold(0.90, "the API says that the account is shut", evs...)
}

// accountWeight weighs the issuer's word. It decides over the account; whether
// that is why the API refuses a token is another question: one that can be
// checked without the issuer stays good until it expires (RFC 7662, section 4).
func accountWeight(c diag.Case, f diag.Facts) float64 {
	switch w := asGrant(c, f); {
	case w >= diag.Likely:
		return w
	case f.Token == nil || !unremarkable(f) || !refused(f):
		return w // the API refuses for something else first
	case inactive(f), says(f, "account-disabled") == 2:
		return 0.96
	case saysOther(f, "account-disabled"):
		return w
	case f.Token.Token.Kind == diag.Opaque:
		return 0.90
	}
	return 0.80
}

// issuerSays is the text by which the token endpoint names that cause first.
func issuerSays(f diag.Facts, code diag.Code) (diag.Words, bool) {
	if f.Fresh == nil || f.Fresh.Answer == nil || f.Fresh.Token != nil {
		return diag.Words{}, false
	}
	for _, w := range authn.Recognise(*f.Fresh.Answer) {
		if w.Codes[0] == code {
			return w, true
		}
	}
	return diag.Words{}, false
}

// names says whether an answer names that cause first.
func names(e diag.Exchange, code diag.Code) bool {
	return slices.ContainsFunc(authn.Recognise(e), func(w diag.Words) bool { return w.Codes[0] == code && !leavesOpen(w) })
}
