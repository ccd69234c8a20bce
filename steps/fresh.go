package steps

import (
	"example.com/why401/diag"
	"example.com/why401/diag/walk"
)

var fresh = step{
	name:  "Fresh token",
	title: "Fresh token",
	asks:  "Does the issuer give a new token, and does the API accept that one?",
	waits: "the issuer's token endpoint",
	sends: "A token request to the issuer, then the request with the new token.",
	learn: []Para{
		{"Why", "A new token that works says that everything but the old token is in order. A new one that is refused, too, " +
			"says to look at the API, the gateway or what the token is asked for."},
		{"The grants", "client_credentials is for programs on their own behalf (RFC 6749, section 4.4); refresh_token continues what a person allowed " +
			"(section 6). A refresh token may be good for one use only (RFC 9700, section 4.14)."},
		{"What the issuer says", "invalid_client: id or secret is wrong. invalid_grant: the refresh token is over, revoked or another client's. " +
			"unauthorized_client: this client may not use this grant. invalid_scope: it may not have that scope (RFC 6749, section 5.2)."},
		{"Old against new", "The claims of both tokens side by side show what changed: another audience, another issuer, a missing scope, another key."},
	},
	blocks: claims,
}

// claims are those in which the old token and the new one differ.
func claims(s walk.Session) []Block {
	f := s.Facts.Fresh
	if f == nil || len(f.Differences) == 0 {
		return nil
	}
	t := Table{Head: "Claims that differ", Cols: []string{"claim", "in use", "fresh", ""}}
	for _, d := range f.Differences {
		t.Rows = append(t.Rows, []diag.Text{s.Case.Show(d.Claim), s.Case.Show(d.Old), s.Case.Show(d.New), s.Case.Show(d.Note)})
	}
	return []Block{t}
}
