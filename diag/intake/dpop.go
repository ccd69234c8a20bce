package intake

import (
	"fmt"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// fillDPoP reads the private key of DPoP proofs. It stays on this machine: only
// what is signed with it is sent.
func (f Flags) fillDPoP(c *diag.Case, s *source) error {
	if f.dpopKey == "" {
		return nil
	}
	b, err := s.read("--dpop-key", f.dpopKey)
	if err != nil {
		return err
	}
	key := diag.NewSecret(strings.TrimSpace(string(b)))
	if _, err := authn.ReadProofKey(key); err != nil {
		return fmt.Errorf("--dpop-key %s: %w", fileName(f.dpopKey), err)
	}
	c.Secrets.Add(authn.KeySecrets(key)...)
	c.DPoPKey = key
	return nil
}
