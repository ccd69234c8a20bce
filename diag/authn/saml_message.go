package authn

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// samlField is the form field or query parameter that carries a response (SAML 2.0 Bindings, sections 3.4 and 3.5).
const samlField = "SAMLResponse"

// What is opened of a response. Real ones are some kilobytes deep in a dozen
// levels; what is larger would only cost memory.
const (
	maxSAML         = 1 << 20
	maxSAMLDepth    = 64
	maxSAMLElements = 20000
	maxSAMLAttrs    = 64 // of one element
)

// samlMessage is the field as the service provider gets it, freed of the form's encoding.
type samlMessage struct {
	value string
	query bool // the redirect binding, which deflates
	sig   bool // the redirect binding's signature stands beside it
}

// carriesSAML says whether a request may hold a response: a look that costs nothing.
func carriesSAML(r diag.Request) bool {
	return bytes.Contains(r.Body, []byte(samlField+"=")) || strings.Contains(r.URL, samlField+"=")
}

func findSAML(r diag.Request) (samlMessage, bool) {
	if !carriesSAML(r) {
		return samlMessage{}, false
	}
	for _, c := range Credentials(r) {
		if c.Name == samlField && (c.Kind == diag.InBody || c.Kind == diag.InQuery) {
			return samlMessage{value: c.Raw.Reveal(), query: c.Kind == diag.InQuery, sig: strings.Contains(r.URL, "SigAlg=")}, true
		}
	}
	return samlMessage{}, false
}

// with is the request with another value in the field.
func (m samlMessage) with(r diag.Request, value string) diag.Request {
	return rewrite(r, func(c diag.Credential) (string, bool) {
		if c.Name == samlField {
			return value, true
		}
		return c.Raw.Reveal(), true
	})
}

// samlForm is one thing wrong with how the message is packed.
type samlForm struct {
	what           string
	sure           float64
	mended, change string // the field's value as it should be; "" where that cannot be told
}

// open unpacks the message into XML; nil where it cannot be. It tells what a
// strict receiver stumbles over on the way.
func (m samlMessage) open() ([]byte, []samlForm) {
	value := strings.TrimSpace(m.value)
	var forms []samlForm
	if plain, err := url.PathUnescape(value); err == nil && plain != value && strings.ContainsAny(value, "%") {
		forms = append(forms, samlForm{"it is percent-encoded twice", .90, plain, "the percent-encoding taken off once"})
		value = plain
	}
	text, err := m.decode(value)
	if plus := strings.ReplaceAll(value, " ", "+"); plus != value && (err != nil || !wholeXML(text)) {
		if again, plusErr := m.decode(plus); plusErr == nil && wholeXML(again) {
			// In a form a plus sign means a blank (WHATWG URL, section 5.1).
			forms = append(forms, samlForm{"its plus signs were not percent-encoded, so they arrive as samlBlanks and the base64 is broken", .95, plus, "the plus signs percent-encoded"})
			text, err = again, nil
		}
	}
	if err != nil {
		return nil, append(forms, samlForm{what: err.Error(), sure: .85})
	}
	inflated, deflated := inflate(text)
	switch {
	case len(text) > maxSAML || len(inflated) > maxSAML:
		return nil, append(forms, samlForm{what: "it is larger than 1 MiB, which no service provider takes", sure: .80})
	case deflated && !m.query:
		forms = append(forms, samlForm{"it is deflated as for the redirect binding; a form carries the XML in base64 alone", .85,
			base64.StdEncoding.EncodeToString(inflated), "the response inflated"})
		text = inflated
	case deflated:
		text = inflated
	case m.query:
		forms = append(forms, samlForm{what: "it stands in the query and is not deflated", sure: .60})
	}
	return text, forms
}

var samlBlanks = regexp.MustCompile(`\s+`)

// decode undoes the base64. Line breaks in it are in order (RFC 2045, section 6.8).
func (m samlMessage) decode(value string) ([]byte, error) {
	if len(value) > 2*maxSAML {
		return nil, errors.New("it is larger than 1 MiB, which no service provider takes")
	}
	value = samlBlanks.ReplaceAllString(value, "")
	if strings.HasPrefix(value, "<") {
		return nil, errors.New("it is plain XML: the field holds base64")
	}
	b, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		b, err = base64.RawStdEncoding.DecodeString(value)
	}
	if err != nil {
		return nil, errors.New("it is no base64")
	}
	if _, deflated := inflate(b); !deflated && !bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))), []byte("<")) {
		return nil, errors.New("what stands in its base64 is no XML")
	}
	return b, nil
}

// wholeXML says whether what the base64 held is XML to its end.
func wholeXML(b []byte) bool {
	if inflated, deflated := inflate(b); deflated {
		b = inflated
	}
	return len(b) <= maxSAML && checkXML(b) == nil
}

// inflate undoes DEFLATE (RFC 1951); false where what comes is no XML. It stops
// a byte beyond the bound, whatever the message promises.
func inflate(b []byte) ([]byte, bool) {
	if len(b) == 0 || b[0] == '<' {
		return nil, false
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), maxSAML+1))
	return text, (err == nil || len(text) > maxSAML) && bytes.HasPrefix(bytes.TrimSpace(text), []byte("<"))
}

// checkXML refuses what no SAML message holds, before a tree is made of it: a
// document type with its entities, which is how entity bombs come, and sizes beyond the bounds.
func checkXML(text []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	depth, elements := 0, 0
	for {
		t, err := dec.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		} else if err != nil {
			return errors.New("its XML is malformed or breaks off")
		}
		switch t := t.(type) {
		case xml.Directive:
			return errors.New("it carries a document type (DTD), in which entities can be defined: service providers refuse that unread")
		case xml.StartElement:
			depth++
			if elements++; depth > maxSAMLDepth || elements > maxSAMLElements || len(t.Attr) > maxSAMLAttrs {
				return errors.New("its XML is deeper or larger than any SAML message")
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return errors.New("its XML is malformed or breaks off")
			}
		}
	}
}
