package intake

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/why401/diag"
)

const capturesDir = "testdata/captures"

// outline is what a test compares of an entry: request, status, failure.
func outline(e Entry) string {
	s := fmt.Sprintf("%s %s", e.Request.Method, e.Request.URL)
	if v := e.Request.Header.Value("Authorization"); v != "" {
		s += " " + v
	}
	if s += fmt.Sprintf(" -> %d", e.Status); e.Failure != nil {
		s += " " + string(e.Failure.Kind)
	}
	if e.AtProxy {
		s += " at " + e.Proxy
	}
	return s
}

func outlines(c Capture) string {
	all := []string{c.Form}
	for _, e := range c.Entries {
		all = append(all, outline(e))
	}
	return strings.Join(all, " | ")
}

// The transcripts are real ones of curl 7.88 and wget 1.21, the others are made
// after what their programs write.
func TestReadCaptureFiles(t *testing.T) {
	t.Parallel()
	const bearer = " Bearer abc.def-ghi"
	const h2 = "curl -v | GET https://api.example.com/v2/devices Bearer <redacted> -> 401"
	const wget = "wget | GET http://localhost:38081/go"
	for name, want := range map[string]string{
		"curl-redirect.txt":   "curl -v | GET http://localhost:38081/go" + bearer + " -> 302 | GET http://localhost:38081/v2/devices?page=2" + bearer + " -> 401",
		"curl-tls.txt":        "curl -v | GET https://localhost:38443/v2/devices" + bearer + " -> 401",
		"curl-untrusted.txt":  "curl -v |  https://localhost:38443 -> 0 tls",
		"curl-trace-time.txt": "curl -v | GET http://localhost:38081/x" + bearer + " -> 401",
		"curl-i.txt":          "curl -i |   -> 401",
		"curl-refused.txt":    "curl -v |  http://localhost:1 -> 0 connect",
		"curl-dns.txt":        "curl -v |  https://nosuch.invalid -> 0 dns",
		"curl-proxy-407.txt":  "curl -v |  https://localhost:38443/ -> 407 at http://127.0.0.1:38128",
		"curl-tunnel.txt":     "curl -v | GET https://localhost:38443/v2" + bearer + " -> 401",
		"curl-h2.txt":         h2, "quoted-mail.txt": h2, "markdown-crlf.txt": h2, "actions-log.txt": h2, "coloured.txt": h2, "utf16.txt": h2,
		"curl-mtls-alert.txt":  "curl -v | GET https://api.example.com/v2/devices -> 0 tls",
		"message.txt":          "HTTP message | POST https://api.example.com/v2/orders Bearer eyJhbGciOi... -> 401",
		"httpie.txt":           "HTTPie | GET https://api.example.com/v2/devices?page=2" + bearer + " -> 401",
		"wget-d.txt":           wget + bearer + " -> 302 | GET http://localhost:38081/v2/devices?page=2" + bearer + " -> 401",
		"wget-s.txt":           wget + " -> 302 | GET http://localhost:38081/v2/devices?page=2 -> 401",
		"wget.txt":             "wget | GET http://localhost:38081/x -> 401",
		"wget-untrusted.txt":   "wget | GET https://localhost:38443/go -> 0 tls",
		"chrome.har":           "HAR | GET https://app.example.com/ -> 200 | POST https://id.example.com/token -> 400 | GET https://api.example.com/v2/devices Bearer abc.def.ghi -> 401",
		"chrome-sanitized.har": "HAR | GET https://api.example.com/v2/devices -> 401",
		"firefox.har": "HAR | POST https://id.example.com/oauth/token -> 200 | OPTIONS https://api.example.com/v2/devices -> 204 | " +
			"GET https://api.example.com/v2/devices" + bearer + " -> 401 | GET https://app.example.com/style.css -> 200",
		"safari.har": "HAR | GET https://api.example.com/v2/devices" + bearer + " -> 401 | GET https://gone.example.com/ -> 0 dns",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := readFile(t, name)
			if got := outlines(c); got != want {
				t.Errorf("read as\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func readFile(t *testing.T, name string) Capture {
	t.Helper()
	f, err := os.Open(filepath.Join(capturesDir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	c, err := ReadCapture(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReadCaptureDetails(t *testing.T) {
	t.Parallel()
	const words = `{"error":"invalid_token","error_description":"The token expired"}`
	for name, tt := range map[string]struct {
		file, want string
		got        func(Entry) any
	}{
		"the body before curl's words": {"curl-redirect.txt", words, func(e Entry) any { return string(e.Body) }},
		"the body without curl -i's":   {"curl-tunnel.txt", words, func(e Entry) any { return string(e.Body) }},
		"wget's body":                  {"wget-d.txt", words, func(e Entry) any { return string(e.Body) }},
		"the body without the prose":   {"curl-h2.txt", `{"error":"invalid_token","n":1}`, func(e Entry) any { return string(e.Body) }},
		"the request's body":           {"message.txt", `{"item": 7}`, func(e Entry) any { return string(e.Request.Body) }},
		"a folded field":               {"message.txt", `Bearer error="invalid_token", error_description="The token expired"`, func(e Entry) any { return e.Header.Value("WWW-Authenticate") }},
		"the time of the answer":       {"curl-h2.txt", "2026-03-08 14:36:02 +0000 UTC", func(e Entry) any { return e.SentAt }},
		"the time of the request":      {"firefox.har", "2026-03-08 14:36:02.5 +0000 UTC", func(e Entry) any { return e.SentAt }},
		"base64":                       {"firefox.har", `{"error":"invalid_token"}`, func(e Entry) any { return string(e.Body) }},
		"where it begins":              {"curl-redirect.txt", "23", func(e Entry) any { return e.Line }},
		"its line in the file":         {"quoted-mail.txt", "30", func(e Entry) any { return e.Line }},
		"a connection used again":      {"curl-redirect.txt", "true", func(e Entry) any { return e.Reused }},
		"who answered":                 {"curl-h2.txt", "192.0.2.10:443", func(e Entry) any { return e.Remote }},
		"the handshake":                {"curl-h2.txt", "TLS 1.3 CN=api.example.com true", func(e Entry) any { return fmt.Sprint(e.TLS.Version, e.TLS.Subject, " ", e.TLS.ClientCert) }},
		"the alert":                    {"curl-mtls-alert.txt", "116", func(e Entry) any { return e.Failure.Alert }},
		"the proxy, no password":       {"curl-tunnel.txt", "http://127.0.0.1:38128 $https_proxy true", func(e Entry) any { return fmt.Sprint(e.Proxy, " ", e.ProxyFrom, " ", e.ProxyAuth) }},
		"cookies of a list":            {"safari.har", "sid=v", func(e Entry) any { return e.Request.Header.Value("Cookie") }},
		"an answer that was not kept":  {"wget-s.txt", "true", func(e Entry) any { return e.Truncated }},
		"the version":                  {"curl-h2.txt", "HTTP/2.0", func(e Entry) any { return e.Proto }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, err := readFile(t, tt.file).Pick(0)
			if got := strings.ReplaceAll(fmt.Sprint(tt.got(e)), "TLS 1.3CN", "TLS 1.3 CN"); err != nil || got != tt.want {
				t.Errorf("%q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestReadCaptureVariants(t *testing.T) {
	t.Parallel()
	const answer = "\n< HTTP/1.1 401 Unauthorized\n< Date: Sun, 08 Mar 2026 14:36:02 GMT\n< \nno\n"
	const get = "> GET /x HTTP/1.1\n> Host: api.example.com\n> Authorization: Bearer abc\n> "
	for name, tt := range map[string]struct{ text, want string }{
		"only the messages":         {get + answer, "curl -v | GET https://api.example.com/x Bearer abc -> 401"},
		"port 80":                   {"* Connected to api.example.com (192.0.2.1) port 80 (#0)\n" + get + answer, "curl -v | GET http://api.example.com/x Bearer abc -> 401"},
		"port 443 alone":            {"* Connected to api.example.com (192.0.2.1) port 443 (#0)\n" + get + answer, "curl -v | GET https://api.example.com/x Bearer abc -> 401"},
		"an odd port, no handshake": {"* Connected to api.example.com (192.0.2.1) port 8080\n" + get + answer, "curl -v | GET http://api.example.com:8080/x Bearer abc -> 401"},
		"the command's scheme":      {"$ curl -v http://api.example.com/x\n" + get + answer, "curl -v | GET http://api.example.com/x Bearer abc -> 401"},
		"a prompt with a name":      {"me@host:~$ curl -v http://api.example.com/x\n" + get + answer, "curl -v | GET http://api.example.com/x Bearer abc -> 401"},
		"curl 8.17's words":         {"* Established connection to api.example.com (192.0.2.1 port 443) from 10.0.0.1 port 5000\n" + get + answer, "curl -v | GET https://api.example.com/x Bearer abc -> 401"},
		"old HTTP/2 fields":         {"* h2h3 [:method: PUT]\n* h2h3 [:path: /y]\n* h2h3 [:scheme: https]\n* h2h3 [:authority: api.example.com]\n* h2h3 [authorization: Bearer abc]" + answer, "curl -v | PUT https://api.example.com/y Bearer abc -> 401"},
		"a wrapped token":           {strings.Replace(get, "Bearer abc", "Bearer abc\ndef", 1) + answer, "curl -v | GET https://api.example.com/x Bearer abcdef -> 401"},
		"a continue":                {get + "\n< HTTP/1.1 100 Continue\n< \n< HTTP/1.1 401 Unauthorized\n< \n", "curl -v | GET https://api.example.com/x Bearer abc -> 401"},
		"curl -iv, interleaved":     {get + "\n< HTTP/1.1 401 Unauthorized\nHTTP/1.1 401 Unauthorized\n< A: b\nA: b\n< \n\nno", "curl -v | GET https://api.example.com/x Bearer abc -> 401"},
		"two commands":              {"$ curl -v https://a.example/1\n" + get + answer + "$ curl -v https://b.example/2\ncurl: (28) Connection timed out after 1 ms", "curl -v | GET https://api.example.com/x Bearer abc -> 401 | GET https://b.example/2 -> 0 timeout"},
		"only curl's error":         {"curl: (22) The requested URL returned error: 403", "curl -v |   -> 403"},
		"an empty reply":            {get + "\n* Empty reply from server\n* Closing connection\ncurl: (52) Empty reply from server\n", "curl -v | GET https://api.example.com/x Bearer abc -> 0 closed"},
		"cut before its last word":  {get + "\n* Recv failure: Connection reset by peer\n", "curl -v | GET https://api.example.com/x Bearer abc -> 0 closed"},
		"in a proxy's absolute form": {"* Connected to proxy (192.0.2.1) port 3128\n> GET http://api.example.com/x HTTP/1.1\n> Host: api.example.com\n> \n< HTTP/1.1 407 No\n< ",
			"curl -v | GET http://api.example.com/x -> 407"},
		"as HTML":                     {strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(get + answer), "curl -v | GET https://api.example.com/x Bearer abc -> 401"},
		"docker compose's log":        {"api_1  | " + strings.ReplaceAll(get+answer, "\n", "\napi_1  | "), "curl -v | GET https://api.example.com/x Bearer abc -> 401"},
		"an answer, HTTP/2":           {"HTTP/2 401\nserver: x\n\nno", "curl -i |   -> 401"},
		"an answer behind a proxy's":  {"HTTP/1.1 200 Connection established\n\nHTTP/2 403 \n\nno", "curl -i |   -> 403"},
		"an answer and its command":   {"$ curl -i -H \"Authorization: Bearer $T\" https://api.example.com/x\nHTTP/2 401\n\nno", "curl -i | GET https://api.example.com/x Bearer *** -> 401"},
		"a command with a command":    {"$ curl -i -H \"Authorization: Bearer $(cat t)\" https://api.example.com/x\nHTTP/2 401\n\nno", "curl -i | GET https://api.example.com/x Bearer *** -> 401"},
		"two answers":                 {"HTTP/1.1 302 Found\nLocation: /y\n\nHTTP/1.1 401 No\n\n", "curl -i |   -> 302 |   -> 401"},
		"a quoted answer":             {"> HTTP/1.1 401 No\n> A: b\n>\n> no", "curl -i |   -> 401"},
		"a request alone":             {"GET /x HTTP/1.1\nHost: api.example.com\nAuthorization: Bearer abc\n", "HTTP message | GET https://api.example.com/x Bearer abc -> 0"},
		"a request without a version": {"GET https://api.example.com/x\nAuthorization: Bearer abc\n", "HTTP message | GET https://api.example.com/x Bearer abc -> 0"},
		"no empty line before a body": {"HTTP/1.1 401 No\nA: b\n{\"error\":\"x\"}", "curl -i |   -> 401"},
		"HTTPie's error":              {"$ http -v :8000/x\nGET /x HTTP/1.1\nHost: localhost:8000\nUser-Agent: HTTPie/3.2\n\n\nhttp: error: Request timed out (30s).", "HTTPie | GET http://localhost:8000/x -> 0 timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := ReadCapture(strings.NewReader(tt.text))
			if got := outlines(c); err != nil || got != tt.want {
				t.Errorf("read as\n%s, %v\nwant\n%s", got, err, tt.want)
			}
		})
	}
}

// A client signs the handshake only where it has sent a certificate.
func TestClientCertificateSent(t *testing.T) {
	t.Parallel()
	const begin, verify = "* TLSv1.3 (IN), TLS handshake, Request CERT (13):\n* TLSv1.3 (IN), TLS handshake, CERT verify (15):\n", "* TLSv1.3 (OUT), TLS handshake, CERT verify (15):\n"
	const rest = "> GET / HTTP/1.1\n> Host: a\n> A: b\n> \n< HTTP/1.1 403 No\n"
	for text, want := range map[string]bool{begin + rest: false, begin + verify + rest: true} {
		c, err := ReadCapture(strings.NewReader(text))
		if err != nil || !c.Entries[0].TLS.ClientCert || (c.Entries[0].TLS.Sent != nil) != want {
			t.Errorf("%q: %+v, %v", text, c.Entries, err)
		}
	}
}

func TestPick(t *testing.T) {
	t.Parallel()
	at := func(status int) Entry { return Entry{Exchange: diag.Exchange{Status: status}} }
	c := Capture{Entries: []Entry{at(401), at(403), at(200)}}
	for n, want := range map[int]int{0: 403, 1: 401, 2: 403, 3: 200, 4: 0, -1: 0} {
		e, err := c.Pick(n)
		if e.Status != want || (err != nil) != (want == 0) {
			t.Errorf("exchange %d: %d, %v", n, e.Status, err)
		}
	}
	c.Entries = c.Entries[2:]
	if e, err := c.Pick(0); err != nil || e.Status != 200 {
		t.Errorf("none refused: %d, %v", e.Status, err)
	}
	c.Entries[0].Number = 7
	if _, err := c.Pick(3); err == nil || !strings.Contains(err.Error(), "not kept") {
		t.Errorf("one that was dropped: %v", err)
	}
}
