package intake

import (
	"errors"
	"fmt"
	"strings"

	"example.com/why401/diag"
)

// headers are the lines of --header, and the names that they take away.
type headers struct {
	fields diag.Header
	taken  map[string]bool // in lower case
}

func (h *headers) has(name string) bool { return h.fields.Has(name) }

// unless adds a line where the person neither gave nor took away one of that name.
func (h *headers) unless(name, value string) {
	if value != "" && !h.has(name) && !h.taken[strings.ToLower(name)] {
		h.fields = append(h.fields, diag.Field{Name: name, Value: value})
	}
}

// unpacked offers of what curl's --compressed and a browser offer only what is
// unpacked here: the answer's body is evidence.
func (h *headers) unpacked() {
	h.unless("Accept-Encoding", "gzip")
	for i, f := range h.fields {
		if strings.EqualFold(f.Name, "Accept-Encoding") && strings.Contains(f.Value, "gzip") {
			h.fields[i].Value = "gzip"
		}
	}
}

// multipart gives the boundary to the Content-Type, which the person may have given without.
func (h *headers) multipart(boundary string) {
	h.unless("Content-Type", "multipart/form-data")
	for i, f := range h.fields {
		if strings.EqualFold(f.Name, "Content-Type") {
			h.fields[i].Value += "; boundary=" + boundary
		}
	}
}

// headerLines reads --header as curl does: 'Name;' sends an empty field,
// 'Name:' takes away one that would be sent, @FILE holds a line each.
func (f Flags) headerLines(s *source) (*headers, error) {
	h := &headers{taken: map[string]bool{}}
	for i, line := range f.headers {
		lines := []string{line}
		if name, isFile := strings.CutPrefix(line, "@"); isFile {
			b, err := s.read("--header", name)
			if err != nil {
				return nil, err
			}
			lines = strings.FieldsFunc(string(b), func(r rune) bool { return r == '\n' || r == '\r' })
		}
		for _, line := range lines {
			if err := h.add(line, s); err != nil {
				return nil, fmt.Errorf("--header, the %s: %w", ordinal(i+1), err)
			}
		}
	}
	return h, nil
}

// add takes in one line. A line that is wrong is not shown: it may be a secret.
func (h *headers) add(line string, s *source) error {
	name, value, hasColon := strings.Cut(line, ":")
	if !hasColon {
		if name, empty := strings.CutSuffix(line, ";"); empty && name != "" {
			h.fields = append(h.fields, diag.Field{Name: name})
			return nil
		}
		return errors.New("no colon in it: write 'Name: value'")
	}
	if name == "" || strings.ContainsAny(name, " \t\r\n") {
		return errors.New("a blank or nothing stands before the colon, which no server accepts: write 'Name: value'")
	}
	if value = strings.TrimLeft(value, " \t"); value == "" {
		h.taken[strings.ToLower(name)] = true
		s.warn("--header %s: without a value curl sends no such header; write '%s;' for an empty one", name, name)
		return nil
	}
	h.fields = append(h.fields, diag.Field{Name: name, Value: value})
	return nil
}

func ordinal(n int) string {
	switch n {
	case 1:
		return "first"
	case 2:
		return "second"
	case 3:
		return "third"
	}
	return fmt.Sprintf("%dth", n)
}
