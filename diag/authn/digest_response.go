package authn

import (
	"crypto/md5" //nolint:gosec // what RFC 7616 still allows
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"strings"
)

// digestInput is all that a Digest response is computed from (RFC 7616, section 3.4).
type digestInput struct {
	user, password         string
	realm, nonce, nc       string
	cnonce, qop, algorithm string
	method, uri            string
	body                   []byte // qop auth-int only

	truncated, sessionAlone, bodyless bool // ways in which clients get it wrong: see digestCheck.slips
}

// response is the value of the parameter response (RFC 7616, section 3.4.1;
// without qop RFC 2069, section 2.1.2); "" for an algorithm or qop that nobody knows.
func (d digestInput) response() string {
	name, session := cutSession(d.algorithm)
	h := hashOf(name)
	if d.truncated && strings.EqualFold(name, "SHA-512-256") {
		h = sha512Truncated
	}
	if h == nil {
		return ""
	}
	a1 := h(d.user + ":" + d.realm + ":" + d.password)
	if session || d.sessionAlone {
		a1 = h(a1 + ":" + d.nonce + ":" + d.cnonce)
	}
	a2 := d.method + ":" + d.uri
	switch strings.ToLower(d.qop) {
	case "":
		return h(a1 + ":" + d.nonce + ":" + h(a2))
	case "auth":
	case "auth-int":
		if !d.bodyless {
			a2 += ":" + h(string(d.body))
		}
	default:
		return ""
	}
	return h(strings.Join([]string{a1, d.nonce, d.nc, d.cnonce, d.qop, h(a2)}, ":"))
}

// userhash is the user's name as it is sent where the server wants it hidden (RFC 7616, section 3.4.4).
func (d digestInput) userhash() string {
	name, _ := cutSession(d.algorithm)
	if h := hashOf(name); h != nil {
		return h(d.user + ":" + d.realm)
	}
	return ""
}

// cutSession takes the suffix -sess off an algorithm's name. No name is MD5.
func cutSession(algorithm string) (name string, session bool) {
	if algorithm == "" {
		return "MD5", false
	}
	if n := len(algorithm) - len("-sess"); n > 0 && strings.EqualFold(algorithm[n:], "-sess") {
		return algorithm[:n], true
	}
	return algorithm, false
}

// hashOf is the hash of that name in hexadecimal, or nil. SHA-512-256 is the
// function SHA-512/256 of FIPS 180-4 (erratum 4897 to RFC 7616).
func hashOf(name string) func(string) string {
	switch strings.ToUpper(name) {
	case "MD5":
		return func(s string) string { sum := md5.Sum([]byte(s)); return hex.EncodeToString(sum[:]) } //nolint:gosec // see above
	case "SHA-256":
		return func(s string) string { sum := sha256.Sum256([]byte(s)); return hex.EncodeToString(sum[:]) }
	case "SHA-512-256":
		return func(s string) string { sum := sha512.Sum512_256([]byte(s)); return hex.EncodeToString(sum[:]) }
	case "SHA-512": // in no standard, and spoken by some
		return func(s string) string { sum := sha512.Sum512([]byte(s)); return hex.EncodeToString(sum[:]) }
	}
	return nil
}

func sha512Truncated(s string) string {
	sum := sha512.Sum512([]byte(s))
	return hex.EncodeToString(sum[:32])
}
