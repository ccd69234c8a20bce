package files

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"example.com/why401/diag"
)

// scopeMap reads what each endpoint needs, as a file of --scope-map says it.
func (r *profileReader) scopeMap(n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		r.fault(n, "scope_map: a list of {method, path, any_of: […], all_of: […]} is needed")
		return
	}
	r.items(n, "scope_map", func(item *yaml.Node) {
		var rule diag.ScopeRule
		r.members(item, "scope_map", map[string]member{
			"method": func(k, v *yaml.Node) { rule.Method, _ = r.text(v, k.Value) },
			"path":   func(k, v *yaml.Node) { rule.Path, _ = r.text(v, k.Value) },
			"any_of": func(k, v *yaml.Node) { rule.AnyOf = r.texts(v, k.Value) },
			"all_of": func(k, v *yaml.Node) { rule.AllOf = r.texts(v, k.Value) },
		})
		if item.Kind == yaml.MappingNode && (rule.Method == "" || !strings.HasPrefix(rule.Path, "/")) {
			r.fault(item, "scope_map: a method and a path that begins with / are needed")
		}
		r.p.ScopeMap = append(r.p.ScopeMap, rule)
	})
}

// environments reads the places in which the system runs, by their names.
func (r *profileReader) environments(n *yaml.Node) {
	r.each(n, "environments", func(key, value *yaml.Node) {
		name, ok := r.text(key, "environments")
		if !ok {
			return
		}
		e := diag.Environment{Name: name}
		r.members(value, name, map[string]member{
			"hosts":     func(k, v *yaml.Node) { e.Hosts = r.hosts(v, k.Value) },
			"issuers":   func(k, v *yaml.Node) { e.Issuers = r.texts(v, k.Value) },
			"audiences": func(k, v *yaml.Node) { e.Audiences = r.texts(v, k.Value) },
		})
		r.distinctHosts(key, e)
		r.p.Environments = append(r.p.Environments, e)
	})
}

// distinctHosts says where a host is in two environments: no request could be placed by it.
func (r *profileReader) distinctHosts(key *yaml.Node, e diag.Environment) {
	for _, other := range r.p.Environments {
		for _, host := range e.Hosts {
			if slices.Contains(other.Hosts, host) {
				r.fault(key, "%s: a host of it is one of %s too", quoted(e.Name), quoted(other.Name))
			}
		}
	}
}

// hosts are host names, with a port where one is written.
func (r *profileReader) hosts(n *yaml.Node, what string) []string {
	var hosts []string
	r.items(n, what, func(item *yaml.Node) {
		v, ok := r.text(item, what)
		if !ok {
			return
		}
		u, err := url.Parse("//" + v)
		if err != nil || u.Host != v || u.Hostname() == "" || strings.ContainsAny(v, " @") {
			r.fault(item, "%s: a host is needed, without https:// and path", what)
			return
		}
		hosts = append(hosts, strings.ToLower(v))
	})
	return hosts
}

// errorCodes reads the API's own error codes: the cause's name, or {cause, means}.
func (r *profileReader) errorCodes(n *yaml.Node) {
	r.each(n, "error_codes", func(key, value *yaml.Node) {
		code := diag.ErrorCode{Text: strings.TrimSpace(key.Value)}
		before := len(r.problems)
		if !r.errorText(key) {
			return
		}
		if value.Kind != yaml.MappingNode {
			code.Cause = r.cause(value)
		} else {
			r.members(value, code.Text, map[string]member{
				"cause": func(_, v *yaml.Node) { code.Cause = r.cause(v) },
				"means": func(k, v *yaml.Node) { code.Means, _ = r.text(v, k.Value) },
			})
			if code.Cause == "" && len(r.problems) == before {
				r.fault(value, "%s: its cause is missing", quoted(code.Text))
			}
		}
		r.p.ErrorCodes = append(r.p.ErrorCodes, code)
	})
}

// shortestCode is how many letters and digits an error code must have: a
// shorter one would be found in every other answer.
const shortestCode = 3

// errorText says whether a code is long enough to mean something where it is found.
func (r *profileReader) errorText(key *yaml.Node) bool {
	text, ok := r.text(key, "error_codes")
	if !ok {
		return false
	}
	if telling := strings.Map(alphanumeric, text); len(telling) < shortestCode {
		r.fault(key, "%s: an error code needs at least %d letters or digits, or it is found everywhere", quoted(text), shortestCode)
		return false
	}
	return true
}

// alphanumeric keeps letters and digits, for strings.Map.
func alphanumeric(c rune) rune {
	if unicode.IsLetter(c) || unicode.IsDigit(c) {
		return c
	}
	return -1
}

// cause is the name of a cause that there is.
func (r *profileReader) cause(n *yaml.Node) diag.Code {
	name, ok := r.text(n, "cause")
	if !ok || len(r.v.Causes) == 0 || slices.Contains(r.v.Causes, diag.Code(name)) {
		return diag.Code(name)
	}
	var names []string
	for _, c := range r.v.Causes {
		names = append(names, string(c))
	}
	if near := r.nearest(name, names); near != "" {
		r.fault(n, "unknown cause %s: did you mean %s?", quoted(name), near)
	} else {
		r.fault(n, "unknown cause %s: why401 explain lists all", quoted(name))
	}
	return ""
}
