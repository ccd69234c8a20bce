package authn

import (
	"strings"

	"example.com/why401/diag"
)

// Bounds on what is taken from an error; codes of RFC 6749 and its kin are short.
const (
	maxErrorCode        = 100
	maxErrorDescription = 600
)

// OAuthError is the error that an answer names: the challenge's error parameter
// (RFC 6750, section 3), else the error of a body (RFC 6749, section 5.2).
func OAuthError(e diag.Exchange) (code, description, source string) {
	name := challengeHeader(e)
	cs, _ := ReadChallenges(e.Header.Values(name))
	for _, c := range cs {
		if code := c.Param("error"); code != "" {
			return bounded(code, maxErrorCode), bounded(c.Param("error_description"), maxErrorDescription), "response." + strings.ToLower(name)
		}
	}
	object, err := readAnswer(e)
	if err != nil || object["error"] == nil && object["errorCode"] == nil {
		return "", "", ""
	}
	if code, description = errorOf(object); code == "" {
		return "", "", ""
	}
	return bounded(code, maxErrorCode), bounded(description, maxErrorDescription), "response.body"
}

// challengeHeader is where the answer's challenges stand (RFC 9110, sections 11.6.1 and 11.7.1).
func challengeHeader(e diag.Exchange) string {
	if e.Status == 407 {
		return "Proxy-Authenticate"
	}
	return "WWW-Authenticate"
}

// bounded cuts other people's text, never inside a character.
func bounded(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}
