package intake

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var namesLine = regexp.MustCompile(`^line \d+: `)

// sound checks what holds for every capture, whatever is in it.
func sound(t *testing.T, text []byte) {
	t.Helper()
	c, err := ReadCapture(bytes.NewReader(text))
	if err != nil {
		if !namesLine.MatchString(err.Error()) || strings.Contains(err.Error(), "\n") {
			t.Fatalf("the error is not one line that names a line: %q", err)
		}
		return
	}
	if _, err := c.Pick(0); err != nil || c.Form == "" {
		t.Fatalf("form %q, nothing to pick: %v", c.Form, err)
	}
	if len(c.Entries) > 2*maxEntries {
		t.Fatalf("%d entries", len(c.Entries))
	}
	for _, e := range c.Entries {
		if len(e.Body) > maxBody || len(e.Header) > maxFields || e.Status < 0 || e.Status > 999 && c.Form != "HAR" {
			t.Fatalf("status %d, %d bytes, %d fields", e.Status, len(e.Body), len(e.Header))
		}
		if e.Status != 0 && e.Failure != nil {
			t.Fatalf("an answer and a failure: %d, %v", e.Status, e.Failure.Kind)
		}
	}
}

func captureFiles(t testing.TB) map[string][]byte {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(capturesDir, "*"))
	files := map[string][]byte{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = b
	}
	if len(files) < 20 {
		t.Fatalf("only %d captures", len(files))
	}
	return files
}

// A capture that is cut off anywhere gives a result, or an error with the line.
func TestCaptureCutAnywhere(t *testing.T) {
	t.Parallel()
	for name, text := range captureFiles(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step := 1 + len(text)/300
			for at := 0; at <= len(text); at += step {
				sound(t, text[:at])
				sound(t, text[at:])
			}
		})
	}
}

func fuzz(f *testing.F, before string, kind func(name string) bool, seeds ...string) {
	for name, text := range captureFiles(f) {
		if kind(name) {
			f.Add(text)
		}
	}
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) { sound(t, append([]byte(before), text...)) })
}

func named(part string) func(string) bool {
	return func(name string) bool { return strings.Contains(name, part) }
}

func FuzzTranscript(f *testing.F) {
	fuzz(f, "*   Trying 192.0.2.1:443...\n", named("curl-"), "> GET / HTTP/1.1\n> A: b\nc\n>\n< HTTP/2 401\n< \nbody* Connection #0 to host a left intact")
}

func FuzzMessages(f *testing.F) {
	fuzz(f, "HTTP/1.1 401 No\n", named("message"), "\n{}\nGET / HTTP/1.1\nHost: a\n\nb\nHTTP/1.1 100 Continue\n\nHTTP/1.1 401 No\nA\n b")
}

func FuzzHTTPie(f *testing.F) {
	fuzz(f, "User-Agent: HTTPie/3\n", named("httpie"), "$ http :/a\nhttp: error: x")
}

func FuzzWget(f *testing.F) { fuzz(f, "---request begin---\n", named("wget")) }

func FuzzFragment(f *testing.F) {
	fuzz(f, "", named("none"), "eyJhbGciOiJ...", "Bearer realm=\"a\"", "WWW-Authenticate: Basic", `{"access_token":1}`, `{"status":1e9}`, "Authorization: Basic ***", "[", "<a>")
}

func FuzzHAR(f *testing.F) {
	fuzz(f, `{"log":`, named("none"), `{"entries":[{"response":{"status":401,"content":{"text":"YQ=","encoding":"base64"}}}]}}`, `{"entries":[1,null,{}]}`, `[]`)
}
