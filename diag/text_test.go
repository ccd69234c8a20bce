package diag_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"example.com/why401/diag"
)

func TestShowMakesVisible(t *testing.T) {
	t.Parallel()
	c := diag.Case{}
	for in, want := range map[string]diag.Text{
		"plain text":              "plain text",
		"Grüße, 鍵, …":             "Grüße, 鍵, …",
		"\x1b[31mred\x1b]0;x\x07": `\x1b[31mred\x1b]0;x\x07`,
		"a\r\nb\tc\x00d\x7f":      `a\r\nb\tc\x00d\x7f`,
		"\u009b31m":               `\u009b31m`, // CSI in one character
		"abc\u202edef\u2066":      `abc\u202edef\u2066`,
		"zero\u200bwidth\ufeff":   `zero\u200bwidth\ufeff`,
		"no\u00a0break":           `no\u00a0break`,
		"e\u0301":                 `e\u0301`,
		"line\u2028para\u2029":    `line\u2028para\u2029`,
		"tag\U000e0041":           `tag\ue0041`,
		"private\ue000":           `private\ue000`,
		"bad \xff\xfe utf8\xe2":   `bad \xff\xfe utf8\xe2`,
		"real \ufffd":             "real \ufffd",
		"":                        "",
	} {
		if got := c.Show(in); got != want {
			t.Errorf("Show(%q) = %q, want %q", in, got, want)
		}
		if got := c.Command(in); got != want {
			t.Errorf("Command(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestShowCutsInTheMiddle(t *testing.T) {
	t.Parallel()
	c := diag.Case{Secrets: knowing(jwt)}
	for _, n := range []int{399, 400, 401, 420, 5000, 1 << 17} {
		text := "first " + strings.Repeat("é", n-11) + " last"
		got := string(c.Show(text))
		if size := utf8.RuneCountInString(got); size > 400 || n <= 400 && got != text {
			t.Errorf("%d characters became %d", n, size)
		}
		if !strings.HasPrefix(got, "first é") || n <= 5000 && !strings.HasSuffix(got, "é last") {
			t.Errorf("%d characters: an end is missing in %s", n, got)
		}
		if cut := strings.Contains(got, "characters cut"); cut != (n > 400) {
			t.Errorf("%d characters: cut is %v", n, cut)
		}
	}
	if got := c.Show(strings.Repeat("x", 260) + jwt + strings.Repeat("x", 300)); shows(string(got), jwt) {
		t.Errorf("a secret over the cut shows: %s", got)
	}
	long := strings.Repeat("word ", 200)
	if got := c.Command(long); string(got) != long {
		t.Errorf("a command was cut: %s", got)
	}
}

func TestShowMasks(t *testing.T) {
	t.Parallel()
	c := diag.Case{Secrets: knowing("hunter22")}
	if got, want := c.Show("user:hunter22\x1b"), "user:"+c.Secrets.Name(diag.NewSecret("hunter22"))+`\x1b`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := c.Command("curl -u user:hunter22"); strings.Contains(string(got), "hunter22") {
		t.Errorf("a command shows %s", got)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0: "0 s", 400 * time.Millisecond: "0 s", 90 * time.Second: "90 s", -90 * time.Second: "90 s", 36 * time.Minute: "36 min",
		119*time.Minute + 29*time.Second: "119 min", 2 * time.Hour: "2 h 0 min", 47*time.Hour + 30*time.Minute: "47 h 30 min", 51 * time.Hour: "2 d 3 h",
		119*time.Second + 600*time.Millisecond: "2 min",
	} {
		if got := diag.Span(d); got != want {
			t.Errorf("Span(%v) = %s, want %s", d, got, want)
		}
	}
}

func FuzzShow(f *testing.F) {
	f.Add("\x1b[31m\u202e\xff a\u200b")
	f.Fuzz(func(t *testing.T, text string) {
		got := string(diag.Case{}.Show(text))
		if n := utf8.RuneCountInString(got); n > 400 {
			t.Errorf("%d characters", n)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp, unicode.Mn, unicode.Me) || unicode.Is(unicode.Zs, r) && r != ' ' {
				t.Errorf("%U shows in %q", r, got)
			}
		}
		if !utf8.ValidString(got) {
			t.Errorf("no valid UTF-8: %q", got)
		}
	})
}
