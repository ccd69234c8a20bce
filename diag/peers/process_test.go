//go:build peers

package peers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// server is one product, running.
type server struct {
	name string
	url  string
	log  func() string
	stop func()
}

// heard stops the server and returns all that it was sent since it started.
func (s *server) heard() string {
	s.stop()
	return s.log()
}

// journal keeps what a product prints, and passes on the address that it names.
type journal struct {
	mu        sync.Mutex
	text      bytes.Buffer
	listening chan string
}

var address = regexp.MustCompile(`{"listening":"([^"]+)"}`)

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.text.Write(p)
	if m := address.FindSubmatch(j.text.Bytes()); m != nil && j.listening != nil {
		j.listening <- string(m[1])
		j.listening = nil
	}
	return len(p), nil
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// launch runs a product that ends when its standard input does: so it also ends
// where the test is killed.
func launch(t *testing.T, cmd *exec.Cmd) (stop func()) {
	t.Helper()
	stdin, err := cmd.StdinPipe()
	must(t, err)
	complaints := &journal{}
	cmd.Stderr = complaints
	must(t, cmd.Start())
	stop = sync.OnceFunc(func() {
		_ = stdin.Close()
		_ = cmd.Wait() // how it ended says nothing: it was told to
	})
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Logf("%s wrote:\n%s", filepath.Base(cmd.Path), complaints)
		}
	})
	return stop
}

// node runs one of the scripts in testdata, and waits until it listens.
func node(t *testing.T, script string, settings any) *server {
	t.Helper()
	given, err := json.Marshal(settings)
	must(t, err)
	return announced(t, script, exec.Command("node", filepath.Join(scripts, script), string(given)))
}

// announced runs a product of ours that prints its address, and waits for it.
func announced(t *testing.T, name string, cmd *exec.Cmd) *server {
	t.Helper()
	listening := make(chan string, 1)
	out := &journal{listening: listening}
	cmd.Stdout = out
	s := &server{name: name, log: out.String, stop: launch(t, cmd)}
	select {
	case s.url = <-listening:
	case <-time.After(time.Minute):
		t.Fatalf("%s does not listen; it wrote:\n%s", name, out)
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

// nginx runs Debian's nginx with directives of our own in its server block, and
// before it. It inherits a socket that listens already, as when its binary is
// upgraded: nobody else can take the port, and no request comes too early.
func nginx(t *testing.T, http, main string) *server {
	t.Helper()
	dir := workshop(t)
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	file, err := socket.(*net.TCPListener).File()
	must(t, err)
	scheme, tls := "http", ""
	if strings.Contains(main, "ssl_certificate ") {
		scheme, tls = "https", " ssl"
	}
	put(t, dir, "nginx.conf", fmt.Sprintf(nginxConf, http, socket.Addr().String()+tls, main))
	put(t, dir, "users", htpasswd)

	cmd := inWorkshop(dir, "nginx", "-p", ".", "-c", "nginx.conf", "-e", "stderr")
	cmd.Env = append(os.Environ(), "NGINX=3;")
	cmd.ExtraFiles = []*os.File{file}
	s := &server{name: "nginx", url: scheme + "://" + socket.Addr().String(), stop: launch(t, cmd)}
	s.log = func() string { return contents(t, dir, "seen.log") }
	_ = file.Close()
	_ = socket.Close()
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
