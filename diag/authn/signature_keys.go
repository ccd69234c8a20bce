package authn

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"fmt"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

// unsigned says whether the algorithm is none, in whatever case: some validators
// once checked for the small letters only.
func unsigned(alg string) bool { return strings.EqualFold(alg, "none") }

func isRSA(alg string) bool { return strings.HasPrefix(alg, "RS") || strings.HasPrefix(alg, "PS") }

func isEC(alg string) bool { return strings.HasPrefix(alg, "ES") }

// misfit says why the check's algorithm cannot use a key, "" where it can.
func (c check) misfit(k diag.Key) string {
	if k.Public == nil {
		return fmt.Sprintf("%s cannot be used: %s", keyName(k), k.Fault)
	}
	fits := false
	switch m := c.method.(type) {
	case *jwt.SigningMethodRSA, *jwt.SigningMethodRSAPSS:
		_, fits = k.Public.(*rsa.PublicKey)
	case *jwt.SigningMethodECDSA:
		key, ok := k.Public.(*ecdsa.PublicKey)
		fits = ok && key.Curve.Params().BitSize == m.CurveBits
	case *jwt.SigningMethodEd25519:
		_, fits = k.Public.(ed25519.PublicKey)
	}
	if fits {
		return ""
	}
	return fmt.Sprintf("%s is %s, which %s cannot use", keyName(k), keyKind(k.Public), c.alg)
}

func keyName(k diag.Key) string {
	if k.ID == "" {
		return "a key without an id"
	}
	return fmt.Sprintf("the key %q", k.ID)
}

func keyKind(public any) string {
	switch key := public.(type) {
	case *rsa.PublicKey:
		return "an RSA key"
	case *ecdsa.PublicKey:
		return "an EC key on " + key.Curve.Params().Name
	case ed25519.PublicKey:
		return "an Ed25519 key"
	}
	return "a key for agreement, not for signatures"
}

// signatureLength is how many bytes a signature by this key has.
func signatureLength(public any) int {
	switch key := public.(type) {
	case *rsa.PublicKey:
		return key.Size()
	case *ecdsa.PublicKey:
		return 2 * ((key.Curve.Params().BitSize + 7) / 8)
	case ed25519.PublicKey:
		return ed25519.SignatureSize
	}
	return 0
}
