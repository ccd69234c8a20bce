package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"example.com/why401/diag"
)

// fillScopeMap takes in the file that says which endpoint needs which scopes.
func (f Flags) fillScopeMap(c *diag.Case, s *source) error {
	if f.scopeMap == "" {
		return nil
	}
	b, err := s.read("--scope-map", f.scopeMap)
	if err != nil {
		return err
	}
	if c.ScopeMap, err = parseScopeMap(b); err != nil {
		return fmt.Errorf("--scope-map %s: %w", fileName(f.scopeMap), err)
	}
	return nil
}

// parseScopeMap reads a YAML list of {method, path, any_of, all_of}. Other keys
// are errors: a misspelt any_of would mean that no scope is needed.
func parseScopeMap(b []byte) ([]diag.ScopeRule, error) {
	var rules []diag.ScopeRule
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&rules); err != nil && !errors.Is(err, io.EOF) {
		return nil, oneLine(err)
	}
	if len(rules) == 0 {
		return nil, errors.New("it is empty: write a list of {method, path, any_of: […], all_of: […]}")
	}
	var lines []yaml.Node
	if err := yaml.Unmarshal(b, &lines); err != nil {
		return nil, oneLine(err)
	}
	for i, r := range rules {
		if r.Method == "" || !strings.HasPrefix(r.Path, "/") {
			return nil, fmt.Errorf("line %d: a method and a path that begins with / are needed", lines[i].Line)
		}
	}
	return rules, nil
}

// oneLine is the first thing that the YAML reader says, with its line.
func oneLine(err error) error {
	text := err.Error()
	var all *yaml.TypeError
	if errors.As(err, &all) && len(all.Errors) > 0 {
		text = all.Errors[0]
	}
	text = strings.TrimPrefix(text, "yaml: ")
	text = strings.ReplaceAll(text, " in type diag.ScopeRule", "")
	return errors.New(string(diag.NewSecrets("").Show(text)))
}
