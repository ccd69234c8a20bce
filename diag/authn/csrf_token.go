package authn

import (
	"net/url"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// csrfCookie is a cookie whose value the client has to send back in a header,
// which a page of another site cannot do ("double submit").
type csrfCookie struct{ name, value, header string }

// csrfHeaders are the headers that belong to such cookies, by the documents of
// Django, Angular and axios (Laravel and Spring go by the same), and
// Flask-JWT-Extended; the last one is what most others read.
var csrfHeaders = []struct {
	cookie *regexp.Regexp
	header string
}{
	{regexp.MustCompile(`(?i)^(__host-|__secure-)?csrftoken$`), "X-CSRFToken"},
	{regexp.MustCompile(`(?i)^(__host-|__secure-)?xsrf-token$`), "X-XSRF-TOKEN"},
	{regexp.MustCompile(`(?i)^apisix-csrf-token$`), "apisix-csrf-token"},
	{regexp.MustCompile(`(?i)(c|x)srf`), "X-CSRF-Token"},
}

// csrfCookies are those among the cookies sent; of two that belong to one
// header, the first.
func csrfCookies(r diag.Request) []csrfCookie {
	var all []csrfCookie
	taken := map[string]bool{}
	for _, p := range cookiePairs(r) {
		for _, h := range csrfHeaders {
			if h.cookie.MatchString(p[0]) {
				if !taken[h.header] && p[1] != "" {
					taken[h.header] = true
					all = append(all, csrfCookie{p[0], p[1], h.header})
				}
				break
			}
		}
	}
	return all
}

// tokenPlaces are the headers and form fields, as bareName has them, in which
// frameworks look for the token.
var (
	tokenHeaderNames = nameSet(`xcsrftoken xxsrftoken csrftoken xsrftoken xcsrf requestverificationtoken apisixcsrftoken jenkinscrumb xwpnonce`)
	tokenFieldNames  = nameSet(`csrfmiddlewaretoken csrf csrftoken xsrftoken xsrf authenticitytoken token requestverificationtoken wpnonce crumb`)
)

// csrfSent are the tokens that the request sends besides its cookies, and where.
func csrfSent(r diag.Request) (values []string, place string) {
	for _, f := range r.Header {
		if tokenHeaderNames[bareName(f.Name)] {
			values, place = append(values, f.Value), "the header "+f.Name
		}
	}
	if !isForm(r) {
		return values, place
	}
	for _, pair := range strings.Split(string(r.Body), "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name = unescape(name); tokenFieldNames[bareName(name)] {
			values, place = append(values, unescape(value)), "the form field "+name
		}
	}
	return values, place
}

// held holds the tokens that were sent against the cookie; what says what is wrong.
func (k csrfCookie) held(r diag.Request) (line diag.ProofLine, what string) {
	sent, place := csrfSent(r)
	cookie := "the value of the cookie " + k.name
	line = diag.ProofLine{Part: "header " + k.header, Server: cookie}
	if len(sent) == 0 {
		line.Differs = true
		return line, "the cookie " + k.name + " is sent, and its value is not sent back in " + k.header
	}
	for _, v := range sent {
		if sameToken(v, k.value) {
			line.Sent = cookie
			return line, ""
		}
	}
	line.Sent, line.Differs = "another value", true
	return line, "the token in " + place + " is another one than in the cookie " + k.name
}

// sentBack is the request with the cookie's value in its header, decoded as
// Angular and axios do it.
func (k csrfCookie) sentBack(r diag.Request) diag.Request {
	value := k.value
	if v, err := url.PathUnescape(value); err == nil {
		value = v
	}
	r.Header = r.Header.With(k.header, strings.Trim(value, `"`))
	return r
}

// sameToken says whether two tokens are the same one, percent-encoded or masked
// as Django does it.
func sameToken(a, b string) bool {
	plain := func(s string) string {
		if v, err := url.PathUnescape(s); err == nil {
			s = v
		}
		return unmasked(strings.Trim(s, `"`))
	}
	return plain(a) == plain(b)
}

// djangoLetters is Django's alphabet of tokens (django.middleware.csrf).
const djangoLetters = lower + upper + digits

// unmasked undoes Django's mask: 64 letters are 32 of a mask and 32 of the
// secret moved on by it. Other values stay as they are.
func unmasked(token string) string {
	const length = 32
	if len(token) != 2*length {
		return token
	}
	secret := make([]byte, length)
	for i := range secret {
		m, c := strings.IndexByte(djangoLetters, token[i]), strings.IndexByte(djangoLetters, token[length+i])
		if m < 0 || c < 0 {
			return token
		}
		secret[i] = djangoLetters[(c-m+len(djangoLetters))%len(djangoLetters)]
	}
	return string(secret)
}
