package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// arithmetic is the certainty of a fault that is a fact of arithmetic: what was
// signed instead was found by recomputation, the body has another hash than the
// signed one, the date lies outside of what signatures live.
const arithmetic = 0.90

// holdsSignedRequest judges a signed request: by the experiment of signing it anew,
// by its recomputation, and by what the API says.
func holdsSignedRequest(c diag.Case, f diag.Facts) diag.Match {
	faults := faultsOf(f, "signature-mismatch")
	if len(faults) == 0 {
		if p, ok := signatureOf(f); ok && p.Recomputed && p.Agrees && refused(f) {
			return out("the given keys make the very signature that was sent, and the API does not say that it is wrong")
		}
		return diag.Match{}
	}
	why, sure := c.Show(faults[0].What), faults[0].Sure
	evs := append(differing(c, f), wordsEvidence(c, f, "signature-mismatch")...)
	t, success, moved := tried(f, "signature-mismatch")
	if t != nil && !t.Exchange.Answered() {
		t = nil // it could not be sent
	}
	if t != nil {
		evs = append(evs, trialEvidence(f, diag.HeaderStep, t))
	}
	_, more := tryMended("signature-mismatch")(c, f)
	switch {
	case success:
		return hold(0.98, diag.Says("%s; signed anew the request succeeds", why), evs...)
	case t != nil && moved:
		return hold(0.80, diag.Says("%s; signed anew it is refused for another reason", why), evs...)
	case t != nil && !toldSignature(f):
		return hold(0.40, diag.Says("%s; signed anew it is refused all the same", why), evs...)
	case t != nil:
		return hold(0.75, diag.Says("%s; signed anew by the rules it is refused all the same: the API has another secret for this key, or gets another request", why), evs...)
	case saysOther(f, "signature-mismatch") && !toldSignature(f):
		// Who names an unknown key, a missing right or a token that is over has
		// verified the signature, or did not come as far.
		return hold(min(sure, 0.45), diag.Says("%s; yet the API names another reason", why), evs...)
	case toldSignature(f) && sure >= arithmetic && !(more && c.MayRepeat() && !c.RequestOnly):
		return hold(0.96, why, evs...)
	}
	return hold(sure, why, evs...)
}

// toldSignature says whether the API itself names the signature, or its date.
func toldSignature(f diag.Facts) bool {
	return says(f, "signature-mismatch") == 2 || says(f, "clock-skew") == 2
}

// signatureOf is the signed request as it was taken apart.
func signatureOf(f diag.Facts) (diag.Proof, bool) {
	if f.Header == nil {
		return diag.Proof{}, false
	}
	i := slices.IndexFunc(f.Header.Proofs, func(p diag.Proof) bool { return p.Code == "signature-mismatch" })
	if i < 0 {
		return diag.Proof{}, false
	}
	return f.Header.Proofs[i], true
}

// differing are the parts in which request and server differ, as evidence.
func differing(c diag.Case, f diag.Facts) []diag.Evidence {
	var evs []diag.Evidence
	p, _ := signatureOf(f)
	for _, l := range p.Lines {
		if l.Differs {
			evs = append(evs, diag.Evidence{Step: diag.HeaderStep, Source: "request.proof",
				Observed: diag.Says("%s: %s", c.Show(l.Part), c.Show(authn.Quoted(l.Sent))), Expected: c.Show(authn.Quoted(l.Server))})
		}
	}
	return evs
}

// signRules say how a part is signed rightly.
var signRules = []struct{ part, text string }{
	{"canonical URI", "Sign the path as AWS does: each segment percent-encoded twice, for S3 once, and the whole path as the API gets it."},
	{"canonical query", "Sign the query as AWS does: names and values percent-encoded, a blank as %20, then sorted by name and value."},
	{"x-amz-content-sha256", "Hash the very bytes that are sent, after the last change to the body."},
	{"payload hash", "Hash the very bytes that are sent, after the last change to the body."},
	{"digest", "Compute the digest over the very bytes that are sent, after the last change to the body."},
	{"x-amz-date", "Sign right before sending, by a clock that is set with NTP."},
	{"date", "Sign right before sending, by a clock that is set with NTP."},
	{"expires", "Sign anew: this signature is over."},
	{"valid until", "Make a new presigned URL: this one is over."},
	{"signed headers", "Sign only headers that are in the request when it arrives, host among them, in small letters and in order."},
	{"header host", "Sign the host that the API is called by, with its port only where it is not the scheme's own."},
}

// signRight is how to mend the parts that differ.
func signRight(c diag.Case, f diag.Facts) []diag.Fix {
	p, _ := signatureOf(f)
	var fs []diag.Fix
	add := func(text string) {
		if !slices.ContainsFunc(fs, func(f diag.Fix) bool { return string(f.Text) == text }) {
			fs = append(fs, easy(text, ""))
		}
	}
	for _, l := range p.Lines {
		if !l.Differs {
			continue
		}
		for _, rule := range signRules {
			if rule.part == l.Part {
				add(rule.text)
			}
		}
		if (l.Part == "region" || l.Part == "service") && l.Server != "" {
			add("Sign for the " + l.Part + " " + string(c.Show(l.Server)) + ".")
		}
	}
	if len(fs) > 0 && strings.HasPrefix(p.Kind, "AWS4") && authn.CurlSigns(c.Request) {
		fs[0].Command = c.Command(authn.Curl(c.Request))
	}
	return fs
}
