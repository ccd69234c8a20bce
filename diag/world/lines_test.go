package world

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
)

var quiet = log.New(io.Discard, "", 0)

// selfSigned is a certificate of that name and its key.
func selfSigned(t *testing.T, name string) (der []byte, key *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	if der, err = x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key); err != nil {
		t.Fatal(err)
	}
	return der, key
}

func otherCA(t *testing.T) []byte {
	der, _ := selfSigned(t, "Lab CA")
	return der
}

func poolOf(t *testing.T, der []byte) *x509.CertPool {
	t.Helper()
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(c)
	return pool
}

func pemFile(t *testing.T, kind string, der []byte) string {
	t.Helper()
	return file(t, string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})))
}

func file(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "f.pem")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// resolveTo sends the URL's host to this machine.
func resolveTo(c *diag.Case, raw string) {
	u, _ := url.Parse(raw)
	c.Transport.Resolve = map[string]string{u.Host: "127.0.0.1"}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) })
	there := strings.Replace(s.URL, "127.0.0.1", "API.example", 1)
	n := live(t, there, func(c *diag.Case) { resolveTo(c, strings.ToLower(there)) })
	if e := do(t, n, get(there)); !strings.HasPrefix(string(e.Body), "API.example:") || e.Remote != s.Listener.Addr().String() {
		t.Errorf("host %q at %q, failure %+v", e.Body, e.Remote, e.Failure)
	}
}

func TestClientCertificateIsForTheAPIOnly(t *testing.T) {
	t.Parallel()
	der, key := selfSigned(t, "me")
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	start := func() *httptest.Server {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, c := range r.TLS.PeerCertificates {
				_, _ = io.WriteString(w, c.Subject.String())
			}
		}))
		s.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
		s.StartTLS()
		t.Cleanup(s.Close)
		return s
	}
	api, issuer := start(), start()
	n := live(t, api.URL, func(c *diag.Case) {
		c.Issuer = issuer.URL
		c.Transport = diag.Transport{Insecure: true, Cert: pemFile(t, "CERTIFICATE", der), Key: pemFile(t, "PRIVATE KEY", keyDER)}
	})
	if e := do(t, n, get(api.URL)); string(e.Body) != "CN=me" {
		t.Errorf("the API saw %q", e.Body)
	}
	if e := do(t, n, get(issuer.URL)); string(e.Body) != "" {
		t.Errorf("the issuer saw %q", e.Body)
	}
}

func TestUnusableFiles(t *testing.T) {
	t.Parallel()
	der, _ := selfSigned(t, "me")
	cert, empty := pemFile(t, "CERTIFICATE", der), file(t, "")
	for want, tr := range map[string]diag.Transport{
		"--cacert /no/ca.pem: no such file or directory":             {CACert: "/no/ca.pem"},
		"--cacert " + empty + ": no certificate in it":               {CACert: empty},
		"--cert /no/c.pem: no such file or directory":                {Cert: "/no/c.pem"},
		"--key /no/k.pem: no such file or directory":                 {Cert: cert, Key: "/no/k.pem"},
		"--cert " + cert + ": found a certificate rather than a key": {Cert: cert},
		"--proxy: not a URL":                                         {Proxy: "http://user:pw@"},
		"--cacert /dev/zero: longer than 1 MiB":                      {CACert: "/dev/zero"},
	} {
		_, err := Live(diag.Case{Transport: tr})
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "pw") {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
