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
		switch {
		case text == "":
			text = string(status(*fr.Answer)) + ", without an error code"
		case fr.ErrorText != "":
			text += ": " + fr.ErrorText
		}
		sure := asGrant(c, f)
		if fr.Error == "invalid_grant" && fr.Grant == "client_credentials" {
			sure = min(sure, 0.80) // no code for this grant: it may mean the client, or its account
		}
		return hold(sure, diag.Says("the token endpoint answers %s", c.Show(text)),
			diag.Evidence{Step: diag.FreshToken, Source: "issuer.token", Observed: c.Show(text), Expected: "a token"})
	}
}

// grantWords are the standard's errors for what an issuer says in words of its own.
var grantWords = map[diag.Code]string{
	"client-credentials-invalid": "invalid_client", "refresh-token-invalid": "invalid_grant",
	"grant-not-allowed": "unauthorized_client", "scope-not-granted": "invalid_scope",
}

// grantError is the token endpoint's error, read as the standard means it: some
// issuers answer unauthorized_client to a wrong secret.
func grantError(fr *diag.FreshFacts) string {
	code := fr.Error
	for _, w := range authn.Recognise(*fr.Answer) {
		if standard, ok := grantWords[w.Codes[0]]; ok {
			code = standard
			break
		}
	}
	switch {
	case code == "" && fr.Answer.Status == 401:
		return "invalid_client" // the token endpoint itself refuses who asks (RFC 6749, section 5.2)
	case code == "invalid_grant" && fr.Grant == "client_credentials":
		return "invalid_client" // there is no other grant that could be wrong
	}
	return code
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
	if code, _, _ := authn.OAuthError(tryOf(f)); freshFails(f) && (code == "insufficient_scope" || tryOf(f).Status == 403) {
		return hold(asGrant(c, f), diag.Says("the issuer left out %s, and without it the request is refused", c.Show(list(fr.Dropped))), append(freshEvidence(f), ev)...)
	}
	if freshFails(f) {
		return hold(0.40, diag.Says("the issuer left out %s", c.Show(list(fr.Dropped))), ev)
	}
	return diag.Match{} // what it was left out of works
}

func tryOf(f diag.Facts) diag.Exchange {
	if f.Fresh == nil || f.Fresh.Try == nil {
		return diag.Exchange{}
	}
	return *f.Fresh.Try
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
	opaque := f.Token != nil && f.Token.Token.Kind == diag.Opaque // to such a token keys do not matter
	return slices.DeleteFunc(fs, func(i diag.IssuerFault) bool {
		return i.Code != code || i.Minor || opaque && i.Source == "issuer.keys"
	})
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
	case answer(f).Status == 403, f.Scopes != nil && len(f.Scopes.Missing) > 0:
		return diag.Match{} // what it may do is the question, not how old it is
	case !unremarkable(f), inactive(f), f.Fresh.Token.Kind != f.Token.Token.Kind:
		return diag.Match{}
	case !onlyDifference(f.Fresh.Differences, "kid", "jti", "iat", "nbf", "sid", "auth_time"):
		return diag.Match{} // they differ in something that tells: a cause of its own
	}
	sent, good := freshSamples(f)
	given, passed := samples(f)
	why := diag.Says("a fresh token is accepted %d times out of %d, this one %d out of %d, and nothing visible is wrong with it", good, sent, passed, len(given))
	if in != nil && in.Active {
		why += "; its issuer calls it active"
	}
	evs := freshEvidence(f)
	switch {
	case good < sent || passed > 0:
		return diag.Match{} // whether it succeeds is not a matter of the token
	case f.Token.Token.Kind != diag.JWS && (in == nil || !in.Read || !in.Active):
		return hold(0.72, why+"; but only its issuer knows whether it is over", evs...)
	case sent >= freshInARow && len(given) >= givenInARow:
		return hold(0.96, why, evs...)
	}
	return hold(0.80, why, evs...)
}

// How often the fresh and the old token must fare alike before a cache is
// blamed and not a replica: more often in a row than usual services have replicas.
const (
	freshInARow = 3
	givenInARow = 6
)

// freshSamples are how often the request was sent with the fresh token, and accepted.
func freshSamples(f diag.Facts) (sent, good int) {
	es := []diag.Exchange{*f.Fresh.Try}
	for _, t := range f.Trials {
		if t.Code == "stale-token" {
			es = append(es, t.Exchange)
		}
	}
	for _, e := range es {
		if authn.Accepted(e) {
			good++
		}
	}
	return len(es), good
}

// tryStale sends the fresh token once more: one good answer may be a matter of
// which replica gave it.
func tryStale(_ diag.Case, f diag.Facts) (diag.Request, bool) {
	if f.Fresh == nil || f.Fresh.Try == nil {
		return diag.Request{}, false
	}
	if sent, _ := freshSamples(f); sent >= freshInARow {
		return diag.Request{}, false
	}
	return f.Fresh.Try.Request.Changed("the fresh token once more"), true
}
