package lab

import (
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
)

// gateway is the reverse proxy in front of the API's replicas.
type gateway struct {
	url       string
	replicas  []string // base URLs, taken in turn
	transport http.RoundTripper
	turn      atomic.Uint64
	faults    gatewayFaults
}

// gatewayFaults are the ways in which the gateway can be wrong; without any it passes everything on.
type gatewayFaults struct {
	strips    bool   // it takes Authorization away
	refuses   bool   // it refuses by itself
	redirects string // it sends clients to this origin instead
}

const (
	gatewayServer = "nginx/1.26.3"
	gatewayVia    = "1.1 edge-2"
)

func (g *gateway) handler() http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite:        g.rewrite,
		Transport:      g.transport,
		ModifyResponse: brand,
		ErrorLog:       silent,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			page(w, http.StatusBadGateway, "502 Bad Gateway")
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case g.faults.redirects != "":
			w.Header().Set("Location", g.faults.redirects+r.URL.RequestURI())
			page(w, http.StatusPermanentRedirect, "308 Permanent Redirect")
		case g.faults.refuses:
			page(w, http.StatusUnauthorized, "401 Authorization Required")
		default:
			proxy.ServeHTTP(w, r)
		}
	})
}

func (g *gateway) rewrite(r *httputil.ProxyRequest) {
	replica := g.replicas[(g.turn.Add(1)-1)%uint64(len(g.replicas))]
	if u, err := url.Parse(replica); err == nil {
		r.SetURL(u)
	}
	r.SetXForwarded()
	if g.faults.strips {
		r.Out.Header.Del("Authorization")
	}
}

// brand marks what passed through. Date and Server are the gateway's own, as nginx has it.
func brand(res *http.Response) error {
	res.Header.Del("Date")
	res.Header.Set("Server", gatewayServer)
	res.Header.Add("Via", gatewayVia)
	return nil
}

// page is one of nginx's own.
func page(w http.ResponseWriter, status int, title string) {
	w.Header().Set("Server", gatewayServer)
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<html>\r\n<head><title>"+title+"</title></head>\r\n<body>\r\n<center><h1>"+title+
		"</h1></center>\r\n<hr><center>"+gatewayServer+"</center>\r\n</body>\r\n</html>\r\n")
}
