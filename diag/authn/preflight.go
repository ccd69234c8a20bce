package authn

import (
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// IsPreflight says whether a request is a browser's question before another one
// (Fetch, section 4.8, "CORS-preflight fetch").
func IsPreflight(r diag.Request) bool {
	return strings.EqualFold(r.Method, "OPTIONS") && r.Header.Has("Origin") && r.Header.Has("Access-Control-Request-Method")
}

// Preflight is what a browser sends before a request from a page of the site
// that its Origin names; false where it would not ask. It carries no
// credentials: a browser sends none with it.
func Preflight(r diag.Request) (diag.Request, bool) {
	origin := r.Header.Value("Origin")
	if origin == "" || diag.SameOrigin(origin, r.URL) || strings.EqualFold(r.Method, "OPTIONS") {
		return diag.Request{}, false
	}
	method, names := normalMethod(r.Method), unsafeHeaders(r)
	if slices.Contains([]string{"GET", "HEAD", "POST"}, method) && len(names) == 0 {
		return diag.Request{}, false
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return diag.Request{}, false
	}
	u.User = nil
	asks := diag.Request{Purpose: diag.Preflight, Method: "OPTIONS", URL: u.String(), Direct: r.Direct, Header: diag.Header{
		{Name: "Origin", Value: origin}, {Name: "Access-Control-Request-Method", Value: method}, {Name: "Accept", Value: "*/*"},
	}}
	if len(names) > 0 {
		asks.Header = append(asks.Header, diag.Field{Name: "Access-Control-Request-Headers", Value: strings.Join(names, ",")})
	}
	if host := r.Header.Value("Host"); host != "" {
		asks.Header = append(asks.Header, diag.Field{Name: "Host", Value: host})
	}
	if agent := r.Header.Value("User-Agent"); agent != "" {
		asks.Header = append(asks.Header, diag.Field{Name: "User-Agent", Value: agent})
	}
	return asks, true
}

// normalMethod writes the methods that Fetch writes in capitals so (section 2.2.1); PATCH is none of them.
func normalMethod(method string) string {
	switch up := strings.ToUpper(method); up {
	case "":
		return "GET"
	case "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT":
		return up
	}
	return method
}

// ownHeaders are those that a browser sets itself, and no page (Fetch, section
// 2.2.2, "forbidden request-header"), and User-Agent, which pages leave alone.
var ownHeaders = nameSet(`acceptcharset acceptencoding connection contentlength cookie date dnt expect host keepalive origin referer
	te trailer transferencoding upgrade via useragent`)

// unsafeHeaders are the names that a page has to ask for, sorted, in lower case
// (Fetch, section 2.2.2, "CORS-safelisted request-header").
func unsafeHeaders(r diag.Request) []string {
	var names []string
	for _, f := range r.Header {
		name := strings.ToLower(f.Name)
		if ownHeaders[bareName(name)] || strings.HasPrefix(name, "sec-") || strings.HasPrefix(name, "proxy-") ||
			strings.HasPrefix(name, "access-control-request-") || safeHeader(name, f.Value) {
			continue
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func safeHeader(name, value string) bool {
	const longest = 128 // bytes
	if len(value) > longest {
		return false
	}
	switch name {
	case "accept", "accept-language", "content-language":
		return true
	case "content-type":
		media, _, _ := strings.Cut(strings.ToLower(value), ";")
		return slices.Contains([]string{"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}, strings.TrimSpace(media))
	}
	return false
}

// PreflightFaults are what keeps a browser from sending the request after such
// an answer to its question, in the order in which it looks (Fetch, section
// 4.8); none where it goes on. cookies says whether the request has some to send.
func PreflightFaults(e diag.Exchange, cookies bool) []string {
	asked, h := e.Request.Header, e.Header
	origin := asked.Value("Origin")
	allowed := strings.TrimSpace(strings.Join(h.Values("Access-Control-Allow-Origin"), ", "))
	var faults []string
	switch {
	case allowed == "":
		faults = append(faults, "Access-Control-Allow-Origin is missing")
	case allowed != origin && (allowed != "*" || cookies):
		faults = append(faults, "Access-Control-Allow-Origin is "+bounded(allowed, 200)+", not "+bounded(origin, 200))
	}
	if cookies && h.Value("Access-Control-Allow-Credentials") != "true" {
		faults = append(faults, "Access-Control-Allow-Credentials is not true, so cookies are not sent")
	}
	if !e.Success() {
		return append([]string{"the status is " + statusText(e) + ", and only 2xx lets the request go"}, faults...)
	}
	methods, names := list(h, "Access-Control-Allow-Methods"), list(h, "Access-Control-Allow-Headers")
	method := asked.Value("Access-Control-Request-Method")
	if safe := []string{"GET", "HEAD", "POST"}; !slices.Contains(safe, method) && !slices.Contains(methods, method) && (cookies || !slices.Contains(methods, "*")) {
		faults = append(faults, "Access-Control-Allow-Methods does not name "+bounded(method, 50))
	}
	for _, name := range list(asked, "Access-Control-Request-Headers") {
		star := slices.Contains(names, "*") && !cookies && name != "authorization" // which * does not cover
		if !star && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			faults = append(faults, "Access-Control-Allow-Headers does not name "+bounded(name, 50))
		}
	}
	return faults
}

// list are the members of a header that holds names separated by commas.
func list(h diag.Header, name string) []string {
	var all []string
	for _, v := range strings.Split(strings.Join(h.Values(name), ","), ",") {
		if v = strings.TrimSpace(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}
