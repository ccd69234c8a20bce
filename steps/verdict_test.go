package steps

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/walk"
	"example.com/why401/steps/steptest"
)

// expired is a session whose token has ended by the API's clock.
func expired() walk.Session {
	s := refused(steptest.Session())
	s.Facts.Reply.Clock = &diag.Clock{Name: "API", Error: time.Second}
	s.Facts.Token = &diag.TokenFacts{
		Token:  diag.Token{Kind: diag.JWS, IssuedAt: steptest.Now.Add(-2 * time.Hour), Expires: steptest.Now.Add(-time.Hour)},
		Issuer: &diag.Issuer{URL: "https://login.example.com", Trusted: true},
	}
	return s
}

func TestVerdictAnswersFirst(t *testing.T) {
	t.Parallel()
	screen := Verdict(expired())
	if !strings.HasPrefix(screen.Lead, "It ended") || !strings.HasSuffix(screen.Lead, ".") {
		t.Errorf("the lead is no sentence: %q", screen.Lead)
	}
	var kinds []string
	for _, b := range screen.Blocks {
		kinds = append(kinds, fmt.Sprintf("%T", b))
	}
	if got, want := strings.Join(kinds, " "), "steps.Fixes steps.Bars steps.Evidences steps.Fixes steps.Facts"; got != want {
		t.Fatalf("blocks %s, want %s", got, want)
	}
	if best := screen.Blocks[0].(Fixes); best.Head != "Fix" || len(best.Fixes) != 1 {
		t.Errorf("the best fix does not stand alone: %+v", best)
	}
	for _, bar := range screen.Blocks[1].(Bars).Rows {
		if bar.Confidence < diag.Possible {
			t.Errorf("%s does not hold and has a bar", bar.Name)
		}
	}
	out := screen.Blocks[4].(Facts)
	if len(out.Rows) == 0 || out.Rows[0].Text == "" {
		t.Errorf("what was ruled out is not told with why: %+v", out)
	}
}

func TestInconclusiveSaysWhatToCollect(t *testing.T) {
	t.Parallel()
	screen := Verdict(refused(steptest.Session()))
	if best := screen.Blocks[0].(Fixes); best.Head != "Collect" || len(best.Fixes) != 1 {
		t.Errorf("got %+v", best)
	}
	if screen.Badge != "" || strings.Contains(fmt.Sprint(screen.Blocks[1]), "inconclusive") {
		t.Errorf("inconclusive has a confidence: %q, %+v", screen.Badge, screen.Blocks[1])
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	s := expired()
	answer, best := Brief(s)
	for _, want := range []string{"The access token has expired (likely", "It ended 60 min ago"} {
		if !strings.Contains(answer, want) {
			t.Errorf("%q is missing: %s", want, answer)
		}
	}
	if len(best.Fixes) != 1 {
		t.Errorf("fixes %+v", best)
	}
	s.Facts.Before = &diag.Before{Status: 401, Fix: "the scheme added"}
	if answer, _ = Brief(s); !strings.HasSuffix(answer, "Changed: the scheme added.") {
		t.Errorf("what was changed is missing: %s", answer)
	}
}

func TestStandings(t *testing.T) {
	t.Parallel()
	s := expired()
	for _, step := range []diag.Step{diag.HeaderStep, diag.TokenStep} {
		s.Results[step].Status = walk.Pass
	}
	s.Results[diag.ScopesStep].Status = walk.Skipped
	got := Standings(s)
	for step, want := range map[diag.Step]Mark{diag.HeaderStep: Good, diag.TokenStep: Wrong, diag.ScopesStep: Skipped, diag.ConfigStep: Unseen} {
		if got[step] != want {
			t.Errorf("%s: %v, want %v", step, got[step], want)
		}
	}
	s.Facts.Reply.Given[0].Status = 200
	s.Facts.Before = &diag.Before{Status: 401}
	s.Results[diag.EndToEnd].Status = walk.Pass
	if got := Standings(s); got[diag.EndToEnd] != Good {
		t.Errorf("the step of a verdict that is no fault is %v", got[diag.EndToEnd])
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	c := steptest.Case()
	for url, want := range map[string]string{
		"https://api.example.com/v2/devices?key=" + steptest.Token: "GET /v2/devices",
		"https://api.example.com":                                  "GET https://api.example.com",
		"https://login.example.com/token":                          "GET https://login.example.com/token",
		"http://api.example.com/v2/devices":                        "GET http://api.example.com/v2/devices",
	} {
		if got := string(short(c, diag.Request{Method: "GET", URL: url})); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

func TestKeysThatDoSomething(t *testing.T) {
	t.Parallel()
	help := func(s walk.Session, step diag.Step) string {
		s.Results[step].Status = walk.Pass
		p := Page{Step: step, Session: s, state: shown}
		var names []string
		for _, k := range p.Screen().Keys {
			names = append(names, k.Help().Key)
		}
		return strings.Join(names, " ")
	}
	for want, got := range map[string]string{
		"enter e r s o ? q":     help(refused(steptest.Session()), diag.Reproduce),
		"enter b e r s o ? q":   help(refused(steptest.Session()), diag.HeaderStep),
		"enter b e r s c o ? q": help(expired(), diag.TokenStep),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestSkips(t *testing.T) {
	t.Parallel()
	m := walk.Move{Skip: map[diag.Step]diag.Text{diag.TokenStep: "proven", diag.FreshToken: "no credentials", diag.ScopesStep: "proven"}}
	if got, want := skips(m), "Passed over: Token, Scopes (proven); Fresh token (no credentials)."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := skips(walk.Move{}); got != "" {
		t.Errorf("nothing is passed over: %s", got)
	}
}

func TestGoodFindingsAreNotShownTwice(t *testing.T) {
	t.Parallel()
	s := steptest.Session()
	s.Facts.End = &diag.EndFacts{Rows: []diag.EndRow{{Method: "GET", URL: "https://api.example.com/a", Before: 401, After: diag.Exchange{Status: 200}}}}
	s.Results[diag.EndToEnd] = walk.Result{Status: walk.Failed, Findings: []diag.Finding{
		{Label: "endpoint", Text: "GET /a: 200", Passed: true}, {Label: "endpoint", Text: "GET /b: 401", Level: diag.Error},
	}}
	blocks := Page{Step: diag.EndToEnd, Session: s, state: shown}.Screen().Blocks
	if rows := blocks[0].(Facts).Rows; len(rows) != 1 || rows[0].Text != "GET /b: 401" || len(blocks) != 2 {
		t.Errorf("got %+v", blocks)
	}
}
