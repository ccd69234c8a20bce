package steps

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"example.com/why401/diag"
)

// Requests is the list of all that was sent.
func Requests(c diag.Case, log []diag.Exchange) Screen {
	t := Table{Cols: []string{"", "why", "request", "answer", "took"}}
	for i, e := range log {
		why := diag.Text(e.Request.Purpose)
		if e.Request.Change != "" {
			why += ": " + e.Request.Change
		}
		t.Rows = append(t.Rows, []diag.Text{
			diag.Text(strconv.Itoa(i + 1)), why, short(c, e.Request), answer(c, e), took(e.Timing.Total),
		})
	}
	s := Screen{Title: "Requests", Lead: fmt.Sprintf("%d sent so far, in this order.", len(log)), Keys: closing}
	if len(log) > 0 {
		s.Blocks = []Block{t}
	}
	return s
}

// short is a request without the target's own origin, which the first line names.
func short(c diag.Case, r diag.Request) diag.Text {
	text := r.String()
	if u, err := url.Parse(r.URL); err == nil && u.Path != "" && diag.SameOrigin(r.URL, c.Request.URL) {
		text = strings.Replace(text, u.Scheme+"://"+u.Host, "", 1)
	}
	return c.Show(text)
}

// closing are the keys of a screen that lies over another one.
var closing = []key.Binding{Does(Keys.Cancel, "close"), Keys.Help, Keys.Quit}
