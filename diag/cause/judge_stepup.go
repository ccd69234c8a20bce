package cause

import (
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

const stepUp = diag.Code("step-up-required")

// holdsStepUp holds what the API asks of the sign-in against what the token says of it.
func holdsStepUp(c diag.Case, f diag.Facts) diag.Match {
	if !refused(f) || f.Header == nil {
		return diag.Match{}
	}
	t, carries := authn.AccessToken(c, f)
	asks, ok := authn.ReadStepUp(answer(f))
	switch {
	case !ok && says(f, stepUp) == 2:
		w, _ := firstWords(f)
		return hold(0.80, diag.Says("the API says so: %s", c.Show(w.Text)), wordsEvidence(c, f, stepUp)...)
	case !ok:
		return diag.Match{}
	case asks.Fresh:
		return out("what is asked for is a newer token, not another sign-in")
	}
	in := authn.ReadSignIn(t, f)
	acr, age := asks.Lacks(in, f.Now())
	evs := append(signInEvidence(c, f, asks, in), wordsEvidence(c, f, stepUp)...)
	authentic := signed(f) || in.From == "introspection"
	switch {
	case !carries:
		return hold(0.60, diag.Says("the API says so (%s), to a request without a token", c.Show(asks.Told)), evs...)
	case len(asks.ACR) == 0 && asks.MaxAge < 0:
		return hold(0.88, diag.Says("the API says so (%s), and not what would do", c.Show(asks.Told)), evs...)
	case !in.Known:
		return hold(0.88, diag.Says("the API asks for %s", demand(c, asks)), evs...)
	case !acr && !age:
		return hold(0.45, diag.Says("the API asks for %s, and the token has that", demand(c, asks)), evs...)
	case authentic:
		return hold(0.97, diag.Says("the API asks for %s, and the token shows %s", demand(c, asks), signInShown(c, f, in, acr, age)), evs...)
	}
	return hold(0.90, diag.Says("the API asks for %s, and the token shows %s", demand(c, asks), signInShown(c, f, in, acr, age)), evs...)
}

// demand is what the API asks for, in words.
func demand(c diag.Case, asks authn.StepUp) diag.Text {
	var parts []string
	if len(asks.ACR) > 0 {
		parts = append(parts, "the sign-in "+strings.Join(asks.ACR, " or "))
	}
	if asks.MaxAge >= 0 {
		parts = append(parts, "one at most "+diag.Span(asks.MaxAge)+" old")
	}
	return c.Show(strings.Join(parts, ", "))
}

// signInShown is what the token says of the sign-in where that is not enough.
func signInShown(c diag.Case, f diag.Facts, in authn.SignIn, acr, age bool) diag.Text {
	var parts []string
	if acr {
		parts = append(parts, "acr "+authn.Quoted(list(in.ACR)))
	}
	if age && in.At.IsZero() {
		parts = append(parts, "no auth_time")
	} else if age {
		parts = append(parts, "a sign-in "+diag.Span(f.Now().Sub(in.At))+" ago")
	}
	return c.Show(strings.Join(parts, " and "))
}

func signInEvidence(c diag.Case, f diag.Facts, asks authn.StepUp, in authn.SignIn) []diag.Evidence {
	var evs []diag.Evidence
	if len(asks.ACR) > 0 && in.Known {
		evs = append(evs, diag.Evidence{Step: diag.ScopesStep, Source: in.From + ".acr", Observed: c.Show(authn.Quoted(list(in.ACR))), Expected: c.Show(strings.Join(asks.ACR, " or "))})
	}
	if asks.MaxAge >= 0 && in.Known {
		at := diag.Text("nothing")
		if !in.At.IsZero() {
			at = stamp(in.At)
		}
		evs = append(evs, diag.Evidence{Step: diag.ScopesStep, Source: in.From + ".auth_time", Observed: at, Expected: "after " + stamp(f.Now().Add(-asks.MaxAge).Round(time.Second))})
	}
	return append(evs, diag.Evidence{Step: diag.ScopesStep, Source: "response.www-authenticate", Observed: c.Show(asks.Told), Expected: "no refusal"})
}

// signInAgain is the authorization request for what the API asks.
func signInAgain(c diag.Case, f diag.Facts) []diag.Fix {
	asks, ok := authn.ReadStepUp(answer(f))
	if !ok || asks.Fresh || len(asks.ACR) == 0 && asks.MaxAge < 0 {
		return nil
	}
	return []diag.Fix{easy("Send the user to the issuer for "+string(demand(c, asks))+", and use the token that comes of it. This prints the address to open.",
		string(c.Command(asks.Authorization(c.ClientID))))}
}
