package intake

import (
	"strings"
	"testing"

	"example.com/why401/diag"
)

func TestCurl(t *testing.T) {
	t.Parallel()
	const form = "|Content-Type: application/x-www-form-urlencoded"
	files := map[string]string{"b.json": "{}", "$WHY401_TOKEN": "not curl's"}
	for _, tt := range []struct{ args, want string }{
		{target, "GET " + target},
		{"-sSLk " + target, "GET " + target},
		{"-XDELETE -HX-A:1 " + target, "DELETE " + target + "|X-A: 1"},
		{"-sXPOST -ualice:pw " + target, "POST " + target + "|Authorization: Basic YWxpY2U6cHc="},
		{"--url " + target + " -o /dev/null -w '%{http_code}'", "GET " + target},
		{"--request=PATCH --data=x " + target, "PATCH " + target + form + "||x"},
		{"-I " + target, "HEAD " + target},
		{"-G -d a=1 --data-urlencode 'b=x y' " + target + "?z=0#f", "GET " + target + "?z=0&a=1&b=x+y#f"},
		{"--json @b.json " + target, "POST " + target + "|Content-Type: application/json|Accept: application/json||{}"},
		{"--oauth2-bearer abc -A me -e https://r;auto " + target, "GET " + target + "|User-Agent: me|Referer: https://r|Authorization: Bearer abc"},
		{"-r 0-9 --compressed -4 --http2 --retry 3 " + target, "GET " + target + "|Range: bytes=0-9|Accept-Encoding: gzip"},
		{"localhost:8080/x", "GET http://localhost:8080/x"},
		{"--no-location --no-keepalive " + target, "GET " + target},
		{"--brand-new value " + target, "GET " + target},
		{"--brand-new " + target, "GET " + target},
		{"-- " + target, "GET " + target},
	} {
		c, _, err := Flags{}.Curl(split(tt.args), surroundings(files))
		if got := lines(c.Request); err != nil || got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q, %v", tt.args, got, tt.want, err)
		}
	}
}

func TestCurlTransport(t *testing.T) {
	t.Parallel()
	c, _, err := Flags{issuer: "https://id.example"}.Curl(split("-kLm 5 -x proxy:1 -U u:p --noproxy a.example,10.0.0.0/8 --cacert ca -E C:\\c.pem --key k "+target), surroundings(nil))
	if err != nil {
		t.Fatal(err)
	}
	if tr := c.Transport; !tr.Insecure || !c.Follow || tr.MaxTime.Seconds() != 5 || tr.Proxy != "http://u:p@proxy:1" || tr.NoProxy != "a.example,10.0.0.0/8" || tr.CACert != "ca" || tr.Cert != `C:\c.pem` || tr.Key != "k" {
		t.Errorf("%+v", tr)
	}
	if c.Issuer != "https://id.example" {
		t.Error("the flags before curl were lost")
	}
}

func TestCurlErrorsAndWarnings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ args, err, warning string }{
		{"-F a=@b " + target, "--form b: file does not exist", ""},
		{"-T f " + target, "--upload-file f: file does not exist", ""},
		{target + " https://b/", "https://b/: a second URL", ""},
		{target + " --next " + target, "curl --next: one request", ""},
		{"-X", "curl -X: its value is missing", ""},
		{"", "no URL", ""},
		{"$URL", "$URL: this variable is not set", ""},
		{"-H nocolon " + target, "--header, the first: no colon", ""},
		{"-E c.pem:pass " + target, "curl -E: a key with a password is not read", ""},
		{"--ntlm -u a:b " + target, "curl --ntlm: this way to present credentials", ""},
		{"--digest " + target, "--digest: no user and password", ""},
		{"--netrc-file n " + target, "curl --netrc-file: the password file is not read here", ""},
		{"--aws-sigv4 osc -u a:b " + target, "curl --aws-sigv4: only aws:amz is signed here", ""},
		{"--connect-to a " + target, "--connect-to a: write HOST1:PORT1:HOST2:PORT2", ""},
		{"--brand-new s3cret-value " + target, "", "curl's --brand-new is not known here and was left out"},
		{"localhost/x?s3cret", "", "localhost/x: no scheme: http is spoken, as curl does"},
		{"-u a:b -H Authorization:x " + target, "", "--user is not sent"},
		{"-U u:s3cret " + target, "", "--proxy-user: for --proxy only"},
	} {
		_, warnings, err := Flags{}.Curl(split(tt.args), surroundings(nil))
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.err)) {
			t.Errorf("%s: error %v, want %q", tt.args, err, tt.err)
		}
		said := strings.Join(warnings, "\n")
		if !strings.HasPrefix(said, tt.warning) || (tt.warning == "") != (said == "") || strings.Contains(said, "s3cret") {
			t.Errorf("%s: warnings %q, want %q", tt.args, said, tt.warning)
		}
	}
}

func TestFlagsServeSeveralCommands(t *testing.T) {
	t.Parallel()
	f := Flags{headers: make([]string, 0, 8)}
	a, _, _ := f.Curl([]string{"-H", "X: a", target}, surroundings(nil))
	b, _, _ := f.Curl([]string{"-H", "X: b", target}, surroundings(nil))
	if a.Request.Header.Value("X") != "a" || b.Request.Header.Value("X") != "b" || len(f.headers) != 0 {
		t.Error("one command's header is in the other")
	}
}

func TestOptionsAreWritten(t *testing.T) {
	t.Parallel()
	for name := range options {
		if long := strings.HasPrefix(name, "--"); long != (len(name) > 2) || !strings.HasPrefix(name, "-") {
			t.Errorf("%q is no option", name)
		}
	}
}

func TestCurlKnowsItsSecrets(t *testing.T) {
	t.Parallel()
	c, _, err := Flags{}.Curl([]string{"-H", "Authorization: Bearer s3cret-token-value", target + "?api_key=k3y-in-the-query"}, surroundings(nil))
	if err != nil || !c.Secrets.Known("s3cret-token-value") || !c.Secrets.Known("k3y-in-the-query") {
		t.Errorf("a secret is not known; %v", err)
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	env := surroundings(map[string]string{"$WHY401_TOKEN": "from-env"})
	for _, tt := range []struct{ line, token, want string }{
		{" " + target + "\n", "", "GET " + target + "|Authorization: Bearer from-env"},
		{target, "typed", "GET " + target + "|Authorization: Bearer typed"},
		{"curl " + target, "", "GET " + target},
		{"curl " + target, "typed", "GET " + target + "|Authorization: Bearer typed"},
	} {
		c, _, err := Flags{}.Line(tt.line, diag.NewSecret(tt.token), env)
		if got := lines(c.Request); err != nil || got != tt.want {
			t.Errorf("%q: %q, %v; want %q", tt.line, got, err, tt.want)
		}
		if tt.token != "" && !c.Secrets.Known(tt.token) {
			t.Errorf("%q: the token is not known", tt.line)
		}
	}
	if _, _, err := (Flags{}).Line("api.example", diag.Secret{}, env); err == nil {
		t.Error("no scheme, and no error")
	}
}
