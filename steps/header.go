package steps

import (
	"cmp"
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/walk"
)

var header = step{
	name:  "Header",
	title: "Header",
	asks:  "Are the credentials in the place and the form that the server asks for?",
	waits: "an experiment's answer",
	sends: "Nothing, or the request with one thing mended, to see whether that was it: a scheme, a place, a signature.",
	learn: []Para{
		{"The form", "Authorization is a scheme, one blank, and the credentials (RFC 9110, section 11.6.2). A bare token, quotes, " +
			"a line break from a file or a doubled 'Bearer Bearer' make it unreadable."},
		{"The place", "A Bearer token belongs into Authorization; form fields and the query are allowed and discouraged, " +
			"and more than one place at once is an error (RFC 6750, section 2)."},
		{"The scheme", "WWW-Authenticate lists the schemes that the server takes (RFC 9110, section 11.6.1). Schemes are the same in " +
			"upper and lower case, yet some servers compare letter by letter."},
		{"Computed credentials", "A Digest response, a request signature and a DPoP proof are computed from the request, so that whatever changes it on " +
			"the way, or is signed otherwise than the server reads it, makes them wrong: they are laid side by side below (RFC 7616, section 3.4; RFC 9421, section 3.2)."},
		{"What Bearer answers say", "invalid_request: the form is wrong. invalid_token: it is expired, revoked or otherwise bad. " +
			"insufficient_scope: it is good, for something else (RFC 6750, section 3.1)."},
	},
	blocks: func(s walk.Session) []Block { return proofs(s, diag.HeaderStep) },
	shown:  []string{"parts", "differs"},
	first:  true,
}

// proofs lay what a computed credential was computed with beside what the
// server will have computed with, where the step shows it.
func proofs(s walk.Session, step diag.Step) []Block {
	if s.Facts.Header == nil {
		return nil
	}
	var blocks []Block
	for _, p := range s.Facts.Header.Proofs {
		if cause, ok := cause.Find(p.Code); !ok || cause.Step != step || len(p.Lines) == 0 {
			continue
		}
		c := Compare{Head: p.Kind, Left: "the request has", Right: "the server has"}
		for _, l := range p.Lines {
			sent, server := l.Unlike()
			c.Rows = append(c.Rows, Compared{markOf(l), l.Part, s.Case.Show(sent), s.Case.Show(server)})
		}
		// What differs is what one looks for.
		slices.SortStableFunc(c.Rows, func(a, b Compared) int { return cmp.Compare(later(a), later(b)) })
		blocks = append(blocks, c)
	}
	return blocks
}

func later(r Compared) int {
	if r.Mark == Wrong {
		return 0
	}
	return 1
}

// markOf is blank for a part whose other side is not known.
func markOf(l diag.ProofLine) Mark {
	switch {
	case l.Differs:
		return Wrong
	case l.Server != "":
		return Good
	}
	return Noted
}
