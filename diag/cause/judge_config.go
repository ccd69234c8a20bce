package cause

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func holdsGateway(c diag.Case, f diag.Facts) diag.Match {
	if f.Config == nil || f.Config.Origin == nil || !refused(f) {
		return diag.Match{}
	}
	o, without := f.Config.Origin, f.Config.OriginWithout
	if !authn.Accepted(*o) {
		if authn.Refused(*o) {
			return out("past the gateway the request is refused too")
		}
		return diag.Match{}
	}
	if without != nil && sameRefusal(answer(f), *without) && !authn.Cached(answer(f)) {
		return diag.Match{} // the API itself answered, as it does without credentials: they were lost on the way
	}
	if without != nil && authn.Accepted(*without) {
		return hold(0.40, "past the gateway the request succeeds, but there it does without any credentials as well",
			diag.Evidence{Step: diag.ConfigStep, Source: "origin.status", Observed: diag.Says("past the gateway, without credentials: %s", status(*without)), Expected: "a refusal, were the API to look at them"})
	}
	who := authn.Hop(answer(f))
	why := diag.Text("past the gateway the same request succeeds")
	if authn.Cached(answer(f)) {
		why = "a cache in front gives out a stored refusal; past it the same request succeeds"
	} else if who != "" {
		why = diag.Says("past the gateway the same request succeeds: %s refuses it", c.Show(who))
	}
	return hold(0.97, why, diag.Evidence{Step: diag.ConfigStep, Source: "origin.status", Observed: diag.Says("past the gateway: %s", status(*o)), Expected: diag.Says("through it: %s", status(answer(f)))})
}

// sound says whether everything that can be checked speaks for the token: its
// signature, its times, its issuer, its audience.
func sound(f diag.Facts) bool {
	if f.Token == nil || !refused(f) || answer(f).Status == 403 || f.Token.Signature.State != diag.SigGood || !unremarkable(f) {
		return false
	}
	return !inactive(f)
}

func holdsKeysStale(c diag.Case, f diag.Facts) diag.Match {
	if !sound(f) {
		return diag.Match{}
	}
	evs := wordsEvidence(c, f, "validator-keys-stale")
	if f.Config != nil && len(f.Config.KeyTrials) > 0 {
		for _, k := range f.Config.KeyTrials {
			evs = append(evs, diag.Evidence{Step: diag.ConfigStep, Source: "experiment", Observed: diag.Says("made-up token naming %s: %s", c.Show(k.Kid), c.Show(detail(k.Exchange))), Expected: diag.Says("%s, as for the request as given", c.Show(detail(answer(f))))})
		}
		switch known, unknown := keyAnswers(f); {
		case unknown && known:
			w := 0.97
			if f.Token.Issuer.From == "token.iss" {
				w = 0.90 // only the token says that this is the issuer whose keys the API should have
			}
			return hold(w, diag.Says("the API treats the issuer's key %s as one that nobody has, and knows the key %s", c.Show(f.Token.Token.Kid), c.Show(f.Config.KeyTrials[0].Kid)), evs...)
		case !unknown:
			return out("the API tells this token's key from one that nobody has")
		}
	}
	if f.Token.Issuer.From == "token.iss" {
		return diag.Match{} // the API may well trust another issuer, whose keys these are not
	}
	if says(f, "validator-keys-stale") > 0 || says(f, "signing-key-unknown") == 2 {
		return hold(0.88, diag.Says("the API does not know the key %s, which the issuer publishes", c.Show(f.Token.Token.Kid)), evs...)
	}
	return diag.Match{}
}

// keyAnswers says whether the API, each time that it was asked, knew the
// issuer's other key, and treated this token's as one that nobody has.
func keyAnswers(f diag.Facts) (knowsOther, unknownHere bool) {
	given := answer(f)
	knowsOther, unknownHere = true, true
	for _, k := range f.Config.KeyTrials {
		switch {
		case !authn.Refused(k.Exchange): // no answer, or a server error: it tells nothing
			return false, true
		case k.InSet:
			knowsOther = knowsOther && !alike(given, k.Exchange)
		default:
			unknownHere = unknownHere && alike(given, k.Exchange)
		}
	}
	return knowsOther, unknownHere
}

func detail(e diag.Exchange) string {
	_, text, _ := authn.OAuthError(e)
	if text == "" {
		return string(status(e))
	}
	return string(status(e)) + ", " + text
}

