package authn

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.com/why401/diag"
)

// TokenAnswer is what a token endpoint answered (RFC 6749, sections 5.1 and 5.2).
type TokenAnswer struct {
	AccessToken, RefreshToken diag.Secret
	Type                      string
	Scope                     string
	ScopeGiven                bool          // the answer names the scope, perhaps an empty one
	ExpiresIn                 time.Duration // zero where it is not said
	Error, Description        string
	Fault                     string // why the answer could not be read, or is none of a token endpoint
}

// ReadTokenAnswer reads a token endpoint's answer, also where it is form-encoded,
// says its numbers as strings, or comes as an error with status 200.
func ReadTokenAnswer(e diag.Exchange) TokenAnswer {
	if !e.Answered() {
		return TokenAnswer{Fault: "no answer came"}
	}
	m, err := readAnswer(e)
	if err != nil {
		return TokenAnswer{Fault: fmt.Sprintf("the answer (status %d) cannot be read: %v", e.Status, err)}
	}
	a := TokenAnswer{
		AccessToken: diag.NewSecret(textOf(m, "access_token")), RefreshToken: diag.NewSecret(textOf(m, "refresh_token")),
		Type: textOf(m, "token_type"), Scope: strings.Join(listOf(m["scope"]), " "), ExpiresIn: lifetime(m["expires_in"]),
	}
	_, a.ScopeGiven = m["scope"]
	if !a.AccessToken.Empty() && e.Success() {
		return a
	}
	a.Error, a.Description = errorOf(m)
	switch {
	case a.Error != "":
	case e.Success():
		a.Fault = "the answer has no access_token in it"
	default:
		a.Fault = fmt.Sprintf("the answer has status %d and names no OAuth error", e.Status)
	}
	return a
}

// readAnswer reads JSON, else a form as older endpoints send it.
func readAnswer(e diag.Exchange) (map[string]any, error) {
	m, err := readObject(e.Body)
	if err == nil || len(e.Body) > maxDocument {
		return m, err
	}
	form, formErr := url.ParseQuery(strings.TrimSpace(string(e.Body)))
	if formErr != nil || !form.Has("access_token") && !form.Has("error") {
		return nil, err
	}
	m = make(map[string]any, len(form))
	for name, values := range form {
		m[name] = values[0]
	}
	return m, nil
}

// errorOf reads an error as RFC 6749 has it, and as Okta and Google's APIs write theirs.
func errorOf(m map[string]any) (code, description string) {
	if inner, ok := m["error"].(map[string]any); ok {
		return firstText(inner, "code", "status", "type"), textOf(inner, "message")
	}
	return firstText(m, "error", "errorCode"), firstText(m, "error_description", "errorSummary", "message")
}

// lifetime reads expires_in. What is negative or longer than ten years says nothing.
func lifetime(v any) time.Duration {
	const tenYears = 10 * 366 * 24 * 3600
	seconds, err := strconv.ParseFloat(digitsOf(v), 64)
	if err != nil || !(seconds > 0 && seconds < tenYears) {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// ReadIntrospection reads an introspection answer (RFC 7662, section 2.2). An
// answer with another status than 2xx is about the caller, not about the token.
func ReadIntrospection(e diag.Exchange) diag.Introspection {
	in := diag.Introspection{Exchange: e}
	m, err := readObject(e.Body)
	if err != nil || !e.Success() {
		return in
	}
	switch active := m["active"].(type) {
	case bool:
		in.Active = active
	case string:
		in.Active = strings.EqualFold(active, "true")
		if !in.Active && !strings.EqualFold(active, "false") {
			return in
		}
	default:
		return in
	}
	in.Read, in.Fields = true, m
	return in
}
