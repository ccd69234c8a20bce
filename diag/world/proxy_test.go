package world

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"example.com/why401/diag"
)

// proxied sends the case's requests through a proxy with user and password.
func proxied(at string) func(*diag.Case) {
	return func(c *diag.Case) { c.Transport.Proxy = strings.Replace(at, "//", "//u:hidden@", 1) }
}

func TestProxyPassesOn(t *testing.T) {
	t.Parallel()
	through := server(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "forwarded "+r.URL.String()+" "+r.Header.Get("Proxy-Authorization"))
	})
	e := do(t, live(t, "http://api.example/x", proxied(through.URL)), get("http://api.example/x"))
	if string(e.Body) != "forwarded http://api.example/x Basic dTpoaWRkZW4=" {
		t.Errorf("got %q, %+v", e.Body, e.Failure)
	}
	if e.Proxy != through.URL || e.ProxyFrom != "--proxy" || !e.ProxyAuth || e.AtProxy {
		t.Errorf("proxy %q from %q, credentials %v, at it %v", e.Proxy, e.ProxyFrom, e.ProxyAuth, e.AtProxy)
	}
}

// A proxy's refusal of a tunnel is an answer to read, header and page.
func TestProxyRefusesTunnel(t *testing.T) {
	t.Parallel()
	through := server(t, func(w http.ResponseWriter, r *http.Request) {
		status := map[string]int{"a.example:443": 407, "b.example:443": 403, "c.example:443": 511, "d.example:443": 502, "e.example:443": 302}[r.Host]
		w.Header().Set("Proxy-Authenticate", "Basic")
		w.Header().Set("Location", "http://elsewhere.example/")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.Repeat("x", 1000))
	})
	for host, status := range map[string]int{"a": 407, "b": 403, "c": 511, "d": 0, "e": 0} {
		target := "https://" + host + ".example/x"
		e := do(t, live(t, target, func(c *diag.Case) { c.Transport.Proxy = through.URL }), get(target))
		answered := status != 0
		if e.Status != status || e.AtProxy != answered || (e.Failure == nil) != answered || e.Proxy != through.URL {
			t.Errorf("%s: status %d at the proxy %v, failure %+v", target, e.Status, e.AtProxy, e.Failure)
		}
		if answered && (e.Header.Value("Proxy-Authenticate") != "Basic" || len(e.Body) != 1000) {
			t.Errorf("%s: header %v, %d bytes", target, e.Header, len(e.Body))
		}
		if !answered && e.Failure.Kind != diag.FailProxy {
			t.Errorf("%s: %+v", target, e.Failure)
		}
	}
}

// A page without end is cut at the limit, and one that stalls does not hold the diagnosis.
func TestProxyPageIsBounded(t *testing.T) {
	t.Parallel()
	at := listen(t, func(c net.Conn) {
		readHead(c)
		_, _ = io.WriteString(c, "HTTP/1.1 403 No\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n")
		for {
			if _, err := io.WriteString(c, strings.Repeat("x", 1<<10)); err != nil {
				return
			}
		}
	})
	e := do(t, live(t, "https://a.example/", func(c *diag.Case) { c.Transport.Proxy = at }), get("https://a.example/"))
	if !e.AtProxy || e.Status != 403 || len(e.Body) > maxBody || e.Header.Value("X-Squid-Error") == "" {
		t.Errorf("status %d, %d bytes, failure %+v", e.Status, len(e.Body), e.Failure)
	}
}

func TestProxyCannotBeReached(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	for _, scheme := range []string{"http", "socks5"} {
		dead := scheme + "://" + l.Addr().String()
		e := do(t, live(t, "https://api.example/x", proxied(dead)), get("https://api.example/x"))
		if e.Failure == nil || e.Failure.Kind != diag.FailProxy || strings.Contains(e.Failure.Text, "hidden") || e.Proxy != dead || e.AtProxy {
			t.Errorf("%s: %+v, proxy %q", scheme, e.Failure, e.Proxy)
		}
	}
}

func TestNoProxy(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		list, host string
		want       bool
	}{
		{"", "api.example", false},
		{"*", "api.example", true},
		{"api.example", "api.example", true},
		{"API.example", "api.example.", true},
		{"example", "api.example", true},
		{".example", "api.example", true},
		{"other, .example", "api.example", true},
		{"other .example", "api.example", true},
		{"ample", "api.example", false},
		{"api.example", "example", false},
		{"10.0.0.0/8", "10.1.2.3", true},
		{"10.0.0.0/8", "11.1.2.3", false},
		{"10.0.0.1", "10.0.0.1", true},
		{"1", "10.0.0.1", false},
		{"0.0.1", "10.0.0.1", false},
		{"[::1]", "::1", true},
		{",,. ,", "api.example", false},
	} {
		if got := bypassed(tt.list, tt.host); got != tt.want {
			t.Errorf("%q holds %q: %v", tt.list, tt.host, got)
		}
	}
}

