package steps

import (
	"strconv"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

var endToEnd = step{
	name:  "End to end",
	title: "End to end",
	asks:  "Does it work now, from the token to every endpoint?",
	waits: "every endpoint's answer",
	sends: "The request with the best token known, and every further endpoint that was named.",
	learn: []Para{
		{"Prove it", "A fix is one when the request that failed succeeds, and when what used to work still does. So every endpoint is asked, before and after."},
		{"What remains", "A success that hangs on a token of one hour is one for an hour. Renew before exp, not after the first 401 " +
			"(RFC 6749, section 1.5), and retry once at most."},
	},
	blocks: endpoints,
	shown:  []string{"endpoint"},
}

// endpoints is each endpoint before and after.
func endpoints(s walk.Session) []Block {
	f := s.Facts.End
	if f == nil || len(f.Rows) == 0 {
		return nil
	}
	t := Table{Head: "Endpoints", Cols: []string{"endpoint", "before", "after", "took"}}
	for _, row := range f.Rows {
		t.Rows = append(t.Rows, []diag.Text{
			short(s.Case, diag.Request{Method: row.Method, URL: row.URL}), status(row.Before), answer(s.Case, row.After), took(row.After.Timing.Total),
		})
	}
	return []Block{t}
}

// status is a status code, or a dash where none is known.
func status(code int) diag.Text {
	if code == 0 {
		return "–"
	}
	return diag.Text(strconv.Itoa(code))
}

// answer is an exchange's status, or why there is none.
func answer(c diag.Case, e diag.Exchange) diag.Text {
	switch {
	case e.Failure == nil:
		return status(e.Status)
	case e.Failure.Kind == diag.FailTimeout: // or none yet; the text says which
		return c.Show(e.Failure.Text)
	}
	return c.Show(string(e.Failure.Kind) + ": " + e.Failure.Text)
}

func took(d time.Duration) diag.Text {
	if d == 0 {
		return ""
	}
	return diag.Says("%d ms", d.Round(time.Millisecond).Milliseconds())
}
