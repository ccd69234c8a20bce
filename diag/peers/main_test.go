//go:build peers

package peers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var (
	why401  string // the program, as people get it
	s3      string // testdata/s3, a module of its own
	scripts string // testdata, with the npm packages where node looks for them
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "why401-peers-")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		err = prepare(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// prepare builds the program and lays out what the servers run from. That a
// product is missing is a failure: a suite that skips itself proves nothing.
func prepare(dir string) error {
	packages := os.Getenv("WHY401_PEERS")
	if _, err := os.Stat(filepath.Join(packages, "node_modules", "oidc-provider")); packages == "" || err != nil {
		return fmt.Errorf("WHY401_PEERS=%q: no npm packages there: run .ci/peers-setup, which installs them and says how to go on", packages)
	}
	for _, product := range []string{"node", "nginx", "apache2", "squid"} {
		if _, err := exec.LookPath(product); err != nil {
			return fmt.Errorf("%w: run .ci/peers-setup", err)
		}
	}
	scripts, why401, s3 = dir, filepath.Join(dir, "why401"), filepath.Join(dir, "s3server")
	if err := os.CopyFS(dir, os.DirFS("testdata")); err != nil {
		return err
	}
	if err := os.Symlink(filepath.Join(packages, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		return err
	}
	if err := build(".", why401, "example.com/why401"); err != nil {
		return err
	}
	return build(filepath.Join("testdata", "s3"), s3, ".")
}

// build makes a program of a package, as seen from that folder.
func build(dir, program, of string) error {
	out, err := exec.Command("go", "build", "-C", dir, "-o", program, of).CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}
