// Package intake makes a Case of what people hand us: flags, and curl commands.
// It reads what they name, judges nothing, and names the flag in every error.
package intake

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"strings"
	"unicode/utf8"

	"example.com/why401/diag"
)

// MaxFile is how long a file may be that a flag names: bodies and captures fit.
const MaxFile = 1 << 20

// ErrNoURL says that everything was understood but that the address is missing:
// the case that comes with it lacks nothing else.
var ErrNoURL = errors.New("no URL: name the address that answers 401")

// Env is the surroundings that the flags refer to. Stdin may be nil: there is none.
type Env struct {
	Getenv   func(name string) string
	ReadFile func(name string) ([]byte, error)
	Open     func(name string) (io.ReadCloser, error) // for what is read as a stream; nil: ReadFile does
	Stdin    io.Reader
	Causes   []diag.Code // those that a profile may name; nil: not checked
}

// source reads what the flags of one case name, and collects warnings.
type source struct {
	env      Env
	stdin    string // the flag that has read standard input
	warnings []string
}

func (s *source) warn(format string, args ...any) {
	s.warnings = append(s.warnings, fmt.Sprintf(format, args...))
}

// read reads the file that a flag names; "-" is standard input.
func (s *source) read(flag, name string) ([]byte, error) { return s.readUpTo(flag, name, MaxFile) }

// readUpTo is read with a bound of its own, in bytes.
func (s *source) readUpTo(flag, name string, most int) ([]byte, error) {
	b, err := s.open(flag, name, most)
	err = pathless(err)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s %s: %w", flag, fileName(name), err)
	case len(b) > most:
		return nil, fmt.Errorf("%s %s: longer than %d MiB", flag, fileName(name), most>>20)
	}
	return b, nil
}

// pathless is an error without the file's name, which stands before it.
func pathless(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func (s *source) open(flag, name string, most int) ([]byte, error) {
	if name != "-" {
		return s.env.ReadFile(name)
	}
	switch {
	case s.env.Stdin == nil:
		return nil, errors.New("there is no standard input here")
	case s.stdin != "":
		return nil, fmt.Errorf("standard input was read for %s already", s.stdin)
	}
	s.stdin = flag
	return io.ReadAll(io.LimitReader(s.env.Stdin, int64(most)+1))
}

// fileName is how a file is called in an error. People put the secret itself
// where its file belongs, so what is too long for a file's name, or looks more
// like a secret than like one, is not shown.
func fileName(name string) string {
	const longest = 32
	last := name[strings.LastIndexAny(name, `/\`)+1:]
	n := utf8.RuneCountInString(last)
	bare := !strings.ContainsAny(name, `/\.`)
	if n > longest || strings.HasPrefix(last, "eyJ") || bare && n >= 12 && strings.ContainsAny(name, "0123456789") || bare && n >= 24 {
		return fmt.Sprintf("(a name of %d characters)", n)
	}
	return string(diag.NewSecrets("").Show(name))
}

// shown is a URL without what may be secret in it: its origin and path.
func shown(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		raw, _, _ = strings.Cut(raw, "?")
		raw, _, _ = strings.Cut(raw, "#")
		return string(diag.NewSecrets("").Show(raw[strings.LastIndex(raw, "@")+1:]))
	}
	return string(diag.NewSecrets("").Show(u.Scheme + "://" + u.Host + u.EscapedPath()))
}
