package steps

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

var scopes = step{
	name:  "Scopes",
	title: "Scopes",
	asks:  "Does the token allow what this endpoint needs?",
	waits: "the endpoint's needs",
	sends: "Nothing: what the endpoint needs is known from its answer, from what was given, or not at all.",
	learn: []Para{
		{"Scopes", "A scope is what the user or operator let the client do (RFC 6749, section 3.3). An endpoint that needs more answers " +
			"403 with error=\"insufficient_scope\" and should name the scope (RFC 6750, section 3.1); some answer 401 instead."},
		{"Permissions", "Scopes bound the client; roles and policies bound the user. With all scopes there and 403 still, ask for a role, not for a scope."},
		{"401 or 403", "401: who are you? Another token may help. 403: I know who you are, and no. The same token sent again never helps (RFC 9110, section 15.5.4)."},
		{"Stronger sign-in", "error=\"insufficient_user_authentication\" asks for a newer or stronger sign-in, not for a scope (RFC 9470, section 3)."},
	},
	blocks: sides,
}

// sides lays what the endpoint needs beside what the token has.
func sides(s walk.Session) []Block {
	f := s.Facts.Scopes
	if f == nil || len(f.Needed) == 0 && len(f.Present) == 0 {
		return nil
	}
	c := Columns{Left: "The endpoint needs", Right: "The token has"}
	for _, need := range f.Needed {
		c.LeftRows = append(c.LeftRows, needed(s.Case, need, f.Present)...)
	}
	if len(c.LeftRows) == 0 {
		c.LeftRows = []Fact{{Mark: Unseen, Text: "not known"}}
	}
	for _, scope := range f.Present {
		c.RightRows = append(c.RightRows, Fact{Mark: Good, Text: s.Case.Show(scope)})
	}
	for _, role := range f.Roles {
		c.RightRows = append(c.RightRows, Fact{Mark: Good, Label: "role", Text: s.Case.Show(role)})
	}
	if len(c.RightRows) == 0 {
		c.RightRows = []Fact{{Mark: Wrong, Text: "no scope"}}
	}
	return []Block{c}
}

// needed is a row for each scope of which all are needed, or one for those of which any will do.
func needed(c diag.Case, need diag.ScopeNeed, present []string) []Fact {
	has := func(scope string) bool { return slices.Contains(present, scope) }
	row := func(good bool, text string) Fact {
		if good {
			return Fact{Mark: Good, Text: c.Show(text), Source: need.Source}
		}
		return Fact{Mark: Wrong, Text: c.Show(text), Source: need.Source}
	}
	if need.Any {
		return []Fact{row(slices.ContainsFunc(need.Scopes, has), strings.Join(need.Scopes, " or "))}
	}
	var rows []Fact
	for _, scope := range need.Scopes {
		rows = append(rows, row(has(scope), scope))
	}
	return rows
}
