package draw

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"

	"example.com/why401/diag"
	"example.com/why401/steps"
)

var (
	now    = time.Date(2026, 11, 21, 15, 0, 2, 0, time.UTC)
	issued = time.Date(2026, 11, 21, 13, 23, 45, 0, time.UTC)
)

func bind(k, does string) key.Binding {
	return key.NewBinding(key.WithKeys(k), key.WithHelp(k, does))
}

var stepKeys = []key.Binding{
	bind("enter", "next"), bind("b", "back"), bind("x", "try the fix"), bind("e", "explain"), bind("r", "again"),
	bind("c", "copy"), bind("s", "save"), bind("?", "keys"), bind("q", "quit"),
}

var groups = [][]key.Binding{stepKeys[:5], stepKeys[5:]}

func rail(here int, marks ...steps.Mark) Rail {
	names := []string{"Reproduce", "Header", "Token", "Scopes", "Fresh token", "Config", "End to end"}
	r := Rail{Here: here}
	for i, name := range names {
		stop := Stop{Name: name}
		if i < len(marks) {
			stop.Mark = marks[i]
		}
		r.Stops = append(r.Stops, stop)
	}
	return r
}

var head = Head{
	Request: "GET https://api.example.com/v2/devices",
	Result:  "401 · 41 ms · token expired",
	Mark:    steps.Wrong,
}

// pages are what the golden files show.
var pages = map[string]Page{
	"token": {
		Head: head, Rail: rail(3, steps.Wrong, steps.Good),
		Screen: steps.Screen{
			Title: "Token integrity", Number: 3, Keys: stepKeys,
			Lead: "Is the token itself good: whole, signed by the issuer, for this API, and in time?",
			Blocks: []steps.Block{
				steps.Facts{Rows: []steps.Fact{
					{Mark: steps.Good, Label: "form", Text: "JWT, RS256, key 2026-a", Source: "token.header"},
					{Mark: steps.Good, Label: "signature", Text: "verifies with the issuer's key 2026-a", Source: "issuer.keys"},
					{Mark: steps.Good, Label: "issuer", Text: "https://login.example.com", Source: "token.iss"},
					{Mark: steps.Odd, Label: "audience", Text: "https://api.example.com, and two further APIs", Source: "token.aud"},
					{Mark: steps.Wrong, Label: "expiry", Text: "ended 36 min ago, by the API's own clock", Source: "token.exp"},
				}},
				steps.Timeline{
					Issued: issued, NotBefore: issued, Expires: issued.Add(time.Hour), Now: now,
					Clocks: []diag.Clock{
						{Name: "this machine"},
						{Name: "API", Offset: 300 * time.Millisecond, Error: 520 * time.Millisecond},
						{Name: "issuer", Offset: -100 * time.Millisecond, Error: time.Second},
					},
				},
			},
			Next: steps.Next{
				Text: "A fresh token would settle it: why401 can get one and try it.",
				Note: "confirmed  token-expired",
			},
		},
	},
	"verdict": {
		Head: Head{Request: head.Request, Result: "401 → 200 with the fix", Mark: steps.Good},
		Rail: rail(0, steps.Wrong, steps.Good, steps.Wrong, steps.Skipped, steps.Good, steps.Skipped, steps.Good),
		Screen: steps.Screen{
			Title: "The access token has expired", Badge: "confirmed 98 %", Keys: stepKeys[2:],
			Lead: "It ended at 14:23:45Z; the API's clock said 15:00:02Z. A fresh token was accepted (200).",
			Blocks: []steps.Block{
				steps.Fixes{Head: "Fix", Fixes: []diag.Fix{
					{
						Difficulty: diag.Easy, Text: "get a fresh token and send it",
						Command: `curl -s "$TOKEN_URL" -d grant_type=refresh_token -d refresh_token="$REFRESH_TOKEN" -d client_id=portal -d scope="devices:read devices:manage"`,
					},
					{Difficulty: diag.Medium, Text: "refresh before expiry, not after: this one was used 36 min past its end"},
				}},
				steps.Bars{Rows: []steps.Bar{
					{Name: "token-expired", Confidence: 0.98, Note: "confirmed"},
					{Name: "clock-skew", Confidence: 0.05, Note: "possible"},
				}},
				steps.Evidences{Rows: []diag.Evidence{
					{Step: diag.TokenStep, Source: "token.exp", Observed: "14:23:45Z", Expected: "after 15:00:02Z"},
					{Step: diag.Reproduce, Source: "response.www-authenticate", Observed: `error="invalid_token"`},
					{Step: diag.FreshToken, Source: "GET with fresh token", Observed: "200", Expected: "401, as before"},
				}},
				steps.Facts{Head: "Ruled out", Rows: []steps.Fact{
					{Mark: steps.Skipped, Label: "token-revoked", Text: "introspection says that it is active"},
				}},
			},
			Next: steps.Next{Text: "Look on: Config was not looked at.", Note: "x tries the fix: a fresh token in place of the old"},
		},
	},
	"header": {
		Head: Head{Request: head.Request, Result: "401 · 12 ms"}, Rail: rail(2, steps.Wrong),
		Screen: steps.Screen{
			Title: "The Authorization header", Number: 2, Keys: stepKeys,
			Lead: "Does the request carry its credentials in the way that the server reads them?",
			Blocks: []steps.Block{
				steps.Way{Hops: []steps.Hop{
					{Name: "you", Notes: []string{"10.2 ms"}, Mark: steps.Good},
					{Name: "proxy", Notes: []string{"none set"}},
					{Name: "gateway", Notes: []string{"nginx", "strips Authorization"}, Mark: steps.Wrong, Ends: "refused here"},
					{Name: "API", Notes: []string{"past the gateway", "200"}},
				}},
				steps.Para{Head: "Sends", Text: "The request once more, past the gateway:\n  GET https://10.0.0.7:8443/v2/devices"},
			},
			Next: steps.Next{Text: "Token.", Note: "likely  header-stripped"},
		},
	},
	"scopes": {
		Head: Head{Request: head.Request, Result: "403 · 12 ms · insufficient scope", Mark: steps.Wrong},
		Rail: rail(4, steps.Wrong, steps.Good, steps.Good),
		Screen: steps.Screen{
			Title: "Scopes", Number: 4, Badge: "likely", Keys: stepKeys,
			Lead: "Does the token allow what the endpoint needs?",
			Blocks: []steps.Block{
				steps.Columns{
					Left: "The endpoint needs", Right: "The token has",
					LeftRows: []steps.Fact{
						{Mark: steps.Wrong, Text: "devices:manage", Source: "--require-scope"},
						{Mark: steps.Good, Text: "devices:read"},
					},
					RightRows: []steps.Fact{{Mark: steps.Good, Text: "devices:read"}, {Text: "openid"}, {Text: "profile"}},
				},
			},
			Next: steps.Next{Text: "Fresh token. With devices:manage asked for."},
		},
	},
	"endtoend": {
		Head: Head{Request: head.Request, Result: "200 · 38 ms", Mark: steps.Good},
		Rail: rail(7, steps.Wrong, steps.Good, steps.Wrong, steps.Skipped, steps.Good, steps.Skipped),
		Screen: steps.Screen{
			Title: "End to end", Number: 7, Keys: stepKeys,
			Lead: "Does everything work now: token, request, and the further endpoints?",
			Blocks: []steps.Block{
				steps.Table{
					Head: "Endpoints, before and after",
					Cols: []string{"endpoint", "before", "after", "time", "by"},
					Rows: [][]diag.Text{
						{"GET https://api.example.com/v2/devices", "401", "200", "38 ms", "nginx"},
						{"GET https://api.example.com/v2/organizations/current", "", "200", "22 ms", "nginx"},
						{"GET https://api.example.com/v2/policies", "", "403 insufficient_scope", "19 ms", "nginx"},
					},
				},
			},
			Next: steps.Next{Text: "The verdict."},
		},
	},
	"busy": {
		Head: Head{Request: head.Request}, Rail: rail(1), Spin: 1,
		Screen: steps.Screen{
			Title: "Reproduce", Number: 1, Keys: []key.Binding{bind("esc", "cancel"), bind("?", "keys"), bind("q", "quit")},
			Lead: "What does the API answer, with the credentials, without them, and with wrong ones?",
			Blocks: []steps.Block{steps.Facts{Rows: []steps.Fact{
				{Label: "401", Text: "the request as given", Source: "41 ms"},
				{Label: "401", Text: "without credentials", Source: "38 ms"},
			}}},
			Busy: "the request with credentials that cannot be good",
		},
	},
}

