package authn

import (
	"bytes"
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// refusals are the statuses by which servers refuse for want of good
// credentials or rights. 404 hides what may not be seen (RFC 9110, section
// 15.5.5), 419 is Laravel's, 440 IIS's, 495 and 496 nginx's, 422 Flask's.
var refusals = map[int]bool{
	400: true, 401: true, 403: true, 404: true, 407: true,
	419: true, 422: true, 440: true, 495: true, 496: true,
}

var (
	loginPage = regexp.MustCompile(`(?i)<input[^>]+type\s*=\s*["']?password`)
	bodyError = regexp.MustCompile(`(?i)"(?:code|error|message)"\s*:\s*"(?:unauthenticated|unauthorized|invalid[-_]token|invalid[-_]jwt|not authenticated|access[-_]denied)"`)
)

// Refused says whether an answer is a refusal: one of the statuses above, or a
// success in name only, with a login page or an authentication error in its body.
func Refused(e diag.Exchange) bool {
	if !e.Success() {
		return refusals[e.Status]
	}
	if strings.Contains(strings.ToLower(e.Header.Value("Content-Type")), "html") {
		return loginPage.Match(e.Body)
	}
	body := bytes.TrimSpace(e.Body)
	return len(body) < 1<<14 && bytes.Contains(body, []byte(`"errors"`)) && bodyError.Match(body)
}

// Accepted says whether an answer is a success that is one.
func Accepted(e diag.Exchange) bool { return e.Success() && !Refused(e) }

// Working is an exchange in which the request succeeded: as given, with one
// thing changed, or with a fresh token; nil where none did.
func Working(f diag.Facts) *diag.Exchange {
	if f.Reply != nil && len(f.Reply.Given) > 0 && Accepted(f.Reply.Last()) {
		e := f.Reply.Last()
		return &e
	}
	for i := range f.Trials {
		if Accepted(f.Trials[i].Exchange) {
			return &f.Trials[i].Exchange
		}
	}
	if f.Fresh != nil && f.Fresh.Try != nil && Accepted(*f.Fresh.Try) {
		return f.Fresh.Try
	}
	return nil
}
