package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"example.com/why401/diag"
)

const target = "https://api.example.com/v2/devices"

// surroundings are an Env of a map: $NAME are variables, - is standard input,
// the rest are files.
func surroundings(all map[string]string) Env {
	env := Env{
		Getenv: func(name string) string { return all["$"+name] },
		ReadFile: func(name string) ([]byte, error) {
			if content, ok := all[name]; ok {
				return []byte(content), nil
			}
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		},
	}
	if in, ok := all["-"]; ok {
		env.Stdin = strings.NewReader(in)
	}
	return env
}

// parse reads a command line of why401 as the cli does.
func parse(t *testing.T, all map[string]string, args ...string) (diag.Case, []string, error) {
	t.Helper()
	var f Flags
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	f.Register(set)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return f.Case(set.Args(), surroundings(all))
}

// lines is a request in a form that is easy to compare.
func lines(r diag.Request) string {
	out := r.Method + " " + r.URL
	for _, f := range r.Header {
		out += "|" + f.Name + ": " + f.Value
	}
	if len(r.Body) > 0 {
		out += "||" + string(r.Body)
	}
	return out
}

func TestRequest(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"body": "a=1\r\nb=2\n", "heads": "X-A: 1\r\nX-B: 2\n", "-": "piped\n", "tok": "\n  Bearer abc.def \r\n", "$WHY401_TOKEN": "from-env",
		"white": "abc\ndef",
	}
	const form = "|Content-Type: application/x-www-form-urlencoded"
	for _, tt := range []struct{ args, want string }{
		{"-H 'Authorization: Bearer  two '", "GET " + target + "|Authorization: Bearer  two "},
		{"-X PUT -H Authorization:x", "PUT " + target + "|Authorization: x"},
		{"-u alice:pa:ss", "GET " + target + "|Authorization: Basic YWxpY2U6cGE6c3M="},
		{"-u :", "GET " + target + "|Authorization: Basic Og=="},
		{"-u a:b -H 'authorization: Token x'", "GET " + target + "|authorization: Token x"},
		{"-H 'Authorization;'", "GET " + target + "|Authorization: "},
		{"-H 'Authorization: '", "GET " + target}, // taken away, and not put back from the environment
		{"-u a:b -d x=1 -d y=2", "POST " + target + "|Authorization: Basic YTpi" + form + "||x=1&y=2"},
		{"-u a:b -d @body", "POST " + target + "|Authorization: Basic YTpi" + form + "||a=1b=2"},
		{"-u a:b --data-binary @body -H Content-Type:text/x", "POST " + target + "|Content-Type: text/x|Authorization: Basic YTpi||a=1\r\nb=2\n"},
		{"-u a:b --data-raw @body -H Content-Type:", "POST " + target + "|Authorization: Basic YTpi||@body"},
		{"-u a:b --data-urlencode 'q=a b&c' --data-urlencode @body --data-urlencode =x=y", "POST " + target + "|Authorization: Basic YTpi" + form + "||q=a+b%26c&a%3D1%0D%0Ab%3D2%0A&x%3Dy"},
		{"-u a:b -d @-", "POST " + target + "|Authorization: Basic YTpi" + form + "||piped"},
		{"-u a:b -b x=1 -b 'y=2; z=3'", "GET " + target + "|Cookie: x=1;y=2; z=3|Authorization: Basic YTpi"},
		{"-u a:b -H @heads", "GET " + target + "|X-A: 1|X-B: 2|Authorization: Basic YTpi"},
		{"--token-file tok", "GET " + target + "|Authorization: Bearer abc.def"},
		{"--token-file -", "GET " + target + "|Authorization: Bearer piped"},
		{"--token-file white", "GET " + target + "|Authorization: Bearer abc\ndef"},
		{"", "GET " + target + "|Authorization: Bearer from-env"},
	} {
		c, _, err := parse(t, files, append(split(tt.args), target)...)
		if got := lines(c.Request); err != nil || got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q, %v", tt.args, got, tt.want, err)
		}
	}
}

