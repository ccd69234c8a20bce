package authn

import "example.com/why401/diag"

// ReadHeader is what step 2 sees: the request's credentials, what is wrong with
// their form, and what the answer that refused them says.
func ReadHeader(c diag.Case, f diag.Facts) *diag.HeaderFacts {
	h := &diag.HeaderFacts{Credentials: Credentials(c.Request), Faults: HeaderFaults(c.Request)}
	f.Header = h
	if f.Reply == nil || len(f.Reply.Given) == 0 {
		return h
	}
	e := f.Reply.Last()
	if Refusal(f) || e.Status >= 500 {
		h.Challenges, h.ChallengeFaults = ReadChallenges(e.Header.Values(challengeHeader(e)))
		h.Words = append(recogniseOwn(c.Profile, e), Recognise(e)...)
	}
	for _, read := range proofReaders {
		proofs, faults := read(c, f)
		h.Proofs = append(h.Proofs, proofs...)
		h.Faults = append(h.Faults, undoubted(c.Request, faults)...)
	}
	return h
}

// proofReaders take credentials apart that are computed from the request, or
// that say themselves what they hold for, one scheme each. They get the facts
// with credentials, challenges and words filled in, and say nothing (nil) about
// other schemes. A fault's mended request is an experiment: it is sent only
// within the bounds.
var proofReaders = []func(diag.Case, diag.Facts) ([]diag.Proof, []diag.HeaderFault){
	keyPlaces, basicProof, digestProof, awsProof, messageProof, cookieProof, csrfProof, samlProof, dpopProof,
}

// Quoted is a value as it stands in a sentence: in quotes, or "nothing".
func Quoted(s string) string {
	if s == "" {
		return "nothing"
	}
	return `"` + s + `"`
}
