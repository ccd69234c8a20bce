package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// faultsOf are the header faults that speak for a cause.
func faultsOf(f diag.Facts, code diag.Code) []diag.HeaderFault {
	if f.Header == nil || !refused(f) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.Header.Faults), func(h diag.HeaderFault) bool { return h.Code != code })
}

// holdsFault judges a fault of form by its experiment. sure is the confidence
// before one: how certainly servers stumble over it.
func holdsFault(code diag.Code, sure float64) func(diag.Case, diag.Facts) diag.Match {
	return func(c diag.Case, f diag.Facts) diag.Match {
		faults := faultsOf(f, code)
		if len(faults) == 0 {
			return diag.Match{}
		}
		t, success, moved := tried(f, code)
		fault, sure := faultOf(faults, t), sure
		if fault.Sure > 0 {
			sure = fault.Sure
		}
		what := c.Show(fault.What)
		evs := append([]diag.Evidence{{Step: diag.HeaderStep, Source: "request.header", Observed: what, Expected: expectedForm(c, fault)}},
			wordsEvidence(c, f, code)...)
		if t != nil {
			evs = append(evs, trialEvidence(f, diag.HeaderStep, t))
		}
		if _, more := tryMended(code)(c, f); more && !success {
			return hold(sure, what, evs...) // another way to mend it was not tried yet
		}
		switch {
		case success:
			return hold(0.98, diag.Says("%s; with that mended the request succeeds", what), evs...)
		case t != nil && moved && sure >= diag.Likely:
			return hold(0.85, diag.Says("%s; with that mended the API reads the credentials, and refuses them for another reason", what), evs...)
		case t != nil && sure < diag.Likely:
			return out(diag.Says("%s, and mending it changes nothing", what))
		case t != nil:
			return hold(0.50, diag.Says("%s; mending it alone does not help", what), evs...)
		case says(f, code) > 0:
			return hold(max(sure, 0.85), what, evs...)
		}
		return hold(sure, what, evs...)
	}
}

// expectedForm is what should stand where the fault is: keys have places of their own.
func expectedForm(c diag.Case, fault diag.HeaderFault) diag.Text {
	switch {
	case fault.Code == "wrong-header-name" && fault.Sure > 0:
		return "a key in the place where the API looks"
	case fault.Code == "header-malformed" && !c.Request.Header.Has("Authorization"):
		return "the key alone"
	}
	return "Authorization: <scheme> <credentials> (RFC 9110, section 11.6.2)"
}

// faultOf is the fault that the experiment mended, the first where there was none.
func faultOf(faults []diag.HeaderFault, t *diag.Trial) diag.HeaderFault {
	for _, fault := range faults {
		if t != nil && fault.Mended != nil && fault.Mended.Change == t.Exchange.Request.Change {
			return fault
		}
	}
	return faults[0]
}

// tryMended is the next mended form of the request that was not sent yet.
func tryMended(code diag.Code) func(diag.Case, diag.Facts) (diag.Request, bool) {
	return func(_ diag.Case, f diag.Facts) (diag.Request, bool) {
		sent := 0
		for _, t := range f.Trials {
			if t.Code == code {
				sent++
			}
		}
		for _, fault := range faultsOf(f, code) {
			if fault.Mended == nil {
				continue
			}
			if sent == 0 {
				return *fault.Mended, true
			}
			sent--
		}
		return diag.Request{}, false
	}
}

func holdsPlaceholder(c diag.Case, f diag.Facts) diag.Match {
	faults := faultsOf(f, "placeholder-credentials")
	if len(faults) == 0 {
		return diag.Match{}
	}
	return hold(0.97, c.Show(faults[0].What), diag.Evidence{Step: diag.HeaderStep, Source: "request.header", Observed: c.Show(faults[0].What), Expected: "a real credential"})
}

