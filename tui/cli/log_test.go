package cli

import (
	"io"
	"log"
	"testing"
)

// net/http logs what a server sends out of turn, and that may be our own token:
// nothing of it may reach standard error. The test changes the process's logger.
func TestNothingIsLogged(t *testing.T) {
	before := log.Writer()
	defer log.SetOutput(before)
	if status := Main([]string{"version"}, nil, io.Discard, io.Discard, func(string) string { return "" }); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	if log.Writer() != io.Discard {
		t.Error("the standard logger still writes")
	}
}
