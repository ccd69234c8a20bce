package intake

import (
	"io"
	"strings"
)

// translation is what was pasted, in curl's own arguments.
type translation struct {
	args, warnings []string
	stdin          io.Reader // nil where the text has none
}

// translated reads what was pasted. What no other reader knows as its own is
// for a POSIX shell.
func translated(text string, env Env) (*translation, error) {
	for _, read := range []func(string, Env) (*translation, error){fromFetch, fromPowerShell, fromCmd} {
		if p, err := read(text, env); p != nil || err != nil {
			return p, err
		}
	}
	return fromShell(text, env)
}

// option adds an option and its value.
func (p *translation) option(name, value string) { p.args = append(p.args, name, value) }

// header adds a header line as a browser's developer tools give it. They list
// the pseudo-header fields of HTTP/2 without their colon (RFC 9113, section
// 8.3.1), and the browser unpacks what it says that it accepts.
func (p *translation) header(name, value string) {
	switch strings.ToLower(name) {
	case "authority", "method", "path", "scheme", "content-length":
	case "accept-encoding":
		p.args = append(p.args, "--compressed")
	default:
		if value == "" {
			p.option("-H", name+";")
			return
		}
		p.option("-H", name+": "+value)
	}
}
