package world

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"example.com/why401/diag"
)

// The certificate's thumbprint is the one that a server computes of what it got (RFC 8705, section 3.1).
func TestThumbprintOfTheClientCertificate(t *testing.T) {
	t.Parallel()
	var got string
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256(r.TLS.PeerCertificates[0].Raw)
		got = base64.RawURLEncoding.EncodeToString(sum[:])
	}))
	s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS12}
	s.Config.ErrorLog = quiet
	s.StartTLS()
	t.Cleanup(s.Close)
	cert := newSigner(t, "Clients CA").client(t, time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	e := do(t, live(t, s.URL, func(c *diag.Case) { c.Transport.Insecure = true }, cert), get(s.URL))
	if e.TLS == nil || e.TLS.Sent == nil || e.TLS.Sent.SHA256 == "" || e.TLS.Sent.SHA256 != got {
		t.Errorf("sent %+v, the server got %s", e.TLS, got)
	}
}
