package authn

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"example.com/why401/diag"
)

// pairFaults are the faults of user:password itself, each mended beside those before it.
func pairFaults(pair string, utf8Only bool) []pairFault {
	user, password, colon := strings.Cut(pair, ":")
	if !colon {
		return nil
	}
	if unfilled.MatchString(user) || unfilled.MatchString(password) || pair == ":" {
		return []pairFault{{code: "placeholder-credentials", what: "a placeholder, or nothing, stands where user and password belong"}}
	}
	var found []pairFault
	for _, mend := range []func(user, password string) pairFault{blanksAround, quotesAround, percentEncoded} {
		if fault := mend(user, password); fault.what != "" {
			found = append(found, fault)
			user, password, _ = strings.Cut(fault.pair, ":")
		}
	}
	if fault := otherCharset(user+":"+password, utf8Only); fault.what != "" {
		found = append(found, fault)
	}
	if password == "" && !keyLike(user) {
		found = append(found, malformed(0.35, "nothing stands behind the colon: the password is empty", "", ""))
	}
	return found
}

// unfilled are templates that nobody filled in. Words such as "secret" or
// "changeme" are none: they are real passwords here and there.
var unfilled = regexp.MustCompile(`^(\$[A-Z][A-Z0-9_]+|\$\{\w+\}|\{\{[^{}]*\}\}|%[A-Z][A-Z0-9_]+%|undefined|null|None|nil|\(null\)|<nil>)$`)

// keyLike says whether a name is an API key, which some APIs take as the user, without a password.
func keyLike(user string) bool {
	return diag.Prefix(user) != "" || len(user) >= 16 && opaqueToken.MatchString(user) && strings.ContainsAny(user, digits)
}

// blanksAround finds what echo without -n and files of Windows leave behind.
func blanksAround(user, password string) pairFault {
	trimmed := strings.TrimSpace(user) + ":" + strings.TrimSpace(password)
	edges := strings.Replace(user, strings.TrimSpace(user), "", 1) + strings.Replace(password, strings.TrimSpace(password), "", 1)
	switch {
	case edges == "":
		return pairFault{}
	case strings.ContainsAny(edges, "\r\n"):
		return malformed(0.85, "a line break got into the base64 around user or password, as echo without -n adds one", "the line break taken out of the pair", trimmed)
	}
	return malformed(0.60, "a blank got into the base64 around user or password", "the blank taken out of the pair", trimmed)
}

func quotesAround(user, password string) pairFault {
	whole, bare := user+":"+password, unquoted(user)+":"+unquoted(password)
	if bare == whole {
		bare = unquoted(whole)
	}
	if bare == whole || !strings.Contains(bare, ":") {
		return pairFault{}
	}
	return malformed(0.75, "quotes around user or password got into the base64", "the quotes taken out of the pair", bare)
}

func unquoted(s string) string {
	if n := len(s); n >= 2 && s[0] == s[n-1] && (s[0] == '"' || s[0] == '\'') {
		return s[1 : n-1]
	}
	return s
}

var percentByte = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// percentEncoded finds the form that belongs into a URL's user part (RFC 3986,
// section 3.2.1) where it was encoded in base64 as it stood.
func percentEncoded(user, password string) pairFault {
	u, errU := url.PathUnescape(user)
	p, errP := url.PathUnescape(password)
	if !percentByte.MatchString(user+":"+password) || errU != nil || errP != nil || !isText(u+p) || strings.Contains(u, ":") {
		return pairFault{}
	}
	return malformed(0.45, "user or password is percent-encoded, as it is in URLs only", "user and password without percent-encoding", u+":"+p)
}

// otherCharset finds a pair in the charset that the server does not read. RFC
// 7617 (section 2.1) lets it ask for UTF-8 and leaves the rest open.
func otherCharset(pair string, utf8Only bool) pairFault {
	single, fits := toLatin1(pair)
	switch {
	case !utf8.ValidString(pair) && utf8Only:
		return malformed(0.85, "user or password is not in UTF-8, which the challenge asks for", "user and password in UTF-8", latin1(pair))
	case !utf8.ValidString(pair):
		return malformed(0.45, "user or password is in Latin-1; many servers read UTF-8", "user and password in UTF-8", latin1(pair))
	case single != pair && fits && !utf8Only:
		return malformed(0.40, "user or password holds characters beyond ASCII, in UTF-8; some servers read Latin-1", "user and password in Latin-1", single)
	}
	return pairFault{}
}
