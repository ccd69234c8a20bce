package intake

import (
	"regexp"
	"strings"
	"testing"
)

// What browsers and people write for other shells than a POSIX one.
func TestTranslated(t *testing.T) {
	t.Parallel()
	const form = "|Content-Type: application/x-www-form-urlencoded"
	env := map[string]string{"$TOKEN": "from env", "body.json": "{}"}
	for name, tt := range map[string]struct{ text, want string }{
		"Chrome, PowerShell": {"$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\r\n$session.UserAgent = \"Mozilla/5.0 (Windows NT 10.0; Win64; x64)\"\r\n" +
			"$session.Cookies.Add((New-Object System.Net.Cookie(\"sid\", \"a=b`$c\", \"/\", \"app.example.com\")))\r\n" +
			"$session.Cookies.Add((New-Object System.Net.Cookie(\"theme\", \"dark\", \"/\", \".example.com\")))\r\n" +
			"Invoke-WebRequest -UseBasicParsing -Uri \"https://app.example.com/api?q=%20`$x\" `\r\n-Method \"POST\" `\r\n-WebSession $session `\r\n-Headers @{\r\n" +
			"\"authority\"=\"app.example.com\"\r\n  \"method\"=\"POST\"\r\n  \"path\"=\"/api\"\r\n  \"scheme\"=\"https\"\r\n  \"accept\"=\"application/json, text/plain, */*\"\r\n" +
			"  \"accept-encoding\"=\"gzip, deflate, br, zstd\"\r\n  \"authorization\"=\"Bearer eyJ.e30.x\"\r\n  \"sec-ch-ua\"=\"`\"Chromium`\";v=`\"130`\"\"\r\n} `\r\n" +
			"-ContentType \"application/json\" `\r\n-Body \"{`\"name`\":`\"it's $([char]252)`\"}\"",
			"POST https://app.example.com/api?q=%20$x|accept: application/json, text/plain, */*|authorization: Bearer eyJ.e30.x|sec-ch-ua: \"Chromium\";v=\"130\"" +
				"|Content-Type: application/json|User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64)|Cookie: sid=a=b$c; theme=dark|Accept-Encoding: gzip||{\"name\":\"it's ü\"}"},
		"Chrome, PowerShell, bytes": {"Invoke-WebRequest -Uri \"" + target + "\" `\n-Method \"POST\" `\n-ContentType \"text/x\" `\n-Body ([System.Text.Encoding]::UTF8.GetBytes(\"{$([char]10)}\"))",
			"POST " + target + "|Content-Type: text/x||{\n}"},
		"Firefox, PowerShell": {"$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.Cookies.Add((New-Object System.Net.Cookie(\"bob\", \"true\", \"/\", \"example.com\")))\n" +
			"Invoke-WebRequest -UseBasicParsing -Uri \"" + target + "\" `\n-WebSession $session `\n-UserAgent \"Mozilla/5.0\" `\n-Headers @{\n\"Accept\" = \"*/*\"\n    \"Authorization\" = \"Bearer x\"\n}",
			"GET " + target + "|Accept: */*|Authorization: Bearer x|User-Agent: Mozilla/5.0|Cookie: bob=true"},
		"Postman, PowerShell": {"$headers = New-Object \"System.Collections.Generic.Dictionary[[String],[String]]\"\n$headers.Add(\"Authorization\", \"Bearer x\")\n$headers.Add(\"X-A\", \"\")\n\n" +
			"$body = @\"\n{\n    `\"a`\": 1\n}\n\"@\n\n$response = Invoke-RestMethod '" + target + "' -Method 'Patch' -Headers $headers -Body $body\n$response | ConvertTo-Json",
			"PATCH " + target + "|Authorization: Bearer x|X-A: " + form + "||{\n    \"a\": 1\n}"},
		"by hand, PowerShell": {"PS C:\\Users\\me> $token = 'abc' # mine\nirm -Uri " + target + "?a=b=c -Headers @{Authorization = \"Bearer $token\"; 'X-B'='$token'} | Select-Object -First 1",
			"GET " + target + "?a=b=c|Authorization: Bearer abc|X-B: $token"},
		"from the environment":            {"iwr " + target + " -Headers @{Authorization=\"Bearer $env:TOKEN\"; A=\"$NONE\"; B=\"x\" + \"y\"}", "GET " + target + "|Authorization: Bearer from env|A: $NONE|B: xy"},
		"a secure string":                 {"irm -SkipCertificateCheck -Authentication Bearer -Token (ConvertTo-SecureString 'abc' -AsPlainText -Force) -Uri " + target, "GET " + target + "|Authorization: Bearer abc"},
		"a form, PowerShell":              {"Invoke-RestMethod -Method Post -Uri " + target + " -Body @{ grant_type = 'client_credentials'; scope = 'a b' }", "POST " + target + form + "||grant_type=client_credentials&scope=a+b"},
		"a file, PowerShell":              {"iwr -InFile body.json -Method:Put -Uri:" + target, "PUT " + target + form + "||{}"},
		"curl, joined by backticks":       {"curl.exe -X PUT `\r\n  -H \"A: b\" `\n  " + target, "PUT " + target + "|A: b"},
		"curl that names the command":     {"curl -H 'User-Agent: x Invoke-WebRequest y' " + target, "GET " + target + "|User-Agent: x Invoke-WebRequest y"},
		"a fetch of a browser":            {"fetch(\"" + target + "?a=1\", {\n  \"headers\": {\n    \"accept\": \"*/*\",\n    \"authorization\": \"Bearer x\",\n    \"content-type\": \"application/json\"\n  },\n  \"referrer\": \"https://app.example/\",\n  \"referrerPolicy\": \"no-referrer\",\n  \"body\": \"{\\\"a\\\":1}\",\n  \"method\": \"POST\",\n  \"mode\": \"cors\",\n  \"credentials\": \"omit\"\n});", "POST " + target + "?a=1|accept: */*|authorization: Bearer x|content-type: application/json|Referer: https://app.example/||{\"a\":1}"},
		"a fetch of Node":                 {"fetch(\"" + target + "\", {\"headers\": {\"cookie\": \"sid=1\", \"accept-encoding\": \"br\"}, \"body\": null, \"method\": \"GET\"});", "GET " + target + "|cookie: sid=1|Accept-Encoding: gzip"},
		"a fetch, awaited":                {"await fetch(\"" + target + "\");", "GET " + target},
		"a fetch of a text":               {"fetch(\"" + target + "\", {\"method\":\"PUT\",\"body\":\"x\"})", "PUT " + target + "|Content-Type: text/plain;charset=UTF-8||x"},
		"cmd, a path and a variable":      {"C:\\a>curl --cacert C:\\certs\\new.pem ^\n -H \"X: %TOKEN% %NONE%\" -H ^\"Y: a^%^20b^\" " + target, "GET " + target + "|X: from env %NONE%|Y: a%20b"},
		"cmd, line breaks in a body":      {"curl ^\"" + target + "^\" ^\r\n --data-raw ^\"a^\n\nb^\" & echo done", "POST " + target + form + "||a\nb"},
		"oldest Chrome, cmd":              {"curl \"" + target + "?a=\"%\"20b\" -H \"If-None-Match: \"\"x\"\"\" ^\n --data-binary \"{\"\"a\"\":\"\"b\"\"}\" > out.json", "POST " + target + "?a=%20b|If-None-Match: \"x\"" + form + "||{\"a\":\"b\"}"},
		"Chrome's escapes of a pattern":   {"curl '" + target + "?ids\\[\\]=1&f=\\{x\\}'", "GET " + target + "?ids[]=1&f={x}"},
		"Chrome's escapes of a mark":      {"curl '" + target + "' -H $'A: b\\u0021'", "GET " + target + "|A: b!"},
		"Safari":                          {"curl '" + target + "' \\\n-X 'GET' \\\n-H 'Accept: */*' \\\n-H 'Authorization: Bearer x' \\\n-H 'Priority: u=3, i'", "GET " + target + "|Accept: */*|Authorization: Bearer x|Priority: u=3, i"},
		"set for the environment of curl": {"TOKEN2=abc curl -H \"A: $TOKEN2\" " + target, "GET " + target + "|A: $TOKEN2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, warnings, err := Flags{}.CurlLine(tt.text, surroundings(env))
			if got := lines(c.Request); err != nil || len(warnings) > 0 || got != tt.want {
				t.Errorf("\n got %q\nwant %q\n%v, %q", got, tt.want, err, warnings)
			}
		})
	}
}