func holdsMissing(c diag.Case, f diag.Facts) diag.Match {
	if f.Header == nil || !refused(f) {
		return diag.Match{}
	}
	if _, signed := signatureOf(f); signed || len(f.Header.Credentials) > 0 || waitsForDigest(c, f) || heldBackFor(f) {
		return diag.Match{}
	}
	evs := append([]diag.Evidence{{Step: diag.HeaderStep, Source: "request", Observed: "no credentials anywhere in the request", Expected: "credentials"}},
		wordsEvidence(c, f, "credentials-missing")...)
	evs = append(evs, freshEvidence(f)...)
	e := answer(f)
	reads := f.Reply.Bad != nil && !alike(f.Reply.First(), *f.Reply.Bad)
	switch {
	case freshWorks(f):
		return hold(0.98, "with a token the same request succeeds", evs...)
	case says(f, "credentials-missing") == 2:
		return hold(0.97, "the request carries none, and the answer says so", evs...)
	case e.Status == 401 && reads:
		return hold(0.96, "the request carries none, and the API answers otherwise to invented ones: it reads them", evs...)
	case e.Status == 401 || says(f, "credentials-missing") > 0:
		return hold(0.90, "the request carries none, and the API asks for some", evs...)
	case signInAsked(f):
		return hold(0.90, "the request carries none, and it is sent to a page to sign in", evs...)
	case e.Status == 403 && reads:
		return hold(0.85, "the request carries none, and the API answers otherwise to invented ones: it reads them", evs...)
	case e.Success():
		return hold(0.80, "the request carries none, and the answer is a refusal in all but its status", evs...)
	case e.Status == 404:
		return hold(0.35, "the request carries none; an API may hide what it does not show to everyone behind 404", evs...)
	}
	return hold(0.50, "the request carries none", evs...)
}

// presented is the credential in the Authorization header.
func presented(f diag.Facts) (diag.Credential, bool) {
	if f.Header == nil {
		return diag.Credential{}, false
	}
	for _, cred := range f.Header.Credentials {
		if cred.Kind == diag.InAuthorization {
			return cred, true
		}
	}
	return diag.Credential{}, false
}

// offered are the schemes that the refusing answer asks for.
func offered(f diag.Facts) []string {
	var names []string
	for _, ch := range f.Header.Challenges {
		if ch.Scheme != "" && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, ch.Scheme) }) {
			names = append(names, ch.Scheme)
		}
	}
	if len(names) == 0 && slices.ContainsFunc(f.Header.Words, asksBearer) {
		names = []string{"Bearer"}
	}
	return names
}

// asksBearer says whether a text asks for the scheme Bearer, as some APIs do in place of a challenge.
func asksBearer(w diag.Words) bool {
	form := slices.Contains(w.Codes, "scheme-missing") || slices.Contains(w.Codes, "header-malformed") || slices.Contains(w.Codes, "scheme-mismatch")
	return form && strings.Contains(strings.ToLower(w.Text), "bearer")
}

// standardSchemes are those of the registry that carry a credential in one line.
var standardSchemes = []string{"Basic", "Bearer", "Digest", "DPoP", "Negotiate", "NTLM", "AWS4-HMAC-SHA256", "HOBA", "Mutual", "OAuth", "PrivateToken", "SCRAM-SHA-1", "SCRAM-SHA-256", "vapid"}

func standard(scheme string) bool {
	return slices.ContainsFunc(standardSchemes, func(s string) bool { return strings.EqualFold(s, scheme) })
}

