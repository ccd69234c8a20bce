//go:build unix

package tui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"example.com/why401/diag"
)

// screen collects what a program writes to its terminal.
type screen struct {
	mu  sync.Mutex
	buf bytes.Buffer
	new chan struct{}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.buf.Write(p)
	select {
	case s.new <- struct{}{}:
	default:
	}
	return n, err
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// await waits until something stands on the terminal.
func (s *screen) await(t *testing.T, want string) {
	t.Helper()
	late := time.After(20 * time.Second)
	for !strings.Contains(s.String(), want) {
		select {
		case <-s.new:
		case <-late:
			t.Fatalf("%q never came: %q", want, s)
		}
	}
}

// child names the environment variable that makes the test's program the wizard itself.
const child = "WHY401_WIZARD_IN_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(child) == "" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	_, err := Run(ctx, Options{
		Parse: func(text string, _ diag.Secret) (diag.Case, []string, error) {
			return diag.Case{}, nil, fmt.Errorf("read %q", text)
		},
		In: os.Stdin, Out: os.Stdout, Getenv: os.Getenv,
	})
	fmt.Println("ended:", err)
}

// run starts the wizard as a program with a terminal of its own, and returns the
// end to type at.
func run(t *testing.T) (*exec.Cmd, *os.File, *screen) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	// bubbletea's reader closes its file beside the end of a read: a race that is not ours.
	cmd.Env = append(os.Environ(), child+"=1", "TERM=xterm-256color", "LC_ALL=C.UTF-8", "GORACE=exitcode=0 log_path="+os.DevNull)
	master, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Skipf("no terminal to be had: %v", err)
	}
	t.Cleanup(func() { _, _ = cmd.Process.Kill(), master.Close() })
	s := &screen{new: make(chan struct{}, 1)}
	go func() { _, _ = io.Copy(s, master) }()
	s.await(t, "Which request is refused?")
	return cmd, master, s
}

func TestPasteInATerminal(t *testing.T) {
	t.Parallel()
	cmd, keys, s := run(t)
	const pasted = "curl https://api.example.com \\\n\t-k"
	for _, typed := range []string{"\x1b[200~" + pasted + "\x1b[201~", "\r"} {
		if _, err := io.WriteString(keys, typed); err != nil {
			t.Fatal(err)
		}
	}
	s.await(t, "read "+strconv.Quote(pasted))
	if _, err := io.WriteString(keys, "\x03"); err != nil {
		t.Fatal(err)
	}
	s.await(t, "ended: <nil>")
	_ = cmd.Wait()
}

func TestCancelRestoresTheTerminal(t *testing.T) {
	t.Parallel()
	cmd, _, s := run(t)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.await(t, "ended: context canceled")
	_ = cmd.Wait()
	for _, want := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"} {
		if !strings.Contains(s.String(), want) {
			t.Errorf("%q was not restored", want)
		}
	}
	if strings.Contains(s.String(), "\x1b[6n") || strings.Contains(s.String(), "\x1b]11;?") {
		t.Error("the terminal was asked something")
	}
}
