package authn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxDocument is the most that is read of a token, a key set or an issuer's
// answer. Real ones are a few kilobytes.
const maxDocument = 1 << 20

// errCut says that a document is good as far as it goes.
var errCut = errors.New("the JSON ends in the middle")

// readObject decodes one JSON object with its numbers as written. Nesting is
// bounded by encoding/json. The error is a plain line and repeats nothing of the text.
func readObject(body []byte) (map[string]any, error) {
	if len(body) > maxDocument {
		return nil, errors.New("larger than 1 MiB")
	}
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	switch {
	case len(body) == 0:
		return nil, errors.New("empty")
	case body[0] == '<':
		return nil, errors.New("not JSON but an HTML or XML page")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, jsonError(err)
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("JSON, but not an object")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more text after the JSON object")
	}
	return object, nil
}

func jsonError(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errCut
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON: broken at byte %d", syntax.Offset)
	}
	return errors.New("not JSON")
}

// textOf is a member that should be a string; "" where it is none.
func textOf(object map[string]any, name string) string {
	s, _ := object[name].(string)
	return s
}

// firstText is the first of these members that is a string with something in it.
func firstText(object map[string]any, names ...string) string {
	for _, name := range names {
		if s := textOf(object, name); s != "" {
			return s
		}
	}
	return ""
}

// listOf reads a string or an array of strings; what is no string is passed over.
func listOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, item := range v {
			if s, ok := item.(string); ok {
				list = append(list, s)
			}
		}
		return list
	}
	return nil
}
