package steps

import (
	"fmt"
	"strconv"

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
			diag.Text(strconv.Itoa(i + 1)), why, c.Show(e.Request.String()), answer(c, e), took(e.Timing.Total),
		})
	}
	s := Screen{Title: "Requests", Lead: fmt.Sprintf("%d sent so far, in this order.", len(log)), Keys: closing}
	if len(log) > 0 {
		s.Blocks = []Block{t}
	}
	return s
}

// closing are the keys of a screen that lies over another one.
var closing = []key.Binding{Does(Keys.Cancel, "close"), Keys.Help, Keys.Quit}
