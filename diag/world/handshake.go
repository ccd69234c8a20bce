package world

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"slices"
	"sync"

	"example.com/why401/diag"
)

// originKey is the context key of the origin that a connection is made for.
type originKey struct{}

// asked remembers which origins asked for a client certificate: a kept
// connection asks only once.
type asked struct {
	mu sync.Mutex
	by map[string]demand // by origin
}

// demand is one server's certificate request (RFC 8446, section 4.3.2).
type demand struct {
	names []string          // whose certificates it accepts
	sent  *diag.Certificate // what it got; nil where that was an empty one
}

// answer is what a server that asks gets: the certificate, or an empty one.
func (a *asked) answer(cert tls.Certificate) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	sent := certificateOf(cert.Leaf)
	return func(i *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		if origin, ok := i.Context().Value(originKey{}).(string); ok {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.by[origin] = demand{issuerNames(i.AcceptableCAs), sent}
		}
		return &cert, nil
	}
}

// certificateOf is what there is to say of a client certificate. Without an
// extended key usage it may be used for anything (RFC 5280, section 4.2.1.12).
func certificateOf(leaf *x509.Certificate) *diag.Certificate {
	if leaf == nil {
		return nil
	}
	forClients := len(leaf.ExtKeyUsage)+len(leaf.UnknownExtKeyUsage) == 0 ||
		slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageClientAuth) || slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageAny)
	sum := sha256.Sum256(leaf.Raw)
	return &diag.Certificate{
		Subject: leaf.Subject.String(), Issuer: leaf.Issuer.String(),
		NotBefore: leaf.NotBefore, NotAfter: leaf.NotAfter, ForClients: forClients,
		SHA256: base64.RawURLEncoding.EncodeToString(sum[:]),
	}
}

func issuerNames(raw [][]byte) []string {
	names := []string{}
	for _, der := range raw[:min(len(raw), maxCAs)] {
		var sequence pkix.RDNSequence
		if _, err := asn1.Unmarshal(der, &sequence); err == nil {
			names = append(names, sequence.String())
		}
	}
	return names
}

// fillTLS writes into the exchange what the handshake showed, a failed one included.
func (a *asked) fillTLS(e *diag.Exchange, origin string, state *tls.ConnectionState, err error) {
	a.mu.Lock()
	wanted, certAsked := a.by[origin]
	a.mu.Unlock()
	leaf := leafOf(state, err)
	if leaf == nil && !certAsked && (state == nil || state.Version == 0) {
		return
	}
	e.TLS = &diag.TLSState{ClientCert: certAsked, ClientCAs: wanted.names, Sent: wanted.sent}
	if state != nil && state.Version != 0 {
		e.TLS.Version = tls.VersionName(state.Version)
	}
	if leaf != nil {
		e.TLS.Subject, e.TLS.Issuer, e.TLS.NotAfter = leaf.Subject.String(), leaf.Issuer.String(), leaf.NotAfter
	}
}

// leafOf is the server's certificate, also where it was refused.
func leafOf(state *tls.ConnectionState, err error) *x509.Certificate {
	var refused *tls.CertificateVerificationError
	switch {
	case state != nil && len(state.PeerCertificates) > 0:
		return state.PeerCertificates[0]
	case errors.As(err, &refused) && len(refused.UnverifiedCertificates) > 0:
		return refused.UnverifiedCertificates[0]
	}
	return nil
}
