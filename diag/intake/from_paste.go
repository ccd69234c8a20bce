package intake

import (
	"strings"

	"example.com/why401/diag"
)

// pasted makes a case of a pasted capture. False where the text is none: a
// command and a URL show no answer.
func (f Flags) pasted(text string, env Env) (c diag.Case, warnings []string, ok bool, err error) {
	if f.from != "" || !strings.ContainsAny(text, " \t\n") {
		return c, nil, false, nil
	}
	all, err := ReadCapture(strings.NewReader(text))
	if err != nil || !all.answers() {
		return c, nil, false, nil
	}
	c, warnings, err = f.capture(all, nil, &source{env: env})
	return c, warnings, true, err
}

// answers says whether a capture shows an answer, or a part of one.
func (c Capture) answers() bool {
	for _, e := range c.Entries {
		if e.Status != 0 || e.Failure != nil || len(e.Body) > 0 {
			return true
		}
	}
	return false
}