func holdsValidator(c diag.Case, f diag.Facts) diag.Match {
	if !sound(f) || !formed(c) {
		return diag.Match{}
	}
	evs := append(wordsEvidence(c, f, "validator-misconfigured"), freshEvidence(f)...)
	what, told := setting(c, f)
	if told.Source != "" {
		evs = append(evs, told)
	}
	if f.Fresh != nil && f.Fresh.Try != nil && !freshFails(f) {
		return diag.Match{}
	}
	if w, ok := firstWords(f); ok && what == "" && !slices.Contains(w.Codes, "validator-misconfigured") {
		return diag.Match{} // the API names a reason, and it is another one
	}
	proved := freshFails(f)
	if told.Source != "" && says(f, "algorithm-rejected") > 0 && !proved {
		return diag.Match{} // it may be this token that is signed otherwise than the others
	}
	forgedApart := f.Reply.Bad != nil && !alike(f.Reply.First(), *f.Reply.Bad)
	switch {
	case what != "" && proved:
		return hold(0.96, diag.Says("%s; a fresh token is refused the same way", what), evs...)
	case what != "":
		return hold(0.82, what, evs...)
	case says(f, "validator-misconfigured") == 2:
		return hold(0.80, "the answer says that its own settings are at fault", evs...)
	case proved && forgedApart && seen(f):
		return hold(0.74, "the token is sound, a fresh one is refused the same way, and the API tells both from a forged one", evs...)
	case proved:
		return hold(0.50, "the token is sound as far as it can be checked, and a fresh one is refused the same way", evs...)
	}
	return diag.Match{}
}

// setting is what of the API's own setting does not fit the issuer's tokens, as
// the API itself shows: in its words, or in its metadata.
func setting(c diag.Case, f diag.Facts) (diag.Text, diag.Evidence) {
	t := f.Token.Token
	name := f.Token.Issuer.URL
	if m := f.Token.Issuer.Metadata; m != nil && m.Issuer != "" {
		name = m.Issuer
	}
	if res := f.Reply.Resource; res != nil && len(res.AuthorizationServers) > 0 && !slices.Contains(res.AuthorizationServers, t.Issuer) && t.Issuer == name {
		got := res.AuthorizationServers[0]
		return diag.Says("the API trusts %s, and the issuer calls itself %s%s", c.Show(got), c.Show(name), differs(c, got, name)),
			diag.Evidence{Step: diag.ConfigStep, Source: "resource.metadata", Observed: c.Show(got), Expected: c.Show(name)}
	}
	if f.Header == nil {
		return "", diag.Evidence{}
	}
	for _, w := range f.Header.Words {
		switch {
		case slices.Contains(w.Codes, "issuer-mismatch") && t.Issuer == name && (f.Token.Issuer.From != "token.iss" || authn.NearMiss(name, w.Expected) != ""):
			return diag.Says("the API refuses the issuer %s, which is the issuer's own name%s", c.Show(name), expectedBy(c, w, name)),
				diag.Evidence{Step: diag.ConfigStep, Source: w.Source, Observed: c.Show(w.Text), Expected: c.Show(name)}
		case slices.Contains(w.Codes, "audience-mismatch") && audienceFits(c, f):
			return diag.Says("the API refuses the audience %s, which is the one asked for it%s", c.Show(list(t.Audience)), expectedBy(c, w, list(t.Audience))),
				diag.Evidence{Step: diag.ConfigStep, Source: w.Source, Observed: c.Show(w.Text), Expected: c.Show(list(t.Audience))}
		case slices.Contains(w.Codes, "algorithm-rejected") && f.Token.Issuer.From != "token.iss":
			return diag.Says("the API refuses %s, with which the issuer signs", c.Show(t.Alg)),
				diag.Evidence{Step: diag.ConfigStep, Source: w.Source, Observed: c.Show(w.Text), Expected: c.Show(t.Alg)}
		}
	}
	return "", diag.Evidence{}
}

// audienceFits says whether the token is for the audience that this API goes by:
// the person's word, or the API's own metadata; or it is what every token gets.
func audienceFits(c diag.Case, f diag.Facts) bool {
	t := f.Token.Token
	if c.Audience != "" {
		return slices.Contains(t.Audience, c.Audience)
	}
	if res := f.Reply.Resource; res != nil && slices.Contains(t.Audience, res.Resource) {
		return true
	}
	for _, w := range f.Header.Words { // near misses of the wanted name are settings, not other APIs
		for _, a := range t.Audience {
			if w.Expected != "" && authn.NearMiss(a, w.Expected) != "" {
				return f.Fresh != nil && f.Fresh.Token != nil && slices.Equal(f.Fresh.Token.Audience, t.Audience)
			}
		}
	}
	return false
}

func expectedBy(c diag.Case, w diag.Words, have string) diag.Text {
	if w.Expected == "" {
		return ""
	}
	return diag.Says("; it expects %s%s", c.Show(w.Expected), differs(c, w.Expected, have))
}

func differs(c diag.Case, got, want string) diag.Text {
	if near := authn.NearMiss(got, want); near != "" {
		return diag.Says(" (they differ in %s)", c.Show(near))
	}
	return ""
}
