package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// certificateAlerts are the TLS alerts about the peer's certificate (RFC 8446,
// section 6.2; handshake_failure as in RFC 5246, section 7.4.6).
var certificateAlerts = map[uint8]diag.Text{
	40: "handshake_failure", 42: "bad_certificate", 43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired",
	46: "certificate_unknown", 48: "unknown_ca", 49: "access_denied", 116: "certificate_required",
}

func holdsCertificate(c diag.Case, f diag.Facts) diag.Match {
	e := answer(f)
	asked := e.TLS != nil && e.TLS.ClientCert
	if e.Failure != nil {
		if !asked {
			return diag.Match{}
		}
		return certificateRefused(c, f, e)
	}
	evs := certificateEvidence(c, e)
	said := certificateSaid(e)
	if said != "" {
		evs = append([]diag.Evidence{{Step: diag.Reproduce, Source: "response", Observed: c.Show(said), Expected: "an answer of the API"}}, evs...)
	}
	switch why := certificateWhy(c, f, e); {
	case !refused(f):
		return diag.Match{}
	case said != "" && asked:
		return hold(0.97, why, evs...)
	case said != "":
		return hold(0.85, "the answer says that a client certificate is missing or not accepted", evs...)
	case asked && e.TLS.Sent == nil && unread(f) && e.Status == 403 && !namesOther(e):
		return hold(0.72, "the server asks for a client certificate, none was sent, and it answers 403 to everything", evs...)
	case asked && e.TLS.Sent == nil && unread(f):
		return hold(0.35, "the server asks for a client certificate, none was sent, and it answers the same to everything", evs...)
	case asked && e.TLS.Sent != nil && certificateFault(c, f, *e.TLS.Sent) != "" && unread(f):
		return hold(0.80, why, evs...)
	case asked && e.TLS.Sent != nil:
		return out("a client certificate was sent, and the connection was accepted with it")
	}
	return diag.Match{}
}

// unread says whether the answer is the same whatever credentials are sent, or none.
func unread(f diag.Facts) bool {
	return uniform(f) || f.Reply.Without == nil && f.Reply.Bad != nil && alike(f.Reply.First(), *f.Reply.Bad)
}

// namesOther says whether an answer names a reason. "You do not have permission" is
// none where invented credentials are told the same: nobody's rights were looked at.
func namesOther(e diag.Exchange) bool {
	return slices.ContainsFunc(authn.Recognise(e), func(w diag.Words) bool { return w.Codes[0] != "insufficient-permission" })
}

// certificateRefused judges a connection that ended without an answer, after the
// server had asked for a certificate.
func certificateRefused(c diag.Case, f diag.Facts, e diag.Exchange) diag.Match {
	name, about := certificateAlerts[e.Failure.Alert]
	evs := certificateEvidence(c, e)
	if about {
		evs = append([]diag.Evidence{{Step: diag.Reproduce, Source: "tls.alert", Observed: diag.Says("%s (%d)", name, int(e.Failure.Alert)), Expected: "an answer of the API"}}, evs...)
	}
	why := certificateWhy(c, f, e)
	switch {
	case about && e.Failure.Alert == 40 && e.TLS.Sent != nil:
		return hold(0.85, why+"; the alert leaves open what else may be wrong", evs...)
	case about:
		return hold(0.97, diag.Says("%s; the server ends the connection with the alert %s", why, name), evs...)
	case e.Failure.Kind == diag.FailClosed || e.Failure.Kind == diag.FailTLS && e.Failure.Alert == 0 && strings.Contains(e.Failure.Text, "closed"):
		return hold(0.60, why+"; the server closes the connection without a word", evs...)
	}
	return diag.Match{}
}

// certificateSaid is what an answer says of a missing or bad client certificate.
func certificateSaid(e diag.Exchange) string {
	for _, w := range authn.Recognise(e) {
		if len(w.Codes) > 0 && w.Codes[0] == "client-certificate-required" {
			return w.Text
		}
	}
	switch e.Status { // nginx's own, which it sends where error_page is told to keep them
	case 495:
		return "495, with which nginx refuses a client certificate"
	case 496:
		return "496, with which nginx asks for a client certificate"
	}
	return ""
}

// certificateWhy is what is wrong, as far as both sides show it.
func certificateWhy(c diag.Case, f diag.Facts, e diag.Exchange) diag.Text {
	switch {
	case e.TLS == nil:
		return "the server wants a client certificate"
	case e.TLS.Sent == nil:
		return "the server asks for a client certificate, and none was sent"
	}
	if fault := certificateFault(c, f, *e.TLS.Sent); fault != "" {
		return fault
	}
	if names := e.TLS.ClientCAs; len(names) > 0 && !slices.Contains(names, e.TLS.Sent.Issuer) {
		return diag.Says("the client certificate is signed by %s, which is not among the authorities that the server names", c.Show(e.TLS.Sent.Issuer))
	}
	return "the server does not accept the client certificate"
}

// certificateFault is what is wrong with a client certificate by itself, at the
// API's time (RFC 5280, sections 4.1.2.5 and 4.2.1.12).
func certificateFault(c diag.Case, f diag.Facts, cert diag.Certificate) diag.Text {
	now := f.Now()
	switch {
	case cert.Unseen():
		return ""
	case now.After(cert.NotAfter):
		return diag.Says("the client certificate %s ended at %s", c.Show(cert.Subject), stamp(cert.NotAfter))
	case now.Before(cert.NotBefore):
		return diag.Says("the client certificate %s is not valid before %s", c.Show(cert.Subject), stamp(cert.NotBefore))
	case !cert.ForClients:
		return diag.Says("the certificate %s is not made for clients: its extended key usage does not name clientAuth", c.Show(cert.Subject))
	}
	return ""
}

// certificateEvidence holds what the server asked for against what it got.
func certificateEvidence(c diag.Case, e diag.Exchange) []diag.Evidence {
	if e.TLS == nil || !e.TLS.ClientCert {
		return nil
	}
	ev := diag.Evidence{Step: diag.Reproduce, Source: "tls.certificate-request", Observed: "no client certificate", Expected: "one that the server accepts"}
	if len(e.TLS.ClientCAs) > 0 {
		ev.Expected = diag.Says("one signed by %s", c.Show(strings.Join(e.TLS.ClientCAs, " or ")))
	}
	if s := e.TLS.Sent; s != nil && s.Unseen() {
		ev.Observed = "a client certificate, which the capture does not show"
	} else if s != nil {
		ev.Observed = diag.Says("%s, signed by %s, until %s", c.Show(s.Subject), c.Show(s.Issuer), stamp(s.NotAfter))
	}
	return []diag.Evidence{ev}
}

// fixCertificate names the authority that the certificate has to be from.
func fixCertificate(c diag.Case, f diag.Facts) []diag.Fix {
	e := answer(f)
	if e.TLS == nil || !e.TLS.ClientCert {
		return nil
	}
	text := "Send a client certificate and its key"
	if e.TLS.Sent != nil {
		text = "Send another client certificate and its key"
	}
	if len(e.TLS.ClientCAs) > 0 {
		text += string(diag.Says(", signed by %s", c.Show(strings.Join(e.TLS.ClientCAs, " or "))))
	}
	return []diag.Fix{easy(text+".", callWithKey)}
}
