package world

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"

	"example.com/why401/diag"
)

// A header with terminal escapes is read, its control characters as signs; the body stays as it came.
func TestControlCharactersInHeader(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		r := bufio.NewReader(conn)
		for range 2 { // the connection is kept: the second answer is treated as the first
			for line := "x"; strings.TrimSpace(line) != ""; {
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
			}
			_, _ = fmt.Fprint(conn, "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"\x1b[2J\x7f\"\r\nContent-Length: 4\r\n\r\n\x1b[0m")
		}
	}()
	n, err := Live(diag.Case{})
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	for range 2 {
		e, err := n.Do(t.Context(), diag.Request{Purpose: diag.AsGiven, Method: "GET", URL: "http://" + l.Addr().String() + "/"})
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Header.Value("WWW-Authenticate"); e.Status != 401 || got != `Bearer realm="␛[2J␡"` {
			t.Errorf("%d %q %+v", e.Status, got, e.Failure)
		}
		if string(e.Body) != "\x1b[0m" {
			t.Errorf("body %q", e.Body)
		}
	}
}
