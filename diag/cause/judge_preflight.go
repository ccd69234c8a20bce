package cause

import (
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// holdsPreflight judges a browser's question before the request. The Fetch
// standard decides: it carries no credentials, and only a success lets a request follow.
func holdsPreflight(c diag.Case, f diag.Facts) diag.Match {
	if f.Reply == nil || len(f.Reply.Given) == 0 {
		return diag.Match{}
	}
	if authn.IsPreflight(f.Reply.Given[0].Request) {
		return ownPreflight(c, f)
	}
	if refused(f) && says(f, preflightCode) == 2 {
		return originRefused(c, f)
	}
	p := f.Reply.Preflight
	if p == nil || !p.Answered() || p.AtProxy || p.Status == 407 {
		return diag.Match{}
	}
	faults := authn.PreflightFaults(*p, len(c.Request.Header.Values("Cookie")) > 0)
	if len(faults) == 0 {
		return out(diag.Says("%s to the preflight: a browser goes on and sends the request", status(*p)))
	}
	ev := diag.Evidence{Step: diag.Reproduce, Source: "control", Observed: diag.Says("OPTIONS, without credentials: %s; %s", status(*p), c.Show(strings.Join(faults, "; "))), Expected: "2xx, and the origin, method and headers allowed (Fetch, section 4.8)"}
	passes := authn.Accepted(answer(f))
	switch {
	case p.Success() && passes:
		return hold(0.60, "the preflight is let through, and what it allows keeps a browser from sending the request", ev)
	case p.Success():
		return diag.Match{}
	case passes && (p.Status == 429 || p.Status >= 500):
		return hold(0.60, diag.Says("the preflight of a browser fails with %s, and the request itself succeeds", status(*p)), ev)
	case passes:
		return hold(0.97, diag.Says("the preflight, which carries no credentials, is refused with %s, and the request itself succeeds: a browser never gets to send it", status(*p)), ev)
	case authn.Refused(*p) && refused(f):
		return hold(0.55, diag.Says("the preflight of a browser is refused as well, with %s", status(*p)), ev)
	}
	return diag.Match{}
}

// originRefused judges an answer that turns the page's origin away, to the
// request itself as to the question before it.
func originRefused(c diag.Case, f diag.Facts) diag.Match {
	evs := append(wordsEvidence(c, f, preflightCode), evidenceOf(c, "request.origin", authn.Quoted(c.Request.Header.Value("Origin")), "an origin that the server allows"))
	t, success, _ := tried(f, preflightCode)
	switch {
	case success:
		return hold(0.97, "the server turns that origin away; without the header Origin the same request succeeds", append(evs, trialEvidence(f, diag.HeaderStep, t))...)
	case t != nil:
		return hold(0.72, "the answer says that requests from that origin are not allowed; without it the request is refused as well", append(evs, trialEvidence(f, diag.HeaderStep, t))...)
	}
	return hold(0.85, "the answer says that requests from that origin are not allowed", evs...)
}

// tryWithoutOrigin sends the request as a program that is no browser does.
func tryWithoutOrigin(c diag.Case, f diag.Facts) (diag.Request, bool) {
	if f.Trial(preflightCode) != nil || !c.Request.Header.Has("Origin") || authn.IsPreflight(c.Request) || says(f, preflightCode) < 2 {
		return diag.Request{}, false
	}
	req := c.Request.Changed("without the header Origin")
	req.Header = req.Header.Without("Origin")
	return req, true
}

// ownPreflight judges a request that is itself a browser's question.
func ownPreflight(c diag.Case, f diag.Facts) diag.Match {
	e := answer(f)
	if !refused(f) || e.AtProxy || e.Status == 407 {
		return diag.Match{}
	}
	ev := diag.Evidence{Step: diag.Reproduce, Source: "response.status", Observed: diag.Says("%s to OPTIONS with Access-Control-Request-Method", status(e)), Expected: "2xx without credentials (Fetch, section 4.8)"}
	evs := append([]diag.Evidence{ev}, wordsEvidence(c, f, preflightCode)...)
	switch {
	case authn.CarriesToken(f.Reply.Given[0].Request) && e.Status == 401:
		return hold(0.75, "the request is a preflight, and it is refused although it carries credentials; a browser's carries none", evs...)
	case e.Status == 401:
		return hold(0.97, "the request is a browser's preflight, which never carries credentials, and the server asks it for some", evs...)
	case signInAsked(f):
		return hold(0.96, "the request is a browser's preflight, and it is sent to the sign-in, which no browser follows", evs...)
	case says(f, preflightCode) == 2:
		return hold(0.92, "the request is a browser's preflight, and the answer says that it is not allowed", evs...)
	case e.Status == 403:
		return hold(0.90, "the request is a browser's preflight, and it is refused", evs...)
	}
	return hold(0.60, diag.Says("the request is a browser's preflight, and it is answered with %s", status(e)), evs...)
}
