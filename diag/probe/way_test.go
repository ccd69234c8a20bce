package probe_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/probe"
)

// looked is what step 1 sees and says where every request is answered so.
func looked(t *testing.T, c diag.Case, answer func(diag.Request) diag.Exchange) (*fake, diag.Facts, []diag.Finding) {
	t.Helper()
	w := &fake{answer: func(_ context.Context, r diag.Request) (diag.Exchange, error) { return answer(r), nil }}
	p := probe.For(diag.Reproduce)
	f, err := p.Look(t.Context(), w.world(), c, diag.Facts{})
	if err != nil {
		t.Fatal(err)
	}
	return w, f, p.Findings(c, f)
}

// said are the findings of a code, put together.
func said(fs []diag.Finding, code string) string {
	var texts []string
	for _, f := range fs {
		if f.Code == code {
			texts = append(texts, string(f.Level)+" "+string(f.Text))
		}
	}
	return strings.Join(texts, "; ")
}

// atProxy is the proxy's own answer to CONNECT.
func atProxy(code int, header ...diag.Field) diag.Exchange {
	e := status(code)
	e.Proxy, e.ProxyFrom, e.AtProxy, e.Header = "http://proxy:3128", "$HTTPS_PROXY", true, header
	return e
}

// Where the proxy refuses, it is asked once, and nothing of its answer is taken for the API's.
func TestProxyRefusesOnce(t *testing.T) {
	t.Parallel()
	for _, code := range []int{401, 403, 407} {
		w, f, _ := looked(t, asked(), func(diag.Request) diag.Exchange {
			return atProxy(code, diag.Field{Name: "Date", Value: "Sun, 08 Mar 2026 12:00:00 GMT"},
				diag.Field{Name: "WWW-Authenticate", Value: `Bearer resource_metadata="` + api + `/meta"`})
		})
		if got := w.purposes(); !slices.Equal(got, []diag.Purpose{diag.AsGiven}) || len(w.read) > 0 {
			t.Errorf("%d: sent %v, read %v", code, got, w.read)
		}
		if f.Reply.Clock != nil || f.Reply.Without != nil || f.Reply.Bad != nil {
			t.Errorf("%d: a clock or a control was seen", code)
		}
	}
}

// A tunnel's refusal leads nowhere, whatever it says; nor does a page to sign in.
func TestNobodySignsIn(t *testing.T) {
	t.Parallel()
	signIn := diag.Field{Name: "Location", Value: "https://id.example/authorize?client_id=1&response_type=code"}
	moved := diag.Field{Name: "Location", Value: "https://api.example.com/v3/devices"}
	for name, tt := range map[string]struct {
		e    diag.Exchange
		want int
	}{
		"to a sign-in": {diag.Exchange{Status: 302, Header: diag.Header{signIn}}, 1},
		"of the proxy": {atProxy(302, moved), 1},
		"of the API":   {diag.Exchange{Status: 302, Header: diag.Header{moved}}, 2},
	} {
		_, f, _ := looked(t, asked(), func(r diag.Request) diag.Exchange {
			if r.URL == api {
				return tt.e
			}
			return status(200)
		})
		if got := len(f.Reply.Given); got != tt.want {
			t.Errorf("%s: %d hops, want %d", name, got, tt.want)
		}
	}
}

func TestWayIsTold(t *testing.T) {
	t.Parallel()
	cert := &diag.Certificate{Subject: "CN=sync", Issuer: "CN=Old CA", NotAfter: noon}
	for name, tt := range map[string]struct {
		e          diag.Exchange
		code, want string // of the finding; "" for none
	}{
		"no proxy":          {status(401), "proxy", ""},
		"a proxy":           {diag.Exchange{Status: 401, Proxy: "http://proxy:3128", ProxyFrom: "$HTTPS_PROXY"}, "proxy", "info http://proxy:3128, from $HTTPS_PROXY"},
		"with credentials":  {diag.Exchange{Status: 401, Proxy: "http://proxy:3128", ProxyFrom: "--proxy", ProxyAuth: true}, "proxy", "info http://proxy:3128, from --proxy, with credentials of its own"},
		"kept off it":       {diag.Exchange{Status: 401, ProxyFrom: "$NO_PROXY"}, "proxy", "info none: $NO_PROXY keeps this host off it"},
		"no tunnel":         {atProxy(403), "proxy", "error http://proxy:3128, from $HTTPS_PROXY; it refuses the tunnel with 403"},
		"its challenge":     {atProxy(407, diag.Field{Name: "Proxy-Authenticate", Value: `Basic realm="corp"`}), "proxy-challenge", `info Basic realm="corp"`},
		"none":              {atProxy(407), "proxy-challenge", "warn none, which a 407 must have (RFC 9110, section 15.5.8)"},
		"of a domain":       {atProxy(407, diag.Field{Name: "Proxy-Authenticate", Value: "NTLM"}), "scheme", "info NTLM is a dialogue of three messages on one connection, with the password of a Windows domain: curl --ntlm -u"},
		"no certificate":    {diag.Exchange{Status: 403, TLS: &diag.TLSState{ClientCert: true, ClientCAs: []string{"CN=A", "CN=B"}}}, "client-certificate", "info the server asks for one signed by CN=A or CN=B; none was sent"},
		"a certificate":     {diag.Exchange{Failure: &diag.Failure{Kind: diag.FailTLS}, TLS: &diag.TLSState{ClientCert: true, Sent: cert}}, "client-certificate", "error the server asks for one; sent: CN=sync, signed by CN=Old CA, until 2026-03-08T12:00:00Z"},
		"not asked for one": {diag.Exchange{Status: 401, TLS: &diag.TLSState{}}, "client-certificate", ""},
		"a barrier":         {diag.Exchange{Status: 403, Header: diag.Header{{Name: "cf-mitigated", Value: "challenge"}}}, "barrier", "warn Cloudflare writes such answers: the header cf-mitigated"},
	} {
		_, _, fs := looked(t, asked(), func(diag.Request) diag.Exchange { return tt.e })
		if got := said(fs, tt.code); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// The header's page says what Negotiate and NTLM are, and which message was sent.
func TestDomainSchemesAreExplained(t *testing.T) {
	t.Parallel()
	c := asked(func(c *diag.Case) {
		c.Request.Header = diag.Header{{Name: "Authorization", Value: "NTLM TlRMTVNTUAABAAAAB4IIog=="}}
	})
	f := diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{{Status: 401, Request: c.Request,
		Header: diag.Header{{Name: "WWW-Authenticate", Value: "Negotiate"}, {Name: "WWW-Authenticate", Value: "NTLM"}}}}}}
	p := probe.For(diag.HeaderStep)
	f, err := p.Look(t.Context(), diag.World{}, c, f)
	if err != nil {
		t.Fatal(err)
	}
	fs := p.Findings(c, f)
	if got := said(fs, "security-token"); !strings.Contains(got, "message 1 of 3") {
		t.Errorf("the message: %q", got)
	}
	if got := said(fs, "scheme"); !strings.Contains(got, "kinit") || !strings.Contains(got, "--ntlm") {
		t.Errorf("the schemes: %q", got)
	}
}
