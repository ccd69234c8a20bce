package intake

import (
	"fmt"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// fillSAML takes in the metadata of the SAML issuer. It is public, and no secret.
func (f Flags) fillSAML(c *diag.Case, s *source) error {
	if f.samlMetadata == "" {
		return nil
	}
	b, err := s.read("--saml-metadata", f.samlMetadata)
	if err != nil {
		return err
	}
	if err := authn.CheckSAMLMetadata(b); err != nil {
		return fmt.Errorf("--saml-metadata %s: %w", fileName(f.samlMetadata), err)
	}
	c.SAMLMetadata = b
	return nil
}
