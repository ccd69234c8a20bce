package cause

import (
	"slices"

	"example.com/why401/diag"
)

const samlCode = diag.Code("saml-response-invalid")

// holdsSAML judges what the checks of the SAML response found. The request is a
// POST that is sent once, so the proof is in the response itself: cryptography,
// and times that no leeway covers by the API's own clock.
func holdsSAML(c diag.Case, f diag.Facts) diag.Match {
	faults := faultsOf(f, samlCode)
	if !refused(f) || !presentsSAML(f) || len(faults) == 0 && says(f, samlCode) == 0 {
		return diag.Match{}
	}
	evs := append(samlEvidence(c, f), wordsEvidence(c, f, samlCode)...)
	if len(faults) == 0 {
		return hold(doubt(f, samlCode, 0.85), "the answer says that it refuses the SAML response", evs...)
	}
	what := c.Show(faults[0].What)
	for _, other := range faults {
		evs = append(evs, diag.Evidence{Step: diag.HeaderStep, Source: "request.saml", Observed: c.Show(other.What), Expected: "a response that holds (SAML 2.0 Profiles, section 4.1.4.3)"})
	}
	t, success, _ := tried(f, samlCode)
	if t != nil {
		evs = append(evs, trialEvidence(f, diag.HeaderStep, t))
	}
	sure := faults[0].Sure
	switch {
	case success:
		return hold(0.98, diag.Says("%s; with that mended the request succeeds", what), evs...)
	case t != nil:
		return hold(min(sure, 0.50), diag.Says("%s; mending it alone does not help", what), evs...)
	case says(f, samlCode) == 2 && sure >= diag.Likely:
		return hold(max(sure, 0.96), diag.Says("%s, and the answer says that it refuses the response", what), evs...)
	case says(f, samlCode) == 2:
		return hold(0.85, diag.Says("the answer says that it refuses the SAML response; %s", what), evs...)
	}
	return hold(doubt(f, samlCode, sure), what, evs...)
}

// presentsSAML says whether a SAML response is among the credentials.
func presentsSAML(f diag.Facts) bool {
	return f.Header != nil && slices.ContainsFunc(f.Header.Credentials, func(cred diag.Credential) bool { return cred.Name == "SAMLResponse" })
}

// samlEvidence are the parts of the response that differ from what the service provider will have held them against.
func samlEvidence(c diag.Case, f diag.Facts) []diag.Evidence {
	var evs []diag.Evidence
	for _, p := range f.Header.Proofs {
		for _, l := range p.Lines {
			if p.Code == samlCode && l.Differs {
				evs = append(evs, diag.Evidence{Step: diag.HeaderStep, Source: "request.saml." + l.Part, Observed: c.Show(l.Sent), Expected: c.Show(l.Server)})
			}
		}
	}
	return evs
}

// fixSAML asks for the metadata where the response could be opened and nothing was there to check its signature with.
func fixSAML(c diag.Case, f diag.Facts) []diag.Fix {
	if len(c.SAMLMetadata) > 0 || f.Header == nil || !slices.ContainsFunc(f.Header.Proofs, func(p diag.Proof) bool { return p.Code == samlCode }) {
		return nil
	}
	return []diag.Fix{
		easy(newResponse, ""),
		easy("Give the identity provider's metadata, and the signature is checked too.",
			`why401 check --saml-metadata "$SAML_METADATA_FILE" --data-urlencode "SAMLResponse=$SAML_RESPONSE" "$API_URL"`),
	}
}

const newResponse = "Sign in again, and send the new response once and at once: it is meant for one use and ends after minutes."
