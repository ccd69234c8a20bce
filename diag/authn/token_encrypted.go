package authn

import (
	"fmt"
	"strings"

	"example.com/why401/diag"
)

// encryptedParts are the parts of a JWE behind its header (RFC 7516, section
// 7.1). The encrypted key is empty where there is none to be sent.
var encryptedParts = []struct {
	name  string
	empty bool
}{{"encrypted key", true}, {"initialization vector", true}, {"ciphertext", false}, {"authentication tag", false}}

// readEncrypted checks the form of what of a JWE cannot be read without its
// recipient's key.
func readEncrypted(t *diag.Token, parts []string) {
	for i, p := range encryptedParts {
		part := parts[i+1]
		if part == "" && !p.empty {
			t.Faults = append(t.Faults, diag.TokenFault{What: "truncated", Source: "token", Fatal: true,
				Text: fmt.Sprintf("the %s of the encrypted token is empty", p.name)})
			continue
		}
		_, faults := decodePart(p.name, part)
		t.Faults = append(t.Faults, faults...)
	}
}

// Encryption is how a JWE is encrypted, and for which key: all that its header tells.
func Encryption(t diag.Token) string {
	said := []string{"alg " + orNone(t.Alg)}
	for _, name := range []string{"enc", "kid", "cty"} {
		if v := textOf(t.Header, name); v != "" {
			said = append(said, name+" "+v)
		}
	}
	return bounded(strings.Join(said, ", "), maxErrorDescription)
}
