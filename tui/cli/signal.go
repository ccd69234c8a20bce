package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// interrupted is why a context ended: one of the signals that end why401.
type interrupted struct{ signal syscall.Signal }

func (i interrupted) Error() string { return "signal " + i.signal.String() }

// status is what shells expect of a program that a signal ended: 128 and its number.
func (i interrupted) status() status { return status(128 + int(i.signal)) }

// interruptible is a context that SIGINT, SIGTERM and SIGHUP cancel, with the
// signal as its cause. After the first one they do what they always did: a
// second Ctrl-C ends the program at once.
func interruptible(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(parent)
	came := make(chan os.Signal, 1)
	signal.Notify(came, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		defer signal.Stop(came)
		select {
		case s := <-came:
			if s, ok := s.(syscall.Signal); ok {
				cancel(interrupted{s})
			}
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

// byStatus is the exit status that a signal asks for, where one ended the context.
func byStatus(ctx context.Context) (status, bool) {
	var by interrupted
	if errors.As(context.Cause(ctx), &by) {
		return by.status(), true
	}
	return 0, false
}
