package cause

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func holdsScope(c diag.Case, f diag.Facts) diag.Match {
	e := answer(f)
	if !refused(f) || f.Scopes == nil {
		return diag.Match{}
	}
	code, _, source := authn.OAuthError(e)
	told := code == "insufficient_scope"
	s := f.Scopes
	ev := diag.Evidence{Step: diag.ScopesStep, Source: "token.scope", Observed: c.Show(orNone(s.Present)), Expected: c.Show(list(s.Missing))}
	evs := append([]diag.Evidence{ev}, wordsEvidence(c, f, "insufficient-scope")...)
	if told {
		evs = append(evs, diag.Evidence{Step: diag.ScopesStep, Source: source, Observed: "insufficient_scope", Expected: "no refusal"})
	}
	evs = append(evs, freshEvidence(f)...)
	lacks := s.Known && len(s.Missing) > 0
	switch {
	case len(s.Needed) > 0 && s.Known && len(s.Missing) == 0:
		return out("every scope that is needed is in the token")
	case lacks && freshWorks(f) && brings(f.Fresh.Granted, s.Missing):
		return hold(0.98, diag.Says("with %s in the token the request succeeds", c.Show(list(s.Missing))), evs...)
	case lacks && told && signed(f), lacks && told && seen(f):
		return hold(0.96, diag.Says("the API asks for %s, and the token lacks it", c.Show(list(s.Missing))), evs...)
	case lacks && told:
		return hold(0.92, diag.Says("the API asks for %s, and the token lacks it", c.Show(list(s.Missing))), evs...)
	case told:
		return hold(0.88, "the API says so (insufficient_scope)", evs...)
	case lacks && e.Status == 403 && f.Reply.Bad != nil && alike(f.Reply.First(), *f.Reply.Bad):
		return hold(0.50, diag.Says("the token lacks %s, but invented credentials get the same 403", c.Show(list(s.Missing))), evs...)
	case lacks && e.Status == 403:
		return hold(0.85, diag.Says("the endpoint needs %s, and the token lacks it", c.Show(list(s.Missing))), evs...)
	case lacks:
		return hold(doubt(f, "insufficient-scope", 0.50), diag.Says("the endpoint needs %s, and the token lacks it; but a 401 is seldom about scopes", c.Show(list(s.Missing))), evs...)
	case says(f, "insufficient-scope") == 2:
		return hold(0.80, "the API says so", evs...)
	}
	return diag.Match{}
}

// brings says whether any of the missing scopes was granted.
func brings(granted, missing []string) bool {
	return slices.ContainsFunc(missing, func(m string) bool { return slices.Contains(granted, m) })
}

func holdsPermission(c diag.Case, f diag.Facts) diag.Match {
	e := answer(f)
	if e.Status != 403 || f.Header == nil || len(f.Header.Credentials) == 0 {
		return diag.Match{}
	}
	code, _, _ := authn.OAuthError(e)
	enough := f.Scopes != nil && f.Scopes.Known && len(f.Scopes.Needed) > 0 && len(f.Scopes.Missing) == 0
	evs := append([]diag.Evidence{{Step: diag.Reproduce, Source: "response.status", Observed: "403", Expected: "401, were the credentials not accepted"}},
		wordsEvidence(c, f, "insufficient-permission")...)
	evs = append(evs, freshEvidence(f)...)
	switch {
	case code == "insufficient_scope" && !enough:
		return diag.Match{}
	case unseen(f):
		return hold(0.35, "403, and the same without credentials: something may refuse before it looks at them", evs...)
	case f.Reply.Bad != nil && alike(f.Reply.First(), *f.Reply.Bad):
		return hold(0.40, "403, but invented credentials get the same: nothing shows that these were accepted", evs...)
	case enough && freshFails(f) && f.Fresh.Try.Status == 403:
		return hold(0.96, "the credentials are accepted, every scope is there, and a fresh token is refused the same way", evs...)
	case seen(f) && freshFails(f) && f.Fresh.Try.Status == 403 && len(f.Fresh.Dropped) == 0:
		return hold(0.90, "the credentials are accepted, and a fresh token is refused the same way", evs...)
	case enough || says(f, "insufficient-permission") == 2:
		return hold(0.85, "the credentials are accepted; the account may not do this", evs...)
	case seen(f):
		return hold(doubt(f, "insufficient-permission", 0.74), "the credentials are accepted (without them the answer is another); the account may not do this", evs...)
	}
	return hold(0.50, "403: the API knows who asks and does not allow it", evs...)
}
