package tui

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"

	"example.com/why401/steps"
)

// copyFix offers the fix to the terminal's clipboard, and shows it.
func (w *wizard) copyFix() tea.Cmd {
	w.text = steps.CopyText(w.page.Session)
	if w.text == "" {
		w.notice = "There is no fix to copy yet."
		return nil
	}
	w.lay(copied)
	sequence := osc52.New(string(w.text))
	if strings.HasPrefix(w.o.Getenv("TERM"), "screen") && w.o.Getenv("TMUX") == "" {
		sequence = sequence.Screen()
	}
	out := w.o.Out
	return func() tea.Msg {
		// In one write, so that it cannot stand inside of a frame.
		_, _ = io.WriteString(out, sequence.String())
		return nil
	}
}

// saved is what became of writing a report.
type saved struct {
	name string
	err  error
}

// save writes the report into the current directory.
func (w *wizard) save() tea.Cmd {
	s, report, now := w.session(), w.o.Report, w.now()
	return func() tea.Msg {
		name, err := writeNew(reportName(s.Case.Request.URL, now), report(s))
		return saved{name, err}
	}
}

func (w *wizard) saved(msg saved) {
	if msg.err != nil {
		w.notice = fmt.Sprintf("Not saved: %s.", w.page.Session.Case.Show(msg.err.Error()))
		return
	}
	w.report = msg.name
	w.notice = fmt.Sprintf("Saved as %s.", w.page.Session.Case.Show(msg.name))
}

// reportName is why401-<host>-<time>, without what a file's name cannot hold everywhere.
func reportName(target string, now time.Time) string {
	host := "request"
	if u, err := url.Parse(target); err == nil && u.Host != "" {
		host = strings.Map(func(r rune) rune {
			if r == '.' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
				return r
			}
			return '-'
		}, strings.ToLower(u.Host))
	}
	return fmt.Sprintf("why401-%.100s-%s", host, now.UTC().Format("20060102T150405Z"))
}

// writeNew writes a file that only its owner can read, and never over another one.
func writeNew(name, text string) (string, error) {
	for n := 1; ; n++ {
		path := name + ".md"
		if n > 1 {
			path = fmt.Sprintf("%s-%d.md", name, n)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) && n < 100 {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.WriteString(text)
		return path, errors.Join(err, f.Close())
	}
}
