package intake_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag/intake"
	"example.com/why401/diag/world"
)

// message is a request as it came over the line.
type message struct {
	start  string
	header []string
	body   string
}

// recorder is a server that keeps what it is sent, byte for byte: a library
// would change the names of the fields.
func recorder(t *testing.T, config *tls.Config) (addr string, next func(context.Context) (message, error)) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	came := make(chan message, 8)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			m, err := record(conn, config)
			if err == nil {
				came <- m
			}
			_ = conn.Close()
		}
	}()
	return l.Addr().String(), func(ctx context.Context) (m message, err error) {
		select {
		case m = <-came:
			return m, nil
		case <-ctx.Done():
			return m, errors.New("nothing came")
		}
	}
}

func record(conn net.Conn, config *tls.Config) (m message, err error) {
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return m, err
	}
	r := bufio.NewReader(conn)
	if first, err := r.Peek(1); err == nil && first[0] == 22 { // a TLS handshake (RFC 8446, section 5.1)
		secure := tls.Server(&begun{conn, r}, config)
		conn, r = secure, bufio.NewReader(secure)
	}
	chunked, length := false, int64(0)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return m, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		if m.start == "" {
			m.start = line
			continue
		}
		m.header = append(m.header, line)
		name, value, _ := strings.Cut(line, ": ")
		switch strings.ToLower(name) {
		case "content-length":
			_, _ = fmt.Sscan(value, &length)
		case "transfer-encoding":
			chunked = value == "chunked"
		case "expect":
			_, _ = io.WriteString(conn, "HTTP/1.1 100 Continue\r\n\r\n")
		}
	}
	body := io.LimitReader(r, length)
	if chunked {
		body = httputil.NewChunkedReader(r)
	}
	b, err := io.ReadAll(body)
	m.body = string(b)
	if secure, ok := conn.(*tls.Conn); ok {
		state := secure.ConnectionState()
		m.header = append(m.header, fmt.Sprintf("TLS: %q, %d certificates", state.ServerName, len(state.PeerCertificates)))
	}
	_, _ = io.WriteString(conn, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
	return m, err
}

// begun is a connection of which something was read already.
type begun struct {
	net.Conn
	r io.Reader
}

func (b *begun) Read(p []byte) (int, error) { return b.r.Read(p) }

const patience = 20 * time.Second

// ofClients are fields in which clients differ, and that no API asks for: what
// a client says of itself and of the connection.
var ofClients = []string{"user-agent: curl/", "user-agent: why401/", "accept: */*", "expect: ", "connection: ", "proxy-connection: ", "content-length: 0", "te: "}

