package lab

import (
	"cmp"
	"io"
	"net/http"
	"strings"
	"time"
)

// reason is why an API refuses. How much of it the client is told is a matter of style.
type reason int

const (
	missing      reason = iota // no credential, as far as the API sees
	badHeader                  // no b64token behind the scheme
	duplicate                  // more than one credential
	wantsBasic                 // another scheme
	malformed                  // no JWT
	badAlgorithm               // not on the list
	noKeySet                   // the issuer's keys cannot be had
	unknownKey                 // kid is not among them
	badSignature               // it does not verify
	wrongType                  // no access token
	wrongIssuer
	wrongAudience
	expired
	early // before nbf
	claimMissing
	inactive     // revoked, or not known
	scopeMissing //
	forbidden    // the scope is there, the permission is not
)

// refusal is one refusal with what a talkative API would tell.
type refusal struct {
	why       reason
	saw, want string
	at        time.Time
	scope     string // that the endpoint needs
	metadata  string // the URL of the protected resource metadata
}

// status is the one that RFC 6750 (section 3.1) gives for the reason.
func (f refusal) status() int {
	switch f.why {
	case duplicate:
		return http.StatusBadRequest
	case scopeMissing, forbidden:
		return http.StatusForbidden
	}
	return http.StatusUnauthorized
}

// code is the error code of RFC 6750, section 3.1. Without a credential there is
// none, and for a missing permission there is no fitting one.
func (f refusal) code() string {
	switch f.why {
	case missing, wantsBasic, forbidden:
		return ""
	case duplicate:
		return "invalid_request"
	case scopeMissing:
		return "insufficient_scope"
	}
	return "invalid_token"
}

// style is how a stack words its refusals.
type style struct {
	server string // its Server header, if it sends one
	refuse func(http.ResponseWriter, *http.Request, refusal)
}

// The styles are those of stacks that are in use.
var (
	terse   = style{refuse: refuseTerse}
	empty   = style{refuse: refuseEmpty}
	aspnet  = style{server: "Kestrel", refuse: refuseInChallenge(aspnetWords, "")}
	spring  = style{refuse: refuseInChallenge(springWords, "https://tools.ietf.org/html/rfc6750#section-3.1")}
	express = style{refuse: refuseExpress}
	envoy   = style{server: "envoy", refuse: refuseEnvoy}
)

// refuseTerse says that, and not why.
func refuseTerse(w http.ResponseWriter, _ *http.Request, f refusal) {
	status := f.status()
	switch {
	case f.why == wantsBasic:
		w.Header().Set("WWW-Authenticate", basicChallenge)
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	writeJSON(w, status, map[string]string{"message": http.StatusText(status)})
}

const basicChallenge = `Basic realm="Device management", charset="UTF-8"`

// refuseEmpty gives a status and nothing else, not even the challenge that RFC 9110 (section 15.5.2) demands.
func refuseEmpty(w http.ResponseWriter, _ *http.Request, f refusal) { w.WriteHeader(f.status()) }

// refuseInChallenge tells the reason in the challenge, and has no body.
func refuseInChallenge(words map[reason]string, more string) func(http.ResponseWriter, *http.Request, refusal) {
	return func(w http.ResponseWriter, _ *http.Request, f refusal) {
		uri := more
		if f.code() == "" {
			uri = ""
		}
		if f.why != forbidden {
			w.Header().Set("WWW-Authenticate", challenge(
				"error", f.code(), "error_description", f.say(words), "error_uri", uri,
				"scope", f.scope, "resource_metadata", f.metadata))
		}
		w.WriteHeader(f.status())
	}
}

// challenge is a Bearer challenge with those parameters that have a value.
func challenge(params ...string) string {
	var set []string
	for i := 0; i+1 < len(params); i += 2 {
		if params[i+1] != "" {
			set = append(set, params[i]+`="`+params[i+1]+`"`)
		}
	}
	return strings.TrimSpace("Bearer " + strings.Join(set, ", "))
}

// refuseExpress tells the reason in a JSON body and sends no challenge.
func refuseExpress(w http.ResponseWriter, _ *http.Request, f refusal) {
	writeJSON(w, f.status(), map[string]string{
		"error": cmp.Or(f.code(), strings.ToLower(http.StatusText(f.status()))), "message": f.say(expressWords),
	})
}

// refuseEnvoy tells the reason as plain text; its realm is the request's URL.
func refuseEnvoy(w http.ResponseWriter, r *http.Request, f refusal) {
	status := f.status()
	if f.why == wrongAudience {
		status = http.StatusForbidden
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", challenge("realm", "http://"+quotable(r.Host+r.URL.EscapedPath()), "error", f.code()))
	}
	w.Header().Set("Content-Type", "text/plain")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, f.say(envoyWords))
}

// say fills in the stack's words for the reason; "" where it has none.
func (f refusal) say(words map[reason]string) string {
	return strings.NewReplacer(
		"{saw}", quotable(f.saw),
		"{want}", quotable(f.want),
		"{at}", f.at.UTC().Format(time.RFC3339),
		"{at-us}", f.at.UTC().Format("01/02/2006 15:04:05"),
	).Replace(words[f.why])
}

// quotable keeps what may stand in error_description (RFC 6750, section 3).
func quotable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || r == '"' || r == '\\' {
			return '?'
		}
		return r
	}, s)
}
