package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// tokenOf is the token in the request, where the request was refused.
func tokenOf(f diag.Facts) (diag.Token, bool) {
	if f.Token == nil || !refused(f) {
		return diag.Token{}, false
	}
	return f.Token.Token, true
}

// held puts a token's fault, its evidence and the words and experiments around it together.
func held(c diag.Case, f diag.Facts, code diag.Code, confidence float64, why diag.Text, evs ...diag.Evidence) diag.Match {
	evs = append(evs, wordsEvidence(c, f, code)...)
	return hold(confidence, why, append(evs, freshEvidence(f)...)...)
}

// byWords is what is left where the token itself shows nothing: the API's word.
func byWords(c diag.Case, f diag.Facts, code diag.Code, confidence float64) diag.Match {
	w, ok := firstWords(f)
	if !ok || says(f, code) == 0 || accepted(f) {
		return diag.Match{}
	}
	if says(f, code) == 1 {
		confidence = 0.45
	}
	return held(c, f, code, confidence, diag.Says("the API says so: %s", c.Show(w.Text)))
}

func holdsMalformed(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	for _, fault := range t.Faults {
		if !fault.Fatal {
			continue
		}
		evs := []diag.Evidence{{Step: diag.TokenStep, Source: fault.Source, Observed: c.Show(fault.Text), Expected: "a whole token"}}
		trial, success, _ := tried(f, "token-malformed")
		if trial != nil {
			evs = append(evs, trialEvidence(f, diag.TokenStep, trial))
		}
		if success {
			return hold(0.98, diag.Says("%s; with that mended the request succeeds", c.Show(fault.Text)), evs...)
		}
		w := 0.97
		if accepted(f) {
			w = 0.20
		}
		return held(c, f, "token-malformed", w, c.Show(fault.Text), evs...)
	}
	if t.Kind == diag.Opaque && freshWorks(f) && formed(c) && f.Fresh.Token.Kind == diag.JWS && !inactive(f) {
		w := 0.80 // it may be over as well
		if in := f.Token.Introspection; in != nil && in.Read {
			w = 0.96
		}
		return held(c, f, "token-malformed", w, "an opaque token is refused where a JWT is accepted: the API reads JWTs",
			diag.Evidence{Step: diag.TokenStep, Source: "token", Observed: "opaque", Expected: "a JWT"})
	}
	switch t.Kind {
	case diag.Opaque:
		return byWords(c, f, "token-malformed", 0.80)
	case diag.JWE:
		return diag.Match{} // whole, and a matter of who can read it
	}
	return byWords(c, f, "token-malformed", 0.45)
}

// tryMalformed sends the token without the white space that broke it.
func tryMalformed(c diag.Case, f diag.Facts) (diag.Request, bool) {
	if f.Token == nil || f.Token.Token.Mended.Empty() || f.Trial("token-malformed") != nil {
		return diag.Request{}, false
	}
	return authn.WithToken(c.Request, f.Token.Token.Mended).Changed("the token without the white space or quotes in it"), true
}

func holdsType(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	switch t.Use {
	case "id", "refresh", "logout":
		return held(c, f, "wrong-token-type", weighType(c, f), diag.Says("it is a token of the kind %q: %s", t.Use, c.Show(t.UseWhy)),
			diag.Evidence{Step: diag.TokenStep, Source: "token", Observed: c.Show(t.UseWhy), Expected: "an access token"})
	case "access":
		return diag.Match{}
	}
	if plainID(f) {
		w := 0.80
		if freshWorks(f) && formed(c) {
			w = 0.98
		}
		return held(c, f, "wrong-token-type", w, "it has the claims of an ID token and none of an access token's (client_id, jti, scope)",
			diag.Evidence{Step: diag.TokenStep, Source: "token.aud", Observed: c.Show(list(t.Audience)), Expected: "an access token for this API"})
	}
	return byWords(c, f, "wrong-token-type", 0.80)
}

// plainID says whether an OpenID Provider signed the token and gave it the
// claims that every ID token has (OpenID Connect Core, section 2), a bare name as
// its only audience, and nothing by which access tokens are used.
func plainID(f diag.Facts) bool {
	t, is := f.Token.Token, f.Token.Issuer
	if f.Token.Signature.State != diag.SigGood || is.Metadata == nil || !strings.HasSuffix(is.Metadata.Source, "/openid-configuration") {
		return false
	}
	_, counted := t.Claims["jti"]
	return !counted && t.Use == "" && t.ClientID == "" && len(t.Scopes) == 0 && len(t.Roles) == 0 &&
		t.Subject != "" && !t.IssuedAt.IsZero() && len(t.Audience) == 1 && !strings.Contains(t.Audience[0], ":")
}

