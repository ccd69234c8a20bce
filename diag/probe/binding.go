package probe

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// binding says what the token is bound to, and what of its proof is wrong.
func binding(c diag.Case, f diag.Facts) []diag.Finding {
	cnf := authn.ReadConfirmation(f.Token.Token, f)
	var fs []diag.Finding
	if cnf.Key != "" {
		fs = append(fs, finding(diag.Info, "bound-key", "bound to", cnf.From, diag.Says("the key %s (DPoP)", c.Show(cnf.Key))))
	}
	if cnf.Certificate != "" {
		fs = append(fs, finding(diag.Info, "bound-certificate", "bound to", cnf.From, diag.Says("the client certificate %s", c.Show(cnf.Certificate))))
	}
	if key, err := authn.ReadProofKey(c.DPoPKey); err == nil && cnf.Key != "" && key.Thumbprint() != cnf.Key {
		fs = append(fs, finding(diag.Warn, "dpop-key", "key given", "--dpop-key", diag.Says("another one than the token's: %s", c.Show(key.Thumbprint()))))
	}
	if f.Header == nil {
		return fs
	}
	for _, p := range f.Header.Proofs {
		if proofStep(p) == diag.TokenStep && !differs(p) {
			fs = append(fs, proof(c, p)...)
		}
	}
	for _, fault := range f.Header.Faults {
		if fault.Code == "token-binding-failed" {
			level := diag.Error
			if fault.Sure < diag.Likely {
				level = diag.Warn
			}
			fs = append(fs, finding(level, string(fault.Code), "binding", "request.proof", c.Show(fault.What)))
		}
	}
	return fs
}

// differs says whether a part of the proof is wrong: a fault says so in words.
func differs(p diag.Proof) bool {
	return slices.ContainsFunc(p.Lines, func(l diag.ProofLine) bool { return l.Differs })
}

// encrypted says what the header of a JWE tells, and that the rest tells nothing.
func encrypted(c diag.Case, t diag.Token) []diag.Finding {
	if t.Kind != diag.JWE {
		return nil
	}
	return []diag.Finding{finding(diag.Info, "token-encrypted", "encrypted", "token.header",
		diag.Says("%s: the content cannot be read without its recipient's key", c.Show(authn.Encryption(t))))}
}
