package probe

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// scopes holds what the endpoint needs against what the token may do. It sends nothing.
type scopes struct{}

func (scopes) Step() diag.Step                  { return diag.ScopesStep }
func (scopes) Ahead(diag.Case, diag.Facts) bool { return false }

func (scopes) Needs(c diag.Case, f diag.Facts) []diag.Need {
	if len(needed(c, f)) > 0 {
		return nil
	}
	return []diag.Need{{Field: "require-scope", Label: "scopes needed", Why: "what the endpoint needs, by its documentation"}}
}

func (scopes) Skip(c diag.Case, f diag.Facts) string {
	if _, ok := authn.SentToken(c.Request); !ok {
		return authn.WithoutToken(At(c, f.Reply).Request) + ", and so no scopes"
	}
	e, _ := refusing(f)
	if _, signsIn := authn.ReadStepUp(e); e.Status != 403 && len(needed(c, f)) == 0 && !signsIn {
		return "the answer is no 403, and nothing says which scopes the endpoint needs"
	}
	return ""
}

func (scopes) Look(_ context.Context, _ diag.World, c diag.Case, f diag.Facts) (diag.Facts, error) {
	t, _ := authn.AccessToken(c, f)
	s := &diag.ScopeFacts{Needed: needed(c, f), Present: t.Scopes, Roles: t.Roles, Known: t.Claims != nil}
	if f.Token != nil && f.Token.Introspection != nil {
		if granted, ok := f.Token.Introspection.Fields["scope"].(string); ok {
			s.Present, s.Known = strings.Fields(granted), true
		}
	}
	s.Missing = missing(s.Needed, slices.Concat(s.Present, s.Roles))
	f.Scopes = s
	return f, nil
}

// needed is what the endpoint needs, by the person, by the scope map, by the API's description, and by the refusing answer.
func needed(c diag.Case, f diag.Facts) []diag.ScopeNeed {
	var ns []diag.ScopeNeed
	if len(c.RequireScopes) > 0 {
		ns = append(ns, diag.ScopeNeed{Scopes: c.RequireScopes, Source: c.By("--require-scope")})
	}
	if u, err := url.Parse(c.Request.URL); err == nil {
		for _, n := range authn.Needed(c.ScopeMap, c.Request.Method, u.EscapedPath()) {
			n.Source = c.By(n.Source)
			ns = append(ns, n)
		}
	}
	ns = append(ns, authn.DescribedNeeds(c)...)
	e, refused := refusing(f)
	if !refused {
		return ns
	}
	if e.Status == 403 && len(ns) == 0 && len(c.Scopes) > 0 {
		ns = append(ns, diag.ScopeNeed{Scopes: c.Scopes, Source: "--scope"})
	}
	if code, _, _ := authn.OAuthError(e); code == "insufficient_scope" {
		ns = append(ns, bodyNeed(e)...)
	}
	cs, _ := authn.ReadChallenges(e.Header.Values("WWW-Authenticate"))
	for _, ch := range cs {
		if ch.Param("error") == "insufficient_scope" && ch.Param("scope") != "" {
			ns = append(ns, diag.ScopeNeed{Scopes: strings.Fields(ch.Param("scope")), Source: "response.www-authenticate"})
		}
	}
	return ns
}

// bodyNeed is the scope member of a refusal that some APIs write into the body in place of the challenge.
func bodyNeed(e diag.Exchange) []diag.ScopeNeed {
	var answer struct {
		Scope string `json:"scope"`
	}
	if json.Unmarshal(e.Body, &answer) != nil || answer.Scope == "" {
		return nil
	}
	return []diag.ScopeNeed{{Scopes: strings.Fields(answer.Scope), Source: "response.body"}}
}

// missing are the scopes of the needs that are not met; of an 'any' need, all of its choices.
func missing(ns []diag.ScopeNeed, have []string) []string {
	var out []string
	for _, n := range ns {
		lack := slices.DeleteFunc(slices.Clone(n.Scopes), func(s string) bool { return slices.Contains(have, s) })
		if n.Any && len(lack) < len(n.Scopes) {
			continue
		}
		for _, s := range lack {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

func (scopes) Findings(c diag.Case, f diag.Facts) []diag.Finding {
	s := f.Scopes
	if s == nil {
		return nil
	}
	var fs []diag.Finding
	if e, ok := refusing(f); ok && e.Status == 403 {
		fs = append(fs, finding(diag.Info, "status-403", "status", "response.status",
			"403: the API knows who asks and does not allow it; 401 would say that it does not know"))
	}
	fs = append(fs, signIn(c, f)...)
	for _, n := range s.Needed {
		how := "all of "
		if n.Any {
			how = "any of "
		}
		fs = append(fs, finding(diag.Info, "scopes-needed", "needed", n.Source, c.Show(how+strings.Join(n.Scopes, " "))))
	}
	present := "cannot be read: the token is opaque"
	if s.Known {
		present = strings.Join(append(slices.Clone(s.Present), s.Roles...), " ")
	}
	if present == "" {
		present = "none"
	}
	fs = append(fs, finding(diag.Info, "scopes-present", "present", "token.scope", c.Show(present)))
	switch {
	case len(s.Needed) == 0:
	case s.Known && len(s.Missing) > 0:
		near := ""
		for _, have := range s.Present {
			if near = authn.NearMiss(have, s.Missing[0]); near != "" {
				near = " (" + have + " differs in " + near + ")"
				break
			}
		}
		fs = append(fs, finding(diag.Error, "scopes-missing", "missing", "token.scope", c.Show(strings.Join(s.Missing, " ")+near)))
	case s.Known:
		fs = append(fs, checked(finding(diag.Info, "scopes-enough", "missing", "token.scope", "none: every scope that is needed is there")))
	}
	return fs
}
