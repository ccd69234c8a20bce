package report

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/walk"
)

// Canaries in every place a secret can come from: each has characters that JSON,
// Markdown, URLs or wrapping would write in another way.
var canaries = []string{
	"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlX29mX3RoZV9jYW5hcnk",
	"ghp_CANARYCANARYCANARYCANARYCANARY0123",
	`pa"ss_wo*rd|<can&ary>`,
	"correct horse canary staple",
	"query/canary+value=1",
	"kurz7!",
}

// leaky is a session that holds every canary, whole and in pieces, in every field a report reads.
func leaky() (walk.Session, cause.Ranking) {
	var all []string
	for _, c := range canaries {
		all = append(all, c, c[:min(len(c), 14)], url.QueryEscape(c), base64.StdEncoding.EncodeToString([]byte(c)))
	}
	leak := strings.Join(all, " , ")
	text := diag.Text(leak)
	s, _ := sample()
	s.Case.Secrets.Add(canaries...)
	s.Case.Request.URL = "https://user:" + url.PathEscape(canaries[2]) + "@api.example.com/v2?key=" + url.QueryEscape(canaries[4])
	s.Case.Request.Header = diag.Header{{Name: "Authorization", Value: "Bearer " + canaries[0]}}
	s.Stopped = errors.New(leak)
	echo := diag.Exchange{
		Request: s.Case.Request.Changed(text), Status: 401, Body: []byte(leak),
		Header:  diag.Header{{Name: "X-Echo", Value: leak}},
		Failure: &diag.Failure{Kind: diag.FailTLS, Text: leak},
	}
	s.Log = []diag.Exchange{echo}
	s.Facts.Reply.Given = s.Log
	s.Facts.Token = &diag.TokenFacts{Token: diag.Token{Raw: diag.NewSecret(canaries[0]), Claims: map[string]any{"sub": leak}}}
	for n := range s.Results {
		s.Results[n].Findings = append(s.Results[n].Findings, diag.Finding{Level: diag.Error, Code: leak, Text: text, Source: leak, Label: leak})
	}
	s.Results[diag.ScopesStep].Skip = text
	s.Results[diag.ConfigStep].Err = errors.New(leak)
	bad := cause.Ranked{
		Cause: &cause.Cause{Code: "token-expired", Title: leak, Mend: []diag.Fix{{Difficulty: diag.Easy, Text: text, Command: text}}},
		Match: diag.Match{Seen: true, Confidence: 1, Why: text, Evidence: []diag.Evidence{{Step: diag.TokenStep, Source: leak, Observed: text, Expected: text}}},
	}
	return s, cause.Ranking{Verdict: bad, Causes: []cause.Ranked{bad, bad}, Out: []cause.Ranked{bad}}
}

func TestNoSecretInAnyForm(t *testing.T) {
	t.Parallel()
	s, r := leaky()
	mask := s.Case.Secrets.Mask
	for form, out := range map[string]string{
		"json":     encoded(t, s, r),
		"text":     mask(compose(s, r).text()),
		"markdown": mask(compose(s, r).markdown()),
	} {
		if !strings.Contains(out, "***") {
			t.Errorf("%s: nothing is masked, so nothing was looked at", form)
		}
		for _, c := range canaries {
			for _, piece := range piecesOf(c) {
				if strings.Contains(out, piece) {
					t.Errorf("%s shows %q of %q", form, piece, c)
					break
				}
			}
		}
	}
}

// piecesOf are the forms in which a secret must not be found: every run of ten
// bytes of it, of its percent-encoded form and of its base64; a short one whole.
func piecesOf(secret string) []string {
	const piece = 10
	var out []string
	for _, form := range []string{secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret))} {
		if len(form) < piece {
			out = append(out, form)
		}
		for i := 0; i+piece <= len(form); i++ {
			out = append(out, form[i:i+piece])
		}
	}
	return out
}

func TestAddress(t *testing.T) {
	t.Parallel()
	c := diag.Case{Secrets: diag.NewSecrets("salt")}
	for in, want := range map[string]diag.Text{
		"https://api.example.com/v2/devices":             "https://api.example.com/v2/devices",
		"https://api.example.com/v2?page=2&k=secret":     "https://api.example.com/v2?page=…&k=…",
		"https://api.example.com/v2?secret":              "https://api.example.com/v2?…",
		"https://user:secret@api.example.com/a%2Fb#frag": "https://api.example.com/a%2Fb",
		"https://api.example.com/\x1b[31m":               `https://api.example.com/\x1b[31m`,
		"":                                               "",
	} {
		if got := address(c, in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
