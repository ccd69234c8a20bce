package intake

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// ofFetch is the beginning of a call of JavaScript's fetch.
var ofFetch = regexp.MustCompile(`^\s*(?:await\s+|return\s+)?fetch\(`)

// fetchOptions are the second argument of fetch, as browsers' developer tools write it.
type fetchOptions struct {
	Headers     map[string]string `json:"headers"`
	Method      string            `json:"method"`
	Body        *string           `json:"body"`
	Referrer    string            `json:"referrer"`
	Credentials string            `json:"credentials"`
	Redirect    string            `json:"redirect"`
}

// fromFetch reads "Copy as fetch": an address and options, both in JSON.
func fromFetch(text string, _ Env) (*translation, error) {
	at := ofFetch.FindStringIndex(text)
	if at == nil {
		return nil, nil
	}
	unreadable := errors.New("fetch: its address and its options are read only as JSON, as a browser's Copy as fetch writes them: copy it as cURL")
	rest := text[at[1]:]
	var url string
	dec := json.NewDecoder(strings.NewReader(rest))
	if err := dec.Decode(&url); err != nil {
		return nil, unreadable
	}
	var o fetchOptions
	rest = strings.TrimSpace(rest[dec.InputOffset():])
	if rest, ok := strings.CutPrefix(rest, ","); ok {
		if err := json.NewDecoder(strings.NewReader(rest)).Decode(&o); err != nil {
			return nil, unreadable
		}
	} else if !strings.HasPrefix(rest, ")") {
		return nil, unreadable
	}
	return o.curl(url), nil
}

func (o fetchOptions) curl(url string) *translation {
	p := &translation{args: []string{"--url", url}}
	named := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(o.Headers)) {
		named[strings.ToLower(name)] = true
		p.header(name, o.Headers[name])
	}
	if o.Method != "" {
		p.option("-X", o.Method)
	}
	if o.Body != nil {
		p.option("--data-raw", *o.Body)
		if !named["content-type"] { // of a string (Fetch Standard, "extract a body")
			p.option("-H", "Content-Type: text/plain;charset=UTF-8")
		}
	}
	if strings.Contains(o.Referrer, "://") && !named["referer"] {
		p.option("-e", o.Referrer)
	}
	if o.Redirect == "" || o.Redirect == "follow" {
		p.args = append(p.args, "-L")
	}
	if o.Credentials == "include" && !named["cookie"] {
		p.warnings = append(p.warnings, "fetch: the browser sends its cookies too (credentials: include), and they stand nowhere in it: add them with -b, or copy it as cURL")
	}
	return p
}
