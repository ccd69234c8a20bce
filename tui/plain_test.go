package tui

import (
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/steps/steptest"
)

// plainDesk runs the plain wizard on lines that are typed, and returns what it printed.
func plainDesk(t *testing.T, typed string, change ...func(*Options)) (*desk, string) {
	t.Helper()
	d := newDesk(t, func(o *Options) { o.Case = nil })
	for _, f := range change {
		f(&d.o)
	}
	if err := d.plain(strings.NewReader(typed), d.out); err != nil {
		t.Fatal(err)
	}
	return d, d.out.String()
}

func given(o *Options) { c := steptest.Case(); o.Case = &c }

func TestPlainWalk(t *testing.T) {
	t.Parallel()
	d, out := plainDesk(t, "\n?\nesc\nb\nq\nnot read\n", given)
	for _, want := range []string{"Does it fail here and now", "look 1", "look 2", "to that step", "... Waiting for the API's answer"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not printed:\n%s", want, out)
		}
	}
	if d.page.Step != diag.Reproduce {
		t.Errorf("at %s", d.page.Step)
	}
	if strings.Contains(out, "\x1b") || strings.Contains(out, "\n\n\n") {
		t.Error("escapes or gaps are printed")
	}
}

func TestPlainIntake(t *testing.T) {
	t.Parallel()
	var read []string
	var token diag.Secret
	_, out := plainDesk(t, "curl -k \\\nhttps://api.example.com\nhttps://api.example.com\nhunter2\n", func(o *Options) {
		o.Parse = func(text string, secret diag.Secret) (diag.Case, []string, error) {
			read, token = append(read, text), secret
			if len(read) == 1 {
				return diag.Case{}, nil, diag.CheckURL("ftp://x")
			}
			return steptest.Case(), nil, nil
		}
	})
	if len(read) != 2 || read[0] != "curl -k \\\nhttps://api.example.com" || read[1] != "https://api.example.com" || token.Reveal() != "hunter2" {
		t.Errorf("read %q, token %q", read, token.Reveal())
	}
	if !strings.Contains(out, "only http and https are spoken") || strings.Contains(out, "hunter2") {
		t.Errorf("printed:\n%s", out)
	}
}

func TestPlainEndsWithItsInput(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		plainDesk(t, "", given)
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("goes on without anyone typing")
	}
}
