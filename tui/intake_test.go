package tui

import (
	"errors"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/steps/steptest"
)

// intakeDesk is a wizard at its intake that notes what was read.
func intakeDesk(t *testing.T, fault error) (d *desk, texts *[]string, token *diag.Secret) {
	texts, token = &[]string{}, &diag.Secret{}
	d = newDesk(t, func(o *Options) {
		o.Case = nil
		o.Parse = func(text string, secret diag.Secret) (diag.Case, []string, error) {
			*texts, *token = append(*texts, text), secret
			return steptest.Case(), []string{"one warning"}, fault
		}
	})
	d.shows("Which request is refused?")
	return d, texts, token
}

func TestIntakeURLThenToken(t *testing.T) {
	t.Parallel()
	d, texts, token := intakeDesk(t, nil)
	d.keys("https://api.example.com/v2/devices", "enter")
	d.shows("access token")
	d.keys("hunter2", "enter")
	d.hides("hunter2")
	if len(*texts) != 1 || (*texts)[0] != "https://api.example.com/v2/devices" || token.Reveal() != "hunter2" {
		t.Errorf("read %q, token %q", *texts, token.Reveal())
	}
	d.shows("one warning", "Does it fail here and now")
}

func TestIntakeTokenThenURL(t *testing.T) {
	t.Parallel()
	d, texts, token := intakeDesk(t, nil)
	const pasted = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIi\nOiJqb2UifQ.c2lnbmF0dXJl\t"
	d.paste(pasted)
	d.hides("hbGciOiJSUzI1NiJ9", "c2lnbmF0dXJl")
	d.keys("enter")
	d.shows("URL")
	d.keys("https://api.example.com", "enter")
	if token.Reveal() != pasted || len(*texts) != 1 {
		t.Errorf("token %q, read %q: the line break must stay", token.Reveal(), *texts)
	}
}

func TestIntakeCommand(t *testing.T) {
	t.Parallel()
	d, texts, _ := intakeDesk(t, nil)
	const pasted = "curl https://api.example.com \\\n  -u admin:hunter2 \\\n\t-H 'X-Api-Key: k-123'"
	d.paste(pasted)
	d.hides("hunter2", "k-123")
	d.shows("curl https://api.example.com")
	d.keys("enter")
	if len(*texts) != 1 || (*texts)[0] != pasted {
		t.Errorf("read %q, want %q", *texts, pasted)
	}
}

func TestIntakeCommandTypedInLines(t *testing.T) {
	t.Parallel()
	d, texts, _ := intakeDesk(t, nil)
	d.keys(`curl -k \`, "enter", "https://api.example.com", "enter")
	if len(*texts) != 1 || (*texts)[0] != "curl -k \\\nhttps://api.example.com" {
		t.Errorf("read %q", *texts)
	}
}

func TestIntakeKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d, texts, _ := intakeDesk(t, errors.New(`--data @x: no such file`))
	d.keys("curl -d @x https://api.example.com", "enter")
	d.shows("no such file", "curl -d @x https://api.example.com")
	d.keys("/y")
	d.shows("curl -d @x https://api.example.com/y")
	d.hides("no such file")
	d.keys("enter")
	if len(*texts) != 2 {
		t.Errorf("read %q", *texts)
	}
	d.keys("q", "?", "b")
	if d.quit || d.over != none {
		t.Error("letters are keys while something is being typed")
	}
	d.keys("ctrl+c")
	if !d.quit {
		t.Error("ctrl+c does not quit")
	}
}

func TestIntakeTellsAtOnceWhatIsNoURL(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"ftp://example.com/x": "only http and https are spoken",
		"https:///x":          "no host in it",
		"example.com":         "write https:// in front",
	} {
		d, texts, _ := intakeDesk(t, nil)
		d.keys(typed, "enter")
		d.shows(typed, want)
		if len(d.intake.form.fields) != 1 || len(*texts) != 0 {
			t.Errorf("%s: fields %d, read %q", typed, len(d.intake.form.fields), *texts)
		}
	}
	for _, typed := range []string{"curl", "no command at all"} {
		d, texts, _ := intakeDesk(t, errors.New("no URL"))
		d.keys(typed, "enter")
		d.shows(typed, "no URL")
		if len(d.intake.form.fields) != 1 || len(*texts) != 1 {
			t.Errorf("%s: fields %d, read %q", typed, len(d.intake.form.fields), *texts)
		}
	}
}

func TestIntakeEscGoesBack(t *testing.T) {
	t.Parallel()
	d, _, _ := intakeDesk(t, nil)
	d.keys("https://api.example.com", "enter", "esc")
	d.shows("https://api.example.com")
	d.hides("access token>")
	if len(d.intake.form.fields) != 1 {
		t.Error("esc does not go back to the first field")
	}
	d.keys("", "enter", "enter")
	d.shows("Does it fail here and now")
}

func TestIsToken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"https://api.example.com/v2": false, "api.example.com": false, "localhost:8080": false, "api.example.com/v2/devices": false,
		"eyJhbGciOiJSUzI1NiJ9.e30.c2ln": true, "ghp_0123456789abcdef": true, "Bearer abc": true, "0123456789abcdef0123": true, "short": false,
	} {
		if got := isToken(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestSecretRunes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://api.example.com/v2/devices":             "https://api.example.com/v2/devices",
		"curl -u joe:pw https://a.example":               "curl -u ****** https://a.example",
		"curl -H 'Authorization: Bearer abc.d' http://a": "curl -H 'Authorization: Bearer *****' http://a",
		"curl -H 'X-Api-Key: k' http://a":                "curl -H 'X-Api-Key: *' http://a",
		"curl -b 'a=1; b=2' http://a":                    "curl -b ********** http://a",
		"http://joe:pw@a/":                               "http://joe:**@a/",
		"http://a/?access_token=abc&x=1":                 "http://a/?access_token=***&x=1",
		"eyJabc.é":                                       "eyJ*****",
	} {
		runes := []rune(text)
		for i, hidden := range secretRunes(runes) {
			if hidden {
				runes[i] = '*'
			}
		}
		if string(runes) != want {
			t.Errorf("%q is shown as %q, want %q", text, string(runes), want)
		}
	}
}

func FuzzField(f *testing.F) {
	f.Add("curl -u a:b \\\n https://x", 20)
	f.Add("\x00\x1b[31m\u202e", 8)
	f.Fuzz(func(t *testing.T, text string, width int) {
		width = 8 + width&0x7f
		fm := newForm(3, diag.Need{Field: anyField})
		fm.press(steptest.Paste(text))
		th := newDesk(t).theme
		lines := strings.Split(fm.view(width+2, th), "\n")
		if len(lines) > 3 {
			t.Errorf("%d lines", len(lines))
		}
	})
}
