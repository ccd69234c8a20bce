package intake

import (
	"fmt"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/files"
)

// fillOpenAPI takes in the API's description. It is read from a file only: an
// address would have to be asked before the diagnosis begins.
func (f Flags) fillOpenAPI(c *diag.Case, s *source) error {
	if f.openAPI == "" {
		return nil
	}
	if strings.HasPrefix(f.openAPI, "http://") || strings.HasPrefix(f.openAPI, "https://") {
		return fmt.Errorf("--openapi %s: an address is not read: save the description and give it as a file", shown(f.openAPI))
	}
	b, err := s.readUpTo("--openapi", f.openAPI, files.MaxOpenAPI)
	if err != nil {
		return err
	}
	if c.OpenAPI, err = files.OpenAPI(b); err != nil {
		return fmt.Errorf("--openapi %s: %w", fileName(f.openAPI), err)
	}
	return nil
}
