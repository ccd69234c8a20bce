//go:build unix

package cli

import (
	"bufio"
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// A signal during a diagnosis ends the looking; what was found is printed first.
func TestSignals(t *testing.T) {
	t.Parallel()
	for signal, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			asked := make(chan struct{}, 32)
			s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				asked <- struct{}{}
				<-r.Context().Done()
			}))
			defer s.Close()
			cmd := exec.Command(os.Args[0], "check", s.URL)
			cmd.Args[0] = "why401" // TestMain goes by the name
			var out, errOut bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &errOut
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-asked
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != want {
				t.Errorf("exit status %d, want %d: %s", got, want, errOut.String())
			}
			if !strings.HasPrefix(out.String(), "GET "+s.URL) || !strings.Contains(out.String(), signal.String()) {
				t.Errorf("the report is not there, or does not say why it is short:\n%s", out.String())
			}
		})
	}
}

// --serve starts the servers, says how to call them, and ends with the signal.
func TestServe(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "lab", "--serve", "token-expired")
	cmd.Args[0] = "why401"
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := ""
	for lines := bufio.NewScanner(out); !strings.Contains(said, "Ctrl-C") && lines.Scan(); {
		said += lines.Text() + "\n"
	}
	for _, want := range []string{"token-expired: ", "\nexport TOKEN=", "\ncurl -i ", "\nwhy401 check "} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing:\n%s", want, said)
		}
	}
	resp, err := http.Get(strings.Split(said, "\n")[1])
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a token: %s", resp.Status)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 130 {
		t.Errorf("exit status %d, want 130", got)
	}
}
