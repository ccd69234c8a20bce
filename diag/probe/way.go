package probe

import (
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// reached says whether the request got further than the forward proxy: where it
// did not, a control tells nothing.
func reached(given []diag.Exchange) bool {
	return len(given) > 0 && given[0].Answered() && !given[0].AtProxy
}

// wayThere says what stands between this machine and the API, as far as it shows.
func wayThere(c diag.Case, r *diag.ReplyFacts) []diag.Finding {
	e := r.First()
	fs := append(throughProxy(c, e), proxyChallenges(c, r.Last())...)
	fs = append(fs, clientCertificate(c, e)...)
	for _, e := range r.Given {
		if b, ok := authn.BarrierOf(e); ok {
			fs = append(fs, finding(diag.Warn, "barrier", "in its place", "response",
				diag.Says("%s writes such answers: %s", c.Show(b.Name), c.Show(b.Sign))))
			break
		}
	}
	return fs
}

// throughProxy says which forward proxy is used, and what names it.
func throughProxy(c diag.Case, e diag.Exchange) []diag.Finding {
	switch {
	case e.Proxy == "" && e.ProxyFrom == "":
		return nil
	case e.Proxy == "":
		return []diag.Finding{finding(diag.Info, "proxy", "proxy", "environment", diag.Says("none: %s keeps this host off it", c.Show(e.ProxyFrom)))}
	}
	level, text := diag.Info, diag.Says("%s, from %s", c.Show(e.Proxy), c.Show(e.ProxyFrom))
	if e.ProxyAuth {
		text += ", with credentials of its own"
	}
	if e.AtProxy {
		level = diag.Error
		text += diag.Says("; it refuses the tunnel with %d", e.Status)
	}
	return []diag.Finding{finding(level, "proxy", "proxy", "request", text)}
}

// clientCertificate says what the server asked for in the handshake, and what it got.
func clientCertificate(c diag.Case, e diag.Exchange) []diag.Finding {
	if e.TLS == nil || !e.TLS.ClientCert {
		return nil
	}
	text := diag.Text("the server asks for one")
	if len(e.TLS.ClientCAs) > 0 {
		text = diag.Says("the server asks for one signed by %s", c.Show(strings.Join(e.TLS.ClientCAs, " or ")))
	}
	if s := e.TLS.Sent; s != nil && s.Unseen() {
		text += "; sent: one that the capture does not show"
	} else if s != nil {
		text += diag.Says("; sent: %s, signed by %s, until %s", c.Show(s.Subject), c.Show(s.Issuer), c.Show(s.NotAfter.UTC().Format("2006-01-02T15:04:05Z")))
	} else {
		text += "; none was sent"
	}
	level := diag.Info
	if e.Failure != nil {
		level = diag.Error
	}
	return []diag.Finding{finding(level, "client-certificate", "certificate", "tls", text)}
}

// proxyChallenges says what a proxy asks for, and how a client gets it.
func proxyChallenges(c diag.Case, e diag.Exchange) []diag.Finding {
	if e.Status != 407 {
		return nil
	}
	asks, faults := authn.ReadChallenges(e.Header.Values("Proxy-Authenticate"))
	if len(asks) == 0 {
		faults = append(faults, "none, which a 407 must have (RFC 9110, section 15.5.8)")
	}
	var fs []diag.Finding
	for _, ch := range asks {
		fs = append(fs, finding(diag.Info, "proxy-challenge", "proxy asks", "response.proxy-authenticate", challenge(c, ch)))
	}
	for _, fault := range faults {
		fs = append(fs, finding(diag.Warn, "proxy-challenge", "proxy asks", "response.proxy-authenticate", c.Show(fault)))
	}
	return append(fs, domainSchemes(c, nil, asks)...)
}

// domainSchemes explains the schemes of Windows domains, which few programs
// speak by themselves: what was sent, and how to get what is asked for.
func domainSchemes(c diag.Case, sent []diag.Credential, asked []diag.Challenge) []diag.Finding {
	var fs []diag.Finding
	for _, cred := range sent {
		if what := authn.SecurityToken(cred); what != "" {
			fs = append(fs, finding(diag.Info, "security-token", "token", "request.authorization", c.Show(what)))
		}
	}
	for _, ch := range asked {
		if how := authn.HowToGet(ch.Scheme); how != "" {
			fs = append(fs, finding(diag.Info, "scheme", "scheme", "response.www-authenticate", c.Show(how)))
		}
	}
	return fs
}