// split cuts at blanks outside of single quotes.
func split(args string) []string {
	var out []string
	for i, part := range strings.Split(args, "'") {
		if i%2 == 1 {
			out = append(out, part)
		} else {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}

func TestCase(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"secret": "s3cret-of-client\n", "refresh": " refresh-token ",
		"map": "- {method: GET, path: /v2/devices, any_of: [read, 'devices:read']}\n- {method: PUT, path: '/v2/policies/{id}', all_of: [write]}\n",
	}
	c, warnings, err := parse(t, files,
		"--issuer", "https://id.example", "--jwks-url", "https://id.example/k", "--token-url", "https://id.example/t", "--introspection-url", "https://id.example/i",
		"--client-id", "me", "--client-secret-file", "secret", "--refresh-token-file", "refresh", "--scope", "a b", "--scope", "c", "--require-scope", "d",
		"--scope-map", "map", "--audience", "aud", "--resource", "urn:x", "--origin", "http://127.0.0.1:8080", "--verify", target+"/1", "--verify", target+"/2",
		"--ntp", "time.example", "--allow-writes", "--request-only", "-L", "-k", "-x", "user:pa55word@proxy:3128", "--noproxy", "*.internal", "--cacert", "ca", "--cert", "c", "--key", "k",
		"--resolve", "API.example:443:[::1]", "--connect-timeout", "0.5", "-m", "7", target)
	if err != nil || len(warnings) > 0 {
		t.Fatal(warnings, err)
	}
	want := diag.Transport{
		Proxy: "http://user:pa55word@proxy:3128", NoProxy: "*.internal", Insecure: true, CACert: "ca", Cert: "c", Key: "k",
		Resolve: map[string]string{"api.example:443": "::1"}, ConnectTimeout: 500 * time.Millisecond, MaxTime: 7 * time.Second,
	}
	if fmt.Sprintf("%#v", c.Transport) != fmt.Sprintf("%#v", want) {
		t.Errorf("transport %#v", c.Transport)
	}
	got := fmt.Sprint(c.Issuer, c.JWKSURL, c.TokenURL, c.IntrospectionURL, c.ClientID, c.Scopes, c.RequireScopes, c.ScopeMap, c.Audience,
		c.Resource, c.Origin, c.Verify, c.NTP, c.AllowWrites, c.RequestOnly, c.Follow)
	const all = "https://id.example" + "https://id.example/k" + "https://id.example/t" + "https://id.example/i" + "me[a b c] [d] " +
		"[{GET /v2/devices [read devices:read] []} {PUT /v2/policies/{id} [] [write]}]aud" + "urn:x" + "http://127.0.0.1:8080" +
		"[" + target + "/1 " + target + "/2]time.exampletrue true true"
	if strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(all, " ", "") {
		t.Errorf("case\n%s\nwant\n%s", got, all)
	}
	if c.ClientSecret.Reveal() != "s3cret-of-client" || c.RefreshToken.Reveal() != "refresh-token" {
		t.Error("the secrets are not those of the files")
	}
	for _, secret := range []string{"s3cret-of-client", "refresh-token", "pa55word"} {
		if !c.Secrets.Known(secret) {
			t.Errorf("%s is not known as a secret", secret)
		}
	}
	if c.Request.Purpose != diag.AsGiven {
		t.Errorf("purpose %q", c.Request.Purpose)
	}
}

func TestDefaultsOfTime(t *testing.T) {
	t.Parallel()
	c, _, err := parse(t, nil, target)
	if err != nil || c.Transport.ConnectTimeout != 10*time.Second || c.Transport.MaxTime != time.Minute {
		t.Errorf("%+v, %v", c.Transport, err)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"empty": " \n", "pem": "-----BEGIN PRIVATE KEY-----\nMII\n", "big": strings.Repeat("x", MaxFile+1), "tok": "abc", "-": "piped",
		"odd": "- method: GET\n  path: /x\n  anyof: [a]\n", "nopath": "- {method: GET, path: /x}\n- {method: GET, path: x}\n", "scalar": "hello", "none": "",
		"tabs": "- method: GET\n\tpath: /x\n",
	}
	const canary = "CANARY-s3cr3t-value-0123456789-abcdefghij"
	for _, tt := range []struct{ args, want string }{
		{"api.example.com/x?key=" + canary, "api.example.com/x: no scheme: write https:// in front"},
		{"localhost:8080/x", "localhost:8080/x: no scheme: write https:// in front"},
		{"httpbin.org:80/x", "httpbin.org:80/x: no scheme: write https:// in front"},
		{"ftp://a/b", `ftp://a/b: scheme "ftp": only http and https are spoken`},
		{"https://?" + canary, "https://: no host in it"},
		{"https://u:" + canary + "@h:x/", "h:x/: not a URL"},
		{target + " https://u:" + canary + "@b/?" + canary, "https://b/: a second URL: one request is diagnosed at a time; --verify takes further ones"},
		{"--issuer id.example?" + canary + " " + target, "--issuer id.example: no scheme: write https:// in front"},
		{"--verify ftp://v " + target, `--verify ftp://v: scheme "ftp": only http and https are spoken`},
		{"--token-file none-there " + target, "--token-file none-there: file does not exist"},
		{"--token-file " + canary + " " + target, "--token-file (a name of 41 characters): file does not exist"},
		{"--token-file empty " + target, "--token-file empty: it is empty"},
		{"--token-file pem " + target, "--token-file pem: a PEM key or certificate is in it, and no token or secret"},
		{"--token-file big " + target, "--token-file big: longer than 1 MiB"},
		{"--token-file tok -H 'Authorization: " + canary + "' " + target, "--token-file: the request has an Authorization header already: leave one of them out"},
		{"--token-file tok -u a:b " + target, "--token-file: the request has an Authorization header already: leave one of them out"},
		{"--client-secret-file pem " + target, "--client-secret-file pem: a PEM key or certificate is in it, and no token or secret"},
		{"--client-secret-file - --token-file - " + target, "--token-file -: standard input was read for --client-secret-file already"},
		{"-u " + canary + " " + target, "--user: no password in it: write USER: for an empty one, or leave it out and type it where it is hidden"},
		{"-H " + canary + " " + target, "--header, the first: no colon in it: write 'Name: value'"},
		{"-H a:b -H 'X Y: " + canary + "' " + target, "--header, the second: a blank or nothing stands before the colon, which no server accepts: write 'Name: value'"},
		{"-b " + canary + " " + target, "--cookie (a name of 41 characters): file does not exist; without a = in it the value names a cookie file"},
		{"-d @gone " + target, "--data gone: file does not exist"},
		{"-m soon " + target, "--max-time soon: not a number of seconds above 0"},
		{"-m NaN " + target, "--max-time NaN: not a number of seconds above 0"},
		{"--connect-timeout 0 " + target, "--connect-timeout 0: not a number of seconds above 0"},
		{"--resolve a:b:c " + target, "--resolve a:b:c: the port is no number up to 65535"},
		{"--resolve a:1:c " + target, "--resolve a:1:c: the address is no IP address"},
		{"--resolve a:1 " + target, "--resolve a:1: write HOST:PORT:ADDR"},
		{"-x ftp://u:" + canary + "@p " + target, "--proxy ftp://p: only http, https, socks5 and socks5h are spoken"},
		{"--key k " + target, "--key: a key without its certificate: give --cert too"},
		{"--ntp ntp://t " + target, "--ntp ntp://t: a host name is wanted, not a URL"},
		{"--scope-map odd " + target, "--scope-map odd: line 3: field anyof not found"},
		{"--scope-map nopath " + target, "--scope-map nopath: line 2: a method and a path that begins with / are needed"},
		{"--scope-map none " + target, "--scope-map none: it is empty: write a list of {method, path, any_of: […], all_of: […]}"},
		{"--scope-map tabs " + target, "--scope-map tabs: line 2: found a tab character that violates indentation"},
	} {
		_, _, err := parse(t, files, split(tt.args)...)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s:\n got %v\nwant %s", tt.args, err, tt.want)
		}
		if err != nil && (strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: the error shows a secret or has two lines: %q", tt.args, err)
		}
	}
	if _, _, err := parse(t, files, "--scope-map", "scalar", target); err == nil || !strings.HasPrefix(err.Error(), "--scope-map scalar: line 1: cannot unmarshal") {
		t.Errorf("scalar: %v", err)
	}
}

