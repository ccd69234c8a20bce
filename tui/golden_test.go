package tui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps/steptest"
	"example.com/why401/tui/theme"
)

var update = flag.Bool("update", false, "write the golden files")

// expired is a token page with all its parts.
func expired(s walk.Session) walk.Session {
	s.Facts.Reply.Clock = &diag.Clock{Name: "API", Time: steptest.Now, Error: time.Second}
	s.Facts.Token = &diag.TokenFacts{
		Token:  diag.Token{Kind: diag.JWS, IssuedAt: steptest.Now.Add(-96 * time.Minute), Expires: steptest.Now.Add(-36 * time.Minute)},
		Issuer: &diag.Issuer{URL: "https://login.example.com", Trusted: true},
	}
	s.Results[diag.TokenStep] = walk.Result{Status: walk.Failed, Findings: []diag.Finding{
		{Level: diag.Info, Label: "form", Text: "JWT, RS256, key 2026-a", Source: "token.header"},
		{Level: diag.Info, Label: "signature", Text: "verifies with the issuer's key 2026-a", Source: "issuer.keys"},
		{Level: diag.Error, Label: "expiry", Text: "ended 36 min ago, by the API's own clock", Source: "token.exp"},
	}}
	return s
}

func TestGoldenViews(t *testing.T) {
	t.Parallel()
	views := []struct {
		name string
		keys []string
	}{
		{"reproduce", nil},
		{"token", []string{"3", "enter"}},
		{"explain", []string{"3", "enter", "e"}},
		{"questions", []string{"6"}},
		{"requests", []string{"o"}},
		{"keys", []string{"?"}},
	}
	for _, v := range views {
		d := newDesk(t)
		d.looker.See = map[diag.Step]func(walk.Session) walk.Session{diag.TokenStep: expired}
		d.keys(v.keys...)
		d.compare(v.name)
	}
	d := newDesk(t, func(o *Options) { o.Case = nil })
	d.paste("curl -H 'Authorization: Bearer abcdef' \\\n  https://api.example.com/v2/devices")
	d.compare("intake")
}

// compare holds the view at three sizes, and in ASCII, against the golden files.
func (d *desk) compare(name string) {
	d.t.Helper()
	for _, size := range []struct {
		w, h int
		utf8 bool
	}{{80, 24, true}, {120, 40, true}, {40, 12, true}, {80, 24, false}} {
		d.theme = theme.New(size.utf8, false)
		d.send(tea.WindowSizeMsg{Width: size.w, Height: size.h})
		file := filepath.Join("testdata", fmt.Sprintf("%s-%dx%d", name, size.w, size.h))
		if !size.utf8 {
			file += "-ascii"
		}
		d.equal(file+".golden", d.View()+"\n")
	}
}

func (d *desk) equal(file, got string) {
	d.t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatal(err)
	}
	if got != string(want) {
		d.t.Errorf("%s is drawn anew (-update writes it):\n%s", file, got)
	}
}
