package tui

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	xterm "github.com/charmbracelet/x/term"

	"example.com/why401/tui/term"
	"example.com/why401/tui/theme"
)

// plain is the same wizard as lines and prompts, for terminals that cannot move
// their cursor and for people who have the screen read to them: each line that
// is typed becomes the keys that would do the same.
type plain struct {
	w    *wizard
	in   *bufio.Reader
	fd   *os.File // of the terminal, where there is one: secrets are read from it unseen
	out  io.Writer
	last string
	over bool
}

// The size that plain lines are drawn for: wide enough for sentences, and as
// tall as anything gets, for nothing scrolls.
const plainWidth, plainHeight = 79, 2000

func (w *wizard) plain(in io.Reader, out io.Writer) error {
	w.w, w.h = plainWidth, plainHeight
	w.theme = theme.New(term.UTF8(w.o.Getenv), false)
	w.after = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	p := &plain{w: w, in: bufio.NewReader(in), out: out}
	if f, ok := in.(*os.File); ok && term.IsTerminal(f.Fd()) {
		p.fd = f
	}
	p.run(w.Init())
	for !p.over && w.ctx.Err() == nil {
		p.show()
		keys, err := p.ask()
		if err != nil {
			break // nobody types any more, or we were told to end
		}
		for _, k := range keys {
			w.quiet = time.Time{} // a line that was typed and ended was meant
			_, cmd := w.Update(k)
			p.run(cmd)
		}
	}
	return w.ctx.Err()
}

// run carries out a command and what follows from it.
func (p *plain) run(cmd tea.Cmd) {
	if cmd == nil || p.over {
		return
	}
	if p.w.place == atStep && p.w.page.Looking() {
		p.print("... " + p.w.page.Screen().Busy + "\n")
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		p.over = true
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.run(cmd)
		}
	default:
		_, next := p.w.Update(msg)
		p.run(next)
	}
}

// show prints the screen if it is another one than before.
func (p *plain) show() {
	if text := squeeze(p.w.View()); text != p.last {
		p.print("\n" + text)
		p.last = text
	}
}

// squeeze leaves one of several blank lines: the frame fills the window.
func squeeze(frame string) string {
	var b strings.Builder
	blank := true
	for _, line := range strings.Split(frame, "\n") {
		if line != "" || !blank {
			b.WriteString(line + "\n")
		}
		blank = line == ""
	}
	return b.String()
}

// ask reads a line and makes keys of it: text for a field, or one key.
func (p *plain) ask() ([]tea.KeyMsg, error) {
	f := p.w.openForm()
	if f == nil || p.w.over != none {
		line, err := p.line("> ", false)
		return keyOf(line), err
	}
	fl := f.fields[f.at]
	text, err := p.line(fl.need.Label+"> ", fl.input.EchoMode == textinput.EchoPassword)
	for err == nil && strings.HasSuffix(text, `\`) { // a curl command over several lines
		var more string
		more, err = p.line("> ", false)
		text += "\n" + more
	}
	keys := []tea.KeyMsg{{Type: tea.KeyEnd}, {Type: tea.KeyCtrlU}}
	if text != "" {
		keys = append(keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	}
	return append(keys, tea.KeyMsg{Type: tea.KeyEnter}), err
}

func keyOf(line string) []tea.KeyMsg {
	switch line = strings.TrimSpace(line); line {
	case "":
		return []tea.KeyMsg{{Type: tea.KeyEnter}}
	case "esc":
		return []tea.KeyMsg{{Type: tea.KeyEsc}}
	}
	return []tea.KeyMsg{{Type: tea.KeyRunes, Runes: []rune(line)}}
}

// line reads one line. Cancelling the context ends the wait, not the reading:
// the program is about to end.
func (p *plain) line(prompt string, secret bool) (string, error) {
	p.print(prompt)
	type read struct {
		text string
		err  error
	}
	came := make(chan read, 1)
	go func() {
		if secret && p.fd != nil {
			text, err := xterm.ReadPassword(p.fd.Fd())
			came <- read{string(text), err}
			return
		}
		text, err := p.in.ReadString('\n')
		if text != "" {
			err = nil // a last line without its end
		}
		came <- read{strings.TrimRight(text, "\r\n"), err}
	}()
	select {
	case r := <-came:
		if secret && p.fd != nil {
			p.print("\n")
		}
		return r.text, r.err
	case <-p.w.ctx.Done():
		return "", p.w.ctx.Err()
	}
}

func (p *plain) print(s string) { _, _ = fmt.Fprint(p.out, s) }
