package world

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"sync"

	"example.com/why401/diag"
)

// originKey is the context key of the origin that a connection is made for.
type originKey struct{}

// asked remembers which origins asked for a client certificate, and whose they
// accept: a kept connection asks only once.
type asked struct {
	mu    sync.Mutex
	names map[string][]string // by origin
}

// answer is what a server that asks gets: the certificate, or an empty one.
func (a *asked) answer(cert tls.Certificate) func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	return func(i *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		if origin, ok := i.Context().Value(originKey{}).(string); ok {
			a.mu.Lock()
			defer a.mu.Unlock()
			a.names[origin] = issuerNames(i.AcceptableCAs)
		}
		return &cert, nil
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
	names, certAsked := a.names[origin]
	a.mu.Unlock()
	leaf := leafOf(state, err)
	if leaf == nil && !certAsked && (state == nil || state.Version == 0) {
		return
	}
	e.TLS = &diag.TLSState{ClientCert: certAsked, ClientCAs: names}
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
