package authn

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"example.com/why401/diag"
)

// AnswerDigest is the request with the answer to a Digest challenge of the
// refusing exchange, computed from user:password as RFC 7616 (section 3.4) has
// it. count is how often its nonce has been answered, this time included. False
// where no challenge can be answered.
func AnswerDigest(r diag.Request, refused diag.Exchange, pair diag.Secret, count int) (diag.Request, bool) {
	user, password, colon := strings.Cut(pair.Reveal(), ":")
	cs, _ := ReadChallenges(refused.Header.Values("WWW-Authenticate"))
	offers := digestChallenges(cs)
	if !colon || len(offers) == 0 {
		return r, false
	}
	ch := offers[0]
	qop, _ := pickQop(ch)
	d := digestInput{
		user: user, password: password, realm: ch.Param("realm"), nonce: ch.Param("nonce"),
		algorithm: ch.Param("algorithm"), qop: qop, method: methodOf(r), uri: requestTarget(r.URL), body: r.Body,
	}
	if _, session := cutSession(d.algorithm); qop != "" || session {
		d.cnonce, d.nc = rand.Text(), fmt.Sprintf("%08x", count)
	}
	r = r.As(r.Purpose)
	r.URL = withoutUser(r.URL)
	r.Header = r.Header.With("Authorization", d.line(ch))
	return r, true
}

// withoutUser is the URL without user and password.
func withoutUser(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.User == nil {
		return raw
	}
	u.User = nil
	return u.String()
}

// line writes the credential: which parameters stand in quotes is fixed (RFC 7616, section 3.4).
func (d digestInput) line(ch diag.Challenge) string {
	parts := []string{d.username(ch), quotedParam("realm", d.realm), quotedParam("nonce", d.nonce), quotedParam("uri", d.uri)}
	if d.algorithm != "" {
		parts = append(parts, "algorithm="+d.algorithm)
	}
	if d.cnonce != "" {
		parts = append(parts, quotedParam("cnonce", d.cnonce))
	}
	if d.qop != "" {
		parts = append(parts, "qop="+d.qop, "nc="+d.nc)
	}
	if opaque := ch.Param("opaque"); opaque != "" {
		parts = append(parts, quotedParam("opaque", opaque))
	}
	if truth(ch, "userhash") {
		parts = append(parts, "userhash=true")
	}
	return "Digest " + strings.Join(append(parts, quotedParam("response", d.response())), ", ")
}

// username names the user: hashed where the server asks for that, and beyond
// ASCII in the extended notation where it reads UTF-8 (RFC 7616, section 3.4).
// Servers of before do not know that notation; they get the name as curl sends it.
func (d digestInput) username(ch diag.Challenge) string {
	beyond := strings.ContainsFunc(d.user, func(c rune) bool { return c > unicode.MaxASCII })
	switch {
	case truth(ch, "userhash"):
		return quotedParam("username", d.userhash())
	case beyond && strings.EqualFold(ch.Param("charset"), "UTF-8"):
		return "username*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(d.user), "+", "%20")
	}
	return quotedParam("username", d.user)
}

// quotedParam is a parameter with its value as a quoted string (RFC 9110, section 5.6.4).
func quotedParam(name, value string) string {
	return name + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}

// DigestResponse is the response that a request's Digest credential holds: with
// it a password can be guessed at, so it is masked.
func DigestResponse(r diag.Request) string {
	for _, c := range Credentials(r) {
		if sent, ok := digestOf(c); ok {
			return sent.Param("response")
		}
	}
	return ""
}

// Offers says whether an answer's challenges name that scheme.
func Offers(e diag.Exchange, scheme string) bool {
	cs, _ := ReadChallenges(e.Header.Values("WWW-Authenticate"))
	return slices.ContainsFunc(cs, func(ch diag.Challenge) bool { return strings.EqualFold(ch.Scheme, scheme) })
}

// Reanswer is the case with a request that works in place of its own. An answer
// to a Digest challenge holds for one request, so that the client, and not the
// request, has to bring it.
func Reanswer(c diag.Case, works diag.Request) diag.Case {
	given := c.Request
	c.Request = works
	if DigestResponse(works) == "" {
		return c
	}
	for _, cred := range Credentials(given) {
		if pair, ok := OwnPair(c, cred); ok && c.User.Empty() {
			c.User = pair
		}
	}
	if !c.User.Empty() {
		c.Digest, c.Request.Header = true, works.Header.Without("Authorization")
	}
	return c
}