// weighType takes the API's word on audience, type or claims for what it comes
// from: a token of another kind has another audience and lacks claims.
func weighType(c diag.Case, f diag.Facts) float64 {
	w := weigh(c, f, "wrong-token-type")
	for _, code := range []diag.Code{"audience-mismatch", "claim-missing", "issuer-mismatch"} {
		if says(f, code) > 0 && signed(f) {
			return max(w, 0.97)
		} else if says(f, code) > 0 {
			return max(w, 0.92)
		}
	}
	return w
}

func holdsClaim(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok || t.Claims == nil {
		return diag.Match{}
	}
	if lacking := gained(f); len(lacking) > 0 && freshWorks(f) && formed(c) {
		w := 0.96
		if len(lacking) > 2 || !sameParty(f) {
			w = 0.45 // tokens of two kinds of party differ in much; which of it counts is open
		}
		return held(c, f, "claim-missing", doubt(f, "claim-missing", w), diag.Says("a token with %s is accepted, this one without is not", c.Show(list(lacking))),
			diag.Evidence{Step: diag.FreshToken, Source: "token", Observed: diag.Says("without %s", c.Show(list(lacking))), Expected: "the claims of the token that is accepted"})
	}
	if says(f, "claim-missing") == 2 && signed(f) {
		return byWords(c, f, "claim-missing", 0.85)
	}
	return byWords(c, f, "claim-missing", 0.75)
}

// plainClaims differ between any two tokens, or have causes of their own.
var plainClaims = []string{"exp", "iat", "nbf", "jti", "iss", "aud", "scope", "scp", "alg", "kid", "typ", "sid", "auth_time", "nonce", "at_hash", "c_hash"}

// gained are the claims of the fresh token that the old one lacks or has otherwise.
func gained(f diag.Facts) []string {
	if f.Fresh == nil {
		return nil
	}
	var names []string
	for _, d := range f.Fresh.Differences {
		name := d.Claim[strings.LastIndex(d.Claim, ".")+1:]
		if d.New != "" && !slices.Contains(plainClaims, name) {
			names = append(names, name)
		}
	}
	return names
}

// sameParty says whether both tokens are for the same subject and client: only then is what else differs telling.
func sameParty(f diag.Facts) bool {
	fresh := f.Fresh.Token
	old := f.Token.Token
	return old.Subject == fresh.Subject && (old.ClientID == fresh.ClientID || old.ClientID == "")
}

// inactive says whether the issuer calls the token inactive, and does not say
// the same of one that it issued a moment ago.
func inactive(f diag.Facts) bool {
	in := f.Token.Introspection
	if in == nil || !in.Read || in.Active {
		return false
	}
	return f.Fresh == nil || f.Fresh.Control == nil || !f.Fresh.Control.Read || f.Fresh.Control.Active
}

func holdsRevoked(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	in := f.Token.Introspection
	if in == nil || !in.Read {
		return byWords(c, f, "token-revoked", 0.75)
	}
	if in.Active {
		return out("its issuer says that it is active")
	}
	if !inactive(f) {
		return out("introspection calls a token inactive that was issued a moment ago")
	}
	if exp := expiryOf(f); !exp.IsZero() && exp.Before(f.Now()) {
		return out("it is not active because it has expired")
	}
	w := 0.85
	switch fr := f.Fresh; {
	case t.Kind == diag.JWS && f.Token.Signature.State != diag.SigGood:
		return diag.Match{} // the issuer says the same of what was never its own
	case freshWorks(f) && formed(c) && fr.Control != nil && fr.Control.Read:
		w = 0.98
	case t.Kind == diag.JWS:
		w = 0.75 // some issuers keep no record of such tokens, and call all of them inactive
	}
	why := diag.Text("its issuer says that it is not active")
	if t.Kind == diag.Opaque {
		w = min(w, 0.90) // the issuer does not say why
		why += ": revoked, run out, or never its own"
	}
	if t.Kind == diag.JWS {
		why += diag.Says(", though it would last another %s", diag.Span(t.Expires.Sub(f.Now())))
	}
	return held(c, f, "token-revoked", doubt(f, "token-revoked", w), why,
		diag.Evidence{Step: diag.TokenStep, Source: "introspection.active", Observed: "false", Expected: "true"})
}