// comparable is a request without what differs from run to run.
func (m message) comparable(t *testing.T) (start, header, body string) {
	t.Helper()
	body = m.body
	var kept []string
	for _, line := range m.header {
		low := strings.ToLower(line)
		if slices.ContainsFunc(ofClients, func(p string) bool { return strings.HasPrefix(low, p) }) {
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		value = strings.Trim(value, " \t") // no part of it (RFC 9110, section 5.5)
		line = name + ": " + value
		switch {
		case strings.EqualFold(name, "Content-Type") && strings.HasPrefix(value, "multipart/form-data"):
			line, body = parts(t, name, value, body)
		case strings.EqualFold(name, "Accept-Encoding") && strings.Contains(value, "gzip"): // of them all it is what we read
			line = name + ": gzip"
		case strings.EqualFold(name, "Content-Length") && strings.Contains(strings.ToLower(strings.Join(m.header, "\n")), "multipart/"):
			continue // as long as the boundary
		}
		kept = append(kept, line)
	}
	slices.Sort(kept)
	return odd.ReplaceAllStringFunc(m.start, escaped), strings.Join(kept, "\n"), body
}

// odd are the characters of a path that a client may send as they are or
// percent-encoded (RFC 3986, section 6.2.2), and the two ways to write that.
var odd = regexp.MustCompile(`%[0-9a-fA-F]{2}|[|^{}\[\]]`)

func escaped(s string) string {
	if len(s) == 1 {
		return fmt.Sprintf("%%%02X", s[0])
	}
	return strings.ToUpper(s)
}

// parts is a multipart body with the boundary taken out.
func parts(t *testing.T, name, value, body string) (line, plain string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(value)
	if err != nil {
		return name + ": " + value, body
	}
	boundary := params["boundary"]
	r := multipart.NewReader(strings.NewReader(body), boundary)
	for {
		p, err := r.NextRawPart()
		if err != nil {
			break
		}
		content, _ := io.ReadAll(p)
		for _, k := range slices.Sorted(maps.Keys(p.Header)) {
			plain += k + ": " + strings.Join(p.Header[k], ", ") + "\n"
		}
		plain += "\n" + string(content) + "\n--\n"
	}
	return name + ": " + strings.ReplaceAll(value, boundary, "BOUNDARY"), plain
}

// disk are the files that the commands name.
func disk(t *testing.T, cert tls.Certificate) string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}))
	keyPEM := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	dir := t.TempDir()
	for name, content := range map[string]string{
		"cert.pem": certPEM, "key.pem": keyPEM, "both.pem": certPEM + keyPEM,
		"body.json": "{\"a\":\n 1}\n", "form.txt": "a=1\r\nb=2\n", "heads.txt": "X-One: 1\nX-Two: 2\n", "page.html": "<p>", "blob": "\x00\x01\xff", "name with blank.txt": "x",
		"cookies.txt": "127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\tabc\n",
		"curl.conf":   "# a comment\nrequest = PUT\nheader \"X-From: con\\\"fig\"\n-d x=1\nuser-agent: me\n\ndata=\"y=2\"\n--compressed\nurl-query=q=1\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// roundTrip runs a command for a shell with the real curl, sends what we read
// of the same text, and compares what came.
func roundTrip(t *testing.T, config *tls.Config, dir, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	addr, next := recorder(t, config)
	text = strings.NewReplacer("~D", dir, "~U", "http://"+addr, "~S", "https://"+addr, "~A", addr, "~P", addr[strings.LastIndex(addr, ":")+1:]).Replace(text)

	shell := exec.CommandContext(ctx, "bash", "-c", text)
	shell.Dir, shell.Env = dir, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TOKEN=from env", "LC_ALL=C.UTF-8"}
	var said bytes.Buffer
	shell.Stderr = &said
	ran := shell.Run()
	curls, err := next(ctx)
	if err != nil {
		t.Fatalf("%s: curl sent nothing: %v\n%s", text, ran, said.String())
	}

	c, _, err := intake.Flags{}.CurlLine(text, intake.Env{
		Getenv:   func(name string) string { return map[string]string{"TOKEN": "from env", "HOME": dir}[name] },
		ReadFile: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) },
	})
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	n, err := world.Live(c)
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if e, err := n.Do(ctx, c.Request); err != nil || e.Status != http.StatusUnauthorized {
		t.Errorf("%s: not sent: %v, %+v", text, err, e.Failure)
		return
	}
	ours, err := next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	wantStart, wantHeader, wantBody := curls.comparable(t)
	start, header, body := ours.comparable(t)
	for _, d := range []struct{ of, got, want string }{{"request line", start, wantStart}, {"header", header, wantHeader}, {"body", body, wantBody}} {
		if d.got != d.want {
			t.Errorf("%s\n%s:\n got %q\ncurl %q", text, d.of, d.got, d.want)
		}
	}
}

// TestRoundTrip holds our reading of curl commands against curl itself.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"curl", "bash"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%s has to be there: %v", tool, err)
			}
			t.Skipf("%s is not installed, so that our reading cannot be held against it", tool)
		}
	}
	secure := httptest.NewTLSServer(nil)
	t.Cleanup(secure.Close)
	config := &tls.Config{Certificates: secure.TLS.Certificates, ClientAuth: tls.RequestClientCert}
	dir := disk(t, config.Certificates[0])
	for i, text := range commands {
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			t.Parallel()
			roundTrip(t, config, dir, text)
		})
	}
}
