package intake

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// ofRequest are the fields that a request has and an answer has not.
var ofRequest = regexp.MustCompile(`(?i)^(?:authorization|proxy-authorization|cookie|host|user-agent|accept|accept-encoding|referer|origin|dpop|x-api-key|api-key|apikey)$`)

// readFragment reads what is less than a message: some header lines, the value
// of a challenge, a body, a token.
func readFragment(lines []line) Capture {
	text, at := joined(lines)
	readers := []func(string, []line) (string, diag.Exchange, bool){fields, challenge, document, token, sentence}
	for _, read := range readers {
		if form, e, ok := read(text, lines); ok {
			c := Capture{Form: form, Entries: []Entry{{Exchange: e, Line: at}}}
			if form == "body" {
				c.warn("line %d: the status is not in it: %d is assumed", at, e.Status)
			}
			return c
		}
	}
	return Capture{}
}

// joined is the text without the quotes around it, and where it begins.
func joined(lines []line) (text string, at int) {
	var rows []string
	for _, l := range lines {
		if at == 0 && strings.TrimSpace(l.text) != "" {
			at = l.n
		}
		rows = append(rows, l.text)
	}
	text = strings.TrimSpace(strings.Join(rows, "\n"))
	if n := len(text); n > 1 && strings.ContainsRune("\"'`", rune(text[0])) && text[0] == text[n-1] {
		text = text[1 : n-1]
	}
	return text, at
}

// fields reads header lines without the line that begins a message.
func fields(text string, lines []line) (form string, e diag.Exchange, ok bool) {
	for _, l := range lines {
		t := strings.TrimSpace(l.text)
		if t == "" {
			continue
		}
		if rest, marked := strings.CutPrefix(t, "< "); marked {
			t = rest
		} else if rest, marked := strings.CutPrefix(t, "> "); marked {
			t = rest
		}
		if h := side(&e, t); h != nil && !strings.HasPrefix(l.text, " ") && !strings.HasPrefix(l.text, "\t") {
			addField(h, t)
		} else if !goOn(e.Header, t) && !goOn(e.Request.Header, t) {
			return "", e, false
		}
	}
	switch {
	case e.Header.Has("WWW-Authenticate") || e.Header.Has("Proxy-Authenticate"):
		return "challenge", e, true
	case e.Request.Header.Has("Authorization"):
		return "token", e, true
	}
	return "", e, false
}

// side is the header that a field line belongs to; nil where it is no field line.
func side(e *diag.Exchange, text string) *diag.Header {
	m := fieldLine.FindStringSubmatch(text)
	switch {
	case m == nil:
		return nil
	case ofRequest.MatchString(m[1]):
		return &e.Request.Header
	}
	return &e.Header
}

var challengeStart = regexp.MustCompile(`^[A-Za-z][\w-]* +[\w-]+ *= *(?:"|[^\s=])`)

// challenge reads the value of a WWW-Authenticate field alone.
func challenge(text string, _ []line) (form string, e diag.Exchange, ok bool) {
	value := strings.Join(strings.Fields(text), " ")
	if !challengeStart.MatchString(value) || len(value) > 8<<10 {
		return "", e, false
	}
	cs, _ := authn.ReadChallenges([]string{value})
	if len(cs) == 0 || len(cs[0].Params) == 0 {
		return "", e, false
	}
	e.Header = diag.Header{{Name: "WWW-Authenticate", Value: value}}
	return "challenge", e, true
}

// document reads a JSON document alone, or a page of markup; one that holds a
// token is that token.
func document(text string, _ []line) (form string, e diag.Exchange, ok bool) {
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "<") {
		return "", e, false
	}
	var object map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	err := d.Decode(&object)
	if markup := text[0] == '<' && strings.Contains(text, ">"); err != nil && !markup && !jsonThere(text) {
		return "", e, false
	}
	for _, name := range []string{"access_token", "id_token"} {
		if v, is := object[name].(string); is && v != "" {
			return "token", bearer(v), true
		}
	}
	e.Status, e.Body = statusIn(object), []byte(text)
	return "body", e, true
}

// jsonThere says whether a text is JSON as far as it goes: it may have been cut,
// and something may stand behind it.
func jsonThere(text string) bool {
	var v any
	err := json.NewDecoder(strings.NewReader(text)).Decode(&v)
	return err == nil || errors.Is(err, io.ErrUnexpectedEOF)
}

// statusIn is the status that an error body names (RFC 9457, section 3.1.2), else 401.
func statusIn(object map[string]any) int {
	for _, name := range []string{"status", "statusCode", "status_code", "code"} {
		if v, is := object[name].(float64); is && v >= 400 && v < 600 {
			return int(v)
		}
	}
	return http.StatusUnauthorized
}

var (
	schemeBefore = regexp.MustCompile(`^(?i)(bearer|basic|dpop|token|digest|aws4-hmac-sha256|apikey) +(\S.*)$`)
	jwtStart     = regexp.MustCompile(`^eyJ[A-Za-z0-9_.…*-]*`)
	opaque       = regexp.MustCompile(`^[A-Za-z0-9._~+/=-]{16,}$`)
)

// token reads a token alone, or the value of an Authorization field.
func token(text string, _ []line) (form string, e diag.Exchange, ok bool) {
	if m := schemeBefore.FindStringSubmatch(text); m != nil && !strings.Contains(text, "\n") && (len(strings.Fields(text)) == 2 || strings.Contains(m[2], "=")) {
		e.Request.Header = diag.Header{{Name: "Authorization", Value: text}}
		return "token", e, true
	}
	value := text
	if rows := strings.Fields(text); len(rows) > 1 && jwtStart.MatchString(text) && everyUnbroken(rows) {
		value = strings.Join(rows, "") // wrapped when it was copied
	}
	if jwtStart.MatchString(value) && !strings.ContainsAny(value, " \n\t") || opaque.MatchString(value) && mixed(value) {
		return "token", bearer(value), true
	}
	return "", e, false
}

func everyUnbroken(rows []string) bool {
	for _, r := range rows {
		if !unbroken.MatchString(r) {
			return false
		}
	}
	return true
}

// mixed tells an opaque token from a word or a file's name.
func mixed(v string) bool {
	return strings.ContainsAny(v, "0123456789") && strings.ContainsAny(strings.ToLower(v), "abcdefghijklmnopqrstuvwxyz")
}

func bearer(value string) diag.Exchange {
	return diag.Exchange{Request: diag.Request{Header: diag.Header{{Name: "Authorization", Value: "Bearer " + value}}}}
}

// sentence reads a body that is a few words: those that are known of some product.
func sentence(text string, _ []line) (form string, e diag.Exchange, ok bool) {
	e.Status, e.Body = http.StatusUnauthorized, []byte(text)
	if len(text) > 1<<10 || len(authn.Recognise(e)) == 0 {
		return "", e, false
	}
	return "body", e, true
}