func TestWithoutURLTheRestIsThere(t *testing.T) {
	t.Parallel()
	c, _, err := parse(t, nil, "--issuer", "https://id.example", "-u", "a:b")
	if !errors.Is(err, ErrNoURL) || c.Issuer == "" || !c.Request.Header.Has("Authorization") {
		t.Errorf("%+v, %v", c.Issuer, err)
	}
	if _, _, err := parse(t, nil, "--issuer", "id.example"); err == nil || errors.Is(err, ErrNoURL) {
		t.Errorf("a wrong flag: %v", err)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	files := map[string]string{"tok": "bearer abc", "$WHY401_TOKEN": "Bearer abc"}
	for _, tt := range []struct{ args, want string }{
		{"--token-file tok", `--token-file tok: a leading "bearer" was cut off: the scheme is added by itself`},
		{"", `$WHY401_TOKEN: a leading "Bearer" was cut off: the scheme is added by itself`},
		{"-u a:b", "$WHY401_TOKEN is not used: the request has an Authorization header"},
		{"--token-file tok -H 'X-A: '", `--header X-A: without a value curl sends no such header; write 'X-A;' for an empty one`},
	} {
		_, warnings, err := parse(t, files, append(split(tt.args), target)...)
		if err != nil || len(warnings) == 0 || warnings[0] != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.args, warnings, err, tt.want)
		}
	}
}

func FuzzScopeMap(f *testing.F) {
	f.Add([]byte("- {method: GET, path: /x, any_of: [a]}"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		rules, err := parseScopeMap(b)
		if (err == nil) == (len(rules) == 0) || err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%d rules, error %q", len(rules), err)
		}
	})
}
