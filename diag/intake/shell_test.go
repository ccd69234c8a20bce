package intake

import (
	"strings"
	"testing"
)

func TestCurlLine(t *testing.T) {
	t.Parallel()
	const form = "|Content-Type: application/x-www-form-urlencoded"
	env := map[string]string{"$SET": "from env", "f": "file"}
	for name, tt := range map[string]struct{ line, want string }{
		"plain":                 {"curl " + target, "GET " + target},
		"a prompt":              {"$ curl -s " + target, "GET " + target},
		"a Windows prompt":      {`C:\Users\me>curl.exe ` + target, "GET " + target},
		"continued":             {"curl -X POST \\\n  -H 'A: b' \\\r\n  " + target, "POST " + target + "|A: b"},
		"quotes":                {`curl -H "X-A: it's" -H 'X-B: "q" $SET \' -H X-C:\ c ` + target, `GET ` + target + `|X-A: it's|X-B: "q" $SET \|X-C: c`},
		"ANSI quotes":           {`curl --data-raw $'{"a":"it\'s\n\u0041\x42"}' ` + target, "POST " + target + form + "||{\"a\":\"it's\nAB\"}"},
		"a variable":            {`curl -H "Authorization: Bearer $SET" ` + target, "GET " + target + "|Authorization: Bearer from env"},
		"unset variables":       {`curl -H "Authorization: Bearer $TOKEN" -H X-A:${OTHER}-$1 ` + target, "GET " + target + "|Authorization: Bearer $TOKEN|X-A: ${OTHER}-$1"},
		"with a default":        {`curl -H "X: ${NONE:-fallback}" ` + target, "GET " + target + "|X: fallback"},
		"set in the text":       {"TOKEN=abc\nexport U=" + target + "\ncurl -H \"Authorization: Bearer $TOKEN\" $U", "GET " + target + "|Authorization: Bearer abc"},
		"set in front":          {"X=1 curl " + target, "GET " + target},
		"in a pipe":             {"curl -s " + target + " | jq . > out.json", "GET " + target},
		"past an alias":         {`\curl ` + target, "GET " + target},
		"with sudo":             {"sudo -E /usr/bin/curl " + target, "GET " + target},
		"timed":                 {"time curl " + target, "GET " + target},
		"a condition":           {"cd /tmp && curl " + target + " || echo no", "GET " + target},
		"a here-document":       {"curl -d @- " + target + " <<EOF\n{\"t\": \"$TOKEN\"}\nEOF\n", "POST " + target + form + `||{"t": "$TOKEN"}`},
		"a raw here-document":   {"curl --data-binary @- " + target + " <<'EOF'\n$SET\nEOF\n", "POST " + target + form + "||$SET\n"},
		"a here-string":         {`curl -d @- ` + target + ` <<< "x=$SET"`, "POST " + target + form + "||x=from env"},
		"braces and globs":      {`curl '` + target + `?a[]=1' -H X:* {-HA:1,-HB:2}`, "GET " + target + "?a[]=1|X: *|A: 1|B: 2"},
		"a comment":             {"# this fails\ncurl " + target + " # really", "GET " + target},
		"not only curl's words": {"curl " + target + " -H 'X: curl curl'", "GET " + target + "|X: curl curl"},

		"Chrome, bash": {"curl 'https://app.example.com/api/items?page=1' \\\n" +
			"  -H 'accept: application/json, text/plain, */*' \\\n  -H 'authorization: Bearer eyJhbGciOi.e30.c2ln' \\\n" +
			"  -b 'session=abc; theme=dark' \\\n  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \\\n" +
			"  --data-raw $'{\"name\":\"it\\'s\"}' \\\n  --compressed",
			"POST https://app.example.com/api/items?page=1|accept: application/json, text/plain, */*|authorization: Bearer eyJhbGciOi.e30.c2ln" +
				"|user-agent: Mozilla/5.0 (X11; Linux x86_64)|Cookie: session=abc; theme=dark|Accept-Encoding: gzip" + form + `||{"name":"it's"}`},
		"Firefox, bash": {"curl 'https://app.example.com/api' --compressed -X POST -H 'Accept: */*' -H 'Authorization: Bearer x' -H 'Accept-Encoding: gzip, deflate, br' -H 'TE: trailers' --data-raw '{}'",
			"POST https://app.example.com/api|Accept: */*|Authorization: Bearer x|Accept-Encoding: gzip|TE: trailers" + form + "||{}"},
		"Chrome, cmd": {"curl ^\"https://app.example.com/api/items?page=1^&q=^%^20x^\" ^\r\n" +
			"  -H ^\"accept: */*^\" ^\r\n  -H ^\"authorization: Bearer a$b`c^\" ^\r\n" +
			"  --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"b^\\^\\c^^d^\\^\"^}^\"",
			"POST https://app.example.com/api/items?page=1&q=%20x|accept: */*|authorization: Bearer a$b`c" + form + `||{"a":"b\\c^d"}`}, // Chrome doubles a backslash, and curl gets two
		"older Chrome, cmd": {"curl \"https://app.example.com/api?a=1&b=2\" ^\n -H \"X: a^b 'c'\" ^\n --compressed",
			"GET https://app.example.com/api?a=1&b=2|X: a^b 'c'|Accept-Encoding: gzip"},
		"a caret in bash": {`curl -d '{"re":"^\"x"}' ` + target, "POST " + target + form + `||{"re":"^\"x"}`},
		"Postman": {"curl --location --request GET '" + target + "' \\\n--header 'Authorization: Bearer {{token}}' \\\n--header 'Cookie: a=b'",
			"GET " + target + "|Authorization: Bearer {{token}}|Cookie: a=b"},
		"Insomnia": {"curl --request GET \\\n  --url " + target + " \\\n  --header 'Authorization: Basic dTpw'", "GET " + target + "|Authorization: Basic dTpw"},
		"Swagger UI": {"curl -X 'GET' \\\n  '" + target + "' \\\n  -H 'accept: application/json' \\\n  -H 'Authorization: Bearer x'",
			"GET " + target + "|accept: application/json|Authorization: Bearer x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _, err := Flags{}.CurlLine(tt.line, surroundings(env))
			if got := lines(c.Request); err != nil || got != tt.want {
				t.Errorf("\n got %q\nwant %q, %v", got, tt.want, err)
			}
		})
	}
}

func TestCurlLineErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ line, want string }{
		"nothing":           {"", "no curl command in it"},
		"no curl":           {"wget " + target, "no curl command in it"},
		"substitution":      {`curl -H "Authorization: Bearer $(s3cret)" ` + target, "a command stands in it"},
		"backticks":         {"curl -H \"X: `s3cret`\" " + target, "a command stands in it"},
		"process":           {"curl -d @<(s3cret) " + target, "a command stands in it"},
		"in a default":      {"curl -H \"X: ${A:-$(s3cret)}\" " + target, "a command stands in it"},
		"curl inside":       {"echo $(curl " + target + ")", "no curl command in it"},
		"open quote":        {"curl -H 's3cret: x " + target, "line 1, column 9: a quote is opened and not closed"},
		"no shell":          {"curl " + target + " )s3cret", "line 1, column 41: not what a shell can read"},
		"two":               {"curl " + target + "; curl " + target, "several curl commands in it"},
		"piped in":          {"echo s3cret | curl -d @- " + target, "--data -: there is no standard input here"},
		"an error expanded": {"curl ${S3:?s3cret} " + target, "argument 1: a shell could not expand it"},
		"too many":          {"curl {1..9999999} {1..9}", "argument 4097: a shell could not expand it"},
		"too long":          {"curl " + strings.Repeat("s3cret", maxLine), "the command is longer than 128 KiB"},
		"too deep":          {"curl " + strings.Repeat("${a:-", 20000), "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := Flags{}.CurlLine(tt.line, surroundings(nil))
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestUnquotedAmpersand(t *testing.T) {
	t.Parallel()
	c, warnings, err := Flags{}.CurlLine("curl https://a.example/x?a=1&b=2", surroundings(nil))
	if err != nil || c.Request.URL != "https://a.example/x?a=1" || len(warnings) != 1 || !strings.Contains(warnings[0], "unquoted &") {
		t.Errorf("%q, %q, %v", c.Request.URL, warnings, err)
	}
}

func FuzzCurlLine(f *testing.F) {
	for _, s := range []string{
		"curl -sSLk -X POST -H 'A: b' --data-raw $'\\x41' https://a/?b=$C", "curl ^\"https://a^\" ^\r\n -H ^\"a: ^%^\"",
		"curl -d @- https://a <<EOF\n$x\nEOF\n", "X=${y:-$(z)} curl ${a[1]} $((1+2)) @(a|b) {1..3} ~/x <(y)", "curl -u a:b -b c --cert d:e --resolve f:1:2 -m 3 x",
		"$h = @{a=\"b $c\"; d='e'}; $s.Cookies.Add((New-Object X(\"n\", \"v\")))\niwr -Uri \"https://a\" `\n-Headers $h -Body @\"\nx\n\"@", "irm https://a -Token (x 'y' -z) | y # z",
		"fetch(\"https://a\", {\"headers\":{\"a\":\"\"},\"credentials\":\"include\"})", "curl ^\"a^\\^\"b^\" ^\n\n %A% \"\"\"\" & x > y",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, warnings, err := Flags{}.CurlLine(line, surroundings(map[string]string{"$HOME": "/home/me"}))
		said := strings.Join(warnings, "")
		if err != nil {
			said += err.Error()
		}
		if strings.ContainsAny(said, "\r\n\x1b\x00") {
			t.Errorf("what is said has controls in it: %q", said)
		}
		if err == nil && (c.Request.URL == "" || c.Request.Method == "") {
			t.Errorf("no error and no request: %v", c.Request)
		}
	})
}
