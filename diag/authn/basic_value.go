package authn

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/why401/diag"
)

// pairFault is one thing wrong with user:password or its encoding.
type pairFault struct {
	code   diag.Code
	what   string  // in words, without any part of the secret
	change string  // what mending it changes
	pair   string  // mended; "" where nobody knows how
	sure   float64 // how certainly servers refuse for it
}

func malformed(sure float64, what, change, pair string) pairFault {
	return pairFault{"basic-malformed", what, change, pair, sure}
}

// maxBasic bounds the values that are taken apart, in bytes: servers refuse longer header lines.
const maxBasic = 16 << 10

// valueFaults are the faults of a Basic value, from the outside to the inside.
func valueFaults(value string, utf8Only bool) []pairFault {
	if len(value) > maxBasic {
		return nil
	}
	pair, fault := readBasic(value)
	if fault.what == "" {
		return pairFaults(pair, utf8Only)
	}
	if fault.pair == "" {
		return []pairFault{fault}
	}
	return append([]pairFault{fault}, pairFaults(fault.pair, utf8Only)...)
}

// readBasic is the pair that was meant, and what is wrong with its encoding.
func readBasic(value string) (pair string, fault pairFault) {
	plain, err := base64.StdEncoding.DecodeString(value)
	if err != nil || strings.ContainsAny(value, "\r\n") { // which Go's decoder passes over
		fault = misencoded(value)
		return fault.pair, fault
	}
	pair = string(plain)
	inner, twice := decoded(pair, base64.StdEncoding)
	switch {
	case twice && !strings.Contains(pair, ":"):
		return inner, malformed(0.92, "user and password are encoded in base64 twice", "base64 once", inner)
	case !isText(pair) && opaqueToken.MatchString(value):
		return value + ":", malformed(0.80, "the value of Basic decodes to bytes that are no text: it looks like a key that was not encoded",
			"the value as user name, with a colon behind it, in base64", value+":")
	case !isText(pair):
		return "", malformed(0.85, "the value of Basic decodes to bytes that no user or password has", "", "")
	case !strings.Contains(pair, ":"):
		return pair + ":", malformed(0.85, "the value of Basic holds no colon between user and password", "a colon added behind the value", pair+":")
	}
	return pair, pairFault{}
}

// misencoded says what keeps a value from being base64 (RFC 4648, section 4).
func misencoded(value string) pairFault {
	tight := strings.Join(strings.Fields(value), "")
	if pair, ok := decoded(tight, base64.StdEncoding); ok && tight != value {
		return malformed(0.85, "white space stands inside the base64, as where it was wrapped into lines", "the base64 in one piece", pair)
	}
	if unescaped, err := url.PathUnescape(value); err == nil && unescaped != value {
		if pair, ok := decoded(unescaped, base64.StdEncoding); ok {
			return malformed(0.90, "the base64 is percent-encoded, which belongs into URLs only", "the base64 without percent-encoding", pair)
		}
	}
	bare := strings.TrimRight(value, "=")
	if pair, ok := decoded(bare, base64.RawStdEncoding); ok {
		return malformed(0.60, "the base64 is not padded with = to a multiple of four", "the base64 padded", pair)
	}
	if pair, ok := decoded(bare, base64.RawURLEncoding); ok {
		return malformed(0.85, "the value is in the base64url alphabet, with - and _ in place of + and /", "plain base64", pair)
	}
	switch {
	case looksJWT(value):
		return malformed(0.85, "a JSON Web Token stands where base64 of user:password belongs", "", "")
	case strings.Contains(value, ":"):
		return malformed(0.92, "user and password stand there in plain text, not in base64", "user and password in base64", value)
	case opaqueToken.MatchString(value):
		return malformed(0.85, "the value of Basic is no base64: it looks like a key that was not encoded",
			"the value as user name, with a colon behind it, in base64", value+":")
	}
	return malformed(0.85, "the value of Basic is no base64", "", "")
}

// decoded is the value decoded, where that gives a pair of text.
func decoded(value string, encoding *base64.Encoding) (string, bool) {
	plain, err := encoding.DecodeString(value)
	pair := string(plain)
	return pair, err == nil && strings.Contains(pair, ":") && isText(pair)
}

// isText says whether bytes are text in UTF-8 or Latin-1. Line breaks and
// tabs pass: people do not see them in what they copy.
func isText(s string) bool {
	text := strings.NewReplacer("\r", "", "\n", "", "\t", "").Replace(s)
	if utf8.ValidString(text) {
		return !strings.ContainsFunc(text, unicode.IsControl)
	}
	return !strings.ContainsFunc(latin1(text), unicode.IsControl)
}

// latin1 reads each byte as the character of that number (ISO 8859-1).
func latin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

// toLatin1 writes text in ISO 8859-1; false where a character is not in it.
func toLatin1(s string) (string, bool) {
	var b strings.Builder
	for _, r := range s {
		if r > 0xff {
			return "", false
		}
		b.WriteByte(byte(r))
	}
	return b.String(), true
}
