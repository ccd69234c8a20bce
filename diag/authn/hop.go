package authn

import (
	"bytes"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// mark is one sign of who answered: a header, with a text in it or none, or a
// text in the body. unless is a header that shows that somebody behind it answered.
type mark struct {
	hop, header, text, unless string
}

// marks are signs beside the words that a product refuses with, the surer ones
// first: its own pages come before headers that it adds to everybody's answers.
var marks = []mark{
	{hop: "nginx", text: "<hr><center>nginx"},
	{hop: "OpenResty", text: "<hr><center>openresty"},
	{hop: "Apache httpd", text: "<address>Apache"},
	{hop: "Apache httpd", text: "This server could not verify that you\nare authorized"},
	{hop: "Kong", header: "X-Kong-Response-Latency"},
	{hop: "Kong", header: "Server", text: "kong/", unless: "X-Kong-Upstream-Latency"},
	{hop: "AWS API Gateway", header: "x-amz-apigw-id"},
	{hop: "AWS API Gateway", header: "apigw-requestid"},
	{hop: "AWS API Gateway", header: "x-amzn-ErrorType"},
	{hop: "AWS load balancer", header: "Server", text: "awselb"},
	{hop: "CloudFront", header: "X-Cache", text: "Error from cloudfront"},
	{hop: "Cloudflare", header: "cf-mitigated"},
	{hop: "Cloudflare", text: "<title>Attention Required! | Cloudflare"},
	{hop: "Cloudflare", text: "<title>Just a moment...</title>"},
	{hop: "Apigee", text: `"errorcode":"keymanagement.service`},
	{hop: "Apigee", text: `"errorcode":"oauth.v2.`},
	{hop: "Squid", header: "X-Squid-Error"},
	{hop: "Tyk", header: "X-Generator", text: "tyk.io"},
	{hop: "APISIX", header: "Server", text: "apisix", unless: "X-APISIX-Upstream-Status"},
	{hop: "Varnish", text: "<p>Varnish cache server</p>"},
	{hop: "Akamai", header: "Server", text: "AkamaiGHost"},
	{hop: "Imperva", text: "Incapsula incident ID"},
	{hop: "Envoy", header: "Server", text: "envoy", unless: "x-envoy-upstream-service-time"},
	{hop: "Cloudflare", header: "Server", text: "cloudflare"},
	{hop: "Spring Security", header: "WWW-Authenticate", text: "tools.ietf.org/html/rfc6750#section-3.1"},
	{hop: "Apache httpd", header: "Server", text: "apache/"},
	{hop: "Kestrel", header: "Server", text: "kestrel"},
	{hop: "IIS", header: "Server", text: "microsoft-iis"},
}

// maxSearched is how much of a body is looked through.
const maxSearched = 64 << 10

var product = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ._+-]{0,40}`)

// Hop is who answered: by its own words or by a mark, else by the product that
// Server or Via names. "" where nothing tells.
func Hop(e diag.Exchange) string {
	if b, ok := BarrierOf(e); ok && b.Kind != SignsIn {
		return b.Name
	}
	if name := speaker(e); name != "" {
		return name
	}
	body := bytes.ToLower(e.Body[:min(len(e.Body), maxSearched)])
	for _, m := range marks {
		if m.fits(e, body) {
			return m.hop
		}
	}
	if name := strings.TrimSpace(product.FindString(e.Header.Value("Server"))); name != "" {
		return name
	}
	return viaName(e.Header.Value("Via"))
}

// speaker is the product whose own words a refusal has.
func speaker(e diag.Exchange) string {
	if e.Status < 400 {
		return ""
	}
	for _, w := range Recognise(e) {
		if w.Product != "" {
			return w.Product
		}
	}
	return ""
}

func (m mark) fits(e diag.Exchange, body []byte) bool {
	switch {
	case m.unless != "" && e.Header.Has(m.unless):
		return false
	case m.header == "":
		return bytes.Contains(body, []byte(strings.ToLower(m.text)))
	}
	for _, v := range e.Header.Values(m.header) {
		if strings.Contains(strings.ToLower(v), strings.ToLower(m.text)) {
			return true
		}
	}
	return false
}

// viaName is the product in the comment of Via (RFC 9110, section 7.6.3).
func viaName(via string) string {
	_, comment, found := strings.Cut(via, "(")
	if !found {
		return ""
	}
	return strings.TrimSpace(product.FindString(comment))
}
