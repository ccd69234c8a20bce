package files

import (
	"maps"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// maxRefs is how many references in a row are followed; documents have one.
const maxRefs = 8

// component is the name that a reference into that part of the document has, or "".
func component(ref, part string) string {
	name, _ := strings.CutPrefix(ref, "#/"+part+"/")
	if name == ref {
		return ""
	}
	return strings.NewReplacer("~1", "/", "~0", "~", "%7B", "{", "%7D", "}").Replace(name) // RFC 6901, sections 3 and 6
}

// schemes are the security schemes that the document defines, by name.
func (t *openAPI) schemes() ([]diag.APIScheme, error) {
	defined := t.Components.Schemes
	if t.Swagger != "" {
		defined = t.Definitions
	}
	var all []diag.APIScheme
	for _, name := range slices.Sorted(maps.Keys(defined)) {
		s := defined[name]
		for n := 0; s.Ref != "" && n < maxRefs; n++ {
			if !strings.HasPrefix(s.Ref, "#") {
				return nil, errExternal
			}
			s = defined[component(s.Ref, "components/securitySchemes")]
		}
		all = append(all, s.named(name))
	}
	return all, nil
}

func (s scheme) named(name string) diag.APIScheme {
	is := diag.APIScheme{Name: name, Type: s.Type}
	switch s.Type {
	case "apiKey":
		is.In, is.Key = s.In, s.Name
	case "http":
		is.Scheme = strings.ToLower(s.Scheme)
	case "basic": // Swagger 2.0
		is.Type, is.Scheme = "http", "basic"
	}
	return is
}

// operations are those of one path, at the path of each server.
func (t *openAPI) operations(path string, known []diag.APIScheme) ([]diag.APIOperation, error) {
	item := t.Paths[path]
	for n := 0; item.Ref != "" && n < maxRefs; n++ {
		switch {
		case !strings.HasPrefix(item.Ref, "#"):
			return nil, errExternal
		case component(item.Ref, "components/pathItems") != "":
			item = t.Components.PathItems[component(item.Ref, "components/pathItems")]
		default:
			item = t.Paths[component(item.Ref, "paths")]
		}
	}
	var all []diag.APIOperation
	for _, method := range methods {
		node, described := item.Members[method]
		var op operation
		if !described || node.Decode(&op) != nil {
			continue
		}
		needs := t.Security // of the whole document, where the operation says nothing itself
		if op.Security != nil {
			needs = op.Security
		}
		for _, base := range t.bases(op.Servers, item.Servers, t.Servers) {
			all = append(all, diag.APIOperation{Method: strings.ToUpper(method), Path: base + path, Alternatives: alternatives(needs, known)})
		}
	}
	return all, nil
}

func alternatives(needs *requirements, known []diag.APIScheme) [][]diag.APIDemand {
	if needs == nil {
		return nil
	}
	var all [][]diag.APIDemand
	for _, need := range *needs {
		demands := []diag.APIDemand{}
		for _, name := range slices.Sorted(maps.Keys(need)) {
			s := diag.APIScheme{Name: name}
			if i := slices.IndexFunc(known, func(k diag.APIScheme) bool { return k.Name == name }); i >= 0 {
				s = known[i]
			}
			demands = append(demands, diag.APIDemand{APIScheme: s, Scopes: need[name]})
		}
		all = append(all, demands)
	}
	return all
}

// bases are the paths of the nearest servers that are named, each once. The hosts
// are left out: the same API answers at more addresses than its description names.
func (t *openAPI) bases(nearest ...[]server) []string {
	if t.Swagger != "" {
		return []string{strings.TrimSuffix(t.BasePath, "/")}
	}
	for _, servers := range nearest {
		var all []string
		for _, s := range servers {
			if base := s.base(); !slices.Contains(all, base) {
				all = append(all, base)
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return []string{""}
}

// base is the server's path with the defaults of its variables.
func (s server) base() string {
	address := s.URL
	for name, v := range s.Variables {
		if v.Default != "" {
			address = strings.ReplaceAll(address, "{"+name+"}", v.Default)
		}
	}
	if _, rest, absolute := strings.Cut(address, "://"); absolute {
		_, address, _ = strings.Cut(rest, "/")
	}
	return strings.TrimSuffix("/"+strings.Trim(address, "/"), "/")
}
