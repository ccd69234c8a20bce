package draw

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"

	"example.com/why401/tui/theme"
)

var update = flag.Bool("update", false, "write the golden files")

// looks are the glyph sets, with and without colours.
var looks = map[string]theme.Theme{
	"":            theme.New(true, true),
	"-mono":       theme.New(true, false),
	"-ascii":      theme.New(false, true),
	"-ascii-mono": theme.New(false, false),
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, page := range pages {
		for look, th := range looks {
			if !strings.HasSuffix(look, "-mono") && name != "token" && name != "verdict" {
				continue // colours are the same everywhere
			}
			golden(t, name+look, frames(func(w, h int) Frame { return Screen(page, w, h, th) }))
		}
	}
	golden(t, "help-mono", frames(func(w, h int) Frame { return Help(pages["token"], groups, w, h, looks["-mono"]) }))
}

// frames draws all sizes, one below the other.
func frames(draw func(w, h int) Frame) string {
	var b strings.Builder
	for _, size := range [][2]int{{80, 24}, {120, 40}, {160, 50}, {40, 12}, {39, 12}} {
		fmt.Fprintf(&b, "== %dx%d\n%s\n", size[0], size[1], draw(size[0], size[1]).Text)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as it was. Look at it, and run go test ./tui/draw -update:\n%s", name, got)
	}
}

// A frame never leaves its window, whatever its size and whatever is in it.
func TestFrameFitsEveryWindow(t *testing.T) {
	t.Parallel()
	all := map[string]Page{}
	for name, page := range pages {
		all[name] = page
	}
	for i, text := range hostile {
		all[fmt.Sprint("hostile ", i)] = hostilePage(text)
	}
	for name, page := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, look := range []string{"", "-ascii-mono"} {
				for _, w := range []int{1, 39, 40, 41, 59, 62, 77, 89, 90, 91, 120, 170} {
					for _, h := range []int{1, 11, 12, 17, 18, 50} {
						what := fmt.Sprintf("%dx%d%s", w, h, look)
						fits(t, what, Screen(page, w, h, looks[look]).Text, w, h)
						fits(t, what+", help", Help(page, groups, w, h, looks[look]).Text, w, h)
					}
				}
			}
		})
	}
}

func fits(t *testing.T, what, text string, w, h int) {
	t.Helper()
	rows := strings.Split(text, "\n")
	if len(rows) > h || w >= MinWidth && h >= MinHeight && len(rows) != h {
		t.Errorf("%s: %d rows", what, len(rows))
	}
	for _, row := range rows {
		if lipgloss.Width(row) > w {
			t.Errorf("%s: %d columns: %q", what, lipgloss.Width(row), row)
		}
	}
}

// Everything on a page can be reached: each scroll position shows the next line,
// and the last one ends with the last line.
func TestScroll(t *testing.T) {
	t.Parallel()
	page, th := pages["verdict"], looks["-mono"]
	top := Screen(page, 80, 24, th)
	if top.MaxScroll == 0 || !strings.Contains(top.Text, "more below (pgdn)") {
		t.Fatalf("the verdict should not fit 80x24: scroll %d\n%s", top.MaxScroll, top.Text)
	}
	page.Scroll = top.MaxScroll
	end := Screen(page, 80, 24, th)
	if !strings.Contains(end.Text, "401, as before") || !strings.Contains(end.Text, "above (pgup)") || strings.Contains(end.Text, "more below") {
		t.Errorf("the end is not the end:\n%s", end.Text)
	}
	for _, scroll := range []int{top.MaxScroll + 100, -1} {
		page.Scroll = scroll
		if got := Screen(page, 80, 24, th).Text; scroll < 0 && got != top.Text || scroll > 0 && got != end.Text {
			t.Errorf("scroll %d is not held within the page", scroll)
		}
	}
	if f := Screen(page, 120, 40, th); f.MaxScroll != 0 {
		t.Errorf("at 120x40 all fits, but MaxScroll is %d", f.MaxScroll)
	}
}

func TestNoSizeYet(t *testing.T) {
	t.Parallel()
	if f := Screen(pages["token"], 0, 0, looks[""]); f != (Frame{}) {
		t.Errorf("a frame before the size is known: %+v", f)
	}
}

// In ASCII nothing else is written, not even what others sent.
func TestASCIIOnly(t *testing.T) {
	t.Parallel()
	for name, page := range pages {
		for _, r := range Screen(page, 100, 30, looks["-ascii"]).Text {
			if r >= 0x80 {
				t.Fatalf("%s: %q in an ASCII frame", name, r)
			}
		}
	}
}

// Without colours, no escape is written at all: marks alone say what is wrong.
func TestMonoHasNoEscapes(t *testing.T) {
	t.Parallel()
	if text := Screen(pages["token"], 100, 30, looks["-mono"]).Text; strings.Contains(text, "\x1b") {
		t.Errorf("escapes without colours: %q", text)
	}
	if text := Screen(pages["token"], 100, 30, looks[""]).Text; !strings.Contains(text, "\x1b[31m") {
		t.Error("no red in colour: the profile is not pinned")
	}
}

// A form gets its rows, and what comes next makes room.
func TestFormIsWhole(t *testing.T) {
	t.Parallel()
	page := pages["token"]
	page.Form = "first field\nsecond field\nlast field"
	if text := Screen(page, 40, 12, looks["-mono"]).Text; !strings.Contains(text, "last field") {
		t.Errorf("the form is cut:\n%s", text)
	}
}

// Keys that do not fit are left out, but never help and quit.
func TestKeysKeepHelpAndQuit(t *testing.T) {
	t.Parallel()
	for w := MinWidth; w < 120; w++ {
		rows := strings.Split(Screen(pages["token"], w, 24, looks["-mono"]).Text, "\n")
		if last := rows[len(rows)-1]; !strings.HasSuffix(last, "? keys · q quit") || !strings.HasPrefix(last, " enter next") {
			t.Errorf("keys at %d columns: %q", w, last)
		}
	}
}

// The title is the answer: a narrow window wraps it.
func TestTitleIsWhole(t *testing.T) {
	t.Parallel()
	text := Screen(pages["verdict"], 40, 12, looks["-mono"]).Text
	for _, want := range []string{"The access token has expired", "confirmed 98 %"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not to be seen:\n%s", want, text)
		}
	}
}
