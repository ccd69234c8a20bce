package world

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// carries says whether the request holds credentials: a known secret in any
// spelling, or anything that stands where credentials do.
func (g *guard) carries(r diag.Request) bool {
	texts := []string{r.URL, string(r.Body)}
	for _, f := range r.Header {
		texts = append(texts, f.Value)
		if words := strings.Fields(f.Value); len(words) > 0 { // Basic hides a password in base64
			if plain, err := base64.StdEncoding.DecodeString(words[len(words)-1]); err == nil {
				texts = append(texts, string(plain))
			}
		}
	}
	for _, text := range texts {
		for range maxDecoding {
			if g.c.Secrets.Known(text) {
				return true
			}
			text = unescape(text)
		}
	}
	return len(authn.Credentials(r)) > 0 || len(passwordsOf(r)) > 0
}

// unescape decodes what is percent-encoded and leaves the rest as it is:
// url.PathUnescape refuses the whole text for one stray percent sign.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+2 < len(s) {
			if c, err := url.PathUnescape(s[i : i+3]); err == nil && s[i] == '%' {
				b.WriteString(c)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// digestUser finds the user in the parameters of Digest, plain, hashed or extended.
var digestUser = regexp.MustCompile(`(?i)\busername\*?\s*=\s*"?([^",]+)`)

// passwordsOf are the users whose passwords the request carries, by Basic (RFC
// 7617) or proven by Digest (RFC 7616). A client's secret at its issuer is no
// account's password.
func passwordsOf(r diag.Request) []string {
	if r.Purpose == diag.AskToken || r.Purpose == diag.Introspect {
		return nil
	}
	var users []string
	for _, v := range withUserinfo(r).Values("Authorization") {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(v), " ")
		if user := digestUser.FindStringSubmatch(rest); user != nil && strings.EqualFold(scheme, "Digest") {
			users = append(users, user[1])
		}
		if !strings.EqualFold(scheme, "Basic") {
			continue
		}
		plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
		if err != nil {
			plain = []byte(rest)
		}
		user, _, _ := strings.Cut(string(plain), ":")
		users = append(users, user)
	}
	return users
}
