//go:build unix

package cli

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// inTerminal starts why401 in a terminal that shows all and answers nothing.
func inTerminal(t *testing.T, args ...string) (*exec.Cmd, *os.File) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Args[0] = "why401" // TestMain goes by the name
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8")
	screen, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = screen.Close() })
	return cmd, screen
}

// until reads from the terminal up to the text, and returns all that came.
func until(t *testing.T, screen io.Reader, text string) string {
	t.Helper()
	var seen bytes.Buffer
	for chunk := make([]byte, 4096); !strings.Contains(seen.String(), text); {
		n, err := screen.Read(chunk)
		seen.Write(chunk[:n])
		if err != nil {
			t.Fatalf("the terminal closed before %q:\n%q", text, seen.String())
		}
	}
	return seen.String()
}

// A terminal that is asked something and does not answer would hold explain up for seconds.
func TestExplainAsksTheTerminalNothing(t *testing.T) {
	t.Parallel()
	cmd, screen := inTerminal(t, "explain", "token-expired")
	seen := until(t, screen, "Where it is written")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if strings.ContainsRune(seen, 0x1b) {
		t.Errorf("the terminal was sent escapes: %q", seen)
	}
}

// With a terminal at both ends it is the wizard that opens, and ctrl+c leaves it.
func TestWizardInATerminal(t *testing.T) {
	t.Parallel()
	const alternateScreen, back, ctrlC = "\x1b[?1049h", "\x1b[?1049l", "\x03"
	for name, args := range map[string][]string{"intake": nil, "lab": {"lab"}, "lab scenario": {"lab", "--auto", "scheme-missing"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd, screen := inTerminal(t, args...)
			until(t, screen, alternateScreen)
			if _, err := io.WriteString(screen, ctrlC); err != nil {
				t.Fatal(err)
			}
			until(t, screen, back)
			if err := cmd.Wait(); err != nil {
				t.Errorf("leaving the wizard: %v", err)
			}
		})
	}
}

// With --format it is a report, terminal or not.
func TestFormatWinsOverTheTerminal(t *testing.T) {
	t.Parallel()
	cmd, screen := inTerminal(t, "lab", "--format", "json", "scheme-missing")
	if seen := until(t, screen, `"schema": "why401.report/v1"`); strings.ContainsRune(seen, 0x1b) {
		t.Errorf("the wizard opened: %q", seen)
	}
	_, _ = io.Copy(io.Discard, screen) // a terminal ends with an error
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != int(found) {
		t.Errorf("exit status %d, want %d", got, found)
	}
}
