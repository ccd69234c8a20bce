package draw

import (
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/steps"
	"example.com/why401/tui/theme"
)

// Each block by itself, in the shapes that the pages do not show.
func TestBlocks(t *testing.T) {
	t.Parallel()
	hour, day := time.Hour, 24*time.Hour
	blocks := []struct {
		name  string
		block steps.Block
	}{
		{"within its life", steps.Timeline{Issued: issued, NotBefore: issued, Expires: issued.Add(2 * hour), Now: now}},
		{"not yet valid", steps.Timeline{Issued: now.Add(-hour), NotBefore: now.Add(5 * time.Minute), Expires: now.Add(hour), Now: now}},
		{"issued in the future", steps.Timeline{Issued: now.Add(5 * time.Minute), Expires: now.Add(hour), Now: now}},
		{"no expiry", steps.Timeline{Issued: issued, Now: now}},
		{"expiry only", steps.Timeline{Expires: issued, Now: now}},
		{"ten years", steps.Timeline{Issued: now.Add(-3650 * day), Expires: now.Add(-4 * time.Second), Now: now}},
		{"expires in the year 56870", steps.Timeline{Issued: issued, Expires: time.Unix(1732195425000, 0), Now: now}},
		{"expires now", steps.Timeline{Issued: issued, Expires: now, Now: now}},
		{"valid from before issued", steps.Timeline{Issued: issued, NotBefore: issued.Add(-300 * time.Second), Expires: now.Add(hour), Now: now}},
		{"no now", steps.Timeline{Issued: issued, Expires: now}},
		{"nothing known", steps.Timeline{Now: now, Clocks: []diag.Clock{{Name: "API", Offset: hour}}}},
		{"refused at the end", steps.Way{Hops: []steps.Hop{
			{Name: "you", Mark: steps.Good, Notes: []string{"41 ms"}},
			{Name: "API", Mark: steps.Wrong, Ends: "refused here", Notes: []string{"api.example.com", "401"}},
		}}},
		{"headings", steps.Para{Head: "A heading that is far too wide", Text: "one\n  two\n\nthree"}},
		{"table", steps.Table{Cols: []string{"claim", "old", "new"}, Rows: [][]diag.Text{
			{"iss", "https://login.example.com", "https://login.example.com/"},
			{"aud", "https://api.example.com"},
		}}},
		{"compare", steps.Compare{Head: "AWS4-HMAC-SHA256", Left: "the request has", Right: "the server has", Rows: []steps.Compared{
			{Mark: steps.Good, Part: "region", Left: "eu-central-1", Right: "eu-central-1"},
			{Mark: steps.Wrong, Part: "canonical URI", Left: "/devices/a b", Right: "/devices/a%20b"},
			{Mark: steps.Noted, Part: "a part with a name that is too long", Left: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
			{Mark: steps.Wrong, Part: "body hash", Left: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Right: ""},
		}}},
		{"bars", steps.Bars{Rows: []steps.Bar{
			{Name: "token-expired", Confidence: 1, Note: "confirmed"}, {Name: "clock-skew", Confidence: 0.5, Note: "possible"},
			{Name: "token-revoked", Note: "ruled out: it is active"},
		}}},
	}
	var b strings.Builder
	for _, width := range []int{98, 59, 38} {
		c := newCanvas(width, looks["-mono"])
		c.gutter = 11
		for _, bl := range blocks {
			rows := c.block(bl.block)
			b.WriteString("== " + bl.name + "\n")
			for _, row := range rows {
				b.WriteString(strings.TrimRight(row, " ") + "\n")
			}
			if w := widest(width+1, rows...); w > width {
				t.Errorf("%s at %d columns is wider", bl.name, width)
			}
		}
	}
	golden(t, "blocks", b.String())
}

func TestCommandLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, command string
		want          []string
	}{
		{"short", "curl -s x", []string{"curl -s x"}},
		{"own line breaks", "curl x \\\n  -d a", []string{`curl x \`, "  -d a"}},
		{"at blanks", "curl https://a.example -d one=1 -d two=2", []string{`curl https://a.example \`, `  -d one=1 -d two=2`}},
		{"never inside quotes", `curl -H "X: a b c" -d 'one two three four'`, []string{`curl -H "X: a b c" \`, `  -d 'one two three four'`}},
		{"an escaped quote", `curl -d "a \" b" -d one=1 -d two=2`, []string{`curl -d "a \" b" -d one=1 \`, `  -d two=2`}},
		{"a comment", "true # it goes on and on and on and on", []string{"true", "# it goes on and on and on", "# and on"}},
		{"one long word", "curl https://a.example/a/very/long/path/of/words", []string{`curl \`, "  https://a.example/a/very/l", "ong/path/of/words"}},
		{"a pipeline", `x=$(curl -s a -d one=1 | jq -r '.a // b'); y -z`, []string{`x=$(curl -s a -d one=1 \`, `  | jq -r '.a // b'); y -z`}},
		{"a list", `systemctl restart nginx; nginx -t && true`, []string{`systemctl restart nginx; \`, `  nginx -t && true`}},
		{"a value with its option", `curl --data-urlencode 'a b c' x`, []string{`curl \`, `  --data-urlencode 'a b c' \`, `  x`}},
		{"a dash is a value", `curl -sS -D - -o /dev/null https://a.example`, []string{`curl -sS -D - -o /dev/null \`, `  https://a.example`}},
		{"a long value without it", `curl --data-urlencode 'a b c d e f'`, []string{`curl --data-urlencode \`, `  'a b c d e f'`}},
		{"a quote that does not end", `echo "one two three four five six`, []string{`echo \`, `  "one two three four five s`, "ix"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := commandLines(tt.command, 28)
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestFactsHaveTheirSourcesAtTheRight(t *testing.T) {
	t.Parallel()
	facts := steps.Facts{Rows: []steps.Fact{
		{Label: "expiry", Text: "ended 36 min ago, at 2026-11-21T02:26:06Z", Source: "token.exp"},
		{Label: "issuer", Text: "https://login.example.com", Source: "token.iss"},
	}}
	for width, want := range map[int]string{
		78: "· expiry   ended 36 min ago, at 2026-11-21T02:26:06Z   token.exp\n" +
			"· issuer   https://login.example.com                   token.iss",
		62: "· expiry   ended 36 min ago, at 2026-11-21T02:26:06Z\n" +
			"                                                     token.exp\n" +
			"· issuer   https://login.example.com                 token.iss",
	} {
		got := strings.Join(newCanvas(width, theme.New(true, false)).facts(facts), "\n")
		if got != want {
			t.Errorf("in %d columns\n%s\nwant\n%s", width, got, want)
		}
	}
}

func TestWrapKeepsWordsWithHyphens(t *testing.T) {
	t.Parallel()
	got := Wrap("the code is token-expired, the time 2026-11-21", 22)
	if want := "the code is\ntoken-expired, the\ntime 2026-11-21"; strings.Join(got, "\n") != want {
		t.Errorf("got %q", got)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0:                               "0 s",
		-300 * time.Millisecond:         "0.3 s",
		4 * time.Second:                 "4 s",
		9990 * time.Millisecond:         "10 s",
		90 * time.Second:                "90 s",
		time.Hour:                       "60 min",
		36*time.Minute + 17*time.Second: "36 min",
		3*time.Hour + 5*time.Minute:     "3 h 5 min",
		47 * time.Hour:                  "47 h",
		90 * 24 * time.Hour:             "90 days",
		10 * 365 * 24 * time.Hour:       "10 years",
		1<<63 - 1:                       "over 292 years",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%v) = %q, want %q", d, got, want)
		}
	}
}
