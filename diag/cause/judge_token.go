package cause

import (
	"slices"
	"strings"
	"time"

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
	if t.Kind == diag.Opaque {
		return byWords(c, f, "token-malformed", 0.80)
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

func holdsExpired(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
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
	if fr := f.Fresh; fr != nil && fr.Token != nil && freshWorks(f) && fr.Token.Alg != t.Alg && onlyDifference(fr.Differences, "alg", "kid") {
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

func holdsIssuer(c diag.Case, f diag.Facts) diag.Match {
	return judgeIssuer(c, f, "issuer-mismatch", false)
}

func holdsEnvironment(c diag.Case, f diag.Facts) diag.Match {
	return judgeIssuer(c, f, "wrong-environment", true)
}

func holdsAudience(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok {
		return diag.Match{}
	}
	want, from := authn.ExpectedAudience(c, f)
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
	if t.Kind == diag.JWS {
		why += diag.Says(", though it would last another %s", diag.Span(t.Expires.Sub(f.Now())))
	}
	return held(c, f, "token-revoked", doubt(f, "token-revoked", w), why,
		diag.Evidence{Step: diag.TokenStep, Source: "introspection.active", Observed: "false", Expected: "true"})
}
