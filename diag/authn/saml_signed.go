package authn

import (
	"crypto/x509"

	"github.com/beevik/etree"

	"example.com/why401/diag"
)

// signatures checks who signed what. One good signature is enough: that of the
// response covers the assertion in it.
func (w *samlWalk) signatures(r *samlResponse, m samlMessage) {
	trusted, named := w.keys(r.issuer())
	signed := m.sig
	parts := []struct {
		name string
		el   *etree.Element
	}{{"response", r.root}}
	if len(r.Assertions) > 0 {
		parts = append(parts, struct {
			name string
			el   *etree.Element
		}{"assertion", r.Assertions[0].el})
	}
	for _, part := range parts {
		s := checkXMLSignature(part.el, trusted)
		if s.State == xmlUnsigned {
			continue
		}
		signed = true
		w.authentic = w.authentic || s.State == xmlGood && len(trusted) > 0
		w.signature(part.name, s, len(trusted) > 0, named)
	}
	if !signed {
		w.line("Signature", string(xmlUnsigned), "", false)
		if r.Status[0] == samlSuccess && len(r.Assertions) > 0 {
			w.fault(.85, "neither the response nor the assertion is signed, which the POST binding demands (SAML 2.0 Profiles, section 4.1.4.5)")
		}
	}
}

// keys are the certificates to check with: those of the issuer, or, where the
// metadata does not name it, all that there are.
func (w *samlWalk) keys(issuer string) (certs []*x509.Certificate, named bool) {
	for _, i := range w.metadata {
		if i.ID == issuer {
			return i.Certs, true
		}
		certs = append(certs, i.Certs...)
	}
	return certs[:min(len(certs), maxSAMLKeys)], false
}

// signature tells of one signature. Only keys of the metadata prove anything,
// and only where it is the issuer's metadata.
func (w *samlWalk) signature(part string, s xmlSignature, trusted, named bool) {
	sure := .85
	if trusted && named {
		sure = .96
	}
	held := ""
	if trusted {
		held = "a key of the metadata"
	}
	bad := s.State == xmlAltered || s.State == xmlOtherKey || s.State == xmlBad
	w.line("Signature of the "+part, s.Algorithm+", "+string(s.State), held, bad && trusted)
	switch s.State {
	case xmlAltered:
		w.fault(sure, "the ", part, " was changed after it was signed: the signature is good, and made over other content")
	case xmlOtherKey:
		w.fault(sure, "the ", part, " is signed with a key that the metadata does not hold: that of ", subject(s.Cert))
	case xmlBad:
		w.fault(sure, "the signature of the ", part, " does not verify")
	case xmlElsewhere:
		w.fault(.85, "the signature in the ", part, " does not cover that ", part)
	}
	if s.State == xmlGood && s.SHA1 {
		w.fault(.35, "the signature of the ", part, " uses SHA-1, which newer service providers refuse")
	}
	if now := w.f.Now(); s.State == xmlGood && s.Cert != nil && !now.IsZero() && now.After(s.Cert.NotAfter) {
		w.fault(.40, "the certificate of the signature ended ", diag.Span(now.Sub(s.Cert.NotAfter)), " ago, which some service providers refuse")
	}
}

// subject names a certificate by its subject and its end.
func subject(cert *x509.Certificate) string {
	return bounded(cert.Subject.String(), 100) + ", valid until " + samlTime(cert.NotAfter)
}
