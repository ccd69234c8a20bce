//go:build peers

package peers

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"text/template"
	"time"
)

// nobody is the user that products run as where the tests run as root: they
// refuse to be root, or change to a user of their own that could not read our files.
const nobody = 65534

// workshop is a new folder that belongs to the user that products run as.
func workshop(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o711)) // testing keeps it for its own user
	own(t, dir)
	return dir
}

// own gives a file or folder to the user that products run as.
func own(t *testing.T, name string) {
	t.Helper()
	if os.Geteuid() == 0 {
		must(t, os.Chown(name, nobody, nobody))
	}
}

// put writes a file into a workshop.
func put(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(content), 0o600))
	own(t, path)
}

// untilTold is a shell's script: it runs its arguments, and ends them when its
// standard input ends.
const untilTold = `"$@" </dev/null & read -r _; kill $! && wait`

// inWorkshop is the command that runs a product there.
func inWorkshop(dir string, product ...string) *exec.Cmd {
	cmd := exec.Command("sh", append([]string{"-c", untilTold, "sh"}, product...)...)
	cmd.Dir = dir
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return cmd
}

// configure fills in a template of testdata.
func configure(t *testing.T, dir, name string, values any) {
	t.Helper()
	var conf strings.Builder
	must(t, template.Must(template.ParseFiles(filepath.Join("testdata", name))).Execute(&conf, values))
	put(t, dir, name, conf.String())
}

// daemon runs a product that opens its own port, and waits until it takes connections.
func daemon(t *testing.T, dir, scheme, addr string, product ...string) *server {
	t.Helper()
	s := &server{name: product[0], url: scheme + "://" + addr, stop: launch(t, inWorkshop(dir, product...))}
	s.log = func() string { return contents(t, dir, "seen.log") }
	t.Cleanup(func() {
		if t.Failed() {
			complaints, _ := os.ReadFile(filepath.Join(dir, "error.log"))
			t.Logf("%s wrote:\n%s", product[0], complaints)
		}
	})
	await(t, addr)
	return s
}

func contents(t *testing.T, dir, name string) string {
	t.Helper()
	seen, err := os.ReadFile(filepath.Join(dir, name))
	must(t, err)
	return string(seen)
}

// await returns when somebody listens there.
func await(t *testing.T, addr string) {
	t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	late := time.After(20 * time.Second)
	for {
		if c, err := net.Dial("tcp", addr); err == nil {
			_ = c.Close()
			return
		}
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("nobody listens at %s", addr)
		}
	}
}

var lastPort atomic.Int32

// freeAddr is an address for a product that cannot inherit a socket. Its port lies
// below those that the kernel hands out, so no other server of the tests gets it.
func freeAddr(t *testing.T) string {
	t.Helper()
	for range 1000 {
		addr := fmt.Sprintf("127.0.0.1:%d", 21000+(int32(os.Getpid())+lastPort.Add(1))%10000)
		if l, err := net.Listen("tcp", addr); err == nil {
			_ = l.Close()
			return addr
		}
	}
	t.Fatal("no free port between 21000 and 31000")
	return ""
}
