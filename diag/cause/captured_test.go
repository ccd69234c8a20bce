package cause

import (
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// recorded is a case and its facts as a capture shows them.
func recorded(r diag.Request, e diag.Exchange) (diag.Case, diag.Facts) {
	r.Captured = true
	e.Request = r
	c := diag.Case{Request: r, Capture: true, Secrets: diag.NewSecrets("salt")}
	f := diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}, Recorded: true}}
	f.Header = authn.ReadHeader(c, f)
	return c, f
}

func TestWhatACaptureCarries(t *testing.T) {
	t.Parallel()
	line := func(name, v string) diag.Header { return diag.Header{{Name: name, Value: v}} }
	bearer := diag.Request{Method: "GET", URL: "https://api.example.com/v2", Header: line("Authorization", "Bearer 2YotnFZFEjr1zCsicMWpAA")}
	bare := diag.Request{Method: "GET", URL: "https://api.example.com/v2", Header: line("Host", "api.example.com")}
	expired := diag.Exchange{Status: 401, Header: line("WWW-Authenticate", `Bearer error="invalid_token", error_description="The token expired"`)}
	asks := diag.Exchange{Status: 401, Header: line("WWW-Authenticate", `Bearer realm="api"`)}
	for name, tt := range map[string]struct {
		r           diag.Request
		e           diag.Exchange
		withheld    bool
		code        diag.Code
		least, most float64
	}{
		"none were sent":                  {r: bare, e: asks, code: "credentials-missing", least: 0.90, most: 0.90},
		"none may have been saved":        {r: bare, e: asks, withheld: true, code: "credentials-missing", least: 0.30, most: guessed},
		"what was sent is not known":      {e: asks, code: "credentials-missing", least: 0.30, most: guessed},
		"the answer alone, and plain":     {e: expired, code: "token-expired", least: diag.Likely, most: partial},
		"the answer names something else": {e: expired, code: "credentials-missing", most: 0},
		"a 404 alone":                     {e: diag.Exchange{Status: 404}, code: "wrong-endpoint", least: 0.30, most: guessed},
		"a placeholder":                   {r: diag.Request{Method: "GET", Header: line("Authorization", "Bearer undefined")}, e: asks, code: "placeholder-credentials", least: shown, most: shown},
		"a redaction":                     {r: diag.Request{Method: "GET", Header: line("Authorization", "Bearer ***")}, e: asks, code: "placeholder-credentials", most: 0},
		"redacted, and plain":             {r: diag.Request{Method: "GET", Header: line("Authorization", "Bearer ***")}, e: expired, code: "token-expired", least: diag.Likely, most: shown},
		"cut off in the token":            {r: diag.Request{Method: "GET", URL: "https://api.example.com/", Header: line("Authorization", "Bearer")}, code: "placeholder-credentials", least: 0.30, most: guessed},
		"a success":                       {r: bearer, e: diag.Exchange{Status: 200}, code: "not-reproduced", least: 0.95, most: 1},
	} {
		c, f := recorded(tt.r, tt.e)
		c.Recorded.Withheld = tt.withheld
		got := 0.0
		for _, r := range Rank(c, f).Causes {
			if r.Code == tt.code {
				got = r.Confidence
			}
		}
		if got < tt.least || got > tt.most {
			t.Errorf("%s: %s %.2f, want %.2f to %.2f", name, tt.code, got, tt.least, tt.most)
		}
	}
}

// With a capture no cause is likely by a guess, and what to collect next is sent by the person.
func TestNextOfACapture(t *testing.T) {
	t.Parallel()
	c, f := recorded(diag.Request{}, diag.Exchange{Status: 401, Header: diag.Header{{Name: "Server", Value: "x"}}})
	v := Rank(c, f).Verdict
	fixes := v.FixesFor(c, f)
	if v.Code != "inconclusive" || len(fixes) != 2 || fixes[0].Command == "" || fixes[1].Command == "" {
		t.Errorf("%s: %v", v.Code, fixes)
	}
	c, f = recorded(diag.Request{Method: "GET", URL: "https://api.example.com/", Header: diag.Header{{Name: "Authorization", Value: "Bearer ***"}}}, diag.Exchange{Status: 401})
	if fixes = Rank(c, f).Verdict.FixesFor(c, f); len(fixes) != 1 {
		t.Errorf("a whole exchange: %v", fixes)
	}
}
