package world

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
)

func TestRequestIsSentAsWritten(t *testing.T) {
	t.Parallel()
	url, seen := raw(t, "HTTP/1.1 204 No Content\r\n\r\n")
	n := live(t, url)
	r := diag.Request{Purpose: diag.AsGiven, Method: "PROPFIND", URL: url + "/a%2Fb?q=a b&x=%zz#f", Body: []byte("body"), Header: diag.Header{
		{Name: "authorization", Value: "bearer  two  blanks"}, {Name: "Authorization", Value: "Bearer second"},
		{Name: "X-Empty", Value: ""}, {Name: "X-a", Value: "1"}, {Name: "X-a", Value: "2"},
		{Name: "host", Value: "other.example"}, {Name: "user-agent", Value: "mine"},
		{Name: "content-length", Value: "999"}, {Name: "ACCEPT", Value: "text/x"},
	}}
	if e := do(t, n, r); e.Status != 204 || e.Proto != "HTTP/1.1" {
		t.Errorf("status %d, %s", e.Status, e.Proto)
	}
	want := strings.Join([]string{
		"PROPFIND /a%2Fb?q=a%20b&x=%zz HTTP/1.1", "Host: other.example", "User-Agent: mine", "Content-Length: 4",
		"ACCEPT: text/x", "Authorization: Bearer second", "X-Empty: ", "X-a: 1", "X-a: 2", "authorization: bearer  two  blanks", "", "",
	}, "\r\n")
	if got := <-seen; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDefaultsAndUserinfo(t *testing.T) {
	t.Parallel()
	url, seen := raw(t, "HTTP/1.1 204 No Content\r\n\r\n")
	n := live(t, url)
	do(t, n, get(strings.Replace(url, "//", "//alice:p%40ss@", 1)))
	got := <-seen
	for _, line := range []string{"Accept: */*", "User-Agent: why401/dev", "Authorization: Basic YWxpY2U6cEBzcw=="} {
		if !strings.Contains(got, line+"\r\n") {
			t.Errorf("no %q in\n%s", line, got)
		}
	}
	if strings.Contains(got, "Accept-Encoding") {
		t.Errorf("compression was asked for:\n%s", got)
	}
}

func TestHeaderCannotInject(t *testing.T) {
	t.Parallel()
	url, seen := raw(t, "HTTP/1.1 204 No Content\r\n\r\n")
	n := live(t, url)
	do(t, n, get(url, diag.Field{Name: "Authorization", Value: "Bearer abc\r\nX-Evil: 1\r\n\r\nGET /evil HTTP/1.1\x00\x1b[31m"}))
	got := <-seen
	if !strings.Contains(got, "Authorization: Bearer abc X-Evil: 1 GET /evil HTTP/1.1 [31m\r\n") || strings.Contains(got, "\nX-Evil") {
		t.Errorf("sent\n%q", got)
	}
}

func TestWhatCannotBeSentIsAFailure(t *testing.T) {
	t.Parallel()
	n := live(t, "http://127.0.0.1:1")
	for name, r := range map[string]diag.Request{
		"header name": get("http://127.0.0.1:1", diag.Field{Name: "A b", Value: "x"}),
		"injection":   get("http://127.0.0.1:1", diag.Field{Name: "A:\r\nB", Value: "x"}),
		"method":      {Purpose: diag.AsGiven, Method: "GET /x", URL: "http://127.0.0.1:1"},
		"scheme":      get("ftp://127.0.0.1:1"),
		"no URL":      get("http://[::1"),
		"no host":     get("http:///x"),
	} {
		e, err := n.Do(t.Context(), r)
		if err != nil || e.Failure == nil || e.Failure.Kind != diag.FailRequest {
			t.Errorf("%s: %+v, %v", name, e.Failure, err)
		}
	}
	if n.Sent() != 0 {
		t.Errorf("%d counted as sent", n.Sent())
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			t.Error("the redirect was followed")
		}
		http.Redirect(w, r, "/next", http.StatusFound)
	})
	if e := do(t, live(t, s.URL), get(s.URL+"/")); e.Status != 302 || e.Header.Value("location") != "/next" {
		t.Errorf("status %d, location %q", e.Status, e.Header.Value("location"))
	}
}

func TestEndlessBodyIsCutOff(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{})
	url := listen(t, func(c net.Conn) {
		defer close(closed)
		readHead(c)
		_, _ = c.Write([]byte("HTTP/1.1 401 Unauthorized\r\nContent-Length: 10737418240\r\n\r\n"))
		for {
			if _, err := c.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	e := do(t, live(t, url), get(url))
	if e.Status != 401 || len(e.Body) != maxBody || !e.Truncated {
		t.Errorf("status %d, %d bytes, truncated %v", e.Status, len(e.Body), e.Truncated)
	}
	<-closed // the connection is not kept open for the rest
}

func TestSlowBodyKeepsWhatCame(t *testing.T) {
	t.Parallel()
	url := listen(t, func(c net.Conn) {
		readHead(c)
		_, _ = c.Write([]byte("HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\nthe beginning"))
		_, _ = io.Copy(io.Discard, c) // until the client gives up
	})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	e, err := live(t, url).Do(ctx, get(url))
	if err != nil || e.Status != 401 || string(e.Body) != "the beginning" || !e.Truncated {
		t.Errorf("status %d, body %q, truncated %v, %v", e.Status, e.Body, e.Truncated, err)
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	pack := func(plain []byte) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write(plain)
		_ = z.Close()
		return b.Bytes()
	}
	for name, tt := range map[string]struct {
		sent      []byte
		want      []byte
		truncated bool
	}{
		"whole":        {pack([]byte("refused")), []byte("refused"), false},
		"a bomb":       {pack(make([]byte, 20<<20)), make([]byte, maxBody), true},
		"not gzip":     {[]byte("refused"), []byte("refused"), false},
		"cut short":    {pack([]byte("refused"))[:18], []byte("refused"), true},
		"nothing sent": {nil, []byte{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := server(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				_, _ = w.Write(tt.sent)
			})
			e := do(t, live(t, s.URL), get(s.URL))
			if !bytes.Equal(e.Body, tt.want) && !(name == "cut short" && bytes.HasPrefix(tt.want, e.Body)) || e.Truncated != tt.truncated {
				t.Errorf("%d bytes %.20q, truncated %v", len(e.Body), e.Body, e.Truncated)
			}
		})
	}
}

func TestEscapesAreKeptForTheCauses(t *testing.T) {
	t.Parallel()
	url, _ := raw(t, "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"\x80\"\r\nConnection: close\r\n\r\n\x1b[2Jrefused")
	e := do(t, live(t, url), get(url))
	if e.Status != 401 || string(e.Body) != "\x1b[2Jrefused" || e.Header.Value("www-authenticate") != "Bearer realm=\"\x80\"" {
		t.Errorf("status %d, header %q, body %q", e.Status, e.Header.Value("www-authenticate"), e.Body)
	}
}

// A header that no server means is told as what it is, within bounds.
func TestAbsurdHeadersAreAnAnswer(t *testing.T) {
	t.Parallel()
	url, _ := raw(t, "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\""+strings.Repeat("x", 1<<20)+"\"\r\n"+
		strings.Repeat("X-Many: y\r\n", 2*maxFields)+"\r\n")
	e := do(t, live(t, url), get(url))
	if e.Status != 401 || len(e.Header.Value("WWW-Authenticate")) != maxField || len(e.Header) != maxFields {
		t.Errorf("status %d with %d fields, a challenge of %d bytes", e.Status, len(e.Header), len(e.Header.Value("WWW-Authenticate")))
	}
}
