package report

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/walk"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (-update writes it)\n%s", file, got)
	}
}

func encoded(t *testing.T, s walk.Session, r cause.Ranking) string {
	t.Helper()
	b, err := compose(s, r).json()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestGolden(t *testing.T) {
	t.Parallel()
	s, r := sample()
	golden(t, "expired.txt", compose(s, r).text())
	golden(t, "expired.md", compose(s, r).markdown())
	golden(t, "expired.json", encoded(t, s, r))
	golden(t, "explain.txt", Explain(expired))
	golden(t, "list.txt", list([]cause.Cause{{Code: "resolved", Step: diag.EndToEnd, Title: "It works again"}, {Code: "inconclusive", Title: "Nothing fits"}, expired}))
}

// The members of cli.md are there, under their names and with their values.
func TestJSONContract(t *testing.T) {
	t.Parallel()
	var got struct {
		Schema string
		Target struct {
			Method, URL string
			Status      int
		}
		Verdict struct {
			Cause      string
			Step       int
			Confidence float64
			Summary    string
		}
		Causes []struct {
			Cause      string
			Step       int
			Confidence float64
			Evidence   []struct {
				Step                       int
				Source, Observed, Expected string
			}
			Fixes []struct{ Difficulty, Text, Command string }
		}
		RuledOut []struct{ Cause, Why string } `json:"ruled_out"`
		Steps    []struct {
			N            int
			Name, Status string
			DurationMS   *int `json:"duration_ms"`
			Findings     []struct{ Level, Code, Text, Source string }
		}
		StartedAt    string `json:"started_at"`
		DurationMS   int    `json:"duration_ms"`
		RequestsSent int    `json:"requests_sent"`
	}
	s, r := sample()
	if err := json.Unmarshal([]byte(encoded(t, s, r)), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != "why401.report/v1" || got.Target.Method != "GET" || got.Target.Status != 401 || got.Target.URL != "https://api.example.com/v2/devices" {
		t.Errorf("schema %q, target %+v", got.Schema, got.Target)
	}
	if got.Verdict.Cause != "token-expired" || got.Verdict.Step != 3 || got.Verdict.Confidence != 0.98 || got.Verdict.Summary == "" {
		t.Errorf("verdict %+v", got.Verdict)
	}
	first := got.Causes[0]
	if first.Cause != got.Verdict.Cause || first.Step != got.Verdict.Step || first.Confidence != got.Verdict.Confidence {
		t.Errorf("verdict %+v does not repeat the first cause %+v", got.Verdict, first)
	}
	if first.Evidence[0].Observed != "2026-03-08T14:23:45Z" || first.Fixes[0].Difficulty != "easy" || first.Fixes[0].Command == "" {
		t.Errorf("first cause %+v", first)
	}
	if got.RuledOut[0].Cause != "token-revoked" || got.RuledOut[0].Why == "" {
		t.Errorf("ruled out %+v", got.RuledOut)
	}
	want := []string{"reproduce fail", "header pass", "token fail", "scopes skipped", "fresh-token skipped", "config skipped", "end-to-end skipped"}
	for i, st := range got.Steps {
		if st.N != i+1 || st.Name+" "+st.Status != want[i] || st.DurationMS == nil {
			t.Errorf("step %+v, want %s", st, want[i])
		}
		if st.Status == "skipped" && (len(st.Findings) == 0 || st.Findings[0].Text == "") {
			t.Errorf("step %s is skipped without a reason", st.Name)
		}
	}
	if got.StartedAt != "2026-03-08T15:00:00Z" || got.DurationMS != 5230 || got.RequestsSent != 2 || len(got.Steps) != 7 {
		t.Errorf("started_at %s, duration_ms %d, requests_sent %d, %d steps", got.StartedAt, got.DurationMS, got.RequestsSent, len(got.Steps))
	}
}

func TestNoListIsNull(t *testing.T) {
	t.Parallel()
	first := cause.Ranked{Cause: &cause.Cause{Code: "resolved", Step: diag.EndToEnd}, Match: diag.Match{Seen: true, Confidence: 1}}
	for _, r := range []cause.Ranking{{Verdict: first}, {Verdict: first, Causes: []cause.Ranked{first}}} {
		if out := encoded(t, walk.Session{}, r); strings.Contains(out, "null") {
			t.Errorf("a list is null:\n%s", out)
		}
	}
}

func TestStepsThatSawNothing(t *testing.T) {
	t.Parallel()
	s, _ := sample()
	s.Results[diag.ConfigStep] = walk.Result{Err: errors.New("origin.pem: no such file")}
	s.Stopped = errors.New("interrupted")
	if st := stepOf(s, diag.ConfigStep); st.Status != walk.Skipped || st.Findings[0].Level != diag.Error || !strings.Contains(string(st.Findings[0].Text), "origin.pem") {
		t.Errorf("could not look: %+v", st)
	}
	if st := stepOf(s, diag.EndToEnd); st.Status != walk.Skipped || !strings.Contains(string(st.Findings[0].Text), "interrupted") {
		t.Errorf("stopped before: %+v", st)
	}
}

// Vocabulary stays as it is even where a password is one of its words.
func TestVocabularyIsNotMasked(t *testing.T) {
	t.Parallel()
	s, r := sample()
	s.Case.Secrets.Add("pass", "fail", "token", "token-expired", "confirmed", "error", "easy")
	var d document
	if err := json.Unmarshal([]byte(encoded(t, s, r)), &d); err != nil {
		t.Fatal(err)
	}
	if d.Verdict.Cause != "token-expired" || d.Steps[1].Status != walk.Pass || d.Steps[2].Name != "token" || d.Causes[0].Band != "confirmed" || d.Causes[0].Fixes[0].Difficulty != "easy" {
		t.Errorf("%+v", d)
	}
}

func TestTextKeepsToItsWidth(t *testing.T) {
	t.Parallel()
	s, r := sample()
	s.Results[diag.Reproduce].Findings[1].Text = diag.Text(strings.Repeat("wide 語語 words ", 40))
	for line := range strings.SplitSeq(compose(s, r).text(), "\n") {
		if ansi.StringWidth(line) > columns {
			t.Errorf("%d columns: %s", ansi.StringWidth(line), line)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in string
		width    int
		want     []string
	}{
		{"fits", "one two", 7, []string{"one two"}},
		{"breaks", "one two three", 8, []string{"one two", "three"}},
		{"a word too long stays whole", "see https://example.com/a now", 8, []string{"see", "https://example.com/a", "now"}},
		{"two blanks stay", "Bearer  x", 20, []string{"Bearer  x"}},
		{"line breaks stay", "a\nb", 20, []string{"a", "b"}},
		{"empty", "", 20, []string{""}},
	} {
		if got := wrap(c.in, c.width); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMarkdownCannotBeBrokenOut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":      "`plain`",
		"a`b":        "``a`b``",
		"`edge":      "`` `edge ``",
		"a|b":        "`a\\|b`",
		"a``b`c\nd|": "```a``b`c d\\|```",
	} {
		if got := cell(in); got != want {
			t.Errorf("cell(%q) = %s, want %s", in, got, want)
		}
	}
	if got := escape("[x](javascript:y) <img> @team #1 *b* a|b"); strings.ContainsAny(got, "<>@") || strings.Contains(got, " *") || strings.Contains(got, "[x](") {
		t.Errorf("escape: %s", got)
	}
}
