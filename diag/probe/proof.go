package probe

import (
	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// proofStep is the step whose page shows a proof: that of the cause that it speaks for.
func proofStep(p diag.Proof) diag.Step {
	if p.Code == "token-binding-failed" {
		return diag.TokenStep
	}
	return diag.HeaderStep
}

// proof says what of a proof differs from what the server will have computed with.
func proof(c diag.Case, p diag.Proof) []diag.Finding {
	var fs []diag.Finding
	for _, l := range p.Lines {
		if l.Differs {
			sent, server := l.Unlike()
			fs = append(fs, finding(diag.Error, string(p.Code), "differs", "request.proof",
				diag.Says("%s: the request has %s, the server %s", c.Show(l.Part), c.Show(authn.Quoted(sent)), c.Show(authn.Quoted(server)))))
		}
	}
	switch {
	case p.Recomputed && p.Agrees:
		f := finding(diag.Info, "proof", "computed", "request.proof", diag.Says("%s: recomputed, and it comes out as the one that was sent", c.Show(p.Kind)))
		f.Passed = true
		fs = append(fs, f)
	case p.Recomputed:
		fs = append(fs, finding(diag.Warn, "proof", "computed", "request.proof", diag.Says("%s: recomputed, and it comes out otherwise", c.Show(p.Kind))))
	case len(fs) == 0 && len(p.Lines) > 0:
		fs = append(fs, finding(diag.Info, "proof", "parts", "request.proof", diag.Says("%s: none of the %d parts that can be seen differs", c.Show(p.Kind), len(p.Lines))))
	}
	return fs
}
