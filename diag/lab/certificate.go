package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"strings"
	"time"
)

// authority signs certificates (RFC 5280): one for servers, another for clients.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(name string) (*authority, error) {
	template := &x509.Certificate{
		Subject: pkix.Name{Organization: []string{"Example Devices"}, CommonName: name},
		IsCA:    true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	a := &authority{}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, err
	}
	a.cert, err = a.sign(template, template, &a.key.PublicKey)
	return a, err
}

// issue makes a key and the certificate for it, for clients or for a server on
// this machine.
func (a *authority) issue(name string, usage x509.ExtKeyUsage, until time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	cert, err := a.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{usage}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}, a.cert, &key.PublicKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}, nil
}

func (a *authority) sign(template, parent *x509.Certificate, key *ecdsa.PublicKey) (*x509.Certificate, error) {
	var err error
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return nil, err
	}
	template.NotBefore = time.Now().Add(-24 * time.Hour)
	if template.NotAfter.IsZero() {
		template.NotAfter = time.Now().Add(24 * time.Hour)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, a.key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

func (a *authority) pem() []byte { return pemOf("CERTIFICATE", a.cert.Raw) }

func pemOf(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// overTLS serves the API by https as well, with a certificate of an authority
// that the person has as a file, and sends the request there.
func (l *Lab) overTLS(config *tls.Config) {
	ca, err := newAuthority("Example Devices Root CA")
	if err != nil {
		l.fail(err)
		return
	}
	cert, err := ca.issue("api.devices.example", x509.ExtKeyUsageServerAuth, time.Time{})
	l.fail(err)
	config.Certificates = []tls.Certificate{cert}
	at := l.openTLS(l.api().handler, config)
	l.person.Request.URL = strings.Replace(l.person.Request.URL, l.api().url, at, 1)
	l.person.Transport.CACert = l.file("ca.pem", ca.pem())
}

// onlyFor lets the API demand certificates of an authority that is made for it.
func (l *Lab) onlyFor(name string) {
	ca, err := newAuthority(name)
	if err != nil {
		l.fail(err)
		return
	}
	l.clients = ca
	l.overTLS(&tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: ca.pool()})
}

// openTLS is open for https.
func (l *Lab) openTLS(handler func() http.Handler, config *tls.Config) string {
	if l.open(handler) == "" {
		return ""
	}
	s := l.servers[len(l.servers)-1]
	s.tls, s.url = config, strings.Replace(s.url, "http:", "https:", 1)
	return s.url
}
