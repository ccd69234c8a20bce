package authn

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"example.com/why401/diag"
)

// decodePart decodes base64url. What some issuers write otherwise and some
// validators tolerate is read and named; nil where nothing could be read.
func decodePart(name, part string) ([]byte, []diag.TokenFault) {
	var faults []diag.TokenFault
	say := func(what, text string, fatal bool) {
		faults = append(faults, diag.TokenFault{What: what, Source: "token." + name, Text: text, Fatal: fatal})
	}
	if strings.HasSuffix(part, "=") {
		say("base64", fmt.Sprintf("the %s ends with padding (=), which base64url in a token leaves out (RFC 7515, section 2)", name), false)
	}
	if strings.ContainsAny(part, "+/") {
		say("base64", fmt.Sprintf("the %s is written in the standard base64 alphabet (+ and /), not in base64url (- and _)", name), false)
	}
	plain := urlAlphabet(part)
	body, err := base64.RawURLEncoding.DecodeString(plain)
	var at base64.CorruptInputError
	switch {
	case err == nil:
		return body, faults
	case len(plain)%4 == 1 && foreign(plain) == len(plain):
		say("truncated", fmt.Sprintf("the %s has %d characters, a length that base64 cannot have: a character is missing or too many", name, len(plain)), true)
	case errors.As(err, &at):
		say("base64", fmt.Sprintf("character %d of the %s is none that base64url has", int(at)+1, name), true)
	}
	return nil, faults
}

// urlAlphabet writes standard base64 as base64url without padding.
func urlAlphabet(s string) string {
	return strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(s, "="))
}

// foreign is where the first character stands that base64url does not have.
func foreign(s string) int {
	for i := range len(s) {
		if c := s[i]; c != '-' && !wordChar(c) {
			return i
		}
	}
	return len(s)
}

func wordChar(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// readable decodes as much of the beginning as is base64.
func readable(part string) []byte {
	part = urlAlphabet(part)
	part = part[:foreign(part)]
	if len(part)%4 == 1 {
		part = part[:len(part)-1]
	}
	body, _ := base64.RawURLEncoding.DecodeString(part)
	return body
}
