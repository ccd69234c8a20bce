package authn

import (
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// Invent is the same request with credentials of the same shape that cannot be
// good. The same seed gives the same request. False where there is nothing to
// invent from: no credentials, or only placeholders.
func Invent(r diag.Request, seed string) (diag.Request, bool) {
	invented := false
	out := rewrite(r, func(c diag.Credential) (string, bool) {
		raw, value := c.Raw.Reveal(), c.Value.Reveal()
		if Placeholder(value) {
			return raw, true
		}
		id, scope := value, ""
		if scoped(c) { // a key's id with its scope: what is no scope would be refused for its form
			id, scope, _ = strings.Cut(value, "/")
			scope = "/" + scope
		}
		made := newDice(seed+c.Name).credential(c.Scheme, id) + scope
		if c.Kind == diag.InURL {
			made = newDice(seed + c.Name).pair()
		}
		if made == value {
			return raw, true
		}
		invented = true
		return strings.Replace(raw, value, made, 1), true
	})
	return out, invented
}

// scoped says whether the credential is the id of a presigned URL's key, with
// day, region and service behind it.
func scoped(c diag.Credential) bool {
	return c.Kind == diag.InQuery && scopedParam(c.Name) && strings.Contains(c.Value.Reveal(), "/")
}

func scopedParam(name string) bool {
	name = bareName(name)
	return name == "xamzcredential" || name == "xgoogcredential"
}

// dice draw bytes that follow from a seed. They are no secret: nothing invented is ever good.
type dice struct {
	seed  string
	count int
}

func newDice(seed string) *dice { return &dice{seed: seed} }

func (d *dice) bytes(n int) []byte {
	d.count++
	return stretch(d.seed+"|"+strconv.Itoa(d.count), n)
}

func (d *dice) pick(from string) byte { return from[int(d.bytes(1)[0])%len(from)] }

func (d *dice) text(n int, from string) string {
	b := d.bytes(n)
	for i := range b {
		b[i] = from[int(b[i])%len(from)]
	}
	return string(b)
}

const (
	digits = "0123456789"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// pair is a user that nobody has and a password. Only the user must be
// invented well: a real one's account could be locked.
func (d *dice) pair() string { return "u" + d.text(15, lower+digits) + ":" + d.text(20, lower+digits) }

// InventedPair is a user:password that nobody has.
func InventedPair(seed string) diag.Secret { return diag.NewSecret(newDice(seed).pair()) }

func (d *dice) credential(scheme, value string) string {
	if strings.EqualFold(scheme, "Basic") {
		if _, ok := basicPair(value); ok {
			return base64.StdEncoding.EncodeToString([]byte(d.pair()))
		}
	}
	if hasParams(scheme) {
		return d.params(value)
	}
	t := ReadToken(diag.NewSecret(value))
	if t.Kind == diag.JWE { // whoever decrypts it finds out by the rest
		head, rest, _ := strings.Cut(value, ".")
		return head + "." + d.alike(rest)
	}
	if t.Kind == diag.JWS && t.Header != nil && t.Claims != nil {
		if t.Alg == "" || strings.EqualFold(t.Alg, "none") {
			t.Alg = "RS256" // without an algorithm nothing would be bad about it
		}
		return MadeUpToken(t, t.Kid, d.seed).Reveal()
	}
	return d.alike(value)
}

// proofs are the parameters of Digest, OAuth 1.0, Hawk and AWS Signature
// Version 4 that name the client and prove it; all others keep their values.
var proofs = regexp.MustCompile(`(?i)\b(username|response|cnonce|credential|signature|oauth_signature|oauth_token|oauth_consumer_key|mac|id|keyid)(\s*=\s*"?)([^",/\s]+)`)

func (d *dice) params(value string) string {
	return proofs.ReplaceAllStringFunc(value, func(m string) string {
		p := proofs.FindStringSubmatch(m)
		if strings.EqualFold(p[1], "username") {
			return p[1] + p[2] + "u" + d.text(15, lower+digits)
		}
		return p[1] + p[2] + d.alike(p[3])
	})
}

// kept are beginnings that say what a value is: NTLM and Kerberos messages.
var kept = []string{"TlRMTVNTUAAD", "TlRMTVNTUAAB", "YII"}

var hexShape = regexp.MustCompile(`^[0-9a-fA-F-]+$`)

// alike is a random value of the same length, prefix and kinds of characters.
func (d *dice) alike(value string) string {
	prefix := diag.Prefix(value)
	for _, k := range kept {
		if strings.HasPrefix(value, k) {
			prefix = k
		}
	}
	letters := [2]string{lower, upper}
	if hexShape.MatchString(value) {
		letters = [2]string{lower[:6], upper[:6]}
	}
	out := []byte(value)
	for changed := false; !changed && strings.ContainsFunc(value[len(prefix):], alphanumeric); {
		for i := len(prefix); i < len(out); i++ {
			switch c := value[i]; {
			case c >= '0' && c <= '9':
				out[i] = d.pick(digits)
			case c >= 'a' && c <= 'z':
				out[i] = d.pick(letters[0])
			case c >= 'A' && c <= 'Z':
				out[i] = d.pick(letters[1])
			}
		}
		changed = string(out) != value
	}
	return string(out)
}

func alphanumeric(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
