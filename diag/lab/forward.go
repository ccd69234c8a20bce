package lab

import (
	"crypto/subtle"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"
)

// forward is a forward proxy as companies have it on the way out: it passes on
// requests in absolute form and opens tunnels (RFC 9110, sections 7.1 and 9.3.6).
type forward struct {
	user      *url.Userinfo // who may pass; nil: anybody
	blocks    bool          // by a rule of its own
	transport http.RoundTripper
}

// through sends the person's requests through a forward proxy.
func (l *Lab) through(p *forward) {
	p.transport = l.transport
	l.forward = p
	l.person.Transport.Proxy = l.open(func() http.Handler { return p })
}

// ServeHTTP answers as Squid does.
func (p *forward) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case !p.knows(r.Header.Get("Proxy-Authorization")):
		w.Header().Set("Proxy-Authenticate", `Basic realm="Internet access"`)
		squidPage(w, http.StatusProxyAuthRequired, "ERR_CACHE_ACCESS_DENIED", "Cache Access Denied.",
			"Sorry, you are not currently allowed to request this from this cache until you have authenticated yourself.")
	case p.blocks:
		squidPage(w, http.StatusForbidden, "ERR_ACCESS_DENIED", "Access Denied.",
			"Access control configuration prevents your request from being allowed at this time.")
	case r.Method == http.MethodConnect:
		tunnel(w, r)
	default:
		pass := &httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}, Transport: p.transport, ErrorLog: silent}
		pass.ServeHTTP(w, r)
	}
}

func (p *forward) knows(authorization string) bool {
	if p.user == nil {
		return true
	}
	password, _ := p.user.Password()
	want := base64.StdEncoding.EncodeToString([]byte(p.user.Username() + ":" + password))
	scheme, pair, _ := strings.Cut(authorization, " ")
	return strings.EqualFold(scheme, "Basic") && subtle.ConstantTimeCompare([]byte(pair), []byte(want)) == 1
}

// tunnel connects the client with the host that it names, until one of them ends it.
func tunnel(w http.ResponseWriter, r *http.Request) {
	there, err := net.DialTimeout("tcp", r.Host, 5*time.Second)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusBadGateway), http.StatusBadGateway)
		return
	}
	defer func() { _ = there.Close() }()
	here, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = here.Close() }()
	_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		_, _ = io.Copy(there, here)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
}

// squidPage is one of Squid's error pages.
func squidPage(w http.ResponseWriter, status int, code, what, why string) {
	h := w.Header()
	h.Set("Server", "squid/6.13")
	h.Set("Mime-Version", "1.0")
	h.Set("Content-Type", "text/html;charset=utf-8")
	h.Set("X-Squid-Error", code+" 0")
	h.Set("Via", "1.1 gw-3.corp.example (squid/6.13)")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html><head>\n<title>ERROR: The requested URL could not be retrieved</title>\n</head><body id="+code+">\n"+
		"<h1>ERROR</h1>\n<h2>The requested URL could not be retrieved</h2>\n<blockquote id=\"error\">\n<p><b>"+what+"</b></p>\n</blockquote>\n<p>"+why+"</p>\n</body></html>\n")
}
