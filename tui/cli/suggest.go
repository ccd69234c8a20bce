package cli

import (
	"fmt"
	"sort"
	"strings"

	"example.com/why401/diag/authn"
)

// unknown is the error for a name that is not among those known: the nearest are offered.
func unknown(what, name string, known []string, list string) error {
	if name == "" {
		return fmt.Errorf("no %s is named: %s names all", what, list)
	}
	if near := nearest(name, known); len(near) > 0 {
		return fmt.Errorf("%s %q is not known: did you mean %s? (%s names all)", what, name, strings.Join(near, " or "), list)
	}
	return fmt.Errorf("%s %q is not known: %s names all", what, name, list)
}

// nearest are up to three of the names that a slip of the fingers, or a part left out, would make of name.
func nearest(name string, known []string) []string {
	name = strings.ToLower(strings.TrimSpace(name))
	if name == "" {
		return nil
	}
	score := map[string]int{}
	var near []string
	for _, k := range known {
		d := authn.Distance(name, k)
		if strings.Contains(k, name) && len(name) >= 3 {
			d = min(d, 1)
		}
		if d <= 1+len(name)/4 {
			score[k] = d
			near = append(near, k)
		}
	}
	sort.SliceStable(near, func(i, j int) bool { return score[near[i]] < score[near[j]] })
	return near[:min(len(near), 3)]
}