// hostile is text that does its worst to a layout.
var hostile = []string{
	"", " ", "x", strings.Repeat("w", 300), strings.Repeat("long words in a row ", 20),
	"漢字かな交じり文はどこでも折り返される" + strings.Repeat("漢", 90), "e\u0301🧑‍🚀🇩🇪 emoji", "two\nlines\n\n   and a\ttab",
}

// hostilePage has that text everywhere.
func hostilePage(text string) Page {
	shown := diag.Text(text)
	fact := steps.Fact{Mark: steps.Wrong, Label: text, Text: shown, Source: text}
	facts := []steps.Fact{fact, {Text: shown}}
	hop := steps.Hop{Name: text, Notes: []string{text, text}, Mark: steps.Odd, Ends: "refused here"}
	return Page{
		Head: Head{Request: shown, Result: shown}, Rail: rail(5), Form: text, Notice: text,
		Screen: steps.Screen{
			Title: text, Number: 5, Lead: text, Badge: text, Keys: []key.Binding{bind(text, text), bind("q", text)},
			Next: steps.Next{Text: text, Note: text},
			Blocks: []steps.Block{
				steps.Facts{Rows: facts}, steps.Para{Head: text, Text: text}, steps.Para{Text: text},
				steps.Timeline{Expires: now, Now: now, Clocks: []diag.Clock{{Name: text}, {Name: text}}},
				steps.Way{Hops: []steps.Hop{hop, hop, hop}},
				steps.Columns{Left: text, Right: text, LeftRows: facts, RightRows: facts},
				steps.Bars{Rows: []steps.Bar{{Name: text, Confidence: 7, Note: text}, {Confidence: -1}}},
				steps.Table{Head: text, Cols: []string{text, text, text}, Rows: [][]diag.Text{{shown}, {shown, shown, shown, shown}}},
				steps.Fixes{Head: "Fix", Fixes: []diag.Fix{{Difficulty: "new", Text: shown, Command: shown}}},
				steps.Evidences{Rows: []diag.Evidence{{Step: 1, Source: text, Observed: shown, Expected: shown}}},
				steps.Facts{}, steps.Way{}, steps.Columns{}, steps.Bars{}, steps.Table{}, steps.Fixes{}, steps.Evidences{}, steps.Timeline{},
			},
		},
	}
}
