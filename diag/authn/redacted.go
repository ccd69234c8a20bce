package authn

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// redactions are what people and tools write in the place of a secret, or where
// they cut one off. In a capture they say nothing about the request that was sent.
var redactions = []*regexp.Regexp{
	regexp.MustCompile(`\*{3,}|\.{3}|…|•{3,}|█{2,}|#{5,}|_{5,}`),
	regexp.MustCompile(`(?i)redacted|masked|filtered|sanitized|hidden|removed|truncated|omitted|anonymi[sz]ed|scrubbed|obfuscated|snip`),
	regexp.MustCompile(`(?i)x{5,}|^x{3,}$`),
	regexp.MustCompile(`^[<\[(]+[^<>]*[>\])]+$`), // <token>, [token], (secret)
	regexp.MustCompile(`(?i)^((my|your|the|valid|access|bearer|auth|api)[-_ ]*)*(token|jwt|secret|password|credentials?|key|value)$`),
}

// Redacted says whether a value of a capture stands for another one: "***",
// "[REDACTED]", "xxxxx", or "eyJ..." for what was cut off. A scheme may stand before it.
func Redacted(value string) bool {
	v := strings.Trim(strings.TrimSpace(value), `"'`)
	if scheme, rest := splitScheme(v); scheme != "" && rest != "" {
		v = rest
	}
	if strings.Contains(v, "[object") || strings.HasPrefix(v, "$") || missing[strings.ToLower(v)] {
		return false // what a program makes of no value
	}
	if _, ok := basicPair(v); ok {
		return false
	}
	if looksJWT(v) && jwtRunes.MatchString(v) { // a word may stand in base64 by chance
		return signatureWord.MatchString(v)
	}
	for _, re := range redactions {
		if re.MatchString(v) {
			return true
		}
	}
	return false
}

var (
	jwtRunes      = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){2,4}$`)
	signatureWord = regexp.MustCompile(`(?i)\.\.\.|\.(signature|sig|redacted|removed|x{3,}|_+)$`)
)

// missing are values that programs write for none: no one redacts with them.
var missing = nameSet(`undefined null none nil nan (null) <nil> <null>`)

// redactedIn says whether a credential's value is redacted in the capture that the request is of.
func redactedIn(r diag.Request, c diag.Credential) bool {
	return r.Captured && (Redacted(c.Raw.Reveal()) || Redacted(c.Value.Reveal()))
}

// AnyRedacted says whether a credential of a captured request is redacted or cut off.
func AnyRedacted(r diag.Request) bool {
	for _, c := range Credentials(r) {
		if redactedIn(r, c) {
			return true
		}
	}
	return false
}

// RedactedSecret is Redacted for a secret, such as the token in a recorded answer.
func RedactedSecret(s diag.Secret) bool { return Redacted(s.Reveal()) }

// SentToken is the access token of the request, taken apart. Of one in a capture
// whose signature is redacted the rest can be read: Raw is empty then.
func SentToken(r diag.Request) (diag.Token, bool) {
	if raw, ok := BearerToken(r); ok {
		return ReadToken(raw), true
	}
	if !r.Captured {
		return diag.Token{}, false
	}
	for _, c := range Credentials(r) {
		parts := strings.SplitN(tidy(c.Raw.Reveal()).value, ".", 3)
		if !accessToken(c) || !looksJWT(parts[0]+".e30.") || len(parts) < 3 || len(c.Raw.Reveal()) > maxDocument {
			continue
		}
		if t := ReadToken(diag.NewSecret(parts[0] + "." + parts[1] + ".")); t.Claims != nil {
			t.Raw, t.Mended, t.Faults = diag.Secret{}, diag.Secret{}, nil // the faults are the redaction's
			return t, true
		}
	}
	return diag.Token{}, false
}

// SameCredentials says whether two requests present the same credentials, none of
// which is redacted. Requests without any do not.
func SameCredentials(a, b diag.Request) bool {
	as, bs := Credentials(a), Credentials(b)
	return len(as) > 0 && slices.EqualFunc(as, bs, func(x, y diag.Credential) bool {
		return x.Raw.Reveal() == y.Raw.Reveal() && !Redacted(x.Raw.Reveal()) && !Redacted(x.Value.Reveal())
	})
}

// formFaults speak of a value's form, which a redaction changes.
var formFaults = map[diag.Code]bool{
	"header-malformed": true, "placeholder-credentials": true, "scheme-missing": true, "token-malformed": true,
	"signature-mismatch": true, "digest-mismatch": true, "password-rejected": true, "wrong-header-name": true,
	"basic-malformed": true, "api-key-invalid": true,
}

// undoubted leaves out the faults that may be the redaction's.
func undoubted(r diag.Request, faults []diag.HeaderFault) []diag.HeaderFault {
	if !r.Captured || !AnyRedacted(r) {
		return faults
	}
	var left []diag.HeaderFault
	for _, f := range faults {
		if !formFaults[f.Code] {
			left = append(left, f)
		}
	}
	return left
}

// GrantOf is the grant_type of a token request (RFC 6749, section 4), or "".
func GrantOf(r diag.Request) string {
	if !strings.EqualFold(r.Method, "POST") || len(r.Body) > maxDocument {
		return ""
	}
	form, err := url.ParseQuery(string(r.Body))
	if err != nil {
		return ""
	}
	return form.Get("grant_type")
}