func TestTranslatedErrorsAndWarnings(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, err, warning string }{
		"a fetch in JavaScript":   {"fetch(\"" + target + "\", { method: 's3cret' })", "fetch: its address and its options are read only as JSON", ""},
		"a fetch of a variable":   {"fetch(url)", "fetch: its address and its options are read only as JSON", ""},
		"a fetch's cookies":       {"fetch(\"" + target + "\", {\"credentials\":\"include\"})", "", "fetch: the browser sends its cookies too"},
		"a table that is not set": {"iwr " + target + " -Headers $s3cret", "", "PowerShell's -Headers is not imitated"},
		"a credential":            {"iwr " + target + " -Credential $s3cret", "", "PowerShell's -Credential is not imitated"},
		"two requests":            {"iwr https://a\niwr https://b", "several requests in it", ""},
		"no address":              {"iwr -Method Get", "no URL", ""},
		"two in cmd":              {"curl ^\"" + target + "^\" & curl ^\"" + target + "^\"", "several curl commands in it", ""},
		"none in cmd":             {"echo ^\"s3cret^\"", "no curl command in it", ""},
		"quotes of Word":          {"curl -H “Authorization: Bearer s3cret” " + target, "typographic quotes, dashes or blanks are in it", ""},
		"a header without quotes": {"curl -H Authorization: Bearer s3cret " + target, "several words stand where the address belongs", ""},
		"a dash of Word":          {"curl –H 'A: s3cret' " + target, "typographic quotes, dashes or blanks are in it", ""},
		"a quote in a body":       {"curl -d '{\"a\":\"“s3cret”\"}' " + target, "", ""},
		"a pattern":               {"curl '" + target + "/{a,b}?s3cret'", "", target + "/%7Ba,b%7D: curl takes {…} in an address for a pattern"},
	} {
		_, warnings, err := Flags{}.CurlLine(tt.text, surroundings(nil))
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.err)) {
			t.Errorf("%s: error %v, want %q", name, err, tt.err)
		}
		said := strings.Join(warnings, "\n")
		if err != nil {
			said += err.Error()
		}
		if tt.err == "" && (!strings.HasPrefix(said, tt.warning) || (tt.warning == "") != (said == "")) || strings.Contains(said, "s3cret") {
			t.Errorf("%s: %q, want %q", name, said, tt.warning)
		}
	}
}

