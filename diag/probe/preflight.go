package probe

import (
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// preflight says whether a browser would send the request, by the answer to its question.
func preflight(c diag.Case, r *diag.ReplyFacts) []diag.Finding {
	if r.Preflight == nil {
		return nil
	}
	faults := authn.PreflightFaults(*r.Preflight, len(c.Request.Header.Values("Cookie")) > 0)
	if len(faults) == 0 {
		f := finding(diag.Info, "preflight", "preflight", "control", diag.Says("%s: a browser goes on and sends the request", outcome(c, *r.Preflight)))
		f.Passed = true
		return []diag.Finding{f}
	}
	return []diag.Finding{finding(diag.Warn, "preflight", "preflight", "control",
		diag.Says("%s: a browser stops here: %s", outcome(c, *r.Preflight), c.Show(strings.Join(faults, "; "))))}
}
