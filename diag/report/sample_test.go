package report

import (
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/walk"
)

var noon = time.Date(2026, 3, 8, 15, 0, 0, 0, time.UTC)

var expired = cause.Cause{
	Code: "token-expired", Step: diag.TokenStep, RFC: "RFC 6750, section 3.1",
	Title: "The access token has expired",
	Means: "An access token carries the time at which it ends. The API compares it with its own clock and refuses it from then on, however good everything else about it is.",
	Confirm: []string{
		"Decode the middle part of the token and read exp, in seconds since 1970.",
		"cut -d. -f2 <<<\"$TOKEN\" | base64 -d",
	},
	Mend:    []diag.Fix{{Difficulty: diag.Easy, Text: "Get a fresh token and send it.", Command: "curl -s \"$TOKEN_URL\" \\\n  -d grant_type=client_credentials"}},
	Prevent: []string{"Refresh before the expiry, not after a refusal."},
}

// sample is a diagnosis of an expired token that was interrupted before its last step.
func sample() (walk.Session, cause.Ranking) {
	c := diag.Case{Request: diag.Request{Method: "GET", URL: "https://api.example.com/v2/devices"}, Secrets: diag.NewSecrets("salt")}
	given := diag.Exchange{Request: c.Request.As(diag.AsGiven), SentAt: noon, Status: 401, Timing: diag.Timing{Total: 41 * time.Millisecond}}
	lost := diag.Exchange{Request: c.Request.As(diag.WithoutCredentials), SentAt: noon, Failure: &diag.Failure{Kind: diag.FailTimeout, Text: "no answer in 5 s"}, Timing: diag.Timing{Total: 5 * time.Second}}
	s := walk.New(c, noon.In(time.FixedZone("CET", 3600)))
	s.Facts.Reply = &diag.ReplyFacts{Given: []diag.Exchange{given}}
	s.Log = []diag.Exchange{given, lost}
	s.Sent, s.Duration = 2, 5230*time.Millisecond
	s.Results[diag.Reproduce] = walk.Result{Status: walk.Failed, Duration: 41 * time.Millisecond, Findings: []diag.Finding{
		{Level: diag.Info, Code: "timing", Text: "the answer took 41 ms", Source: "response"},
		{Level: diag.Error, Code: "status-401", Text: "the API answers 401 Unauthorized", Source: "response.status"},
	}}
	s.Results[diag.HeaderStep] = walk.Result{Status: walk.Pass}
	s.Results[diag.TokenStep] = walk.Result{Status: walk.Failed, Findings: []diag.Finding{
		{Level: diag.Error, Code: "token-expired", Text: "the token ended 36 min ago, by the API's own clock | and by this machine's", Source: "token.exp"},
	}}
	s.Results[diag.ScopesStep] = walk.Result{Status: walk.Skipped, Skip: "the API named no scope, and none was given"}
	return s, ranking()
}

func ranking() cause.Ranking {
	first := cause.Ranked{Cause: &expired, Match: diag.Match{Seen: true, Confidence: 0.981, Why: "it ended at 14:23:45Z, and the API's clock said 15:00:02Z", Evidence: []diag.Evidence{
		{Step: diag.TokenStep, Source: "token.exp", Observed: "2026-03-08T14:23:45Z", Expected: "after 2026-03-08T15:00:00Z"},
		{Step: diag.Reproduce, Source: "response.www-authenticate", Observed: "Bearer error=\"invalid_token\", error_description=\"`the` <b>token</b> | is @expired\""},
	}}}
	skew := cause.Ranked{Cause: &cause.Cause{Code: "clock-skew", Step: diag.TokenStep, Title: "The clocks disagree"}, Match: diag.Match{Seen: true, Confidence: 0.4, Why: "one clock was not asked"}}
	revoked := cause.Ranked{Cause: &cause.Cause{Code: "token-revoked", Step: diag.TokenStep, Title: "The token was revoked"}, Match: diag.Match{Seen: true, Why: "the issuer calls it active"}}
	return cause.Ranking{Verdict: first, Causes: []cause.Ranked{first, skew}, Out: []cause.Ranked{revoked}}
}
