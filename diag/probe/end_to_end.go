package probe

import (
	"context"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// endToEnd holds the request that works against the one that did not, on the
// target and on every further endpoint.
type endToEnd struct{}

func (endToEnd) Step() diag.Step                         { return diag.EndToEnd }
func (endToEnd) Needs(diag.Case, diag.Facts) []diag.Need { return nil }
func (endToEnd) Ahead(diag.Case, diag.Facts) bool        { return false }

func (endToEnd) Skip(_ diag.Case, f diag.Facts) string {
	if authn.Working(f) == nil {
		return "no change to the request made it succeed"
	}
	return ""
}

func (endToEnd) Look(ctx context.Context, w diag.World, c diag.Case, f diag.Facts) (diag.Facts, error) {
	works := authn.Working(f)
	end := &diag.EndFacts{Rows: []diag.EndRow{{Method: works.Request.Method, URL: works.Request.URL, Before: before(f), After: *works}}}
	if c.RequestOnly || c.Capture {
		f.End = end
		return f, nil
	}
	rows := make([]diag.EndRow, len(c.Verify))
	var looks []func()
	for i, at := range c.Verify {
		rows[i] = diag.EndRow{Method: "GET", URL: at}
		looks = append(looks, func() {
			works := authn.Reprove(c, w.Now(), elsewhere(works.Request, at))
			if e := elsewhereAnswered(ctx, w, authn.Reanswer(c, works), works); e != nil {
				rows[i].After = *e
			}
		})
		if !authn.Accepted(f.Reply.Last()) {
			looks = append(looks, func() {
				if e := elsewhereAnswered(ctx, w, c, elsewhere(c.Request, at)); e != nil {
					rows[i].Before = e.Status
				}
			})
		}
	}
	err := together(looks...)
	end.Rows = append(end.Rows, rows...)
	f.End = end
	return f, err
}

// elsewhere is a GET of another endpoint with the same credentials.
func elsewhere(r diag.Request, at string) diag.Request {
	r = r.As(diag.VerifyEndpoint)
	r.Method, r.URL, r.Body = "GET", at, nil
	r.Header = r.Header.Without("Content-Type").Without("Content-Length").Without("Host")
	return r
}

func before(f diag.Facts) int {
	if f.Before != nil {
		return f.Before.Status
	}
	return f.Reply.Last().Status
}

func (endToEnd) Findings(c diag.Case, f diag.Facts) []diag.Finding {
	if f.End == nil {
		return nil
	}
	var fs []diag.Finding
	for _, row := range f.End.Rows {
		level := diag.Info
		if !authn.Accepted(row.After) {
			level = diag.Error
		}
		text := diag.Says("%s %s: %s", c.Show(row.Method), target(c, row.URL), outcome(c, row.After))
		if row.Before != 0 && row.Before != row.After.Status {
			text += diag.Says(", was %d", row.Before)
		}
		if hop := authn.Hop(row.After); hop != "" {
			text += diag.Says(" (%s)", c.Show(hop))
		}
		fs = append(fs, checked(finding(level, statusCode(row.After), "endpoint", "response.status", text)))
	}
	return fs
}
