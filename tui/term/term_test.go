package term

import (
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// Of the packages that are ready when lipgloss is, the first by path is
// initialised first: that must be this one, and not bubbletea.
func TestInitialisedBeforeBubbletea(t *testing.T) {
	t.Parallel()
	here, there := reflect.TypeFor[env]().PkgPath(), reflect.TypeFor[tea.KeyMsg]().PkgPath()
	if here >= there {
		t.Errorf("%s sorts behind %s, which then asks the terminal for its background", here, there)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "term.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	// lipgloss itself imports the last two, so they are ready before it.
	ready := []string{"os", "strings", "github.com/charmbracelet/lipgloss", "github.com/mattn/go-isatty", "github.com/muesli/termenv"}
	for _, imp := range file.Imports {
		if path, _ := strconv.Unquote(imp.Path.Value); !slices.Contains(ready, path) {
			t.Errorf("term imports %s, which may be ready later than bubbletea", path)
		}
	}
}

func TestBackgroundIsSettled(t *testing.T) {
	t.Parallel()
	if !lipgloss.HasDarkBackground() {
		t.Error("the background was asked for")
	}
}

// env is an environment.
type env map[string]string

func (e env) get(name string) string { return e[name] }

func TestUTF8(t *testing.T) {
	t.Parallel()
	tests := []struct {
		env  env
		want bool
	}{
		{env{}, false},
		{env{"LANG": "C"}, false},
		{env{"LANG": "POSIX"}, false},
		{env{"LANG": "C.UTF-8"}, true},
		{env{"LANG": "en_GB.UTF-8"}, true},
		{env{"LANG": "de_DE.utf8"}, true},
		{env{"LANG": "de_DE.ISO-8859-15@euro"}, false},
		{env{"LANG": "ca_ES.UTF-8@valencia"}, true},
		{env{"LANG": "en_GB.UTF-8", "LC_CTYPE": "C"}, false},
		{env{"LANG": "C", "LC_CTYPE": "en_GB.UTF-8"}, true},
		{env{"LC_ALL": "C", "LC_CTYPE": "en_GB.UTF-8"}, false},
		{env{"LC_ALL": "", "LANG": "en_GB.UTF-8"}, true},
		{env{"LANG": "ja_JP.UTF-8"}, false},
		{env{"LANG": "zh_CN.utf8"}, false},
		{env{"LANG": "ko_KR.UTF-8"}, false},
		{env{"LC_CTYPE": "UTF-8"}, true}, // macOS
	}
	for _, tt := range tests {
		if got := UTF8(tt.env.get); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.env, got, tt.want)
		}
	}
}

func TestColor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		env  env
		want bool
		dumb bool
	}{
		{env: env{}, want: false},
		{env: env{"TERM": "xterm-256color"}, want: true},
		{env: env{"TERM": "linux"}, want: true},
		{env: env{"TERM": "tmux"}, want: true},
		{env: env{"TERM": "vt100"}, want: false},
		{env: env{"TERM": "vt220"}, want: false},
		{env: env{"TERM": "xterm-mono"}, want: false},
		{env: env{"TERM": "vt100", "COLORTERM": "truecolor"}, want: true},
		{env: env{"TERM": "xterm-256color", "NO_COLOR": "1"}, want: false},
		{env: env{"TERM": "xterm-256color", "NO_COLOR": ""}, want: true},
		{env: env{"TERM": "xterm", "NO_COLOR": "1", "COLORTERM": "truecolor"}, want: false},
		{env: env{"TERM": "dumb"}, want: false, dumb: true},
		{env: env{"TERM": "dumb", "COLORTERM": "truecolor"}, want: false, dumb: true},
	}
	for _, tt := range tests {
		if got := Color(tt.env.get); got != tt.want {
			t.Errorf("%v: color %v, want %v", tt.env, got, tt.want)
		}
		if got := Dumb(tt.env.get); got != tt.dumb {
			t.Errorf("%v: dumb %v, want %v", tt.env, got, tt.dumb)
		}
	}
}

func TestIsTerminal(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = r.Close(), w.Close() }()
	if IsTerminal(r.Fd()) || IsTerminal(w.Fd()) {
		t.Error("a pipe is taken for a terminal")
	}
}
