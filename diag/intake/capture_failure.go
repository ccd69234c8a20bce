package intake

import (
	"regexp"
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// curlFailures are curl's exit codes where no answer came (curl(1), "EXIT CODES").
var curlFailures = map[int]diag.FailureKind{
	1: diag.FailRequest, 3: diag.FailRequest, 5: diag.FailProxy, 6: diag.FailDNS, 7: diag.FailConnect, 8: diag.FailAnswer,
	16: diag.FailAnswer, 28: diag.FailTimeout, 35: diag.FailTLS, 51: diag.FailTLS, 52: diag.FailClosed, 53: diag.FailTLS,
	54: diag.FailTLS, 55: diag.FailClosed, 56: diag.FailClosed, 58: diag.FailTLS, 59: diag.FailTLS, 60: diag.FailTLS,
	66: diag.FailTLS, 77: diag.FailTLS, 80: diag.FailTLS, 82: diag.FailTLS, 83: diag.FailTLS, 90: diag.FailTLS,
	91: diag.FailTLS, 92: diag.FailAnswer, 95: diag.FailAnswer, 97: diag.FailProxy, 98: diag.FailTLS,
}

// failureWords tell the kind of a failure by the words of curl, wget, Python and
// Chrome's net errors; the first that fits.
var failureWords = []struct {
	kind  diag.FailureKind
	words *regexp.Regexp
}{
	{diag.FailProxy, regexp.MustCompile(`(?i)proxy|tunnel`)},
	{diag.FailDNS, regexp.MustCompile(`(?i)could ?n.t resolve|could not resolve|unable to resolve|name or service not known|name_?not_?resolved|nodename nor servname|no such host|failure in name resolution`)},
	{diag.FailTimeout, regexp.MustCompile(`(?i)timed?[ _-]?out`)},
	{diag.FailTLS, regexp.MustCompile(`(?i)\b(ssl|tls)|err_(ssl|cert|bad_ssl)|certificate|handshake|gnutls`)},
	{diag.FailConnect, regexp.MustCompile(`(?i)connection[ _]refused|unreachable|no route to host|(failed|unable) to connect|couldn.t connect|err_address|err_internet`)},
	{diag.FailClosed, regexp.MustCompile(`(?i)empty reply|empty_response|reset|closed|aborted|broken pipe|read error|no data received|remote end`)},
}

// failureIn is the failure that a line of text tells of, or nil.
func failureIn(text string) *diag.Failure {
	for _, f := range failureWords {
		if f.words.MatchString(text) {
			return &diag.Failure{Kind: f.kind, Text: text}
		}
	}
	return nil
}

var curlError = regexp.MustCompile(`^curl: \((\d+)\) ?(.*)$`)

// failCurl reads curl's last word. For an answer that --fail makes an error it
// gives the status, which may be all there is.
func failCurl(text string) (f *diag.Failure, status int) {
	m := curlError.FindStringSubmatch(text)
	if m == nil {
		return nil, 0
	}
	code, _ := strconv.Atoi(m[1])
	if code == 22 {
		digits := m[2][max(0, len(m[2])-3):]
		status, _ = strconv.Atoi(digits)
		return nil, status
	}
	if m := refusedTunnel.FindStringSubmatch(m[2]); m != nil {
		status, _ = strconv.Atoi(m[1])
		return nil, status
	}
	kind, known := curlFailures[code]
	if !known {
		return nil, 0
	}
	if code == 55 || code == 56 {
		kind = failureAfter(m[2])
	}
	return &diag.Failure{Kind: kind, Text: m[2], Alert: alertNamed(m[2])}, 0
}

// refusedTunnel is how curl tells a proxy's answer to CONNECT, by its wording of 7 and of 8.
var refusedTunnel = regexp.MustCompile(`(?:CONNECT tunnel failed, response|HTTP code) (\d{3})`)

// fillLast writes into the exchange what curl's last word tells besides: that
// the proxy answered, or that the server judged a client certificate. Which one
// it was is not in the text.
func (e *Entry) fillLast(text string, f *diag.Failure) {
	e.AtProxy = e.AtProxy || refusedTunnel.MatchString(text)
	if f == nil || e.TLS != nil {
		return
	}
	switch f.Alert {
	case 116: // certificate_required (RFC 8446, section 6.2)
		e.TLS = &diag.TLSState{ClientCert: true}
	case 42, 43, 44, 45, 46, 48:
		e.TLS = &diag.TLSState{ClientCert: true, Sent: &diag.Certificate{}}
	}
}

// failureAfter is what ended a connection that stood: a TLS alert, or its close.
func failureAfter(text string) diag.FailureKind {
	switch {
	case strings.Contains(text, "CONNECT"):
		return diag.FailProxy
	case strings.Contains(text, "alert"):
		return diag.FailTLS
	}
	return diag.FailClosed
}

// alertNumbers are TLS alerts by OpenSSL's names (RFC 8446, section 6).
var alertNumbers = []struct {
	name   string
	number uint8
}{
	{"alert certificate required", 116}, {"alert bad certificate", 42}, {"alert unsupported certificate", 43},
	{"alert certificate revoked", 44}, {"alert certificate expired", 45}, {"alert certificate unknown", 46},
	{"alert unknown ca", 48}, {"alert access denied", 49}, {"alert handshake failure", 40}, {"alert protocol version", 70},
	{"unrecognized name", 112},
}

func alertNamed(text string) uint8 {
	for _, a := range alertNumbers {
		if strings.Contains(strings.ToLower(text), a.name) {
			return a.number
		}
	}
	return 0
}
