// Package cli is the command line: it reads arguments, starts the wizard, a
// diagnosis or the lab, prints reports, and chooses the exit status.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"syscall"

	"github.com/spf13/cobra"

	"example.com/why401/diag"
	"example.com/why401/tui/term"
)

// program is one run of why401: its ends to the outside and what the flags say.
type program struct {
	in          io.Reader
	out, errOut io.Writer
	getenv      func(string) string
	options
}

// status ends the program with that exit status and nothing more to say.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// The exit statuses that scripts rely on.
const (
	found        status = 1
	usage        status = 2
	undecided    status = 3
	brokenOutput status = 128 + status(syscall.SIGPIPE)
)

// Main runs why401 and returns its exit status. An error is one line on errOut.
func Main(args []string, in io.Reader, out, errOut io.Writer, getenv func(string) string) int {
	log.SetOutput(io.Discard) // net/http logs pieces of answers, which may hold what must not be shown
	p := &program{in: in, out: out, errOut: errOut, getenv: getenv}
	root := p.root()
	root.SetArgs(args)
	err := root.ExecuteContext(context.Background())
	var s status
	switch {
	case err == nil:
		return 0
	case errors.As(err, &s):
		return int(s)
	case errors.Is(err, syscall.EPIPE): // nobody reads any more: nothing to say, and no one to say it to
		return int(brokenOutput)
	}
	p.complain(err.Error())
	return int(usage)
}

// complain writes one line to the error output, fit to be shown whatever stands in it.
func (p *program) complain(line string) {
	_, _ = fmt.Fprintf(p.errOut, "why401: %s\n", diag.NewSecrets("").Show(line))
}

func (p *program) print(s string) error {
	_, err := io.WriteString(p.out, s)
	return err
}

// interactive says whether a person sits at both ends.
func (p *program) interactive() bool { return isTerminal(p.in) && isTerminal(p.out) }

func isTerminal(end any) bool {
	f, ok := end.(*os.File)
	return ok && term.IsTerminal(f.Fd())
}

// atMost refuses arguments that no one would look at. It does not repeat them:
// in -H Authorization: Bearer x, unquoted, the last one is a secret.
func atMost(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) <= n {
			return nil
		}
		return fmt.Errorf("%s: %d arguments where %d can be: a value with blanks in it must stand in quotes", cmd.CommandPath(), len(args), n)
	}
}
