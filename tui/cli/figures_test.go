package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// BenchmarkFigures prints what a start costs, beside an empty Go program and
// curl, in one run: run it with -bench Figures -benchtime 20x on an idle machine.
func BenchmarkFigures(b *testing.B) {
	dir := b.TempDir()
	why := build(b, dir, "why401", "example.com/why401")
	if err := os.WriteFile(filepath.Join(dir, "empty.go"), []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	empty := build(b, dir, "empty", filepath.Join(dir, "empty.go"))
	var explain, nothing, curl, frame time.Duration
	var memory int64
	for b.Loop() {
		explain += finish(b, why, "explain", "token-expired")
		nothing += finish(b, empty)
		curl += finish(b, "curl", "--version")
		first, peak := walkThrough(b, why)
		frame, memory = frame+first, max(memory, peak)
	}
	ms := func(d time.Duration) float64 { return float64(d) / float64(b.N) / float64(time.Millisecond) }
	b.ReportMetric(ms(explain), "explain-ms")
	b.ReportMetric(ms(frame), "first-frame-ms")
	b.ReportMetric(ms(nothing), "empty-ms")
	b.ReportMetric(ms(curl), "curl-ms")
	b.ReportMetric(float64(frame)/float64(curl), "frame/curl")
	b.ReportMetric(float64(memory)/1024, "peak-MB")
	if info, err := os.Stat(why); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "binary-MB")
	}
}

func build(b *testing.B, dir, name, what string) string {
	b.Helper()
	to := filepath.Join(dir, name)
	cmd := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", to, what)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return to
}

func finish(b *testing.B, name string, args ...string) time.Duration {
	b.Helper()
	start := time.Now()
	if err := exec.CommandContext(b.Context(), name, args...).Run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// walkThrough opens the wizard on a scenario in a terminal that answers nothing,
// walks to the verdict, and quits: how long the first frame took, and the peak
// memory in KiB.
func walkThrough(b *testing.B, why string) (first time.Duration, peak int64) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), why, "lab", "token-expired")
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LANG=C.UTF-8")
	start := time.Now()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = tty.Close() }()
	screen := make(chan []byte, 64)
	go func() {
		defer close(screen)
		for {
			buf := make([]byte, 1<<14)
			n, err := tty.Read(buf)
			if err != nil {
				return
			}
			screen <- buf[:n]
		}
	}()
	var shown []byte
	seen := func(text string) bool { return bytes.Contains(shown, []byte(text)) }
	more := func(wait time.Duration) bool {
		select {
		case b, ok := <-screen:
			shown = append(shown, b...)
			return ok
		case <-time.After(wait):
			return false
		}
	}
	for !seen("Reproduce") {
		if !more(10 * time.Second) {
			b.Fatal("no first frame")
		}
	}
	first = time.Since(start)
	for range 20 { // enter leads through the steps; where a question was just asked it is not taken for the answer
		for more(time.Second / 2) {
		}
		if seen("98 %") {
			break
		}
		_, _ = tty.Write([]byte("\r"))
	}
	if !seen("98 %") {
		b.Fatal("the walk came to no verdict")
	}
	_, _ = tty.Write([]byte("q"))
	for range screen { // until the terminal is closed
	}
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	usage, _ := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return first, usage.Maxrss
}
