package intake

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// datum is one piece of the request's body, and the flag that gave it.
type datum struct{ flag, value string }

// dataFlag collects the pieces of all data flags in the order in which they
// stand, as curl does.
type dataFlag struct {
	flag string
	all  *[]datum
}

func (d dataFlag) Set(v string) error { *d.all = append(*d.all, datum{d.flag, v}); return nil }
func (d dataFlag) String() string     { return "" }
func (d dataFlag) Type() string       { return "string" }

// fillRequest makes the request as curl would make it of the same flags; its
// address comes later.
func (f Flags) fillRequest(c *diag.Case, s *source) error {
	h, err := f.headerLines(s)
	if err != nil {
		return err
	}
	body, err := f.content(h, s)
	if err != nil {
		return err
	}
	authorization, err := f.authorization(h, s)
	if err != nil {
		return err
	}
	h.unless("User-Agent", f.userAgent)
	h.unless("Referer", strings.TrimSuffix(f.referer, ";auto"))
	h.unless("Cookie", f.cookieLine())
	h.unless("Authorization", authorization)
	f.fillUser(c, h)
	if f.compressed {
		h.unpacked()
	}
	if len(f.data) > 0 && !f.inQuery {
		h.unless("Content-Type", f.contentType())
		if f.hasJSON() {
			h.unless("Accept", "application/json")
		}
	}
	if method := f.methodOr(); !methodToken.MatchString(method) {
		return fmt.Errorf("--request %s: no HTTP method: letters without blanks, such as GET", string(diag.NewSecrets("").Show(method)))
	}
	c.Request = diag.Request{Purpose: diag.AsGiven, Method: f.methodOr(), Header: h.fields, Body: body}
	return nil
}

// methodToken is what RFC 9110, section 9.1 lets a method be.
var methodToken = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

func (f Flags) methodOr() string {
	switch {
	case f.method != "":
		return f.method
	case f.head:
		return "HEAD"
	case f.upload != "":
		return "PUT"
	case len(f.form) > 0 || len(f.data) > 0 && !f.inQuery:
		return "POST"
	}
	return "GET"
}

// hasJSON says whether one of the data flags is --json, which then speaks for all.
func (f Flags) hasJSON() bool {
	return slices.ContainsFunc(f.data, func(d datum) bool { return d.flag == "json" })
}

func (f Flags) contentType() string {
	if f.hasJSON() {
		return "application/json"
	}
	return "application/x-www-form-urlencoded"
}

// content is the request's body, with the header lines that its kind needs.
func (f Flags) content(h *headers, s *source) ([]byte, error) {
	kinds := 0
	for _, given := range []bool{len(f.form) > 0, f.upload != "", len(f.data) > 0 && !f.inQuery, f.head} {
		if given {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return nil, errors.New("--data, --form, --upload-file and --head: curl takes only one of them")
	case len(f.form) > 0:
		body, boundary, err := f.multipartBody(s)
		h.multipart(boundary)
		return body, err
	case f.upload == "-" || f.upload == ".": // its length is not known before
		h.unless("Transfer-Encoding", "chunked")
		return s.read("--upload-file", "-")
	case f.upload != "":
		return s.read("--upload-file", f.upload)
	}
	return f.body(s)
}

// body joins the data flags.
func (f Flags) body(s *source) ([]byte, error) {
	var body []byte
	for i, d := range f.data {
		piece, err := d.bytes(s)
		if err != nil {
			return nil, err
		}
		if i > 0 && d.flag != "json" {
			body = append(body, '&')
		}
		body = append(body, piece...)
	}
	return body, nil
}

func (d datum) bytes(s *source) ([]byte, error) {
	plain, isPlain := strings.CutPrefix(d.value, "+")
	switch {
	case d.flag == "url-query" && isPlain:
		return []byte(plain), nil
	case d.flag == "url-query" || d.flag == "data-urlencode":
		return d.encoded(s)
	}
	name, isFile := strings.CutPrefix(d.value, "@")
	if !isFile || d.flag == "data-raw" {
		return []byte(d.value), nil
	}
	b, err := s.read("--"+d.flag, name)
	if err == nil && d.flag == "data" { // curl takes line breaks out of a file of --data
		b = []byte(strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(string(b)))
	}
	return b, err
}

// encoded is a value of --data-urlencode or --url-query: VALUE, =VALUE, NAME=VALUE, @FILE or NAME@FILE.
func (d datum) encoded(s *source) ([]byte, error) {
	i := strings.IndexAny(d.value, "=@")
	if i < 0 {
		return []byte(url.QueryEscape(d.value)), nil
	}
	name, value := d.value[:i], d.value[i+1:]
	if d.value[i] == '@' {
		b, err := s.read("--"+d.flag, value)
		if err != nil {
			return nil, err
		}
		value = string(b)
	}
	if name != "" {
		name += "="
	}
	return []byte(name + url.QueryEscape(value)), nil
}

// authorization is the value that the flags and the environment give, where no
// header line gives one.
func (f Flags) authorization(h *headers, s *source) (string, error) {
	given := h.has("Authorization") || f.user != "" || f.oauth2Bearer != ""
	if given && f.tokenFile != "" {
		return "", errors.New("--token-file: the request has an Authorization header already: leave one of them out")
	}
	if f.user != "" && !strings.Contains(f.user, ":") { // it may be an API key: not shown
		return "", errors.New("--user: no password in it: write USER: for an empty one, or leave it out and type it where it is hidden")
	}
	if f.user == "" && (f.digest || f.anyAuth) {
		return "", errors.New("--digest: no user and password to answer a challenge with: give them with --user")
	}
	if given && !f.imitates && s.env.Getenv(tokenVariable) != "" {
		s.warn("$%s is not used: the request has an Authorization header", tokenVariable)
	}
	switch {
	case h.has("Authorization"):
		if f.user != "" {
			s.warn("--user is not sent: the Authorization header wins, as with curl")
		}
		return "", nil
	case f.oauth2Bearer != "":
		return "Bearer " + f.oauth2Bearer, nil
	case f.user != "" && (f.digest || f.anyAuth): // sent when the challenge is there
		return "", nil
	case f.awsSigV4 != "": // the keys sign, and are not sent
		return "", nil
	case f.user != "":
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(f.user)), nil
	case f.imitates && f.tokenFile == "": // what curl does not send is not sent
		return "", nil
	}
	token, err := s.token(f.tokenFile)
	if err != nil || token == "" {
		return "", err
	}
	return "Bearer " + token, nil
}

// fillUser keeps user and password for experiments, and says whether they are
// sent only in answer to a challenge.
func (f Flags) fillUser(c *diag.Case, h *headers) {
	if f.user == "" {
		return
	}
	_, password, _ := strings.Cut(f.user, ":")
	c.User = diag.NewSecret(f.user)
	c.Secrets.Add(f.user, password)
	c.Digest = (f.digest || f.anyAuth) && !h.has("Authorization")
	c.AnyAuth = c.Digest && f.anyAuth
}
