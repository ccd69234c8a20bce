package intake

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"example.com/why401/diag"
)

const curlV = `* Connected to api.example.com (192.0.2.1) port 443
> GET /v2/me HTTP/1.1
> Host: api.example.com
> Authorization: Bearer s3cr3t-t0ken-value-1
> 
< HTTP/1.1 302 Found
< Location: https://eu.example.com/v2/me
< Content-Length: 0
< 
* Connected to eu.example.com (192.0.2.2) port 443
> GET /v2/me HTTP/1.1
> Host: eu.example.com
> 
< HTTP/1.1 401 Unauthorized
< WWW-Authenticate: Bearer
< Date: Sun, 08 Mar 2026 15:00:00 GMT
< Content-Length: 0
< 
`

// fromStdin makes the case of a capture at standard input.
func fromStdin(t *testing.T, text string, args ...string) (diag.Case, []string, error) {
	t.Helper()
	var f Flags
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.Register(set)
	if err := set.Parse(append([]string{"--from", "-"}, args...)); err != nil {
		t.Fatal(err)
	}
	env := Env{Getenv: func(name string) string { return map[string]string{"WHY401_TOKEN": "not-this-one"}[name] },
		ReadFile: func(string) ([]byte, error) { return nil, errors.New("no files here") }, Stdin: strings.NewReader(text)}
	return f.Case(set.Args(), env)
}

func TestFromFollowsTheHops(t *testing.T) {
	t.Parallel()
	c, _, err := fromStdin(t, curlV)
	if err != nil {
		t.Fatal(err)
	}
	given := c.Recorded.Given
	if !c.Capture || c.MayRepeat() || len(given) != 2 || given[1].Status != 401 || c.Recorded.Entry != 2 || c.Recorded.Of != 2 {
		t.Fatalf("capture %v, %d hops, entry %d of %d", c.Capture, len(given), c.Recorded.Entry, c.Recorded.Of)
	}
	if got := c.Request.Header.Value("Authorization"); got != "Bearer s3cr3t-t0ken-value-1" || !c.Request.Captured {
		t.Errorf("the request has %q", got)
	}
	if c.Recorded.By != "API" {
		t.Errorf("the clock is that of %q", c.Recorded.By)
	}
	if masked := c.Show("s3cr3t-t0ken-value-1"); strings.Contains(string(masked), "s3cr3t") {
		t.Errorf("shown: %s", masked)
	}
	if c, _, err = fromStdin(t, curlV, "--entry", "1"); err != nil || c.Recorded.Entry != 1 || len(c.Recorded.Given) != 2 {
		t.Errorf("entry 1: %v, %d hops", err, len(c.Recorded.Given))
	}
}

func TestFromErrors(t *testing.T) {
	t.Parallel()
	const answer = "HTTP/1.1 401 Unauthorized\nServer: x\n\n"
	for _, tt := range []struct {
		text string
		args []string
		want string
	}{
		{"", nil, "--from -: line 1"},
		{curlV, []string{"--entry", "3"}, "no exchange 3: there are 2"},
		{curlV, []string{"--entry", "-1"}, "--entry -1"},
		{curlV, []string{"-H", "A: b"}, "leave --header out"},
		{curlV, []string{"--token-file", "x"}, "leave --token-file out"},
		{curlV, []string{"https://api.example.com/"}, "leave this one out"},
		{answer, []string{"api.example.com"}, "no scheme"},
	} {
		_, _, err := fromStdin(t, tt.text, tt.args...)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v, want %q", tt.args, err, tt.want)
		}
	}
	if c, _, err := fromStdin(t, answer, "https://api.example.com/v2"); err != nil || c.Request.URL != "https://api.example.com/v2" || !c.Unseen() {
		t.Errorf("an answer and its address: %v, %s", err, c.Request)
	}
}

func TestEntryNeedsACapture(t *testing.T) {
	t.Parallel()
	if _, _, err := (Flags{entry: 2}).Case([]string{"https://api.example.com/"}, Env{Getenv: func(string) string { return "" }}); err == nil || !strings.Contains(err.Error(), "--from") {
		t.Error(err)
	}
}

