package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func holdsSignature(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	s := f.Token.Signature
	switch s.State {
	case diag.SigGood:
		return out(diag.Says("it verifies with the issuer's key %s", c.Show(s.Kid)))
	case diag.SigBad:
		w := 0.97
		if _, third := t.Header["nonce"]; third {
			w = 0.45 // some issuers sign so that only the named API can verify
		}
		return held(c, f, "signature-invalid", doubt(f, "signature-invalid", w), diag.Says("it does not verify with the issuer's key %s", c.Show(s.Kid)),
			diag.Evidence{Step: diag.TokenStep, Source: "token.signature", Observed: "does not verify", Expected: diag.Says("verifies with key %s of %s", c.Show(s.Kid), c.Show(f.Token.Issuer.URL))})
	case diag.SigUnchecked, diag.SigUnusable:
		return byWords(c, f, "signature-invalid", 0.75)
	}
	return diag.Match{}
}

func holdsUnknownKey(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	switch s := f.Token.Signature; s.State {
	case diag.SigUnknownKey:
		w := 0.97
		if is := f.Token.Issuer; t.Issuer != "" && is.From == "--issuer" && t.Issuer != is.URL {
			w = 0.74 // another issuer's token: whose keys are missing is the question
		}
		if slices.ContainsFunc(f.Token.Issuer.Keys.Keys, func(k diag.Key) bool { return k.Fault != "" && k.ID == "" }) {
			w = 0.75 // it may be one of the keys that could not be read
		}
		return held(c, f, "signing-key-unknown", doubt(f, "signing-key-unknown", w), diag.Says("no key of the issuer's has the id %s, and none verifies it", c.Show(t.Kid)),
			diag.Evidence{Step: diag.TokenStep, Source: "token.kid", Observed: c.Show(t.Kid), Expected: diag.Says("one of %s", c.Show(kids(f.Token.Issuer.Keys)))})
	case diag.SigUnchecked:
		return byWords(c, f, "signing-key-unknown", 0.72)
	}
	return diag.Match{}
}

func kids(set *diag.KeySet) string {
	if set == nil {
		return ""
	}
	var ids []string
	for _, k := range set.Keys {
		ids = append(ids, k.ID)
	}
	return list(ids)
}

func holdsAlgorithm(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok || t.Kind != diag.JWS {
		return diag.Match{}
	}
	ev := diag.Evidence{Step: diag.TokenStep, Source: "token.alg", Observed: c.Show(t.Alg), Expected: "an asymmetric algorithm with a key of the issuer's set"}
	switch f.Token.Signature.State {
	case diag.SigNone:
		return held(c, f, "algorithm-rejected", doubt(f, "algorithm-rejected", 0.97), "alg is none: the token is not signed", ev)
	case diag.SigSymmetric:
		return held(c, f, "algorithm-rejected", weigh(c, f, "algorithm-rejected"), diag.Says("%s needs a shared secret, and the issuer publishes public keys only", c.Show(t.Alg)), ev)
	}
	if fr := f.Fresh; fr != nil && fr.Token != nil && freshWorks(f) && fr.Token.Kind == diag.JWS && fr.Token.Alg != t.Alg && onlyDifference(fr.Differences, "alg", "kid") {
		return held(c, f, "algorithm-rejected", 0.96, diag.Says("signed with %s it is refused, with %s accepted", c.Show(t.Alg), c.Show(fr.Token.Alg)), ev)
	}
	return byWords(c, f, "algorithm-rejected", 0.80)
}

// onlyDifference says whether two tokens differ in nothing that tells but these members.
func onlyDifference(ds []diag.ClaimDifference, names ...string) bool {
	return !slices.ContainsFunc(ds, func(d diag.ClaimDifference) bool {
		return d.Claim != "exp" && !slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(d.Claim, n) })
	})
}

func judgeIssuer(c diag.Case, f diag.Facts, code diag.Code, elsewhere bool) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	want, from := authn.ExpectedIssuer(f)
	switch {
	case want == "" && elsewhere:
		return byEnvironment(c, f, t)
	case t.Issuer == "" || want == "":
		return byWords(c, f, code, 0.75)
	case t.Issuer == want:
		if says(f, code) == 0 && !elsewhere {
			return out("the token's issuer is the one that is trusted")
		}
		return diag.Match{}
	case from == "the refusing answer" && authn.NearMiss(t.Issuer, want) != "":
		return diag.Match{} // one name written in two ways: the setting is at fault
	case f.Fresh != nil && f.Fresh.Token != nil && f.Fresh.Token.Issuer == t.Issuer:
		return diag.Match{} // the issuer gives everyone this name: not this token is the odd one out
	}
	how, same := authn.SameSystem(t.Issuer, want)
	if same != elsewhere {
		return diag.Match{}
	}
	why := diag.Says("the token is from %s, and %s names %s", c.Show(t.Issuer), from, c.Show(want))
	if same {
		why = diag.Says("the token is from another environment (%s): %s in place of %s", c.Show(how), c.Show(t.Issuer), c.Show(want))
	} else if near := authn.NearMiss(t.Issuer, want); near != "" {
		why += diag.Says("; they differ in %s", c.Show(near))
	}
	w := weigh(c, f, "issuer-mismatch") // which is what an API says of either
	if says(f, "issuer-mismatch") == 0 && !freshWorks(f) {
		switch is := f.Token.Issuer; {
		case is.Metadata == nil && is.From == "--issuer": // it may be the flag that is wrong
			w = min(w, 0.60)
		case !good(t, f.Now()): // that is certain, and this rests on a name
			w = min(w, 0.65)
		}
	}
	return held(c, f, code, w, why, diag.Evidence{Step: diag.TokenStep, Source: "token.iss", Observed: c.Show(t.Issuer), Expected: c.Show(want)})
}

