package diag_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "example.com/why401"

// arrows are which of our packages each one may import. They point down only: a
// new one is a decision, and has to be written down here.
var arrows = map[string]string{
	".":              "tui/cli",
	"tui/cli":        "tui tui/term tui/theme steps diag/walk diag/cause diag/authn diag/intake diag/report diag/lab diag/world diag",
	"tui":            "tui/draw tui/term tui/theme steps diag/walk diag/cause diag/authn diag",
	"tui/draw":       "tui/theme steps diag",
	"tui/theme":      "steps",
	"tui/term":       "",
	"steps":          "diag/walk diag/cause diag/probe diag/authn diag",
	"steps/steptest": "diag/walk diag",
	"diag/walk":      "diag/cause diag/probe diag/authn diag",
	"diag/cause":     "diag/authn diag/files diag",
	"diag/probe":     "diag/authn diag/files diag",
	"diag/report":    "diag/walk diag/cause diag/authn diag",
	"diag/intake":    "diag/authn diag/files diag",
	"diag/lab":       "diag",
	"diag/world":     "diag/authn diag",
	"diag/authn":     "diag",
	"diag/files":     "diag",
	"diag/peers":     "",
	"diag":           "",
}

// pure are the packages that neither see nor touch the world: they get a
// diag.World, or the facts. Of these packages they may use what is named. Static
// data that is built in (embed) comes through no door.
var (
	pure   = strings.Fields("diag diag/authn diag/cause diag/files diag/probe diag/report diag/walk steps")
	doors  = strings.Fields("net net/http net/http/httputil net/rpc net/smtp os os/exec os/signal os/user syscall crypto/tls log plugin")
	inside = map[string]*regexp.Regexp{
		"net":      regexp.MustCompile(`^(ParseIP|JoinHostPort|SplitHostPort)$`),
		"net/http": regexp.MustCompile(`^(Status|Method|Request$|Header$)`),
	}
	clocks = regexp.MustCompile(`^(Now|Since|Until|Sleep|After|AfterFunc|NewTimer|NewTicker|Tick)$`)
)

// revealing are the packages that may look into a secret: to send it, to check it, to know it.
var revealing = strings.Fields("diag diag/world diag/authn diag/intake diag/lab")

// source is one file of ours that is no test.
type source struct {
	dir, file string
	imports   map[string]string // path by the name that the file uses
	syntax    *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("..", name)
		if err != nil {
			return err
		}
		all = append(all, source{path.Dir(filepath.ToSlash(rel)), rel, imported(t, syntax), syntax})
		return nil
	})
	if err != nil || len(all) < 50 {
		t.Fatalf("%d files read: %v", len(all), err)
	}
	return all
}

func imported(t *testing.T, f *ast.File) map[string]string {
	t.Helper()
	paths := map[string]string{}
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		name := path.Base(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		paths[name] = p
	}
	return paths
}

func TestArrows(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		allowed, known := arrows[s.dir]
		if !known {
			t.Errorf("%s: the folder %s has no row in the list of arrows", s.file, s.dir)
		}
		for _, p := range s.imports {
			ours, is := strings.CutPrefix(p, module+"/")
			switch {
			case is && !slices.Contains(strings.Fields(allowed), ours):
				t.Errorf("%s imports %s: the arrow %s → %s is not allowed", s.file, ours, s.dir, ours)
			case !strings.HasPrefix(s.dir, "tui") && strings.Contains(p, "charmbracelet/lipgloss"):
				t.Errorf("%s imports %s: only the terminal knows colours", s.file, p)
			case strings.HasPrefix(s.dir, "diag") && strings.Contains(p, "charmbracelet/bubble"):
				t.Errorf("%s imports %s: a diagnosis has no screen", s.file, p)
			}
		}
	}
}

// Everything but world, the lab and the terminal is a function of what it is given.
func TestOnlyWorldOpensDoors(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if !slices.Contains(pure, s.dir) {
			continue
		}
		for _, p := range s.imports {
			if slices.Contains(doors, p) && inside[p] == nil {
				t.Errorf("%s imports %s", s.file, p)
			}
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			of, ok := sel.X.(*ast.Ident)
			if !ok {
				return true
			}
			p := s.imports[of.Name]
			if only := inside[p]; slices.Contains(doors, p) && only != nil && !only.MatchString(sel.Sel.Name) {
				t.Errorf("%s uses %s.%s", s.file, p, sel.Sel.Name)
			}
			if p == "time" && clocks.MatchString(sel.Sel.Name) {
				t.Errorf("%s uses time.%s: the time comes from diag.World", s.file, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestSecretsAreRevealedInFewPlaces(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, s := range sources(t) {
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Reveal" {
				return true
			}
			seen++
			if !slices.Contains(revealing, s.dir) {
				t.Errorf("%s reveals a secret; only %s may", s.file, strings.Join(revealing, ", "))
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no call of Reveal was found, so nothing was looked at")
	}
}
