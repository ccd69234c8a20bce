package lab

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
)

// over sends a request as a client with these settings does.
func over(t *testing.T, as diag.Transport, r diag.Request, certs ...tls.Certificate) (*http.Response, error) {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{Certificates: certs}}
	if as.Proxy != "" {
		proxy, err := url.Parse(as.Proxy)
		if err != nil {
			t.Fatal(err)
		}
		transport.Proxy = http.ProxyURL(proxy)
		transport.OnProxyConnectResponse = answerOf
	}
	if as.CACert != "" {
		pem, err := os.ReadFile(as.CACert)
		if err != nil {
			t.Fatal(err)
		}
		transport.TLSClientConfig.RootCAs = x509.NewCertPool()
		transport.TLSClientConfig.RootCAs.AppendCertsFromPEM(pem)
	}
	req, err := http.NewRequestWithContext(t.Context(), r.Method, r.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Header {
		req.Header.Set(f.Name, f.Value)
	}
	res, err := transport.RoundTrip(req)
	if err == nil {
		t.Cleanup(func() { _ = res.Body.Close() })
	}
	return res, err
}

// through is the status with which such a request is answered, 0 where it is not.
func through(t *testing.T, as diag.Transport, r diag.Request) int {
	t.Helper()
	res, err := over(t, as, r)
	var refused *tunnelRefused
	switch {
	case errors.As(err, &refused):
		return refused.status
	case err != nil:
		return 0
	}
	return res.StatusCode
}

// tunnelRefused is a proxy's answer to CONNECT.
type tunnelRefused struct {
	status int
	asks   string
}

func (e *tunnelRefused) Error() string { return "no tunnel" }

func answerOf(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	if res.StatusCode == http.StatusOK {
		return nil
	}
	return &tunnelRefused{res.StatusCode, res.Header.Get("Proxy-Authenticate")}
}

func TestProxyLetsItsUserThrough(t *testing.T) {
	t.Parallel()
	l := start(t, "proxy-auth-required")
	c := l.Case()
	_, err := over(t, c.Transport, c.Request)
	var refused *tunnelRefused
	if !errors.As(err, &refused) || refused.status != http.StatusProxyAuthRequired || refused.asks != `Basic realm="Internet access"` {
		t.Fatalf("without a user: %+v, %v", refused, err)
	}
	for password, want := range map[string]int{passwordOf(l.forward.user): 200, "wrong": 407} {
		as := c.Transport
		proxy, _ := url.Parse(as.Proxy)
		proxy.User = url.UserPassword("sync", password)
		as.Proxy = proxy.String()
		if got := through(t, as, c.Request); got != want {
			t.Errorf("status %d, want %d", got, want)
		}
	}
}

func passwordOf(user *url.Userinfo) string {
	password, _ := user.Password()
	return password
}

func TestProxyPassesPlainRequestsOn(t *testing.T) {
	t.Parallel()
	l := start(t, "blocked-by-proxy")
	l.forward.blocks = false
	if c := l.Case(); through(t, c.Transport, c.Request) != http.StatusOK {
		t.Error("the API does not answer through the proxy")
	}
}

func TestClientCertificateLetsIn(t *testing.T) {
	t.Parallel()
	l := start(t, "client-certificate-required")
	c := l.Case()
	other, err := newAuthority("Another CA")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		by    *authority
		usage x509.ExtKeyUsage
		until time.Time
		want  int
	}{
		"good":              {l.clients, x509.ExtKeyUsageClientAuth, time.Time{}, 200},
		"expired":           {l.clients, x509.ExtKeyUsageClientAuth, time.Now().Add(-time.Hour), 0},
		"a server's":        {l.clients, x509.ExtKeyUsageServerAuth, time.Time{}, 0},
		"another authority": {other, x509.ExtKeyUsageClientAuth, time.Time{}, 0},
	} {
		cert, err := tt.by.issue("device-sync", tt.usage, tt.until)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		if res, err := over(t, c.Transport, c.Request, cert); err == nil {
			got = res.StatusCode
		}
		if got != tt.want {
			t.Errorf("%s: status %d, want %d", name, got, tt.want)
		}
	}
}

// A person can give the way to check and to curl alike.
func TestCommandsNameTheWay(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]func(diag.Transport) string{
		"proxy-auth-required":         func(as diag.Transport) string { return " -x " + as.Proxy + " --cacert " + as.CACert + " " },
		"blocked-by-proxy":            func(as diag.Transport) string { return " -x " + as.Proxy + " " },
		"client-certificate-required": func(as diag.Transport) string { return " --cacert " + as.CACert + " " },
	} {
		l := start(t, code)
		for _, line := range []string{l.Command(), l.Curl()} {
			if !strings.Contains(line, want(l.Case().Transport)) {
				t.Errorf("%s: %s", code, line)
			}
		}
	}
}
