package world

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"example.com/why401/diag"
)

// lines are the three ways to an address, by how much the person said of it.
// All go through the same proxy and the same --resolve.
type lines struct {
	api   *http.Transport // the API: exactly as curl's flags say, with the client certificate
	named *http.Transport // other addresses that the person named: the system's authorities too
	found *http.Transport // addresses found on the way: always verified
	asked *asked
	hops  proxies
}

func newLines(t diag.Transport) (lines, error) {
	l := lines{asked: &asked{by: map[string]demand{}}}
	own, all, err := authorities(t.CACert)
	if err != nil {
		return l, err
	}
	cert, err := clientCertificate(t.Cert, t.Key)
	if err != nil {
		return l, err
	}
	if l.hops, err = newProxies(t); err != nil {
		return l, err
	}
	line := func(roots *x509.CertPool, insecure bool, cert tls.Certificate) *http.Transport {
		return newLine(t, l.hops, &tls.Config{
			RootCAs: roots, InsecureSkipVerify: insecure, // -k, where the person asked for it
			GetClientCertificate: l.asked.answer(cert),
		})
	}
	l.api = line(own, t.Insecure, cert)
	l.named = line(all, t.Insecure, tls.Certificate{})
	l.found = line(all, false, tls.Certificate{})
	return l, nil
}

// newLine is a transport that keeps connections and changes nothing in a
// request. It speaks HTTP/1.1 only: HTTP/2 would lower the case of header names.
func newLine(t diag.Transport, hops proxies, config *tls.Config) *http.Transport {
	limit := t.ConnectTimeout
	if limit <= 0 {
		limit = dialTime
	}
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy: hops.url, OnProxyConnectResponse: connected,
		DialContext:     dialer(t.Resolve, limit),
		TLSClientConfig: config, TLSHandshakeTimeout: limit,
		DisableCompression: true, MaxResponseHeaderBytes: maxHeader,
		MaxIdleConnsPerHost: MaxRequests, Protocols: &protocols,
	}
}

// line is the way to an origin. The sets that it looks into are never written
// after the start.
func (n *Network) line(origin string) *http.Transport {
	switch {
	case n.guard.api[origin]:
		return n.lines.api
	case n.guard.named[origin]:
		return n.lines.named
	}
	return n.lines.found
}

func dialer(resolve map[string]string, limit time.Duration) func(context.Context, string, string) (net.Conn, error) {
	d := &net.Dialer{Timeout: limit}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		if to := resolve[strings.ToLower(addr)]; to != "" {
			_, port, err := net.SplitHostPort(addr)
			if err != nil {
				return nil, err
			}
			if _, _, err := net.SplitHostPort(to); err != nil { // an address alone
				to = net.JoinHostPort(to, port)
			}
			addr = to
		}
		conn, err := d.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &tolerant{Conn: conn}, nil
	}
}

// authorities are the certificate authorities of --cacert alone, as with curl,
// and those of the system with them. nil stands for the system's.
func authorities(file string) (own, all *x509.CertPool, err error) {
	if file == "" {
		return nil, nil, nil
	}
	pem, err := readNamed("--cacert", file)
	if err != nil {
		return nil, nil, err
	}
	own = x509.NewCertPool()
	if !own.AppendCertsFromPEM(pem) {
		return nil, nil, fmt.Errorf("--cacert %s: no certificate in it", diag.NewSecrets("").Show(file))
	}
	if all, err = x509.SystemCertPool(); err != nil {
		return own, own, nil // a system without any
	}
	all.AppendCertsFromPEM(pem)
	return own, all, nil
}

// clientCertificate reads --cert and --key; without --key both are in one file, as with curl.
func clientCertificate(certFile, keyFile string) (tls.Certificate, error) {
	var none tls.Certificate
	if certFile == "" {
		return none, nil
	}
	certPEM, err := readNamed("--cert", certFile)
	if err != nil {
		return none, err
	}
	keyPEM := certPEM
	if keyFile != "" {
		if keyPEM, err = readNamed("--key", keyFile); err != nil {
			return none, err
		}
	}
	cert, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return none, fmt.Errorf("--cert %s: %s", diag.NewSecrets("").Show(certFile), strings.TrimPrefix(err.Error(), "tls: "))
	}
	return cert, nil
}