// A variable that is doubled line by line does not fill the memory.
func TestVariablesAreBounded(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"bash":       "A=0123456789\n" + strings.Repeat("A=$A$A\n", 60) + "curl -H \"X: $A$A$A$A\" " + target,
		"PowerShell": "$a = '0123456789'\n" + strings.Repeat("$a = \"$a$a\"\n", 60) + "irm " + target + " -Headers @{X=\"$a$a$a$a\"}",
	} {
		c, _, err := Flags{}.CurlLine(text, surroundings(nil))
		if size := len(c.Request.Header.Value("X")); err != nil || size > maxFilled {
			t.Errorf("%s: %d bytes, %v", name, size, err)
		}
	}
}

// cmdQuoted is how Chrome writes an argument for cmd.
func cmdQuoted(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `\"`)
	s = regexp.MustCompile(`[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`+"`]").ReplaceAllString(s, "^$0")
	s = regexp.MustCompile(`%([a-zA-Z0-9_])`).ReplaceAllString(s, "%^$1")
	return `^"` + strings.ReplaceAll(s, "\n", "^\n\n") + `^"`
}

// What Chrome writes for cmd comes back as it was. Backslashes do not: Chrome
// doubles them all, and a program for Windows halves them only before a quote.
func TestChromesQuotesForCmd(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"plain", "", " ", `{"a":"b c"}`, "a&b|c<d>e", "100%TOKEN%", "%20%%", "^^", "it's `x` $y !z", "two\nlines\n\nof it", `"`, `""`, "(a)[b]{c}", "ü→\t",
	} {
		p, err := fromCmd("curl "+cmdQuoted(s)+" ^\r\n  -H "+cmdQuoted(s), surroundings(map[string]string{"$TOKEN": "set"}))
		if err != nil || len(p.args) != 3 || p.args[0] != s || p.args[2] != s {
			t.Errorf("%q: %q, %v", s, p, err)
		}
	}
}

