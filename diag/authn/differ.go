package authn

import (
	"encoding/json"
	"fmt"
	"mime"
	"regexp"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// Differ says in what two answers differ so that it tells something: status,
// challenge, error, body, content type, and the hop that answered. What changes
// with every answer (dates, ids, nonces, the echoed token) is no difference.
// nil: they are alike.
func Differ(a, b diag.Exchange) []string {
	var found []string
	note := func(what, x, y string) {
		if x != y {
			found = append(found, fmt.Sprintf("%s: %s / %s", what, orNone(x), orNone(y)))
		}
	}
	note("status", statusText(a), statusText(b))
	note("challenge", challengeText(a), challengeText(b))
	codeA, textA, _ := OAuthError(a)
	codeB, textB, _ := OAuthError(b)
	note("error", codeA, codeB)
	note("error description", normal(textA, a), normal(textB, b))
	note("content type", mediaType(a), mediaType(b))
	note("answered by", Hop(a), Hop(b))
	note("Server", a.Header.Value("Server"), b.Header.Value("Server"))
	note("Via", normal(a.Header.Value("Via"), a), normal(b.Header.Value("Via"), b))
	if normalBody(a) != normalBody(b) {
		found = append(found, "body: another text")
	}
	return found
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return bounded(s, 200)
}

func statusText(e diag.Exchange) string {
	if e.Failure != nil && e.Status == 0 {
		return "no answer (" + string(e.Failure.Kind) + ")"
	}
	return fmt.Sprint(e.Status)
}

// challengeText is what of the challenges does not change by itself: schemes, and who asks for what.
func challengeText(e diag.Exchange) string {
	cs, _ := ReadChallenges(e.Header.Values(challengeHeader(e)))
	var out []string
	for _, c := range cs {
		text := c.Scheme
		for _, name := range []string{"realm", "scope", "stale"} {
			if v := c.Param(name); v != "" {
				text += " " + name + "=" + normal(v, e)
			}
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func mediaType(e diag.Exchange) string {
	media, _, _ := mime.ParseMediaType(e.Header.Value("Content-Type"))
	return media
}

// normalBody is the body without what varies. JSON is written anew with its
// members sorted: some servers write them in any order.
func normalBody(e diag.Exchange) string {
	body := e.Body[:min(len(e.Body), maxSearched)]
	if object, err := readObject(body); err == nil {
		for name := range object {
			if varying.MatchString(name) {
				object[name] = "#"
			}
		}
		if b, err := json.Marshal(object); err == nil {
			body = b
		}
	}
	return normal(string(body), e)
}

var (
	// varying are members that hold another value in every answer.
	varying = regexp.MustCompile(`(?i)^(.*[_-]?(request|trace|correlation|transaction|error|incident|activity|ray|span)[_-]?id|timestamp|time|date|instance|nonce|traceid|ray)$`)
	httpDay = regexp.MustCompile(`(?i)\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? \d{1,2}[ -][a-z]{3,9}[ -]\d{2,4}|\b[a-z]{3} [a-z]{3} +\d{1,2} [\d:]{5,8}`)
	word    = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9+/_=~:-]*`)
	number  = regexp.MustCompile(`\d+`)
	spaces  = regexp.MustCompile(`\s+`)
)

// normal is text with dates, ids, numbers and the request's own credentials replaced by "#".
func normal(s string, e diag.Exchange) string {
	s = bounded(s, maxSearched)
	for _, secret := range SecretValues(e.Request) {
		if len(secret) >= 4 {
			s = strings.ReplaceAll(s, secret, "#")
		}
	}
	s = httpDay.ReplaceAllString(s, "#")
	s = word.ReplaceAllStringFunc(s, func(w string) string {
		if random(w) || len(w) >= 6 && strings.ContainsAny(w, digits) {
			return "#"
		}
		return number.ReplaceAllString(w, "#")
	})
	return strings.TrimSpace(spaces.ReplaceAllString(s, " "))
}

// random says whether a long word without digits looks drawn at random: it
// changes between capitals and small letters as no name does.
func random(w string) bool {
	if len(w) < 16 {
		return false
	}
	changes := 0
	for i := 1; i < len(w); i++ {
		if isUpper(w[i]) && !isUpper(w[i-1]) {
			changes++
		}
	}
	return changes*4 >= len(w)
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
