package authn

import (
	"net/http"
	"regexp"

	"example.com/why401/diag"
)

// lockedWords are what APIs say when they want no more tries for now.
var lockedWords = regexp.MustCompile(`(?i)\b(account|user)\b.{0,40}\blocked\b|\blocked (out|account)\b|\btoo many (\w+[ -]){0,3}(attempts|logins|failures|retries|tries|passwords)\b`)

// LockedOut says whether an answer asks for no more tries: by its status
// (423, 429), or in the words of a short refusal.
func LockedOut(e diag.Exchange) bool {
	switch e.Status {
	case http.StatusLocked, http.StatusTooManyRequests:
		return true
	}
	return brief(e) && lockedWords.MatchString(legible(e.Body))
}

// accountWords tell a locked account from a locked resource (RFC 4918, section 11.3).
var accountWords = regexp.MustCompile(`(?i)\b(account|user|login)\b`)

func lockedAccount(e diag.Exchange) bool {
	return e.Status == http.StatusLocked && accountWords.MatchString(legible(e.Body))
}