// Past the proxy goes nothing that is for the proxy.
func TestPastTheProxy(t *testing.T) {
	t.Parallel()
	through := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	api := server(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "" {
			t.Error("the API got the proxy's credentials")
		}
	})
	r := get(api.URL)
	r.Direct = true
	r.Header = r.Header.With("Proxy-Authorization", "Basic dTpoaWRkZW4=")
	e := do(t, live(t, api.URL, proxied(through.URL)), r)
	if e.Status != 200 || e.Proxy != "" || e.ProxyAuth {
		t.Errorf("direct: status %d, proxy %q", e.Status, e.Proxy)
	}
	e = do(t, live(t, api.URL, proxied(through.URL), func(c *diag.Case) { c.Transport.NoProxy = "127.0.0.0/8" }), get(api.URL))
	if e.Status != 200 || e.Proxy != "" || e.ProxyFrom != "--noproxy" {
		t.Errorf("--noproxy: status %d, proxy %q from %q", e.Status, e.Proxy, e.ProxyFrom)
	}
	if e = do(t, live(t, api.URL, proxied(through.URL)), get(api.URL)); e.Status != 403 {
		t.Errorf("through it: status %d", e.Status)
	}
}

// TestProxyOfTheEnvironment changes the environment, so it runs by itself.
func TestProxyOfTheEnvironment(t *testing.T) {
	through := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	api := server(t, func(http.ResponseWriter, *http.Request) {})
	there := strings.Replace(api.URL, "127.0.0.1", "api.example", 1)
	for name, tt := range map[string]struct {
		set, noProxy, flag string
		status             int
		proxy, from        string
	}{
		"named":         {"HTTP_PROXY", "", "", 403, through.URL, "$HTTP_PROXY"},
		"small letters": {"http_proxy", "", "", 403, through.URL, "$http_proxy"},
		"for all":       {"ALL_PROXY", "", "", 403, through.URL, "$ALL_PROXY"},
		"for https":     {"HTTPS_PROXY", "", "", 200, "", ""},
		"kept off":      {"HTTP_PROXY", "api.example", "", 200, "", "$NO_PROXY"},
		"by the flag":   {"HTTP_PROXY", "", "api.example", 200, "", "--noproxy"},
		"other hosts":   {"HTTP_PROXY", "other.example", "other.example", 403, through.URL, "$HTTP_PROXY"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, v := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"} {
				t.Setenv(v, "")
			}
			t.Setenv(tt.set, strings.Replace(through.URL, "//", "//u:hidden-pw@", 1))
			t.Setenv("NO_PROXY", tt.noProxy)
			secrets := diag.NewSecrets("salt")
			n := live(t, there, func(c *diag.Case) {
				c.Secrets = secrets
				c.Transport.NoProxy = tt.flag
				resolveTo(c, there)
			})
			e := do(t, n, get(there))
			if e.Status != tt.status || e.Proxy != tt.proxy || e.ProxyFrom != tt.from || e.ProxyAuth != (tt.proxy != "") {
				t.Errorf("status %d, proxy %q from %q, failure %+v", e.Status, e.Proxy, e.ProxyFrom, e.Failure)
			}
			if tt.proxy != "" && !secrets.Known("hidden-pw") {
				t.Error("the password is not known as a secret")
			}
		})
	}
}

// After a 407 nobody sends the proxy's password again, however many ask at once.
func TestProxyPasswordIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, target := range map[string]string{"plain": "http://api.example/x", "tunnel": "https://api.example/x"} {
		for status, want := range map[int]int32{407: 1, 200: 5} {
			if name == "tunnel" && status == 200 {
				continue
			}
			var came atomic.Int32
			through := server(t, func(w http.ResponseWriter, _ *http.Request) {
				came.Add(1)
				w.WriteHeader(status)
			})
			n := live(t, target, proxied(through.URL))
			var refused atomic.Int32
			var wg sync.WaitGroup
			for range 5 {
				wg.Go(func() {
					if _, err := n.Do(t.Context(), get(target)); errors.Is(err, diag.ErrLockout) {
						refused.Add(1)
					}
				})
			}
			wg.Wait()
			if came.Load() != want || refused.Load() != 5-want {
				t.Errorf("%s, %d: %d requests came, %d were held back", name, status, came.Load(), refused.Load())
			}
		}
	}
}

// Without a password, and past the proxy, a 407 holds nothing back.
func TestProxyWithoutPasswordMayBeAskedAgain(t *testing.T) {
	t.Parallel()
	through := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) })
	api := server(t, func(http.ResponseWriter, *http.Request) {})
	n := live(t, api.URL, func(c *diag.Case) { c.Transport.Proxy = through.URL })
	for range 3 {
		if e := do(t, n, get(api.URL)); e.Status != 407 {
			t.Errorf("status %d", e.Status)
		}
	}
	locked := live(t, api.URL, proxied(through.URL))
	do(t, locked, get(api.URL))
	r := get(api.URL)
	r.Direct = true
	if e := do(t, locked, r); e.Status != 200 {
		t.Errorf("past it: status %d, %+v", e.Status, e.Failure)
	}
}

func FuzzBypassed(f *testing.F) {
	for _, list := range []string{"*", "api.example", ".example, 10.0.0.0/8", "[::1]", ",", "\x00"} {
		f.Add(list, "api.example")
	}
	f.Fuzz(func(t *testing.T, list, host string) {
		named := bypassed(list, host)
		if u := (&url.URL{Host: host}); !named && bypassed(list+","+u.Hostname(), u.Hostname()) && strings.TrimSpace(u.Hostname()) == "" {
			t.Errorf("nobody's name is in %q", list)
		}
	})
}
