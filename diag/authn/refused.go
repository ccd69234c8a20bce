package authn

import (
	"encoding/json"
	"regexp"

	"example.com/why401/diag"
)

// refusals are the statuses by which servers refuse for want of good
// credentials or rights. 404 hides what may not be seen (RFC 9110, section
// 15.5.5), 419 is Laravel's, 440 IIS's, 495 and 496 nginx's, 422 Flask's, 511 a
// captive portal's (RFC 6585, section 6).
var refusals = map[int]bool{
	400: true, 401: true, 403: true, 404: true, 407: true,
	419: true, 422: true, 440: true, 495: true, 496: true, 511: true,
}

var (
	loginPage = regexp.MustCompile(`(?i)<input[^>]+type\s*=\s*["']?password`)
	authWords = regexp.MustCompile(`(?i)\b401\b|unauthori[sz]ed|unauthenticated|not authenticated|(invalid|expired|missing)[ _-]?(access[ _-])?(token|jwt)|` +
		`(token|jwt) (has |is )?(expired|invalid|missing)|access[ _-]denied|authentication (failed|required)|invalid credentials`)
)

// maxErrorBody bounds a success that is searched for an error: what is longer is content.
const maxErrorBody = 1 << 13

// Refused says whether an answer is a refusal: one of the statuses above, a
// redirect to a sign-in for people, or a success in name only, with a login page,
// a barrier's own page or an authentication error in its body.
func Refused(e diag.Exchange) bool {
	if samlRefused(e) {
		return true
	}
	if e.Success() || e.Status/100 == 3 {
		if _, barred := BarrierOf(e); barred {
			return true
		}
	}
	switch {
	case !e.Success():
		return refusals[e.Status] || lockedAccount(e) || SentToLogin(e)
	case markup(e):
		return LoginPage(e)
	}
	return len(e.Body) <= maxErrorBody && failed(e.Body) && authWords.Match(e.Body)
}

// failed says whether a JSON object calls itself a failure: an error member that
// is not empty, or success that is false.
func failed(body []byte) bool {
	var answer struct {
		Error   any   `json:"error"`
		Errors  any   `json:"errors"`
		Success *bool `json:"success"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return false
	}
	return filled(answer.Error) || filled(answer.Errors) || answer.Success != nil && !*answer.Success
}

func filled(v any) bool {
	switch v := v.(type) {
	case string:
		return v != ""
	case bool:
		return v
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return false
}

// Refusal says whether the request as given was refused. A server error counts
// where the server falls over bad credentials: without any it refuses, and it
// fails on invented ones as well, or says what is wrong with these.
func Refusal(f diag.Facts) bool {
	if f.Reply == nil || len(f.Reply.Given) == 0 {
		return false
	}
	last, r := f.Reply.Last(), f.Reply
	if r.Recorded && last.Status == 0 && last.Failure == nil {
		return true // a part of a capture, without its status: the person says that it was refused
	}
	if last.Status < 500 || r.Without == nil || !Refused(*r.Without) {
		return Refused(last)
	}
	return r.Bad != nil && r.Bad.Status >= 500 || len(Recognise(last)) > 0
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
