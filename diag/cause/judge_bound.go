package cause

import (
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

const bindingFailed = diag.Code("token-binding-failed")

// holdsBinding judges the proof that a bound token needs: by the experiment
// where the person has the key, else by what the API says and what is seen to differ.
func holdsBinding(c diag.Case, f diag.Facts) diag.Match {
	faults := faultsOf(f, bindingFailed)
	what, sure := surest(c, faults)
	if len(faults) == 0 {
		if says(f, bindingFailed) == 0 || accepted(f) {
			return bindingHolds(f)
		}
		what, sure = "the API says so, and nothing in the proof is seen to differ: it may have been used before (jti)", 0.80
	}
	evs := append(bindingEvidence(c, f), wordsEvidence(c, f, bindingFailed)...)
	t, success, moved := tried(f, bindingFailed)
	if t != nil {
		evs = append(evs, trialEvidence(f, diag.TokenStep, t))
	}
	if len(evs) == 0 {
		evs = []diag.Evidence{{Step: diag.TokenStep, Source: "request.header", Observed: what, Expected: "a proof for this token and this request (RFC 9449, section 4.3)"}}
	}
	if _, more := tryBinding(c, f); more && !success && c.MayRepeat() && !c.RequestOnly && (t == nil || t.Exchange.Answered()) {
		return hold(bindingDoubt(f, min(sure, 0.92)), what, evs...) // an experiment will tell
	}
	switch {
	case success:
		return hold(0.98, diag.Says("%s; with that mended the request succeeds", what), evs...)
	case t != nil && t.Exchange.Answered() && moved:
		return hold(bindingDoubt(f, 0.85), diag.Says("%s; with that mended the API refuses for another reason", what), evs...)
	case t != nil && t.Exchange.Answered() && says(f, bindingFailed) == 2:
		return hold(0.80, diag.Says("%s; another proof is refused the same way: the API may compute another address than the one that is called, as behind a proxy", what), evs...)
	case t != nil && t.Exchange.Answered():
		return hold(bindingDoubt(f, 0.50), diag.Says("%s; mending it alone does not help", what), evs...)
	case sure >= 0.90 && proofRefused(f):
		return hold(0.97, diag.Says("%s, and the API refuses the proof", what), evs...)
	case says(f, bindingFailed) > 0:
		return hold(max(sure, 0.85), what, evs...)
	}
	return hold(bindingDoubt(f, sure), what, evs...)
}

// bindingDoubt lowers a confidence where the API plainly gives another reason.
func bindingDoubt(f diag.Facts, w float64) float64 { return doubt(f, bindingFailed, w) }

// surest is the fault that servers most certainly refuse for, the first of several.
func surest(c diag.Case, faults []diag.HeaderFault) (what diag.Text, sure float64) {
	for _, fault := range faults {
		if fault.Sure > sure {
			what, sure = c.Show(fault.What), fault.Sure
		}
	}
	return what, sure
}

// bindingProofs are the proofs of possession that were taken apart.
func bindingProofs(f diag.Facts) []diag.Proof {
	if f.Header == nil || !refused(f) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.Header.Proofs), func(p diag.Proof) bool { return p.Code != bindingFailed })
}

// bindingHolds rules the cause out where there is a proof, and all of it holds.
func bindingHolds(f diag.Facts) diag.Match {
	if len(bindingProofs(f)) > 0 {
		return out("nothing in the proof differs from the request and the token")
	}
	return diag.Match{}
}

// bindingEvidence is the lines of the proofs whose sides differ.
func bindingEvidence(c diag.Case, f diag.Facts) []diag.Evidence {
	var evs []diag.Evidence
	for _, p := range bindingProofs(f) {
		for _, l := range p.Lines {
			if l.Differs {
				evs = append(evs, diag.Evidence{Step: diag.TokenStep, Source: "request.proof", Observed: diag.Says("%s: %s", c.Show(l.Part), c.Show(authn.Quoted(l.Sent))), Expected: c.Show(authn.Quoted(l.Server))})
			}
		}
	}
	return evs
}

