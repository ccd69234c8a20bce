package cli

import (
	"errors"

	"example.com/why401/diag/report"
	"example.com/why401/diag/walk"
)

// format is the value of --format. Empty means that it was not given.
type format string

// forms are the report's forms by the name that --format gives them.
var forms = map[format]func(walk.Session) (string, error){
	"text":     func(s walk.Session) (string, error) { return report.Text(s), nil },
	"markdown": func(s walk.Session) (string, error) { return report.Markdown(s), nil },
	"json": func(s walk.Session) (string, error) {
		b, err := report.JSON(s)
		return string(b), err
	},
}

// Set takes in the flag's value.
func (f *format) Set(v string) error {
	if _, ok := forms[format(v)]; !ok {
		return errors.New("must be text, json or markdown")
	}
	*f = format(v)
	return nil
}

// String is the flag's value, for the usage text.
func (f *format) String() string { return string(*f) }

// Type names the value in the usage text.
func (f *format) Type() string { return "FORM" }