// The examples of Microsoft's "Parsing C command-line arguments".
func TestWindowsWords(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		`"a b c" d e`:         "a b c|d|e",
		`"ab\"c" "\\" d`:      `ab"c|\|d`,
		`a\\\b d"e f"g h`:     `a\\\b|de fg|h`,
		`a\\\"b c d`:          `a\"b|c|d`,
		`a\\\\"b c" d e`:      `a\\b c|d|e`,
		`a"b"" c d`:           `ab" c d`,
		`  a ""  `:            "a|",
		`"not closed`:         "not closed",
		"\"with\n break\" \\": "with\n break|\\",
	} {
		if got := strings.Join(windowsWords(line), "|"); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestConfigLine(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"": "", "# -H x": "", "-s": "-s", "silent": "--silent", "  url = https://a/?b=c ": "--url|https://a/?b=c", "url=\"a b\" # c": "--url|a b",
		`header: "A: \"b\"\t\\"`: "--header|A: \"b\"\t\\", "-H \"A: b\"": "-H|A: b", "user a:b c": "--user|a:b", "data = \"\"": "--data|", "-:": "-:", `user-agent "open`: "--user-agent|open",
	} {
		if got := strings.Join(configLine(line), "|"); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestConfigIsBounded(t *testing.T) {
	t.Parallel()
	files := map[string]string{"loop": "-K loop\n", "wrong": "-s\n-m\n", "odd": "--brand-new s3cret\n"}
	for args, want := range map[string]string{
		"-K loop " + target:  "curl -K: line 1: curl -K: line 1:",
		"-K wrong " + target: "curl -K: line 2: curl -m: its value is missing",
		"-K none " + target:  "curl -K: the file none: file does not exist",
	} {
		if _, _, err := (Flags{}).Curl(split(args), surroundings(files)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
	_, warnings, err := Flags{}.Curl(split("-K odd "+target), surroundings(files))
	if said := strings.Join(warnings, ""); err != nil || !strings.Contains(said, "--brand-new is not known") || strings.Contains(said, "s3cret") {
		t.Errorf("%q, %v", said, err)
	}
}

func TestFormErrors(t *testing.T) {
	t.Parallel()
	files := map[string]string{"f": "x", "g": "y"}
	for args, want := range map[string]string{
		"-F s3cret":               "--form: no = in it",
		"-F a=@f,g":               "--form: several files in one field",
		"-F a=@f;encoder=base64":  "--form: encoder= and headers=",
		"-F a=(;type=x/y":         "--form: a part of parts",
		"-F a=@none":              "--form none: file does not exist",
		"-F a=b -d c":             "--data, --form, --upload-file and --head: curl takes only one of them",
		"-I -T f":                 "--data, --form, --upload-file and --head: curl takes only one of them",
		"--connect-to a:b:c:d":    "--connect-to a:b:c:d: write HOST1:PORT1:HOST2:PORT2",
		"--connect-to a:1:b:2:3":  "--connect-to a:1:b:2:3: write HOST1:PORT1:HOST2:PORT2",
		"-n":                      "curl -n: the password file is not read here",
		"--url-query s3cret@none": "--url-query none: file does not exist",
	} {
		_, _, err := Flags{}.Curl(split(args+" "+target), surroundings(files))
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v, want %q", args, err, want)
		}
	}
}

func TestFormKnowsItsSecrets(t *testing.T) {
	t.Parallel()
	c, _, err := Flags{}.Curl([]string{"-F", "grant_type=password", "-F", "password=s3cret-of-alice", target}, surroundings(nil))
	if err != nil || !c.Secrets.Known("s3cret-of-alice") || c.Secrets.Known("password") {
		t.Errorf("a field of the form is not known as a secret, or too much is; %v", err)
	}
}

func TestConnectTo(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--connect-to ::127.0.0.1:8080":                                        "127.0.0.1:8080",
		"--connect-to API.example.com:443:[::1]:8443":                          "[::1]:8443",
		"--connect-to ::other.example:":                                        "other.example:443",
		"--connect-to ::other.example: --resolve other.example:443:192.0.2.1":  "192.0.2.1:443",
		"--connect-to no.example:443:127.0.0.1:1 --connect-to :443:192.0.2.2:": "192.0.2.2:443",
		"--connect-to api.example.com:80:127.0.0.1:1":                          "",
		"--connect-to :::": "api.example.com:443",
	} {
		c, _, err := Flags{}.Curl(split(args+" "+target), surroundings(nil))
		if got := c.Transport.Resolve["api.example.com:443"]; err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", args, got, err, want)
		}
	}
}

func FuzzCurlConfig(f *testing.F) {
	for _, s := range []string{"-H \"A: \\\"b\\\"\"\nurl = https://a/", "# c\n-K conf\n", "data=\"x\ny\"", "--next\n-:\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, warnings, err := Flags{}.Curl([]string{"-K", "conf", target}, surroundings(map[string]string{"conf": text}))
		if said := strings.Join(warnings, ""); strings.ContainsAny(said, "\r\n\x1b") || err != nil && strings.ContainsAny(err.Error(), "\r\n\x1b") {
			t.Errorf("what is said has controls in it: %q, %v", said, err)
		}
	})
}

func FuzzForm(f *testing.F) {
	for _, s := range []string{"a=@f;type=x/y;filename=\"o\\\"\"", "a=<f", "a=b;type=text/x;charset=utf-8", "a=@\"f\",g", "=;;", "a=b;type"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, _, err := Flags{}.Curl([]string{"-F", text, target}, surroundings(map[string]string{"f": "x"}))
		if err == nil && (c.Request.Method != "POST" || !strings.Contains(c.Request.Header.Value("Content-Type"), "boundary=")) {
			t.Errorf("%q: %v", text, c.Request)
		}
	})
}
