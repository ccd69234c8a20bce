package cli

import (
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
