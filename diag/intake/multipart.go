package intake

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"path"
	"strings"
)

// field is one field of a form, as curl's -F or --form-string has it.
type field struct {
	text    string
	literal bool // --form-string: neither a file nor parameters are in it
}

// formPart is a field that was read: its content and what stands above it.
type formPart struct {
	name, filename, mediaType string
	content                   []byte
}

// multipartBody is the body of curl's -F, multipart/form-data by RFC 7578, and
// its boundary. That depends on the content alone, so that the same command
// makes the same request each time.
func (f Flags) multipartBody(s *source) (body []byte, boundary string, err error) {
	var parts []formPart
	for _, field := range f.form {
		p, err := field.read(s)
		if err != nil {
			return nil, "", err
		}
		parts = append(parts, p)
	}
	boundary = fmt.Sprintf("------------------------%x", sha256.Sum256(fmt.Append(nil, parts)))[:40]
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	err = w.SetBoundary(boundary)
	for _, p := range parts {
		to, failed := w.CreatePart(p.header())
		if failed == nil {
			_, failed = to.Write(p.content)
		}
		err = errors.Join(err, failed)
	}
	return b.Bytes(), boundary, errors.Join(err, w.Close())
}

// header are the lines above the content. In a name a quote and a line break
// are percent-encoded, as browsers and curl do (RFC 7578, section 2).
func (p formPart) header() textproto.MIMEHeader {
	encode := strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace
	disposition := `form-data; name="` + encode(p.name) + `"`
	if p.filename != "" {
		disposition += `; filename="` + encode(p.filename) + `"`
	}
	h := textproto.MIMEHeader{"Content-Disposition": {disposition}}
	if p.mediaType != "" {
		h["Content-Type"] = []string{p.mediaType}
	}
	return h
}

// read takes a field apart: NAME=VALUE, NAME=@FILE or NAME=<FILE, the last two
// and a value with parameters behind semicolons.
func (f field) read(s *source) (p formPart, err error) {
	name, value, ok := strings.Cut(f.text, "=")
	switch {
	case !ok: // not shown: it may be a secret
		return p, errors.New("--form: no = in it: write NAME=VALUE or NAME=@FILE")
	case f.literal:
		return formPart{name: name, content: []byte(value)}, nil
	case strings.HasPrefix(value, "(") || strings.HasPrefix(value, "=)"):
		return p, errors.New("--form: a part of parts is not rebuilt here: give the body with --data-binary @FILE, and its Content-Type with -H")
	}
	attached := strings.HasPrefix(value, "@")
	if attached || strings.HasPrefix(value, "<") {
		return filePart(name, value[1:], attached, s)
	}
	words := formWords{rest: value}
	p = formPart{name: name, content: []byte(words.word())}
	err = words.parameters(&p)
	return p, err
}

// filePart reads a file into a part; an attached one has the file's name too.
func filePart(name, value string, attached bool, s *source) (p formPart, err error) {
	words := formWords{rest: value, list: attached}
	file := words.word()
	p = formPart{name: name}
	if attached {
		p.filename = path.Base(strings.ReplaceAll(file, `\`, "/"))
	}
	if err := words.parameters(&p); err != nil {
		return p, err
	}
	if attached && p.mediaType == "" && file != "-" {
		p.mediaType = mediaType(p.filename)
	}
	p.content, err = s.read("--form", file)
	return p, err
}

// mediaType is what curl takes a file for by the end of its name.
func mediaType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".gif":
		return "image/gif"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain"
	case ".htm", ".html":
		return "text/html"
	case ".pdf":
		return "application/pdf"
	case ".xml":
		return "application/xml"
	}
	return "application/octet-stream"
}