func holdsSchemeMismatch(c diag.Case, f diag.Facts) diag.Match {
	cred, ok := schemeSent(c, f)
	if !ok || !refused(f) || cred.Scheme == "" {
		return diag.Match{}
	}
	wants := offered(f)
	if len(wants) == 0 {
		if waitsForDigest(c, f) && answer(f).Status == 401 {
			return hold(0.75, "the client waits for a Digest challenge before it sends user and password, and the answer brings none",
				diag.Evidence{Step: diag.HeaderStep, Source: "response.www-authenticate", Observed: "none", Expected: "Digest"})
		}
		if len(faultsOf(f, "scheme-mismatch")) > 0 {
			return holdsFault("scheme-mismatch", 0.60)(c, f)
		}
		if says(f, "scheme-mismatch") == 2 {
			return hold(0.80, "the answer says that another scheme is expected", wordsEvidence(c, f, "scheme-mismatch")...)
		}
		if standard(cred.Scheme) {
			return diag.Match{}
		}
		wants = []string{"Bearer"} // nothing is asked for, and the scheme that was sent is of no standard
	}
	if slices.ContainsFunc(wants, func(s string) bool { return strings.EqualFold(s, cred.Scheme) }) {
		return out(diag.Says("%s is what the API asks for", c.Show(cred.Scheme)))
	}
	why := diag.Says("the request presents %s, and the API asks for %s", c.Show(cred.Scheme), c.Show(list(wants)))
	if waitsForDigest(c, f) {
		why = diag.Says("the client waits for a Digest challenge before it sends user and password, and the API asks for %s", c.Show(list(wants)))
	}
	evs := append([]diag.Evidence{{Step: diag.HeaderStep, Source: "response.www-authenticate", Observed: c.Show(list(wants)), Expected: c.Show(cred.Scheme)}},
		wordsEvidence(c, f, "scheme-mismatch")...)
	t, success, _ := tried(f, "scheme-mismatch")
	if t != nil {
		evs = append(evs, trialEvidence(f, diag.HeaderStep, t))
	}
	guessed := len(offered(f)) == 0
	switch reads := t != nil && f.Reply.Without != nil && !alike(t.Exchange, *f.Reply.Without); {
	case success:
		return hold(0.98, why+"; under that scheme the request succeeds", evs...)
	case guessed && t != nil:
		return out(diag.Says("%s in place of %s changes nothing", c.Show(list(wants)), c.Show(cred.Scheme)))
	case t != nil && passwordScheme(cred.Scheme):
		return hold(0.90, why+"; under that scheme the same user and password are refused too", evs...)
	case guessed:
		return hold(0.35, diag.Says("%s is no standard scheme", c.Show(cred.Scheme)), evs...)
	case reads && unseen(f):
		return hold(0.96, why+"; it reads invented credentials of that scheme, and ignores the ones that were sent", evs...)
	case seen(f) && !plainMismatch(cred.Scheme, wants) && !slices.ContainsFunc(f.Header.Words, asksBearer):
		return hold(0.55, why+", yet it answers otherwise without them", evs...)
	}
	return hold(0.88, why, evs...)
}

// plainMismatch says whether no server could mean that scheme by those that it
// offers: a password where a ticket is wanted, or a plain token where none is
// taken without its proof (RFC 9449, section 7.1).
func plainMismatch(scheme string, wants []string) bool {
	for _, w := range wants {
		switch {
		case passwordScheme(scheme) && (strings.EqualFold(w, "Negotiate") || strings.EqualFold(w, "NTLM")):
		case strings.EqualFold(scheme, "Bearer") && strings.EqualFold(w, "DPoP"):
		default:
			return false
		}
	}
	return true
}

