package cause

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// asGrant weighs a failure of the token endpoint. Where the request carries a
// token, the API refuses that token; the failure is what the fix runs into next.
func asGrant(c diag.Case, f diag.Facts) float64 {
	if _, carries := authn.BearerToken(c.Request); !carries && (f.Header == nil || len(f.Header.Credentials) == 0) {
		return 0.97
	}
	return 0.60
}

// holdsGrant judges an OAuth error of the token endpoint (RFC 6749, section 5.2).
func holdsGrant(errors ...string) func(diag.Case, diag.Facts) diag.Match {
	return func(c diag.Case, f diag.Facts) diag.Match {
		fr := f.Fresh
		if fr == nil || fr.Answer == nil || !slices.Contains(errors, grantError(fr)) {
			return diag.Match{}
		}
		text := fr.Error
		if fr.ErrorText != "" {
			text += ": " + fr.ErrorText
		}
		return hold(asGrant(c, f), diag.Says("the token endpoint answers %s", c.Show(text)),
			diag.Evidence{Step: diag.FreshToken, Source: "issuer.token", Observed: c.Show(text), Expected: "a token"})
	}
}

// grantError is the token endpoint's error, read as the standard means it: some
// issuers answer unauthorized_client to a wrong secret.
func grantError(fr *diag.FreshFacts) string {
	if slices.ContainsFunc(authn.Recognise(*fr.Answer), func(w diag.Words) bool {
		return len(w.Codes) > 0 && w.Codes[0] == "client-credentials-invalid"
	}) {
		return "invalid_client"
	}
	if fr.Error == "" && fr.Answer.Status == 401 {
		return "invalid_client" // the token endpoint itself refuses who asks (RFC 6749, section 5.2)
	}
	if fr.Error == "invalid_grant" && fr.Grant == "client_credentials" {
		return "invalid_client" // there is no other grant that could be wrong
	}
	return fr.Error
}

func holdsScopeNotGranted(c diag.Case, f diag.Facts) diag.Match {
	if m := holdsGrant("invalid_scope")(c, f); m.Seen {
		return m
	}
	fr := f.Fresh
	if fr == nil || len(fr.Dropped) == 0 {
		return diag.Match{}
	}
	ev := diag.Evidence{Step: diag.FreshToken, Source: "issuer.token", Observed: c.Show(orNone(fr.Granted)), Expected: c.Show(list(fr.Dropped))}
	if freshFails(f) {
		return hold(asGrant(c, f), diag.Says("the issuer left out %s, and without it the request is refused", c.Show(list(fr.Dropped))), append(freshEvidence(f), ev)...)
	}
	return hold(0.40, diag.Says("the issuer left out %s", c.Show(list(fr.Dropped))), ev)
}

// issuerFaults are the faults of that kind that steps 3 and 5 saw.
func issuerFaults(f diag.Facts, code diag.Code) []diag.IssuerFault {
	var fs []diag.IssuerFault
	if f.Token != nil && f.Token.Issuer != nil {
		fs = append(fs, f.Token.Issuer.Faults...)
	}
	if f.Fresh != nil {
		if is := f.Fresh.Issuer; is != nil && f.Token == nil {
			fs = append(fs, is.Faults...)
		}
		fs = append(fs, tokenEndpointFault(f.Fresh)...)
	}
	return slices.DeleteFunc(fs, func(i diag.IssuerFault) bool { return i.Code != code || i.Minor })
}

