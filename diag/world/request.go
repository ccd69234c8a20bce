package world

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"example.com/why401/diag"
)

// userAgent is sent where the request names none.
const userAgent = "why401/dev"

// wire is the request as net/http sends it: header names as written, nothing
// added but Accept and User-Agent.
func wire(r diag.Request) (*http.Request, error) {
	u, err := url.Parse(r.URL)
	if err != nil { // the error repeats the URL, and with it what stands in its query
		return nil, errors.New("the address is no URL")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("the address is no http or https URL")
	}
	fields := withUserinfo(r)
	u.User, u.Fragment = nil, ""
	u.RawQuery = strings.ReplaceAll(u.RawQuery, " ", "%20") // a blank would end the request line
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	if !isToken(r.Method) {
		return nil, fmt.Errorf("%q is no HTTP method", r.Method)
	}
	hr := &http.Request{
		Method: r.Method, URL: u, Header: http.Header{}, Host: fields.Value("Host"),
		Body: io.NopCloser(bytes.NewReader(r.Body)), ContentLength: int64(len(r.Body)),
	}
	if len(r.Body) == 0 {
		hr.Body = http.NoBody
	}
	if r.Direct { // what is for the proxy is not for the API
		fields = fields.Without("Proxy-Authorization")
	}
	for _, f := range fields {
		if !isToken(f.Name) {
			return nil, fmt.Errorf("%q is no header name", f.Name)
		}
		setField(hr, f)
	}
	setDefault(hr, fields, "Accept", "*/*")
	setDefault(hr, fields, "User-Agent", userAgent)
	return hr, nil
}

// setField adds a field line. The names that net/http writes by itself are
// given to it in its own spelling, or they would be sent twice.
func setField(hr *http.Request, f diag.Field) {
	name := f.Name
	switch http.CanonicalHeaderKey(name) {
	case "Host", "Content-Length":
		return
	case "Transfer-Encoding":
		if hr.Body != http.NoBody {
			hr.ContentLength = -1 // chunked
		}
		return
	case "User-Agent":
		name = "User-Agent"
	}
	hr.Header[name] = append(hr.Header[name], fieldValue(f.Value))
}

func setDefault(hr *http.Request, given diag.Header, name, value string) {
	if !given.Has(name) {
		hr.Header[name] = []string{value}
	}
}

// fieldValue is the value as it may be sent: a run of line breaks and controls
// becomes one blank (RFC 9110, section 5.5), so that no value can become a
// second field or a second request.
func fieldValue(v string) string {
	forbidden := func(c byte) bool { return c < 0x20 && c != '\t' || c == 0x7f }
	var b strings.Builder
	for i := 0; i < len(v); i++ {
		if !forbidden(v[i]) {
			b.WriteByte(v[i])
		} else if i == 0 || !forbidden(v[i-1]) {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// withUserinfo is the request's header, with the URL's user and password as
// Basic where nothing else says who is asking, as curl does.
func withUserinfo(r diag.Request) diag.Header {
	u, err := url.Parse(r.URL)
	if err != nil || u.User == nil || r.Header.Has("Authorization") {
		return r.Header
	}
	password, _ := u.User.Password()
	pair := u.User.Username() + ":" + password
	return r.Header.With("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
}

// isToken says whether s is a token (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", rune(c)) {
			return false
		}
	}
	return s != ""
}