// trySchemeMismatch sends the same credential under the scheme that is asked
// for where both carry a token; else invented credentials of that scheme, which
// show whether the API reads it.
func trySchemeMismatch(c diag.Case, f diag.Facts) (diag.Request, bool) {
	if req, ok := tryMended("scheme-mismatch")(c, f); ok {
		return req, true
	}
	cred, ok := schemeSent(c, f)
	if !ok || f.Trial("scheme-mismatch") != nil {
		return diag.Request{}, false
	}
	schemes := offered(f)
	if len(schemes) == 0 && !standard(cred.Scheme) {
		schemes = []string{"Bearer"}
	}
	for _, scheme := range schemes {
		switch strings.ToLower(scheme) {
		case "bearer", "token", "jwt", "apikey", "api-key", "key":
			if !passwordScheme(cred.Scheme) || authn.ReadToken(cred.Value).Kind == diag.JWS { // a password is no token
				req := c.Request.Changed(diag.Says("the scheme %s in place of %s", c.Show(scheme), c.Show(cred.Scheme)))
				return authn.WithScheme(req, cred, scheme), true
			}
		case "basic", "digest":
			if passwordScheme(cred.Scheme) {
				if req, ok := tryOwnPair(c, f, cred, scheme); ok {
					return req, true
				}
			} else if strings.EqualFold(scheme, "Basic") {
				return authn.WithInventedBasic(c.Request.Changed("invented Basic credentials")), true
			}
		}
	}
	return diag.Request{}, false
}

func holdsStripped(c diag.Case, f diag.Facts) diag.Match {
	cred, ok := presented(f)
	if !ok || !refused(f) || len(faultsOf(f, "header-malformed"))+len(faultsOf(f, "scheme-missing"))+len(faultsOf(f, "placeholder-credentials")) > 0 {
		return diag.Match{}
	}
	if seen(f) {
		return out("without the header the answer is another one: it arrived")
	}
	if authn.Cached(answer(f)) {
		return diag.Match{} // the answer is to somebody's earlier request
	}
	evs := wordsEvidence(c, f, "header-stripped")
	why := diag.Says("%s was sent, and the answer is the one to a request without credentials", c.Show(cred.Name))
	if o := f.Config; o != nil && o.Origin != nil && o.OriginWithout != nil {
		passes := !sameRefusal(*o.Origin, *o.OriginWithout)
		evs = append(evs, diag.Evidence{Step: diag.ConfigStep, Source: "origin", Observed: diag.Says("past the gateway: %s with, %s without the header", status(*o.Origin), status(*o.OriginWithout)),
			Expected: diag.Says("through it: %s with it", status(answer(f)))})
		switch {
		case passes && unseen(f) && sameRefusal(answer(f), *o.OriginWithout):
			return hold(0.98, "past the gateway the header is read; through it the API answers as if there were none", evs...)
		case !passes:
			return out("past the gateway the answer is the same")
		}
		return diag.Match{}
	}
	told := saysNone(f) && !passwordScheme(cred.Scheme)
	switch {
	case told && uniform(f):
		return hold(0.80, why+", which says that none arrived", evs...)
	case told:
		return hold(0.60, "the answer says that no credentials arrived", evs...)
	case unseen(f) && !passwordScheme(cred.Scheme):
		return hold(0.40, why, append(evs, diag.Evidence{Step: diag.Reproduce, Source: "control", Observed: diag.Says("without the header: %s", status(*f.Reply.Without)), Expected: "another answer than with it"})...)
	}
	return diag.Match{}
}

// saysNone says whether the answer names no other reason than that no credentials arrived.
func saysNone(f diag.Facts) bool {
	for _, w := range f.Header.Words {
		if slices.Contains(w.Codes, "header-stripped") {
			return true
		}
		if w.Codes[0] == "credentials-missing" && !slices.Contains(w.Codes, "password-rejected") && !slices.Contains(w.Codes, "scheme-mismatch") {
			return true
		}
	}
	return false
}

// passwordScheme says whether servers usually answer a wrong credential of that
// scheme and none at all in the same way.
func passwordScheme(scheme string) bool {
	return strings.EqualFold(scheme, "Basic") || strings.EqualFold(scheme, "Digest")
}

// sameRefusal says whether two hops would have got this answer from the same
// server: all but the marks of the way is alike.
func sameRefusal(a, b diag.Exchange) bool {
	return !slices.ContainsFunc(authn.Differ(a, b), func(d string) bool { return !authn.HopMark(d) })
}