// byEnvironment holds the words in the token's issuer against those in the
// target's address, where the API says that the issuer is at fault and not what it expected.
func byEnvironment(c diag.Case, f diag.Facts, t diag.Token) diag.Match {
	from, to := authn.Environment(t.Issuer), authn.Environment(c.Request.URL)
	if from == "" || from == "production" || from == to || says(f, "issuer-mismatch") == 0 {
		return diag.Match{}
	}
	if to == "" {
		to = "no such word"
	}
	return held(c, f, "wrong-environment", 0.76, diag.Says("the API refuses the issuer, whose name says %s; the API's own address says %s", from, to),
		diag.Evidence{Step: diag.TokenStep, Source: "token.iss", Observed: c.Show(t.Issuer), Expected: diag.Says("an issuer of the environment of %s", c.Show(diag.OriginOf(c.Request.URL)))})
}

// freshDiffers is the difference in one claim to a fresh token that is accepted.
func freshDiffers(c diag.Case, f diag.Facts, claim string) (diag.ClaimDifference, bool) {
	if !freshWorks(f) || !formed(c) || f.Fresh.Token.Kind != diag.JWS {
		return diag.ClaimDifference{}, false
	}
	i := slices.IndexFunc(f.Fresh.Differences, func(d diag.ClaimDifference) bool { return d.Claim == claim && d.New != "" })
	if i < 0 {
		return diag.ClaimDifference{}, false
	}
	return f.Fresh.Differences[i], true
}

func holdsIssuer(c diag.Case, f diag.Facts) diag.Match {
	return judgeIssuer(c, f, "issuer-mismatch", false)
}

func holdsEnvironment(c diag.Case, f diag.Facts) diag.Match {
	if m, ok := holdsStray(c, f); ok {
		return m
	}
	return judgeIssuer(c, f, "wrong-environment", true)
}

func holdsAudience(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	if s, ok := elsewhere(c, f); ok && s.Claim == "aud" {
		return diag.Match{} // another environment's, by the profile: that explains it
	}
	want, from := authn.ExpectedAudience(c, f)
	if d, ok := freshDiffers(c, f, "aud"); want == "" && ok {
		w := 0.85
		if onlyDifference(f.Fresh.Differences, "aud", "jti", "kid", "iat", "nbf") {
			w = 0.96
		}
		return held(c, f, "audience-mismatch", doubt(f, "audience-mismatch", w), diag.Says("a fresh token for %s is accepted; this one is for %s", c.Show(d.New), c.Show(orNone(t.Audience))),
			diag.Evidence{Step: diag.TokenStep, Source: "token.aud", Observed: c.Show(orNone(t.Audience)), Expected: c.Show(d.New)})
	}
	if want == "" || t.Kind != diag.JWS {
		return byWords(c, f, "audience-mismatch", 0.78)
	}
	if slices.Contains(t.Audience, want) {
		if says(f, "audience-mismatch") == 0 {
			return out(diag.Says("aud names %s", c.Show(want)))
		}
		return diag.Match{}
	}
	why := diag.Says("aud is %s, and %s says %s", c.Show(orNone(t.Audience)), from, c.Show(want))
	near := ""
	for _, a := range t.Audience {
		near = authn.NearMiss(a, want)
	}
	if near != "" {
		why += diag.Says("; they differ in %s", c.Show(near))
	}
	w := weigh(c, f, "audience-mismatch")
	switch fr := f.Fresh; {
	case fr != nil && fr.Token != nil && near != "" && slices.Equal(fr.Token.Audience, t.Audience):
		return diag.Match{} // the issuer gives everyone this name: not this token is the odd one out
	case plainID(f):
		w = min(w, 0.74) // then that is what it is, and the audience follows from it
	case from == "the API's metadata" && !freshWorks(f) && says(f, "audience-mismatch") == 0:
		w = min(w, 0.60) // an audience need not be the resource's address
	}
	return held(c, f, "audience-mismatch", w, why, diag.Evidence{Step: diag.TokenStep, Source: "token.aud", Observed: c.Show(orNone(t.Audience)), Expected: c.Show(want)})
}

func orNone(values []string) string {
	if len(values) == 0 {
		return "absent"
	}
	return list(values)
}
