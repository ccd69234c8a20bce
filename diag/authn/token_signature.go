package authn

import (
	"fmt"

	"example.com/why401/diag"
)

// signatureBytes is how long a signature is by its algorithm (RFC 7518, sections
// 3.2 and 3.4; RFC 8037). With RSA the key decides.
var signatureBytes = map[string]int{
	"HS256": 32, "HS384": 48, "HS512": 64,
	"ES256": 64, "ES384": 96, "ES512": 132, "ES256K": 64,
	"EdDSA": 64, "Ed25519": 64, "Ed448": 114,
}

// rsaBytes are the signature lengths of the key sizes in use.
var rsaBytes = []int{128, 256, 384, 512, 1024}

func readSignature(t *diag.Token, part string) {
	sig, faults := decodePart("signature", part)
	t.Faults = append(t.Faults, faults...)
	t.SignatureLen, t.SignatureNeed = len(sig), signatureBytes[t.Alg]
	if sig == nil && part != "" || unsigned(t.Alg) {
		return
	}
	if fault, ok := lengthFault(*t, sig); ok {
		t.Faults = append(t.Faults, fault)
	}
}

func lengthFault(t diag.Token, sig []byte) (diag.TokenFault, bool) {
	n, need := len(sig), t.SignatureNeed
	f := diag.TokenFault{What: "truncated", Source: "token.signature", Fatal: true}
	switch {
	case n == 0:
		f.Text = "the signature is missing: nothing follows the second full stop"
	case isRSA(t.Alg):
		return rsaLengthFault(t.Alg, n)
	case need == 0 || n == need || t.Alg == "EdDSA" && n == signatureBytes["Ed448"]:
		return f, false
	case n < need:
		f.Text = fmt.Sprintf("the signature has %d bytes, %s needs %d: the end of the token is lost", n, t.Alg, need)
	default:
		f.What, f.Text = "signature", fmt.Sprintf("the signature has %d bytes, %s has %d: something was added to the token", n, t.Alg, need)
	}
	if isEC(t.Alg) && derPair(sig) {
		f.What, f.Text = "signature", fmt.Sprintf("the signature is written in DER; %s wants its two numbers side by side, %d bytes (RFC 7518, section 3.4)", t.Alg, need)
	}
	return f, true
}

// rsaLengthFault holds a length against the key sizes in use. Below 2048 bits
// none is allowed (RFC 7518, section 3.3), and those that are used all the same
// are round; between the larger sizes only the key can tell.
func rsaLengthFault(alg string, n int) (diag.TokenFault, bool) {
	f := diag.TokenFault{What: "truncated", Source: "token.signature", Fatal: n < 256 && n%64 != 0}
	for _, need := range rsaBytes {
		if n == need {
			return f, false
		}
		if n < need && need >= 256 {
			f.Text = fmt.Sprintf("the signature has %d bytes, %s with a %d-bit key needs %d", n, alg, need*8, need)
			return f, true
		}
	}
	f.What, f.Text = "signature", fmt.Sprintf("the signature has %d bytes, more than the key sizes in use give", n)
	return f, true
}

// derPair says whether this is an ASN.1 sequence that fills all of it, as crypto libraries write ECDSA signatures.
func derPair(sig []byte) bool {
	return len(sig) > 8 && sig[0] == 0x30 && (int(sig[1]) == len(sig)-2 || sig[1] == 0x81 && int(sig[2]) == len(sig)-3)
}
