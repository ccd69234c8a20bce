package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"example.com/why401/diag"
)

// MaxProfile is how long a profile may be, in bytes: a large one has some hundred lines.
const MaxProfile = 256 << 10

// maxItems bounds every list of a profile.
const maxItems = 500

// ProfileFile is what a profile says: values of flags by the flags' names with
// underscores, what --scope-map would say, and the API's own facts.
type ProfileFile struct {
	Values   map[string][]string
	ScopeMap []diag.ScopeRule
	diag.Profile
}

// Vocabulary is what the reader holds words against: the causes that there are
// (none: they are not checked), and how far two words are apart, in letters.
type Vocabulary struct {
	Causes   []diag.Code
	Distance func(a, b string) int
}

// Problem is one thing wrong with a file. Column is 0 where only the line is known.
type Problem struct {
	Line, Column int
	Text         string
}

func (p Problem) Error() string {
	if p.Column == 0 {
		return fmt.Sprintf("line %d: %s", p.Line, p.Text)
	}
	return fmt.Sprintf("line %d, column %d: %s", p.Line, p.Column, p.Text)
}

// Problems are all things wrong with a file, in its order; as an error, the first.
type Problems []Problem

func (ps Problems) Error() string {
	if len(ps) > 1 {
		return fmt.Sprintf("%s (and %d more)", ps[0], len(ps)-1)
	}
	return ps[0].Error()
}

// Profile reads a profile, strictly: a key that is not known would be a fact
// that is silently missing. The error is a Problems. It repeats keys, and no
// value but the name of a cause.
func Profile(doc []byte, v Vocabulary) (p ProfileFile, err error) {
	r := &profileReader{v: v}
	r.p.Values = map[string][]string{}
	defer func() {
		if recover() != nil { // the YAML reader is made for good documents
			p, err = ProfileFile{}, Problems{{Line: 1, Text: "no YAML"}}
		}
	}()
	root, err := oneDocument(doc)
	if err != nil {
		return p, err
	}
	r.members(root, "the profile", r.keys())
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return (a.Line-b.Line)*100000 + a.Column - b.Column })
		return p, r.problems
	}
	return r.p, nil
}

// oneDocument is the tree of a file with one YAML document.
func oneDocument(doc []byte) (*yaml.Node, error) {
	if len(doc) > MaxProfile {
		return nil, Problems{{Line: 1, Text: fmt.Sprintf("longer than %d KiB", MaxProfile>>10)}}
	}
	var root, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(doc))
	switch err := d.Decode(&root); {
	case errors.Is(err, io.EOF):
		return nil, Problems{{Line: 1, Text: "it is empty: why401 profile init writes one"}}
	case err != nil:
		return nil, Problems{syntax(err)}
	}
	if d.Decode(&more) == nil {
		return nil, Problems{{Line: max(more.Line, 1), Column: 1, Text: "a second document: one profile a file"}}
	}
	return root.Content[0], nil
}

// syntax is what the YAML reader says, which knows the line at most.
func syntax(err error) Problem {
	p := Problem{Line: 1}
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if n, _ := fmt.Sscanf(text, "line %d:", &p.Line); n == 1 {
		_, text, _ = strings.Cut(text, ": ")
	}
	p.Text = "no YAML: " + string(diag.NewSecrets("").Show(text))
	return p
}

// profileReader walks through a profile's tree and collects what is wrong.
type profileReader struct {
	v        Vocabulary
	p        ProfileFile
	problems Problems
}

func (r *profileReader) fault(n *yaml.Node, format string, args ...any) {
	if len(r.problems) < 20 {
		r.problems = append(r.problems, Problem{n.Line, n.Column, fmt.Sprintf(format, args...)})
	}
}

// member reads the value of one key; key is the node of its name.
type member func(key, value *yaml.Node)

// members reads a mapping whose keys are known. A hyphen, as flags have it, is an underscore.
func (r *profileReader) members(n *yaml.Node, what string, known map[string]member) {
	r.each(n, what, func(key, value *yaml.Node) {
		name := strings.ReplaceAll(key.Value, "-", "_")
		if read, ok := known[name]; ok {
			read(key, value)
			return
		}
		r.unknown(key, name, known)
	})
}

// each reads a mapping in its order; a key that stands twice is a fault.
func (r *profileReader) each(n *yaml.Node, what string, read member) {
	if n.Kind != yaml.MappingNode {
		r.fault(n, "%s: keys with values are needed (name: value)", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		name := strings.ReplaceAll(key.Value, "-", "_")
		switch {
		case key.Kind != yaml.ScalarNode || key.Value == "" || key.Tag == "!!merge":
			r.fault(key, "a plain word is needed as a key")
		case seen[name]:
			r.fault(key, "%s stands twice", quoted(key.Value))
		case i/2 >= maxItems:
			r.fault(key, "%s: more than %d entries", what, maxItems)
			return
		default:
			seen[name] = true
			read(key, value)
		}
	}
}

// items reads a list; a single value is a list of one.
func (r *profileReader) items(n *yaml.Node, what string, read func(*yaml.Node)) {
	switch {
	case n.Kind == yaml.ScalarNode:
		read(n)
	case n.Kind != yaml.SequenceNode:
		r.fault(n, "%s: a list is needed", what)
	case len(n.Content) > maxItems:
		r.fault(n, "%s: more than %d entries", what, maxItems)
	default:
		for _, item := range n.Content {
			read(item)
		}
	}
}

// maxText is how long one value may be, in bytes.
const maxText = 400

// text is a value as it stands, in one line.
func (r *profileReader) text(n *yaml.Node, what string) (string, bool) {
	v := strings.TrimSpace(n.Value)
	switch {
	case n.Kind == yaml.AliasNode:
		r.fault(n, "%s: aliases are not followed: write the value out", what)
	case n.Kind != yaml.ScalarNode || v == "" || n.Tag == "!!null":
		r.fault(n, "%s: a value is needed", what)
	case len(v) > maxText || strings.ContainsFunc(v, unicode.IsControl):
		r.fault(n, "%s: one line of at most %d characters is needed", what, maxText)
	case diag.NewSecrets("").Mask(v) != v:
		r.fault(n, "%s: it looks like a secret: %s", what, secretsElsewhere(""))
	default:
		return v, true
	}
	return "", false
}

// quoted is a key as it is repeated in an error.
func quoted(key string) string { return `"` + string(diag.NewSecrets("").Show(key)) + `"` }
