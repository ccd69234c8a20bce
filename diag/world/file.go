package world

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"example.com/why401/diag"
)

// ReadFile reads a file that the person named. Of one that is longer than
// MaxFile it reads a byte more than that, which tells.
func ReadFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, MaxFile+1))
}

// OpenFile opens a file that the person named, to be read as a stream.
func OpenFile(name string) (io.ReadCloser, error) { return os.Open(name) }

// readNamed reads the file of a flag; the error names both.
func readNamed(flag, name string) ([]byte, error) {
	b, err := ReadFile(name)
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	if err == nil && len(b) > maxPEM {
		err = errors.New("longer than 1 MiB")
	}
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", flag, diag.NewSecrets("").Show(name), err)
	}
	return b, nil
}
