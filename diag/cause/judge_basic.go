package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// schemeSent is the credential whose scheme is held against what the API asks
// for: the one in Authorization; user and password in the URL, which clients
// send as Basic; or none yet, where the client waits for a Digest challenge.
func schemeSent(c diag.Case, f diag.Facts) (diag.Credential, bool) {
	if cred, ok := presented(f); ok || f.Header == nil {
		return cred, ok
	}
	for _, cred := range f.Header.Credentials {
		switch {
		case cred.Kind == diag.InURL:
			cred.Scheme = "Basic"
			return cred, true
		case cred.Kind == diag.InOtherHeader && cred.Scheme == "" && wantsUser(f):
			cred.Scheme = "an API key"
			return cred, true
		}
	}
	return diag.Credential{Scheme: "Digest"}, waitsForDigest(c, f)
}

// wantsUser says whether the API asks for somebody's sign-in, and for no token or key.
func wantsUser(f diag.Facts) bool {
	other := func(scheme string) bool {
		return !passwordScheme(scheme) && !strings.EqualFold(scheme, "Negotiate") && !strings.EqualFold(scheme, "NTLM")
	}
	wants := offered(f)
	return len(wants) > 0 && !slices.ContainsFunc(wants, other)
}

// waitsForDigest says whether the client has user and password, and sends
// neither before a Digest challenge comes, which did not.
func waitsForDigest(c diag.Case, f diag.Facts) bool {
	return c.Digest && !c.User.Empty() && len(f.Header.Credentials) == 0
}

// tryOwnPair is the request with user and password under another scheme that
// the API offers. In clear they go only where the API asks for Basic, and
// nobody on the way can read them.
func tryOwnPair(c diag.Case, f diag.Facts, cred diag.Credential, scheme string) (diag.Request, bool) {
	pair, known := authn.OwnPair(c, cred)
	if !known || !passwordScheme(cred.Scheme) || strings.EqualFold(scheme, cred.Scheme) {
		return diag.Request{}, false
	}
	what := diag.Says("user and password sent as %s", c.Show(scheme))
	if strings.EqualFold(scheme, "Digest") {
		return authn.AnswerDigest(c.Request.Changed(what), answer(f), pair, 1)
	}
	private := strings.HasPrefix(strings.ToLower(c.Request.URL), "https:") || diag.Loopback(c.Request.URL)
	return authn.WithBasic(c.Request.Changed(what), pair), private
}

// certain is how sure a fault of form is that no user and password can have:
// without a colon, with a line break, in no base64 (RFC 7617, section 2).
const certain = 0.80

// holdsBasic judges the form of Basic. Where it is certainly wrong, a mended one
// that is refused shows only that it was mended otherwise than meant, or that
// the password is wrong as well.
func holdsBasic(c diag.Case, f diag.Facts) diag.Match {
	m := holdsFault("basic-malformed", 0.85)(c, f)
	if t, success, _ := tried(f, "basic-malformed"); misshapen(f) && t != nil && !success {
		m.Confidence = max(m.Confidence, 0.72)
		m.Why = diag.Says("%s; so mended, the server refuses it too", c.Show(faultsOf(f, "basic-malformed")[0].What))
	}
	return m
}

// misshapen says whether the form of Basic is certainly wrong.
func misshapen(f diag.Facts) bool {
	return slices.ContainsFunc(faultsOf(f, "basic-malformed"), func(h diag.HeaderFault) bool { return h.Sure >= certain })
}

// holdsDigest judges an answer to a Digest challenge. The word stale speaks for
// it only where the server says it of this answer, and not to everybody.
func holdsDigest(c diag.Case, f diag.Facts) diag.Match {
	m := holdsFault("digest-mismatch", 0.85)(c, f)
	faults := faultsOf(f, "digest-mismatch")
	if len(faults) > 0 && faults[0].Sure < diag.Likely && m.Confidence < diag.Confirmed {
		m.Confidence = min(m.Confidence, faults[0].Sure)
	}
	return m
}

