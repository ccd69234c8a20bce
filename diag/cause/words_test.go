package cause_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

// Every text that authn knows speaks for causes that there are.
func TestWordsSpeakForCauses(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../authn/words/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files: %v", len(names), err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var family struct {
			Texts []struct {
				Text  string
				Codes []diag.Code
			}
		}
		if err := yaml.Unmarshal(raw, &family); err != nil || len(family.Texts) == 0 {
			t.Errorf("%s: %d texts: %v", name, len(family.Texts), err)
		}
		for _, x := range family.Texts {
			for _, code := range x.Codes {
				if !slices.ContainsFunc(cause.All, func(c cause.Cause) bool { return c.Code == code }) {
					t.Errorf("%s: %q speaks for %q, which is no cause", name, x.Text, code)
				}
			}
		}
	}
}
