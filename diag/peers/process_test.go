//go:build peers

package peers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// server is one product, running.
type server struct {
	t     *testing.T
	name  string
	url   string
	cmd   *exec.Cmd
	stdin io.Closer // closed, it ends the product, also where the test is killed
	log   func() string
	end   func()
}

// start runs a product that ends when its standard input does.
func start(t *testing.T, name string, cmd *exec.Cmd) *server {
	t.Helper()
	stdin, err := cmd.StdinPipe()
	must(t, err)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	s := &server{t: t, name: name, cmd: cmd, stdin: stdin}
	must(t, cmd.Start())
	s.end = sync.OnceFunc(func() {
		_ = stdin.Close()
		_ = cmd.Wait() // how it ended says nothing: it was told to
	})
	t.Cleanup(func() {
		s.end()
		if t.Failed() {
			t.Logf("%s wrote:\n%s", name, complaints.String())
		}
	})
	return s
}

// heard stops the server and returns all that it was sent since it started.
func (s *server) heard() string {
	s.end()
	return s.log()
}

// node runs one of the scripts in testdata.
func node(t *testing.T, script string, settings any) *server {
	t.Helper()
	given, err := json.Marshal(settings)
	must(t, err)
	cmd := exec.Command("node", filepath.Join(scripts, script), string(given))
	out, in := io.Pipe()
	cmd.Stdout = in
	s := start(t, script, cmd)
	var log strings.Builder
	listening, read := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var line struct{ Listening string }
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Listening != "" {
				listening <- line.Listening
				continue
			}
			fmt.Fprintln(&log, lines.Text())
		}
	}()
	end := s.end
	s.end = sync.OnceFunc(func() {
		end()
		_ = in.Close()
		<-read
	})
	s.log = log.String
	select {
	case s.url = <-listening:
	case <-time.After(time.Minute):
		t.Fatalf("%s does not listen", script)
	}
	return s
}

const nginxConf = `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr;
events {}
http {
	log_format seen escape=none '$request $http_authorization $http_cookie';
	access_log seen.log seen;
	client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
	%s
	server {
		listen %s;
		%s
	}
}
`

// gateway runs nginx with these directives in its http and server blocks. It
// inherits a socket that listens already, as in an upgrade of its binary, so that
// nobody can take the port and no request comes too early.
func gateway(t *testing.T, http, server string, files map[string]string) *server_ {
	return nil
}