// holdsPassword judges user and password that arrive in good order. Nothing but
// the right password would prove that the one sent is wrong, so it is never sure.
func holdsPassword(c diag.Case, f diag.Facts) diag.Match {
	cred, ok := schemeSent(c, f)
	if !ok || !refused(f) || !passwordScheme(cred.Scheme) || waitsForDigest(c, f) || misshapen(f) {
		return diag.Match{}
	}
	e, told := answer(f), says(f, "password-rejected")
	switch {
	case e.Status == 403 && told < 2:
		return diag.Match{} // the user is known, and may not do this
	case e.Status != 401 && told == 0:
		return diag.Match{}
	}
	evs := append([]diag.Evidence{{Step: diag.HeaderStep, Source: "request.header", Observed: diag.Says("%s with user and password", c.Show(cred.Scheme)), Expected: "a user and a password that the API knows"}},
		wordsEvidence(c, f, "password-rejected")...)
	switch t, success, _ := tried(f, "scheme-mismatch"); {
	case success:
		return out("under the scheme that the API asks for, user and password are accepted")
	case t != nil && !asked(f, cred.Scheme):
		return hold(0.60, "under the scheme that the API asks for, the same user and password are refused too", append(evs, trialEvidence(f, diag.HeaderStep, t))...)
	}
	if bad := f.Reply.Bad; bad != nil {
		evs = append(evs, diag.Evidence{Step: diag.Reproduce, Source: "control", Observed: diag.Says("%s to invented ones", status(*bad)), Expected: "another answer than to the ones that were sent"})
	}
	sure, why := weighPassword(c, f, cred, told)
	if sure == 0 {
		return diag.Match{}
	}
	if authn.NoPassword(cred) {
		why += "; the password is empty"
	}
	return hold(sure, why, evs...)
}

// weighPassword says how surely the server looked at user and password and refused these.
func weighPassword(c diag.Case, f diag.Facts, cred diag.Credential, told int) (float64, diag.Text) {
	scheme := c.Show(cred.Scheme)
	offers := asked(f, cred.Scheme)
	bad := f.Reply.Bad
	mended, _, _ := tried(f, "digest-mismatch")
	switch {
	case !offers && told == 0 && len(offered(f)) > 0:
		return 0, ""
	case saysOther(f, "password-rejected") || saysNone(f):
		return 0.45, diag.Says("%s is in good order, and the answer gives another reason", scheme)
	case bad != nil && !alike(f.Reply.First(), *bad) && told < 2:
		return 0.55, diag.Says("the API asks for %s, and answers these otherwise than invented ones: the user may be known, and the password another", scheme)
	case told == 2:
		return 0.92, "the answer says that user or password is wrong"
	case !offers && told == 0:
		return 0.45, diag.Says("%s is in good order, and the answer does not say what the API asks for", scheme)
	case mended != nil:
		return 0.90, "a fresh Digest answer with the same user and password is refused too"
	case strings.EqualFold(cred.Scheme, "Digest") && !c.Digest:
		return 0.72, "the answer does not call the nonce stale, so the user or the password is the likelier reason"
	case strings.EqualFold(cred.Scheme, "Digest") && answer(f).Header.Has("Via"):
		return 0.75, "the API asks for Digest, and answers this user and password like invented ones; a proxy on the way that rewrites the path would do so too"
	case bad == nil:
		return 0.80, diag.Says("the API asks for %s, and refuses the user and password that it got", scheme)
	case seen(f):
		return 0.92, diag.Says("the API reads %s, and answers this user and password like invented ones", scheme)
	}
	return 0.87, diag.Says("the API asks for %s, and answers this user and password like invented ones", scheme)
}

// asked says whether the API asks for that scheme.
func asked(f diag.Facts, scheme string) bool {
	return slices.ContainsFunc(offered(f), func(s string) bool { return strings.EqualFold(s, scheme) })
}