// A Digest client's first request is answered with the challenge that it waits for.
func TestFromKeepsAChallengeThatWasWaitedFor(t *testing.T) {
	t.Parallel()
	const head = "GET /x HTTP/1.1\nHost: api.example.com\n"
	c, _, err := fromStdin(t, head+"\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\n\n"+
		head+"Authorization: Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/x\", response=\"6629fae49393a05397450978507c4ef1\"\n\nHTTP/1.1 401 Unauthorized\nServer: x\n\n")
	if err != nil || len(c.Recorded.Given) != 2 {
		t.Errorf("%d hops, %v", len(c.Recorded.Given), err)
	}
}

func TestPastedCaptures(t *testing.T) {
	t.Parallel()
	env := Env{Getenv: func(string) string { return "" }}
	for text, capture := range map[string]bool{
		curlV: true,
		"$ curl -v https://api.example.com/v2/me\n" + curlV:           true,
		"HTTP/1.1 401 Unauthorized\nServer: x\n\n":                    true,
		"WWW-Authenticate: Bearer error=\"invalid_token\"":            true,
		`curl -H "Authorization: Bearer abc" https://api.example.com`: false,
		"curl https://api.example.com \\\n -d '{\"error\": \"x\"}'":   false,
		"https://api.example.com/v2/me":                               false,
	} {
		c, _, err := Flags{}.Line(text, diag.Secret{}, env)
		if err != nil || c.Capture != capture {
			t.Errorf("%q: capture %v, %v", text, c.Capture, err)
		}
	}
}

// Wherever a capture is cut off, it comes to a case or to an error in one line.
func FuzzFrom(f *testing.F) {
	for i := 0; i < len(curlV); i += 37 {
		f.Add(curlV[:i])
	}
	f.Add(`{"error":"invalid_token"}`)
	f.Fuzz(func(t *testing.T, text string) {
		flags := Flags{from: "-"}
		c, _, err := flags.Case(nil, Env{Getenv: func(string) string { return "" }, Stdin: io.Reader(strings.NewReader(text))})
		switch {
		case err != nil && strings.Contains(err.Error(), "\n"):
			t.Errorf("an error of several lines: %q", err)
		case err == nil && (len(c.Recorded.Given) == 0 || !c.Capture):
			t.Errorf("a case without an exchange of %q", text)
		}
	})
}

// What the answers of a capture hand out is as secret as what its requests carry.
func TestSecretsOfACapture(t *testing.T) {
	t.Parallel()
	c, _, err := fromStdin(t, "POST /token HTTP/1.1\nHost: idp.example.com\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 61\n\n"+
		"grant_type=refresh_token&refresh_token=0ld-refresh-value-9999\n\n"+
		"HTTP/1.1 200 OK\nContent-Type: application/json\nSet-Cookie: sid=c00kie-value-7777; Path=/\n\n"+
		"{\"access_token\":\"fr3sh-access-value-5555\",\"refresh_token\":\"n3w-refresh-value-8888\",\"token_type\":\"Bearer\"}\n\n"+
		"GET /v2/me HTTP/1.1\nHost: api.example.com\nAuthorization: Bearer 0ther-access-value-4444\n\nHTTP/1.1 401 Unauthorized\nServer: x\n\n")
	if err != nil || c.Recorded.Of != 2 || c.Recorded.Before != 1 {
		t.Fatalf("entry %d of %d, %v", c.Recorded.Entry, c.Recorded.Of, err)
	}
	for _, secret := range []string{"0ld-refresh-value-9999", "c00kie-value-7777", "fr3sh-access-value-5555", "n3w-refresh-value-8888", "0ther-access-value-4444"} {
		if shown := string(c.Show("it is " + secret + " here")); strings.Contains(shown, secret[4:]) {
			t.Errorf("shown: %s", shown)
		}
	}
}
