package report

import (
	"bytes"
	"encoding/json"

	"example.com/why401/diag/walk"
)

// JSON is the report for programs: one object, schema why401.report/v1, a line break at its end.
func JSON(s walk.Session) ([]byte, error) { return compose(s, s.Ranking()).json() }

// json needs no filter of its own: masking the encoded form could break its syntax,
// and every string was masked before.
func (d document) json() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
