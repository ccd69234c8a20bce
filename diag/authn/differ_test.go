package authn

import (
	"strings"
	"testing"

	"example.com/why401/diag"
)

func TestDifferFindsNothing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		a, b diag.Exchange
	}{
		{"dates and ids", said(401, `{"message":"no","requestId":"aB3xQ","timestamp":"2026-11-21T01:00:00Z"}`, "", "Date: a", "X-Request-Id: 1"),
			said(401, `{"message":"no","requestId":"zz9Yk","timestamp":"2026-11-21T01:00:07Z"}`, "", "Date: b", "X-Request-Id: 2")},
		{"UUIDs", said(401, "no (3fa85f64-5717-4562-b3fc-2c963f66afa6)", ""), said(401, "no (9b2f0c11-aaaa-4562-b3fc-2c963f66afa6)", "")},
		{"ray ids", said(403, "<p>Ray ID: <b>8f2a1c3d4e5f6a7b</b></p>", "", "cf-ray: 1-FRA"), said(403, "<p>Ray ID: <b>7b2a1c3d4e5f6a70</b></p>", "", "cf-ray: 2-FRA")},
		{"nonces", said(401, "", `Digest realm="r", nonce="abc", opaque="1"`), said(401, "", `Digest realm="r", nonce="def", opaque="2"`)},
		{"dates in words", said(401, "no at Sat, 21 Nov 2026 01:00:00 GMT", ""), said(401, "no at Sun, 22 Nov 2026 02:11:12 GMT", "")},
		{"order of members", said(401, `{"a":"x","b":"y"}`, ""), said(401, `{"b":"y","a":"x"}`, "")},
		{"charset", said(401, "", "", "Content-Type: text/plain; charset=utf-8"), said(401, "", "", "Content-Type: text/plain")},
		{"expiry times", said(401, "", `Bearer error="invalid_token", error_description="Jwt expired at 2026-03-08T14:23:45Z"`), said(401, "", `Bearer error="invalid_token", error_description="Jwt expired at 2026-03-08T14:25:01Z"`)},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Differ(c.a, c.b); got != nil {
				t.Errorf("found %q", got)
			}
		})
	}
}

func TestDifferLeavesOutTheEchoedToken(t *testing.T) {
	t.Parallel()
	a, b := said(403, "no good: 'Bearer realtoken'", ""), said(403, "no good: 'Bearer inventedtoken'", "")
	a.Request = asked(api, "Authorization: Bearer realtoken")
	b.Request = asked(api, "Authorization: Bearer inventedtoken")
	if got := Differ(a, b); got != nil {
		t.Errorf("found %q", got)
	}
}

func TestDiffer(t *testing.T) {
	t.Parallel()
	closed := diag.Exchange{Failure: &diag.Failure{Kind: diag.FailClosed}}
	tests := []struct {
		name string
		a, b diag.Exchange
		want string // the beginnings, joined
	}{
		{"status", said(401, "", ""), said(403, "", ""), "status: 401 / 403"},
		{"no answer", said(401, "", ""), closed, "status: 401 / no answer (closed)"},
		{"scheme", said(401, "", "Bearer"), said(401, "", "Basic"), "challenge: Bearer / Basic"},
		{"error", said(401, "", "Bearer"), said(401, "", `Bearer error="invalid_token"`), "error: none / invalid_token"},
		{"description", said(401, "", `Bearer error="invalid_token", error_description="expired"`), said(401, "", `Bearer error="invalid_token", error_description="bad signature"`),
			"error description: expired / bad signature"},
		{"body", said(401, "no token", ""), said(401, "bad token", ""), "body: another text"},
		{"server", said(401, "", "", "Server: nginx/1.22.1"), said(401, "", "", "Server: gunicorn"), "answered by: nginx / gunicorn|Server: nginx/1.22.1 / gunicorn"},
		{"content type", said(401, "", "", "Content-Type: text/html"), said(401, "", "", "Content-Type: application/json"), "content type: text/html / application/json"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(Differ(c.a, c.b), "|"); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestHop(t *testing.T) {
	t.Parallel()
	tests := []struct {
		e    diag.Exchange
		want string
	}{
		{said(401, "", "", "Server: nginx/1.22.1"), "nginx"},
		{said(401, "<hr><center>nginx</center>", ""), "nginx"},
		{said(401, "", "", "Server: kong/3.4.0", "X-Kong-Response-Latency: 1"), "Kong"},
		{said(401, "", "", "Server: gunicorn", "X-Kong-Upstream-Latency: 1", "Via: kong/3.4.0"), "gunicorn"},
		{said(401, "Jwt is expired", "", "Server: istio-envoy"), "Envoy"},
		{said(401, "no", "", "Server: istio-envoy", "x-envoy-upstream-service-time: 3"), "istio-envoy"},
		{said(403, "", "", "x-amzn-ErrorType: ForbiddenException"), "AWS API Gateway"},
		{said(401, "", "", "Server: cloudflare", "cf-ray: 1"), "Cloudflare"},
		{said(401, "", `Basic realm="traefik"`), "Traefik"},
		{said(401, "", "", "Server: Microsoft-IIS/10.0"), "IIS"},
		{said(401, "", "", "Via: 1.1 varnish (Varnish/7.1)"), "Varnish"},
		{said(407, "", "", "X-Squid-Error: ERR_CACHE_ACCESS_DENIED 0"), "Squid"},
		{said(401, "", ""), ""},
	}
	for _, c := range tests {
		if got := Hop(c.e); got != c.want {
			t.Errorf("%v %s: got %q, want %q", c.e.Header, c.e.Body, got, c.want)
		}
	}
}
