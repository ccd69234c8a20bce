package authn

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"

	"example.com/why401/diag"
)

// maxParts bounds how many parts of a body are looked through; maxPart, in
// bytes, what of each: a password is shorter.
const (
	maxParts = 100
	maxPart  = 8 << 10
)

// parts adds the secret fields of a form in parts (RFC 7578). What is no form
// of this kind, or ends early, gives the fields up to there.
func (s *secretList) parts(r diag.Request) {
	media, params, err := mime.ParseMediaType(r.Header.Value("Content-Type"))
	if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
		return
	}
	form := multipart.NewReader(bytes.NewReader(r.Body), params["boundary"])
	for range maxParts {
		part, err := form.NextRawPart()
		if err != nil {
			return
		}
		value, _ := io.ReadAll(io.LimitReader(part, maxPart))
		if part.FileName() == "" {
			s.pairs(url.QueryEscape(part.FormName()) + "=" + url.QueryEscape(strings.TrimSpace(string(value))))
		}
	}
}
