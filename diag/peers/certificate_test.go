//go:build peers

package peers

import (
	"fmt"
	"time"
)

// The servers that ask for a client certificate.
var wantCertificate = map[string]func(s *stage, ours, theirs *authority) *server{
	"nginx": func(s *stage, ours, theirs *authority) *server {
		return s.gateway(fmt.Sprintf(`ssl_certificate %s; ssl_certificate_key %s; ssl_client_certificate %s; ssl_verify_client on;
			location / { return 200 '{"devices":[]}'; }`, ours.file("server.pem"), ours.file("server.key"), theirs.file("ca.pem")))
	},
	"Apache": func(s *stage, ours, theirs *authority) *server {
		return s.apache(modSSL(ours, theirs, "require"))
	},
	"Apache with TLS 1.2": func(s *stage, ours, theirs *authority) *server {
		return s.apache(modSSL(ours, theirs, "require") + "SSLProtocol TLSv1.2\n")
	},
	"Apache, for one path": func(s *stage, ours, theirs *authority) *server {
		return s.apache(modSSL(ours, theirs, "optional") + "<Location /v2>\nRequire expr %{SSL_CLIENT_VERIFY} == 'SUCCESS'\n</Location>\n")
	},
}

// modSSL is Apache with a certificate of ours, which asks for one of theirs.
func modSSL(ours, theirs *authority, verify string) string {
	return fmt.Sprintf("SSLSessionCache none\nSSLEngine on\nSSLCertificateFile %s\nSSLCertificateKeyFile %s\nSSLCACertificateFile %s\nSSLVerifyClient %s\n",
		ours.file("server.pem"), ours.file("server.key"), theirs.file("ca.pem"), verify)
}

// certificateFaults are those of TLS client certificates.
func certificateFaults() []fault {
	var all []fault
	for _, name := range []string{"nginx", "Apache", "Apache with TLS 1.2"} {
		all = append(all,
			certificateFault("client-certificate-required", name+": none sent", name, func(*authority) []string { return nil }),
			certificateFault("client-certificate-required", name+": one that has expired", name, func(a *authority) []string {
				return a.client(time.Now().Add(-time.Hour))
			}),
			certificateFault("client-certificate-required", name+": one of another authority", name, func(a *authority) []string {
				return newAuthority(a.t, "Old Company CA").client(time.Now().Add(time.Hour))
			}),
			certificateFault("not-reproduced", name+": the right one", name, func(a *authority) []string {
				return a.client(time.Now().Add(time.Hour))
			}),
		)
	}
	return append(all, certificateFault("client-certificate-required", "Apache asks and lets in without, a path refuses", "Apache, for one path",
		func(*authority) []string { return nil }))
}

func certificateFault(cause, title, product string, sent func(*authority) []string) fault {
	return fault{cause, title, func(s *stage) {
		servers, clients := newAuthority(s.t, "Server CA"), newAuthority(s.t, "Client CA")
		servers.server()
		api := wantCertificate[product](s, servers, clients)
		s.request(api.url+"/v2/devices", append(sent(clients), "--cacert", servers.file("ca.pem"))...)
	}}
}
