package authn

import (
	"strings"

	"example.com/why401/diag"
)

// Confirmation is what a token is bound to: whoever presents it has to prove
// that they have it (RFC 7800, section 3.1). What it is not bound to is "".
type Confirmation struct {
	Key         string // jkt: the SHA-256 thumbprint of the key of DPoP proofs (RFC 9449, section 6.1)
	Certificate string // x5t#S256: that of the TLS client certificate (RFC 8705, section 3.1)
	From        string // "token.cnf", "introspection.cnf"
	Known       bool   // somebody could read what the token holds
}

// ReadConfirmation reads the token's cnf, and that of its issuer's answer where
// the token cannot be read (RFC 9449, section 6.2; RFC 8705, section 3.2).
func ReadConfirmation(t diag.Token, f diag.Facts) Confirmation {
	fields, from := t.Claims, "token.cnf"
	if fields == nil && f.Token != nil && f.Token.Introspection != nil && f.Token.Introspection.Active {
		fields, from = f.Token.Introspection.Fields, "introspection.cnf"
	}
	cnf, _ := fields["cnf"].(map[string]any)
	return Confirmation{Key: textOf(cnf, "jkt"), Certificate: textOf(cnf, "x5t#S256"), From: from, Known: fields != nil}
}

// BoundToKey says whether the request presents its token as one that is bound
// to a key: a token that is asked for without a proof is a Bearer token (RFC
// 9449, section 5), and how the API takes that tells nothing about this one.
func BoundToKey(c diag.Case, f diag.Facts) bool {
	t, ok := AccessToken(c, f)
	scheme, _ := splitScheme(c.Request.Header.Value("Authorization"))
	return ok && (strings.EqualFold(scheme, "DPoP") || c.Request.Header.Has("DPoP") || ReadConfirmation(t, f).Key != "")
}

// BoundByIssuer says whether only the issuer's word tells that a token is
// bound: what was read of the request before it was asked has to be read again.
func BoundByIssuer(f diag.Facts) bool {
	if f.Token == nil {
		return false
	}
	cnf := ReadConfirmation(f.Token.Token, f)
	return cnf.From == "introspection.cnf" && cnf.Key+cnf.Certificate != ""
}

// certificate holds the certificate that the token is bound to against the one
// that the server got (RFC 8705, section 3).
func (b *binding) certificate() ([]diag.Proof, []diag.HeaderFault) {
	if b.cnf.Certificate == "" {
		return nil, nil
	}
	line := diag.ProofLine{Part: "x5t#S256", Sent: "no certificate", Server: b.cnf.Certificate, Differs: true}
	fault := diag.HeaderFault{Code: bindingCode, Sure: 0.60, What: "the token is bound to a client certificate (cnf.x5t#S256), and none was sent"}
	switch tls := b.answer.TLS; {
	case tls == nil && strings.HasPrefix(b.request.URL, "http:"):
		line.Sent = "no TLS"
		fault.What = "the token is bound to a client certificate (cnf.x5t#S256), and without TLS none can be sent"
	case tls == nil:
		return nil, nil // a capture that does not tell
	case tls.Sent == nil && tls.ClientCert:
		fault.Sure = 0.80
	case tls.Sent == nil:
		fault.What += "; the server did not ask for one in the handshake"
	case tls.Sent.SHA256 == "":
		return nil, nil
	default:
		line.Sent, line.Differs = tls.Sent.SHA256, tls.Sent.SHA256 != b.cnf.Certificate
		fault.Sure, fault.What = 0.92, "the token is bound to another client certificate (cnf.x5t#S256) than the one that was sent"
	}
	proofs := []diag.Proof{{Kind: "mutual TLS", Code: bindingCode, Lines: []diag.ProofLine{line}}}
	if !line.Differs {
		return proofs, nil
	}
	return proofs, []diag.HeaderFault{fault}
}
