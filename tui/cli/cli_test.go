package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"example.com/why401/diag"
)

func nothing(string) string { return "" }

// pipe fails every write as a pipe does whose reader has gone.
type pipe struct{}

func (pipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

func TestClosedPipeIsQuiet(t *testing.T) {
	t.Parallel()
	var complaints bytes.Buffer
	if got := Main([]string{"explain"}, strings.NewReader(""), pipe{}, &complaints, nothing); got != 141 {
		t.Errorf("status %d, want 141", got)
	}
	if complaints.Len() > 0 {
		t.Errorf("it says %q", complaints.String())
	}
}

// An error is one line, whatever the shell passed on, and shows no token.
func TestErrorsAreFitToBeShown(t *testing.T) {
	t.Parallel()
	const token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl"
	for _, arg := range []string{"a line\nanother\x1b[31m", token, "ghp_0123456789abcdefghijABCDEFGHIJ"} {
		var complaints bytes.Buffer
		if got := Main([]string{"explain", arg}, strings.NewReader(""), &bytes.Buffer{}, &complaints, nothing); got != int(usage) {
			t.Errorf("status %d, want %d", got, usage)
		}
		line := complaints.String()
		if strings.Count(line, "\n") != 1 || strings.ContainsRune(line, 0x1b) {
			t.Errorf("not one plain line: %q", line)
		}
		if strings.Contains(line, arg[len(arg)-10:]) {
			t.Errorf("the argument is repeated as it came: %q", line)
		}
	}
}

func TestStatusOf(t *testing.T) {
	t.Parallel()
	for code, want := range map[diag.Code]int{"resolved": 0, "not-reproduced": 0, "inconclusive": 3, "token-expired": 1} {
		got := 0
		var s status
		if errors.As(statusOf(code), &s) {
			got = int(s)
		}
		if got != want {
			t.Errorf("%s: status %d, want %d", code, got, want)
		}
	}
}

func TestByStatus(t *testing.T) {
	t.Parallel()
	for signal, want := range map[syscall.Signal]status{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(interrupted{signal})
		if got, ok := byStatus(ctx); !ok || got != want {
			t.Errorf("%v: %d, %v; want %d", signal, got, ok, want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got, ok := byStatus(ctx); ok {
		t.Errorf("no signal: %d", got)
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		counts []int
		want   float64
	}{{nil, 0}, {[]int{4}, 4}, {[]int{9, 1, 5}, 5}, {[]int{6, 3}, 4.5}} {
		if got := median(c.counts); got != c.want {
			t.Errorf("median(%v) = %g, want %g", c.counts, got, c.want)
		}
	}
}