// tokenEndpointFault is what is wrong with an answer that is neither a token nor an OAuth error.
func tokenEndpointFault(fr *diag.FreshFacts) []diag.IssuerFault {
	e := fr.Answer
	switch {
	case e == nil || fr.Token != nil || fr.Error != "":
		return nil
	case e.Failure != nil:
		return []diag.IssuerFault{{Code: "idp-unreachable", Source: "issuer.token", Text: "no HTTP answer from the token endpoint (" + string(e.Failure.Kind) + ")", Observed: e.Failure.Text, Expected: "a token"}}
	case e.Status >= 500 || e.Status == 429:
		return []diag.IssuerFault{{Code: "idp-unreachable", Source: "issuer.token", Text: "the token endpoint is failing or overloaded", Observed: string(status(*e)), Expected: "a token"}}
	case e.Status == 401:
		return nil // a refusal without the standard's words
	}
	return []diag.IssuerFault{{Code: "idp-misconfigured", Source: "issuer.token", Text: "the token endpoint's answer is neither a token nor an OAuth error", Observed: string(status(*e)), Expected: "JSON with access_token or error (RFC 6749, section 5)"}}
}

func holdsIssuerFault(code diag.Code) func(diag.Case, diag.Facts) diag.Match {
	return func(c diag.Case, f diag.Facts) diag.Match {
		fs := issuerFaults(f, code)
		if len(fs) == 0 || f.Reply == nil || authn.Accepted(answer(f)) {
			return diag.Match{}
		}
		w := asGrant(c, f)
		if w < diag.Likely && f.Token != nil && unremarkable(f) {
			w = 0.72 // nothing else is wrong with the token, as far as it can be seen
			if f.Token.Issuer.From != "--issuer" {
				w = 0.50 // what cannot be reached from here, the API may well reach
			}
		}
		return hold(w, c.Show(fs[0].Text), diag.Evidence{Step: stepOf(fs[0]), Source: fs[0].Source, Observed: c.Show(fs[0].Observed), Expected: c.Show(fs[0].Expected)})
	}
}

func stepOf(i diag.IssuerFault) diag.Step {
	if i.Source == "issuer.token" {
		return diag.FreshToken
	}
	return diag.TokenStep
}

// unremarkable says whether nothing that can be read in the token speaks against it.
func unremarkable(f diag.Facts) bool {
	t := f.Token.Token
	if slices.ContainsFunc(t.Faults, func(fault diag.TokenFault) bool { return fault.Fatal }) {
		return false
	}
	bad := []diag.SignatureState{diag.SigBad, diag.SigUnknownKey, diag.SigNone, diag.SigSymmetric}
	return good(t, f.Now()) && !slices.Contains(bad, f.Token.Signature.State) && (t.Use == "" || t.Use == "access")
}

func holdsStale(c diag.Case, f diag.Facts) diag.Match {
	if f.Token == nil || !refused(f) || !freshWorks(f) || !formed(c) {
		return diag.Match{}
	}
	in := f.Token.Introspection
	switch {
	case !unremarkable(f), in != nil && in.Read && !in.Active:
		return diag.Match{}
	case !onlyDifference(f.Fresh.Differences, "kid", "jti", "iat", "nbf", "sid", "auth_time"):
		return diag.Match{} // they differ in something that tells: a cause of its own
	}
	evs := freshEvidence(f)
	t, success, _ := tried(f, "stale-token")
	if t != nil {
		evs = append(evs, trialEvidence(f, diag.FreshToken, t))
	}
	why := diag.Text("a fresh token is accepted, and nothing visible is wrong with the old one")
	if in != nil && in.Active {
		why += "; its issuer calls it active"
	}
	switch {
	case f.Token.Token.Kind != diag.JWS && in == nil:
		return hold(0.72, why+"; but only its issuer knows whether it is over", evs...)
	case success:
		return hold(0.96, why, evs...)
	case t != nil:
		return out("a fresh token is not always accepted")
	}
	return hold(0.80, why, evs...)
}

// tryStale sends the fresh token once more: one good answer may be a matter of
// which replica gave it.
func tryStale(c diag.Case, f diag.Facts) (diag.Request, bool) {
	if f.Fresh == nil || f.Fresh.Try == nil || f.Trial("stale-token") != nil {
		return diag.Request{}, false
	}
	return f.Fresh.Try.Request.Changed("the fresh token once more"), true
}
