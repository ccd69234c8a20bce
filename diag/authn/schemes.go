package authn

import (
	"regexp"
	"strings"
)

// schemes are the authentication schemes that clients and servers use, as they
// are usually written: the registered ones and those of well-known products.
var schemes = []string{
	"Basic", "Bearer", "Digest", "DPoP", "Negotiate", "NTLM", "HOBA", "Mutual", "OAuth", "GNAP", "PrivateToken",
	"SCRAM-SHA-1", "SCRAM-SHA-256", "vapid", "Signature", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", "AWS",
	"Token", "JWT", "ApiKey", "Api-Key", "Key", "Hawk", "HMAC", "SharedKey", "SharedKeyLite", "SharedAccessSignature",
	"SSWS", "GoogleLogin", "Splunk", "Zoho-oauthtoken",
}

// registered are the schemes whose spelling a standard fixes; a server that
// tells their letter cases apart expects this one (RFC 9110, section 11.1).
var registered = []string{"Basic", "Bearer", "Digest", "DPoP", "Negotiate", "NTLM"}

// knownScheme is the usual spelling of a scheme, or "".
func knownScheme(word string) string { return foldedIn(schemes, word) }

func foldedIn(list []string, word string) string {
	for _, s := range list {
		if strings.EqualFold(s, word) {
			return s
		}
	}
	return ""
}

// canonicalScheme is the spelling to mend a scheme to: its own where no standard fixes one.
func canonicalScheme(scheme string) string {
	if c := foldedIn(registered, scheme); c != "" {
		return c
	}
	return scheme
}

// hasParams says whether the credentials of the scheme are a list of
// parameters, in which quotes and commas have their place.
func hasParams(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "digest", "signature", "oauth", "hawk", "hmac", "gnap", "mutual", "vapid", "privatetoken", "sharedaccesssignature":
		return true
	}
	return strings.HasPrefix(strings.ToLower(scheme), "aws")
}

// signs says whether the credentials of the scheme are a signature over the request.
func signs(scheme string) bool {
	scheme = strings.ToLower(scheme)
	return strings.HasPrefix(scheme, "aws4-") || scheme == "signature" || scheme == "hmac"
}

// carriesToken says whether the scheme presents an access token; a value
// without any scheme may be one.
func carriesToken(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "", "bearer", "dpop", "token", "jwt", "oauth", "zoho-oauthtoken":
		return true
	}
	return false
}

// schemeWord is what an unknown scheme looks like: a short word, not a token.
var schemeWord = regexp.MustCompile(`^[A-Za-z][A-Za-z-]{0,23}$`)

// splitScheme splits the value of an Authorization header as it was sent. The
// scheme is the first word where that can be one; "Bearer:x" and "Bearer=x" are
// split too, because what was meant is plain.
func splitScheme(v string) (scheme, value string) {
	v = strings.TrimSpace(v)
	word, rest, blank := cutBlank(v)
	if knownScheme(word) != "" || blank && schemeWord.MatchString(word) {
		return word, strings.TrimSpace(rest)
	}
	if i := strings.IndexAny(v, ":="); i > 0 && foldedIn(registered, v[:i]) != "" {
		return v[:i], strings.TrimSpace(strings.TrimLeft(v[i:], ":="))
	}
	return "", v
}

// cutBlank cuts at the first white space.
func cutBlank(v string) (before, after string, found bool) {
	i := strings.IndexAny(v, " \t\r\n")
	if i < 0 {
		return v, "", false
	}
	return v[:i], v[i:], true
}

var jwtShape = regexp.MustCompile(`^eyJ[A-Za-z0-9_-]+=*\.[A-Za-z0-9_-]*=*\.[A-Za-z0-9_-]*=*(\.[A-Za-z0-9_-]*){0,2}$`)

// looksJWT says whether a value has the shape of a JSON Web Token.
func looksJWT(v string) bool { return jwtShape.MatchString(strings.TrimSpace(v)) }
