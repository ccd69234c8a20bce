package tui

import (
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps/steptest"
	"example.com/why401/tui/theme"
)

func TestFarewellTellsTheVerdict(t *testing.T) {
	t.Chdir(t.TempDir())
	d := newDesk(t)
	if got := d.farewell(); got != "" {
		t.Errorf("nothing is known yet: %s", got)
	}
	d.looker.See = map[diag.Step]func(walk.Session) walk.Session{diag.TokenStep: expired}
	d.keys("3", "enter", "s")
	got := d.farewell()
	for _, want := range []string{"GET https://api.example.com/v2/devices: 401", "The access token has expired (likely", "Fix: ", "\nTOKEN=$(curl", "Report: /", ".md\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
	if strings.Contains(got, steptest.Token) {
		t.Errorf("the token is shown:\n%s", got)
	}
	d.theme = theme.New(false, false)
	if got := d.farewell(); strings.ContainsFunc(got, func(r rune) bool { return r > '~' }) {
		t.Errorf("not ASCII:\n%s", got)
	}
}

func TestFarewellOfWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(o *Options) { o.Auto = true })
	if got := d.farewell(); !strings.Contains(got, "does not carry a verdict") || !strings.Contains(got, "Collect: ") {
		t.Errorf("at the verdict:\n%s", got)
	}
	d = newDesk(t, func(o *Options) { o.Case = nil })
	if got := d.farewell(); got != "" {
		t.Errorf("at the intake:\n%s", got)
	}
}
