package cause

import (
	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// holdsEncrypted judges a token of which only the header can be read. An API
// that decrypts such tokens answers a good one otherwise than an invented one
// with the same header.
func holdsEncrypted(c diag.Case, f diag.Facts) diag.Match {
	t, ok := tokenOf(f)
	if !ok || t.Kind != diag.JWE || fatal(t) {
		return diag.Match{}
	}
	evs := []diag.Evidence{{Step: diag.TokenStep, Source: "token.header", Observed: c.Show("a JWE, " + authn.Encryption(t)), Expected: "a token that the API can read"}}
	held := func(w float64, why diag.Text) diag.Match { return held(c, f, "token-encrypted", w, why, evs...) }
	told := says(f, "token-encrypted") == 2
	switch control := f.Reply.Bad; {
	case freshWorks(f) && formed(c) && f.Fresh.Token.Kind == diag.JWS:
		return held(0.98, "the token is encrypted, and a signed one is accepted")
	case freshWorks(f), accepted(f):
		return out("the API accepts encrypted tokens")
	case told:
		return held(0.96, "the token is encrypted, and the API says that it cannot read it")
	case control != nil && !alike(f.Reply.First(), *control):
		return out("the API answers otherwise to an invented one with the same header: it reads it")
	case says(f, "token-malformed") > 0:
		return held(0.90, "the token is encrypted, and the API takes it for a malformed one")
	case says(f, "algorithm-rejected") > 0:
		return held(0.90, "the token is encrypted, and the API takes its key management for a signature's algorithm")
	case control != nil && !saysOther(f, "token-encrypted"):
		return held(0.78, "the token is encrypted, and the API answers as to an invented one")
	}
	return held(doubt(f, "token-encrypted", 0.60), "the token is encrypted, and nothing shows that the API can read it")
}

// fatal says whether no validator can read the token's form.
func fatal(t diag.Token) bool {
	for _, fault := range t.Faults {
		if fault.Fatal {
			return true
		}
	}
	return false
}
