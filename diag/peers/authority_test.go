//go:build peers

package peers

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"path/filepath"
	"testing"
	"time"
)

// authority issues certificates, and keeps all it makes as PEM files in a folder.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{t: t, dir: workshop(t)}
	a.cert = &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	a.cert, a.key = a.make(a.cert, "ca")
	return a
}

// make signs a certificate for a new key, and writes both into NAME.pem and NAME.key.
func (a *authority) make(c *x509.Certificate, name string) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(a.t, err)
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	if c.NotBefore.IsZero() {
		c.NotBefore = time.Now().Add(-time.Hour)
	}
	signer := a.key
	if signer == nil {
		a.cert, signer = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, a.cert, key.Public(), signer)
	must(a.t, err)
	cert, err := x509.ParseCertificate(der)
	must(a.t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	must(a.t, err)
	a.write(name+".pem", "CERTIFICATE", der)
	a.write(name+".key", "PRIVATE KEY", pkcs8)
	return cert, key
}

func (a *authority) write(name, kind string, der []byte) {
	a.t.Helper()
	put(a.t, a.dir, name, string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})))
}

func (a *authority) file(name string) string { return filepath.Join(a.dir, name) }

// server makes a certificate for a server on this machine, server.pem and server.key.
func (a *authority) server() {
	a.t.Helper()
	a.make(&x509.Certificate{
		Subject: pkix.Name{CommonName: "api.example"}, NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, "server")
}

// client makes one for a client that ends then, client.pem and client.key; the
// result is how curl sends it.
func (a *authority) client(end time.Time) []string {
	a.t.Helper()
	a.make(&x509.Certificate{
		Subject: pkix.Name{CommonName: "robin"}, NotBefore: end.Add(-24 * time.Hour), NotAfter: end,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, "client")
	return []string{"--cert", a.file("client.pem"), "--key", a.file("client.key")}
}
