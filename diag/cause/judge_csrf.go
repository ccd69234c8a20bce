package cause

import (
	"strings"

	"example.com/why401/diag"
)

// holdsCSRF judges the guard against requests from other sites. Only an
// experiment with the token in its place proves it.
func holdsCSRF(c diag.Case, f diag.Facts) diag.Match {
	if f.Header == nil || !refused(f) || !asksCSRF(c, f) {
		return diag.Match{}
	}
	faults := faultsOf(f, csrfCode)
	what := diag.Text("the answer says that the token against requests of other sites is missing or wrong")
	told := says(f, csrfCode) == 2 || csrfRequired(f) != ""
	if len(faults) > 0 && (faults[0].Sure >= diag.Likely || !told) {
		what = c.Show(faults[0].What)
	}
	evs := append(proofEvidence(c, f, csrfCode, "csrf"), wordsEvidence(c, f, csrfCode)...)
	if v := csrfRequired(f); v != "" {
		evs = append(evs, evidenceOf(c, "response.x-csrf-token", v, "a token fetched before"))
	}
	t, success, moved := tried(f, csrfCode)
	if t != nil {
		evs = append(evs, trialEvidence(f, diag.HeaderStep, t))
	}
	_, more := tryMended(csrfCode)(c, f)
	switch {
	case success:
		return hold(0.98, diag.Says("%s; with that mended the request succeeds", c.Show(faultOf(faults, t).What)), evs...)
	case told:
		return hold(0.90, what, evs...)
	case answer(f).Status == 419:
		evs = append(evs, diag.Evidence{Step: diag.Reproduce, Source: "response.status", Observed: "419", Expected: "success"})
		return hold(0.85, "419 is the status by which Laravel refuses a token that is missing, wrong or over", evs...)
	case len(faults) == 0:
		return hold(0.60, what, evs...)
	case t == nil || more:
		return hold(doubt(f, csrfCode, faults[0].Sure), what, evs...)
	case moved:
		return hold(0.50, diag.Says("%s; with that mended the answer is another refusal", what), evs...)
	}
	return out(diag.Says("%s, and mending it changes nothing", what))
}

// asksCSRF says whether there is anything to judge: a guard looks at requests
// that change something, and an answer to others has to say so plainly.
func asksCSRF(c diag.Case, f diag.Facts) bool {
	if c.Request.Safe() {
		return says(f, csrfCode) == 2
	}
	cookies := len(c.Request.Header.Values("Cookie")) > 0
	return says(f, csrfCode) > 0 || csrfRequired(f) != "" || len(faultsOf(f, csrfCode)) > 0 || answer(f).Status == 419 && cookies
}

// csrfRequired is how SAP's gateways ask for a token: by a header of the answer.
func csrfRequired(f diag.Facts) string {
	if v := answer(f).Header.Value("X-CSRF-Token"); strings.EqualFold(v, "required") {
		return v
	}
	return ""
}
