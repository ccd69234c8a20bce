package authn

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
)

// samlCode is the cause that every fault of a SAML response speaks for.
const samlCode = diag.Code("saml-response-invalid")

// samlProof opens the SAML response that the request carries and makes every
// check of a service provider (SAML 2.0 Profiles, section 4.1.4.3). Service
// providers stop at the first that fails; here all are told, the surest first.
func samlProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	m, found := findSAML(c.Request)
	if !found {
		return nil, nil
	}
	w := &samlWalk{c: c, f: f, metadata: samlMetadata(c.SAMLMetadata), proof: diag.Proof{Kind: "SAML response", Code: samlCode}}
	text, faults := m.open()
	for _, fault := range faults {
		w.fault(fault.sure, fault.what)
		if fault.mended != "" {
			mended := m.with(c.Request, fault.mended).Changed(diag.Text(fault.change))
			w.faults[len(w.faults)-1].Mended = &mended
		}
	}
	if text == nil {
		return nil, w.faults
	}
	r, err := readSAML(text)
	if err != nil {
		w.fault(diag.Likely+.15, err.Error())
		return nil, w.faults
	}
	w.walk(r, m)
	slices.SortStableFunc(w.faults, func(a, b diag.HeaderFault) int { return cmp.Compare(b.Sure, a.Sure) })
	return []diag.Proof{w.proof}, w.faults
}

// samlWalk is one walk through the checks, and what came of them.
type samlWalk struct {
	c        diag.Case
	f        diag.Facts
	metadata []samlIssuer
	// authentic says whether a key of the metadata proves what the assertion says.
	authentic bool
	told      time.Time // the end that was told already: most responses write the same one twice
	proof     diag.Proof
	faults    []diag.HeaderFault
}

// fault is one thing wrong; "it" in its words is the response.
func (w *samlWalk) fault(sure float64, parts ...string) {
	what := strings.Join(parts, "")
	if verb, of := strings.CutPrefix(what, "it "); of {
		what = "the SAML response " + verb
	} else if part, of := strings.CutPrefix(what, "its "); of {
		what = "the SAML response's " + part
	}
	w.faults = append(w.faults, diag.HeaderFault{Code: samlCode, What: what, Sure: sure})
}

// line is one part held against what the service provider will have held it against.
func (w *samlWalk) line(part, sent, server string, differs bool) {
	w.proof.Lines = append(w.proof.Lines, diag.ProofLine{Part: part, Sent: sent, Server: server, Differs: differs})
}

func (w *samlWalk) walk(r *samlResponse, m samlMessage) {
	w.signatures(r, m)
	w.status(r)
	w.issuers(r)
	w.place("Destination", r.Destination)
	switch {
	case r.Status[0] != samlSuccess:
		return // there is no assertion, and nothing more to learn
	case len(r.Assertions) == 0 && r.Encrypted > 0:
		w.line("Assertion", "encrypted: only the service provider can read it", "", false)
		return
	case len(r.Assertions) == 0:
		w.fault(.85, "the response holds no assertion")
		return
	case len(r.Assertions)+r.Encrypted > 1 || r.Hidden > 0:
		w.fault(.50, "the response holds more than one assertion, and receivers differ in which one they read")
	}
	a := r.Assertions[0]
	w.audience(a)
	w.conditions(a)
	w.confirmations(a)
	w.answers(r, a)
}

// samlStatuses are what the second status code tells of an issuer that refused
// by itself (SAML 2.0 Core, section 3.2.2.2).
var samlStatuses = map[string]string{
	"AuthnFailed":              "it could not authenticate the user",
	"RequestDenied":            "it is able to answer and chose not to",
	"NoPassive":                "the user has no session there, and it was asked not to show a login",
	"InvalidNameIDPolicy":      "it cannot give the kind of NameID that was asked for",
	"NoAuthnContext":           "it cannot sign the user in by the method that was asked for",
	"RequestUnsupported":       "it does not support the request",
	"UnsupportedBinding":       "it cannot answer by the binding that was asked for",
	"UnknownPrincipal":         "it does not know the user",
	"InvalidAttrNameOrValue":   "an attribute that was asked for makes no sense to it",
	"RequestVersionTooLow":     "it wants a later version of SAML",
	"RequestVersionDeprecated": "it no longer takes this version of SAML",
	"Requester":                "it finds fault with the request of the service provider",
	"Responder":                "it failed itself",
	"VersionMismatch":          "it cannot read that version of SAML",
}

const (
	samlStatusPrefix = "urn:oasis:names:tc:SAML:2.0:status:"
	samlSuccess      = "Success"
)

// status reads what the issuer itself came to: other than Success, no service provider can let anyone in.
func (w *samlWalk) status(r *samlResponse) {
	if r.Unsaid {
		w.line("StatusCode", "", samlSuccess, true)
		w.fault(.85, "the response has no status (SAML 2.0 Core, section 3.2.2)")
		return
	}
	all := strings.Join(r.Status, " / ")
	w.line("StatusCode", all, samlSuccess, r.Status[0] != samlSuccess)
	if r.Status[0] == samlSuccess {
		return
	}
	sure := .90
	if w.authentic {
		sure = .97
	}
	what := "the identity provider itself refused: status " + all
	if means := samlStatuses[r.Status[len(r.Status)-1]]; means != "" {
		what += ", " + means
	}
	if r.Message != "" {
		what += " (" + bounded(r.Message, 200) + ")"
	}
	w.fault(sure, what)
}

// issuers holds who speaks against the metadata that the service provider trusts.
func (w *samlWalk) issuers(r *samlResponse) {
	issuer := r.issuer()
	if r.Issuer != "" && issuer != r.Issuer {
		w.fault(.75, "the response is issued by ", Quoted(r.Issuer), ", and the assertion in it by ", Quoted(issuer))
	}
	if len(w.metadata) == 0 {
		w.line("Issuer", issuer, "", false)
		return
	}
	known := w.metadata[0].ID
	for _, i := range w.metadata {
		if i.ID == issuer {
			known = issuer
		}
	}
	w.line("Issuer", issuer, known, known != issuer)
	if known != issuer {
		w.fault(.85, "it is issued by ", Quoted(issuer), ", and the metadata is that of ", Quoted(known), parenthesis(NearMiss(issuer, known)))
	}
}

// answers says which request it answers: a service provider takes such a response
// once, and in the session that asked (SAML 2.0 Profiles, section 4.1.4.3).
func (w *samlWalk) answers(r *samlResponse, a samlAssertion) {
	w.line("InResponseTo", r.InResponseTo, "", false)
	for _, s := range a.Confirmations {
		if s.InResponseTo != "" && r.InResponseTo != "" && s.InResponseTo != r.InResponseTo {
			w.fault(.75, "the response answers request ", Quoted(r.InResponseTo), ", and the assertion in it request ", Quoted(s.InResponseTo))
			return
		}
	}
	switch {
	case len(w.faults) > 0 || r.InResponseTo == "":
	case w.c.Request.Header.Has("Cookie"):
		w.fault(.40, "it answers request ", Quoted(r.InResponseTo), ": a service provider takes such a response once, and only in the session that asked")
	default:
		w.fault(.50, "it answers request ", Quoted(r.InResponseTo), ", and the request carries no cookie of the session that asked")
	}
}

func parenthesis(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// samlTime writes an instant as SAML does.
func samlTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