// proofRefused says whether the API names the proof as what it refuses: by the codes of
// RFC 9449 (sections 7.1 and 9), or by invalid_token under that scheme for a
// token that is in order but for the key that it is bound to.
func proofRefused(f diag.Facts) bool {
	code, _, _ := authn.OAuthError(answer(f))
	switch code {
	case "invalid_dpop_proof", "use_dpop_nonce":
		return true
	case "invalid_token":
		return asksDPoP(f) && boundElsewhere(f) && signed(f) && f.Token.Token.Expires.Add(-time.Minute).After(f.Now()) && !saysOther(f, bindingFailed)
	}
	return false
}

func asksDPoP(f diag.Facts) bool {
	return slices.ContainsFunc(f.Header.Challenges, func(ch diag.Challenge) bool { return strings.EqualFold(ch.Scheme, "DPoP") })
}

// boundElsewhere says whether the proof was made with another key than the token's.
func boundElsewhere(f diag.Facts) bool {
	for _, p := range bindingProofs(f) {
		for _, l := range p.Lines {
			if l.Differs && l.Part == authn.KeyLine && l.Server != "" {
				return true
			}
		}
	}
	return false
}

// tryBinding sends a proof that the person's key makes for this very request,
// and once more where the server gives a nonce for it (RFC 9449, section 9).
// Without a key it sends the mended forms.
func tryBinding(c diag.Case, f diag.Facts) (diag.Request, bool) {
	if len(faultsOf(f, bindingFailed)) == 0 && says(f, bindingFailed) == 0 {
		return diag.Request{}, false
	}
	if c.DPoPKey.Empty() {
		return tryMended(bindingFailed)(c, f)
	}
	nonce := authn.ProofNonce(answer(f))
	last := lastTrial(f, bindingFailed)
	if last != nil {
		code, _, _ := authn.OAuthError(last.Exchange)
		if nonce = authn.ProofNonce(last.Exchange); code != "use_dpop_nonce" || nonce == "" || trialCount(f, bindingFailed) > 1 {
			return diag.Request{}, false
		}
	}
	return authn.WithProof(c, f, nonce)
}

func lastTrial(f diag.Facts, code diag.Code) *diag.Trial {
	for i := len(f.Trials) - 1; i >= 0; i-- {
		if f.Trials[i].Code == code {
			return &f.Trials[i]
		}
	}
	return nil
}

func trialCount(f diag.Facts, code diag.Code) (n int) {
	for _, t := range f.Trials {
		if t.Code == code {
			n++
		}
	}
	return n
}

// mendProof says what the client's own proof has to hold instead.
func mendProof(c diag.Case, f diag.Facts) []diag.Fix {
	var fs []diag.Fix
	for _, p := range bindingProofs(f) {
		for _, l := range p.Lines {
			if text, ok := proofMends[l.Part]; ok && l.Differs {
				fs = append(fs, easy(string(diag.Says(text, c.Show(authn.Quoted(l.Server)), c.Show(authn.Quoted(l.Sent)))), ""))
			}
		}
	}
	return fs
}

// proofMends are what to do about each part of a proof: what the server has, what was sent.
var proofMends = map[string]string{
	"typ":         "Let the client write the proof's typ as %s; it writes %s.",
	"alg":         "Let the client sign its proofs by an algorithm that the API takes (%s); it uses %s.",
	authn.KeyLine: "Let the client sign its proofs with the key that it asked for the token with: thumbprint %s; it uses %s.",
	"htm":         "Let the client make the proof for the method that it sends, %s; it makes it for %s.",
	"htu":         "Let the client make the proof for the address that it calls, without its query: %s; it makes it for %s.",
	"iat":         "Let the client make a proof for each request as it is sent, by a clock that is right: it was %s, and the proof says %s.",
	"ath":         "Let the client put the hash of the token that it sends into the proof's ath: %s; it has %s.",
	"nonce":       "Let the client take the nonce of the answer's DPoP-Nonce, %s, into the next proof, and send the request again; it had %s.",
}
