package walk_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/lab"
	"example.com/why401/diag/walk"
	"example.com/why401/diag/world"
)

// roundTrip is what the relay adds to each round trip.
const roundTrip = 100 * time.Millisecond

// relay is a forward proxy that adds a round trip's delay to each request.
func relay(b *testing.B) string {
	b.Helper()
	forward := &httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(roundTrip)
		forward.ServeHTTP(w, r)
	}))
	b.Cleanup(s.Close)
	return s.URL
}

// BenchmarkExpiredTokenFarAway diagnoses an expired token, with a fresh one
// tried, where every round trip takes 100 ms more. It prints the wall time over
// that of the longest chain of round trips that cannot be done without
// (metadata, token, the request again), and the same work by hand over it: one
// curl after the other.
func BenchmarkExpiredTokenFarAway(b *testing.B) {
	s, _ := lab.Find("token-expired")
	l, err := lab.Start(s)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	proxy := relay(b)
	var ours, chain, hand time.Duration
	for b.Loop() {
		c := l.Case()
		c.Transport.Proxy = proxy
		ours += measure(func() { diagnoseThrough(b, c) })
		chain += measure(func() { alongChain(b, c, proxy) })
		hand += measure(func() { byHand(b, c, proxy) })
	}
	b.ReportMetric(float64(ours)/float64(chain), "check/chain")
	b.ReportMetric(float64(hand)/float64(chain), "hand/chain")
}

func measure(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func diagnoseThrough(b *testing.B, c diag.Case) {
	w, err := world.Live(c)
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	got := walk.Run(b.Context(), w.World, walk.New(c, time.Now()), nil)
	if v := got.Ranking().Verdict; v.Code != "token-expired" || got.Facts.Fresh.Try == nil || !got.Facts.Fresh.Try.Success() {
		b.Fatalf("%s, without a fresh token accepted", v.Code)
	}
}

// alongChain is the least that must be waited for: what the token endpoint is, a token, and an answer to it.
func alongChain(b *testing.B, c diag.Case, proxy string) {
	at, err := url.Parse(proxy)
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(at)}}
	defer client.CloseIdleConnections()
	for _, to := range []string{c.Issuer + "/.well-known/openid-configuration", c.Issuer + "/token", c.Request.URL} {
		resp, err := client.Get(to)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
}

// byHand runs one tool after the other, as people do.
func byHand(b *testing.B, c diag.Case, proxy string) {
	auth := "Authorization: " + c.Request.Header.Value("Authorization")
	for _, args := range [][]string{
		{"-v", "-H", auth, c.Request.URL},
		{c.Issuer + "/.well-known/openid-configuration"},
		{c.Issuer + "/jwks"},
		{"-d", "grant_type=client_credentials", "-u", c.ClientID + ":wrong", c.Issuer + "/token"},
		{"-H", auth, c.Request.URL},
	} {
		out, err := exec.CommandContext(b.Context(), "curl", append([]string{"-sS", "-o", "/dev/null", "-x", proxy}, args...)...).CombinedOutput()
		if err != nil {
			b.Fatalf("curl: %v %s", err, strings.TrimSpace(string(out)))
		}
	}
}
