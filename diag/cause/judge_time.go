package cause

import (
	"slices"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func holdsExpired(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if _, signed := authn.SignedByAWS(c.Request); signed && !ok && refused(f) {
		return byWords(c, f, "token-expired", 0.90) // of its session token, or of a presigned URL
	}
	if !ok {
		return diag.Match{}
	}
	exp := expiryOf(f)
	if exp.IsZero() {
		return byWords(c, f, "token-expired", 0.78)
	}
	at := clocksOf(f)
	late := at.api.Sub(exp)
	ev := diag.Evidence{Step: diag.TokenStep, Source: "token.exp", Observed: stamp(exp), Expected: diag.Says("after %s, the time by the clock of %s", stamp(at.api), f.NowBy())}
	switch {
	case late <= -at.err:
		return out(diag.Says("it is valid for another %s by the clock of %s", diag.Span(late), f.NowBy()))
	case late < 0 && t.Kind == diag.JWS:
		return held(c, f, "token-expired", 0.40, "it ends within the second", ev)
	case late < time.Minute+at.err: // validators commonly allow a minute of leeway, some five
		return held(c, f, "token-expired", min(weigh(c, f, "token-expired"), atLeast(f, "token-expired", 0.75)), diag.Says("it ended %s ago; a leeway may still cover that", diag.Span(late)), ev)
	}
	return held(c, f, "token-expired", weigh(c, f, "token-expired"), diag.Says("it ended %s ago, by the clock of %s", diag.Span(late), f.NowBy()), ev)
}

// atLeast is 1 where an experiment or the API's own words point at the cause, else the bound.
func atLeast(f diag.Facts, code diag.Code, bound float64) float64 {
	if freshWorks(f) || says(f, code) == 2 {
		return 1
	}
	return bound
}

// expiryOf is the end of the token: its claim, else what introspection says.
func expiryOf(f diag.Facts) time.Time {
	if exp := f.Token.Token.Expires; !exp.IsZero() {
		return exp
	}
	if in := f.Token.Introspection; in != nil {
		return authn.Instant(in.Fields["exp"])
	}
	return time.Time{}
}

// ahead is the claim by which the token is not valid yet at an instant.
func ahead(t diag.Token, at time.Time) string {
	switch {
	case t.NotBefore.After(at):
		return "nbf"
	case t.IssuedAt.After(at):
		return "iat"
	}
	return ""
}

const tolerance = 5 * time.Second // below this, clocks are called equal

func holdsNotYet(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	at := clocksOf(f)
	claim := ahead(t, at.api.Add(at.err+tolerance))
	if claim == "" {
		if t.NotBefore.IsZero() && t.IssuedAt.IsZero() {
			return byWords(c, f, "token-not-yet-valid", 0.75)
		}
		return diag.Match{}
	}
	w := weigh(c, f, "token-not-yet-valid")
	if claim == "iat" && !freshWorks(f) && says(f, "token-not-yet-valid") == 0 {
		w = min(w, 0.72) // many validators do not look at iat
	}
	start := map[string]time.Time{"nbf": t.NotBefore, "iat": t.IssuedAt}[claim]
	return held(c, f, "token-not-yet-valid", w, diag.Says("its %s lies %s ahead of the clock of %s", claim, diag.Span(start.Sub(at.api)), f.NowBy()),
		diag.Evidence{Step: diag.TokenStep, Source: "token." + claim, Observed: stamp(start), Expected: diag.Says("before %s", stamp(at.api))})
}

// good says whether the token's times hold at an instant.
func good(t diag.Token, at time.Time) bool {
	return ahead(t, at.Add(tolerance)) == "" && (t.Expires.IsZero() || t.Expires.After(at))
}

const skewFloor = 30 * time.Second // the least leeway that validators usually allow

func holdsSkew(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok || len(f.Clocks()) < 2 {
		return diag.Match{}
	}
	at := clocksOf(f)
	skew := at.skew()
	issuerAhead := issuerSkew(f)
	if skew.Abs() <= skewFloor && issuerAhead <= skewFloor {
		if agreed := len(f.Clocks()); agreed > 1 && f.Reply.Clock != nil {
			return out(diag.Says("%d clocks agree to %s", agreed, diag.Span(max(skew.Abs(), time.Second))))
		}
		return diag.Match{}
	}
	var evs []diag.Evidence
	for _, clock := range f.Clocks() {
		evs = append(evs, diag.Evidence{Step: diag.TokenStep, Source: "clock", Observed: diag.Says("%s %+.1f s", c.Show(clock.Name), clock.Offset.Seconds()), Expected: diag.Says("within %s of each other", diag.Span(skewFloor))})
	}
	if issuerAhead > skewFloor && skew.Abs() <= skewFloor {
		if ahead(t, at.api.Add(tolerance)) == "" {
			return diag.Match{}
		}
		return held(c, f, "clock-skew", atLeastWords(f, 0.85), diag.Says("the issuer's clock is %s ahead of the others, so its tokens begin in the future", diag.Span(issuerAhead)), evs...)
	}
	others := slices.ContainsFunc(at.other, func(o time.Time) bool { return good(t, o) })
	if good(t, at.api) || !others {
		return diag.Match{}
	}
	how := "ahead of"
	if skew < 0 {
		how = "behind"
	}
	w := 0.80
	if len(at.other) > 1 {
		w = 0.88 // two clocks agree against the API's
	}
	return held(c, f, "clock-skew", atLeastWords(f, w), diag.Says("the API's clock is %s %s the others; by theirs the token is valid", diag.Span(skew), how), evs...)
}

// issuerSkew is how far the issuer's clock is ahead of this machine's and the API's.
func issuerSkew(f diag.Facts) time.Duration {
	is := f.Token.Issuer
	if is == nil || is.Clock == nil {
		return 0
	}
	lead := is.Clock.Offset - is.Clock.Error
	if f.Reply.Clock != nil {
		lead = min(lead, is.Clock.Offset-f.Reply.Clock.Offset-is.Clock.Error-f.Reply.Clock.Error)
	}
	return lead
}

// atLeastWords confirms a skew where a token issued seconds ago is refused as
// well, and the API names time as the reason.
func atLeastWords(f diag.Facts, w float64) float64 {
	timely := max(says(f, "clock-skew"), says(f, "token-expired"), says(f, "token-not-yet-valid")) > 0
	switch {
	case saysOther(f, "clock-skew") && !timely:
		return min(w, 0.60)
	case freshFails(f) && (timely || signed(f)), timely && signed(f):
		return 0.96
	case timely:
		return max(w, 0.90)
	}
	return w
}
