package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

const (
	sessionCode   = diag.Code("session-expired")
	csrfCode      = diag.Code("csrf-failed")
	preflightCode = diag.Code("cors-preflight")
)

// holdsSession judges a session in cookies. No experiment revives one that is
// over, so what proves the cause is a cookie that was kept back, or sent in a
// wrong form, and helps when it is sent.
func holdsSession(c diag.Case, f diag.Facts) diag.Match {
	if f.Header == nil || !refused(f) {
		return diag.Match{}
	}
	s, carries := authn.ReadSession(f)
	faults := faultsOf(f, sessionCode)
	t, success, _ := tried(f, sessionCode)
	evs := sessionEvidence(c, f, t)
	switch {
	case success:
		return hold(0.98, diag.Says("%s; with that mended the request succeeds", c.Show(faultOf(faults, t).What)), evs...)
	case len(faults) > 0 && faults[0].Sure >= diag.Likely:
		return heldBack(c, f, faults, t, evs)
	case carries && known(f):
		return out("without the cookie the answer is another one: the server knows the session")
	case carries:
		if sure, why := endedSession(f, s); sure > 0 {
			names := evidenceOf(c, "request.cookie", strings.Join(s.Names, " "), "the cookie of a session that is alive")
			return hold(doubt(f, sessionCode, sure), why, append([]diag.Evidence{names}, evs...)...)
		}
	}
	if len(faults) > 0 && t == nil {
		return hold(faults[0].Sure, c.Show(faults[0].What), evs...)
	}
	return diag.Match{}
}

// heldBack judges a session cookie that the client has and did not send.
func heldBack(c diag.Case, f diag.Facts, faults []diag.HeaderFault, t *diag.Trial, evs []diag.Evidence) diag.Match {
	what := c.Show(faults[0].What)
	if _, more := tryMended(sessionCode)(c, f); t == nil || more {
		return hold(faults[0].Sure, what, evs...)
	}
	if strings.Contains(faults[0].What, "it ended at") {
		return hold(0.92, diag.Says("%s; sent all the same, it is refused", what), evs...)
	}
	return hold(0.75, diag.Says("%s; sent all the same, it is refused, so the session may be over as well", what), evs...)
}

// known says whether the server shows that it knows the session: it answers
// otherwise without the cookie, and otherwise to an invented one.
func known(f diag.Facts) bool {
	return seen(f) && f.Reply.Bad != nil && !alike(f.Reply.First(), *f.Reply.Bad) && says(f, sessionCode) < 2
}

// endedSession weighs what speaks for a session that the server no longer knows.
func endedSession(f diag.Facts, s authn.Session) (float64, diag.Text) {
	e := answer(f)
	toLogin := signInAsked(f)
	stranger := unseen(f) || f.Reply.Bad != nil && alike(f.Reply.First(), *f.Reply.Bad) // as good as none, or as an invented one
	withheld := f.Reply.Without == nil && f.Reply.Bad == nil                            // the controls were not sent
	switch {
	case says(f, sessionCode) == 2 && !unseen(f):
		return 0.93, "the answer says that the session is over"
	case says(f, sessionCode) == 2:
		return 0.88, "the answer speaks of an expired session, also without the cookie"
	case e.Status == 440:
		return 0.92, "440 is the status by which IIS says that the sign-in has timed out"
	case s.Over != "" && (stranger || toLogin || withheld):
		return 0.92, diag.Says("the session's token ended %s before the answer, by the API's clock, and the server treats it as none", diag.Text(diag.Span(f.Now().Sub(s.End))))
	case s.Deleted != "":
		return 0.90, "the server takes the cookie away that it was sent"
	case !sessionStatus(e.Status) && !e.Success() && !toLogin: // a success that is refused is one in name only
		return 0, ""
	case s.Replaced != "" && stranger:
		return 0.90, "the server gives a new session in place of the one that was sent, as to a caller without any"
	case toLogin && (stranger || withheld):
		return 0.88, "the request is sent to the sign-in, as one without the cookie would be"
	case toLogin:
		return 0.75, "the request is sent to the sign-in"
	case !stranger && !withheld:
		return 0, ""
	}
	return likeNone(f, s, withheld)
}

// likeNone weighs a cookie that the server treats like none, where nothing else is said.
func likeNone(f diag.Facts, s authn.Session, alone bool) (float64, diag.Text) {
	why := diag.Text("the server treats the session's cookie like none at all")
	if alone {
		why = "the request carries a session's cookie and nothing else, and is refused"
	}
	asks := slices.DeleteFunc(offered(f), func(scheme string) bool {
		return strings.EqualFold(scheme, "Basic") || strings.EqualFold(scheme, "Cookie")
	})
	switch {
	case len(asks) > 0:
		return 0.50, why + ", and it asks for another kind of credentials"
	case !s.Named:
		return 0.55, "the server treats the cookies like none at all; none is called as sessions are"
	case answer(f).Status == 403:
		return 0.60, why + "; 403 may be about more than the session"
	case alone:
		return 0.75, why
	}
	return 0.86, why
}

// sessionStatus are those by which servers say that they know no session.
func sessionStatus(status int) bool { return status == 401 || status == 403 || status == 419 }

// signInAsked says whether the answer is a page to sign in, or sends the caller there.
func signInAsked(f diag.Facts) bool {
	e := answer(f)
	if authn.LoginPage(e) {
		return true
	}
	return slices.ContainsFunc(f.Reply.Given, func(hop diag.Exchange) bool {
		b, barred := authn.BarrierOf(hop)
		return authn.SentToLogin(hop) || barred && b.Kind == authn.SignsIn && hop.Status/100 == 3
	})
}

func sessionEvidence(c diag.Case, f diag.Facts, t *diag.Trial) []diag.Evidence {
	evs := append(proofEvidence(c, f, sessionCode, "cookie"), wordsEvidence(c, f, sessionCode)...)
	for _, fault := range faultsOf(f, sessionCode) {
		if strings.Contains(fault.What, "was not sent") {
			continue // its line says so already
		}
		evs = append(evs, evidenceOf(c, "request.cookie", fault.What, "a cookie that goes with the request (RFC 6265, section 5.4)"))
	}
	if signInAsked(f) {
		evs = append(evs, diag.Evidence{Step: diag.Reproduce, Source: "response", Observed: diag.Says("%s, at or on the way to a page to sign in", status(answer(f))), Expected: "an answer of the API"})
	}
	if t != nil {
		evs = append(evs, trialEvidence(f, diag.HeaderStep, t))
	}
	return evs
}

// proofEvidence are the lines of a proof that differ.
func proofEvidence(c diag.Case, f diag.Facts, code diag.Code, source string) []diag.Evidence {
	var evs []diag.Evidence
	for _, p := range f.Header.Proofs {
		for _, l := range p.Lines {
			if p.Code == code && l.Differs {
				evs = append(evs, evidenceOf(c, "request."+source, l.Part+": "+authn.Quoted(l.Sent), authn.Quoted(l.Server)))
			}
		}
	}
	return evs
}

func evidenceOf(c diag.Case, source, observed, expected string) diag.Evidence {
	return diag.Evidence{Step: diag.HeaderStep, Source: source, Observed: c.Show(observed), Expected: c.Show(expected)}
}

// heldBackFor says whether a session's cookie is to be had and was not sent: then the request has credentials, in the jar.
func heldBackFor(f diag.Facts) bool {
	return slices.ContainsFunc(faultsOf(f, sessionCode), func(h diag.HeaderFault) bool { return h.Sure >= diag.Likely })
}
