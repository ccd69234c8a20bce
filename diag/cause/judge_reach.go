package cause

import (
	"slices"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// holdsCannotReach judges whether the API fails to get what it checks tokens
// with. It says so itself; or it falls over tokens that its issuer vouches for,
// good and invented ones alike.
func holdsCannotReach(c diag.Case, f diag.Facts) diag.Match {
	if f.Token == nil || !refused(f) || freshWorks(f) || accepted(f) {
		return diag.Match{}
	}
	evs := append(wordsEvidence(c, f, "validator-cannot-reach-idp"), freshEvidence(f)...)
	told, good := says(f, "validator-cannot-reach-idp") == 2, vouched(f)
	if good {
		evs = append(evs, diag.Evidence{Step: diag.TokenStep, Source: "issuer", Observed: "the issuer answers from here, and vouches for the token", Expected: "the same from where the API runs"})
	}
	switch {
	case told && good:
		return hold(0.96, "the API says that it cannot get what it checks tokens with; from here the issuer answers, and vouches for the token", evs...)
	case told && unremarkable(f):
		return hold(0.80, "the API says that it cannot get what it checks tokens with", evs...)
	case told:
		return hold(0.60, "the API says that it cannot get what it checks tokens with, and the token has faults of its own", evs...)
	case !good || saysOther(f, "validator-cannot-reach-idp"):
		return diag.Match{}
	}
	return fallsOver(f, evs)
}

// fallsOver judges an API that says nothing, by how it answers and how long it takes.
func fallsOver(f diag.Facts, evs []diag.Evidence) diag.Match {
	r := f.Reply
	if r.Without == nil || r.Bad == nil || !alike(r.First(), *r.Bad) || tellsKeys(f) {
		return diag.Match{} // it tells this token from a forged one, so it could check
	}
	evs = append(evs, diag.Evidence{Step: diag.Reproduce, Source: "control",
		Observed: diag.Says("with the token: %s after %s; with an invented one: %s after %s", status(r.First()), took(r.First()), status(*r.Bad), took(*r.Bad)),
		Expected: diag.Says("without a token: %s after %s", status(*r.Without), took(*r.Without))})
	switch {
	case r.First().Status >= 500 && authn.Refused(*r.Without):
		return hold(0.75, "the API fails over every token, good or forged, and refuses cleanly without one", evs...)
	case waits(f) && freshFails(f):
		return hold(0.72, "the API takes long over every token, and refuses good, fresh and forged ones alike", evs...)
	case waits(f):
		return hold(0.55, "the API takes long over every token, and refuses good and forged ones alike", evs...)
	}
	return diag.Match{}
}

// vouched says whether the issuer vouches for the token, asked from here: by its
// signature, or because it calls it active (RFC 7662, section 2.2).
func vouched(f diag.Facts) bool {
	in := f.Token.Introspection
	return sound(f) || in != nil && in.Read && in.Active && unremarkable(f) && answer(f).Status != 403
}

// longWait is what no check of a token takes, and the shortest time-out of usual clients.
const longWait = time.Second

// tellsKeys says whether the API answers otherwise to a made-up token that names another key.
func tellsKeys(f diag.Facts) bool {
	return f.Config != nil && slices.ContainsFunc(f.Config.KeyTrials, func(k diag.KeyTrial) bool {
		return k.Exchange.Answered() && !alike(f.Reply.First(), k.Exchange)
	})
}

// waits says whether the API waits for something when it gets a token, and only then.
func waits(f diag.Facts) bool {
	given, bad, without := f.Reply.First().Timing.Total, f.Reply.Bad.Timing.Total, f.Reply.Without.Timing.Total
	return given >= longWait && bad >= longWait && without > 0 && without*4 <= given
}

func took(e diag.Exchange) diag.Text {
	return diag.Says("%d ms", int(e.Timing.Total.Milliseconds()))
}
