package world

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"example.com/why401/diag"
)

// signer is a certificate authority for client certificates.
type signer struct {
	der []byte
	key *ecdsa.PrivateKey
}

func newSigner(t *testing.T, name string) signer {
	der, key := selfSigned(t, name)
	return signer{der, key}
}

// client is a client certificate and its key, as files of --cert and --key.
func (s signer) client(t *testing.T, from, until time.Time, usage ...x509.ExtKeyUsage) func(*diag.Case) {
	t.Helper()
	parent, err := x509.ParseCertificate(s.der)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "device-sync"}, NotBefore: from, NotAfter: until, ExtKeyUsage: usage,
	}, parent, &key.PublicKey, s.key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert, keyFile := pemFile(t, "CERTIFICATE", der), pemFile(t, "PRIVATE KEY", pkcs8)
	return func(c *diag.Case) { c.Transport.Cert, c.Transport.Key = cert, keyFile }
}

// demanding is a server that wants certificates of the signer, by one version of TLS.
func demanding(t *testing.T, by signer, version uint16) *httptest.Server {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) }))
	s.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: poolOf(t, by.der), MinVersion: version, MaxVersion: version}
	s.Config.ErrorLog = quiet
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// The alerts are those of RFC 8446, section 6.2, and RFC 5246, section 7.2.2.
func TestClientCertificateRefused(t *testing.T) {
	t.Parallel()
	ca, other := newSigner(t, "Clients CA"), newSigner(t, "Another CA")
	before, after := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	for name, tt := range map[string]struct {
		change       func(*diag.Case)
		alert        map[uint16]uint8 // by version; 0: an answer
		sent, client bool
	}{
		"none":              {func(*diag.Case) {}, map[uint16]uint8{tls.VersionTLS12: 40, tls.VersionTLS13: 116}, false, false},
		"good":              {ca.client(t, before, after, x509.ExtKeyUsageClientAuth), map[uint16]uint8{}, true, true},
		"for anything":      {ca.client(t, before, after), map[uint16]uint8{}, true, true},
		"expired":           {ca.client(t, before, before, x509.ExtKeyUsageClientAuth), map[uint16]uint8{tls.VersionTLS12: 45, tls.VersionTLS13: 45}, true, true},
		"not yet":           {ca.client(t, after, after, x509.ExtKeyUsageClientAuth), map[uint16]uint8{tls.VersionTLS12: 45, tls.VersionTLS13: 45}, true, true},
		"a server's":        {ca.client(t, before, after, x509.ExtKeyUsageServerAuth), map[uint16]uint8{tls.VersionTLS12: 42, tls.VersionTLS13: 42}, true, false},
		"another authority": {other.client(t, before, after), map[uint16]uint8{tls.VersionTLS12: 48, tls.VersionTLS13: 48}, true, true},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(name+", "+tls.VersionName(version), func(t *testing.T) {
				t.Parallel()
				s := demanding(t, ca, version)
				e := do(t, live(t, s.URL, func(c *diag.Case) { c.Transport.Insecure = true }, tt.change), get(s.URL))
				var alert uint8
				if e.Failure != nil {
					alert = e.Failure.Alert
				}
				if alert != tt.alert[version] || (alert == 0) != e.Answered() {
					t.Fatalf("alert %d, status %d, failure %+v", alert, e.Status, e.Failure)
				}
				if e.TLS == nil || !e.TLS.ClientCert || len(e.TLS.ClientCAs) != 1 || e.TLS.ClientCAs[0] != "CN=Clients CA" || (e.TLS.Sent != nil) != tt.sent {
					t.Fatalf("TLS %+v", e.TLS)
				}
				if c := e.TLS.Sent; c != nil && (c.Subject != "CN=device-sync" || c.ForClients != tt.client || c.NotAfter.IsZero()) {
					t.Errorf("sent %+v", c)
				}
			})
		}
	}
}

// A body that is still being written does not hide the alert.
func TestAlertIsSeenBehindABody(t *testing.T) {
	t.Parallel()
	ca := newSigner(t, "Clients CA")
	s := demanding(t, ca, tls.VersionTLS13)
	for range 20 {
		r := get(s.URL)
		r.Method, r.Body = "PUT", make([]byte, 4<<20)
		e := do(t, live(t, s.URL, func(c *diag.Case) { c.Transport.Insecure, c.AllowWrites = true, true }), r)
		if e.Failure == nil || e.Failure.Alert != 116 {
			t.Errorf("%+v", e.Failure)
		}
	}
}
