package authn

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// canonical is a canonical request: what an AWS signature is computed over, in
// the order in which it is written (IAM User Guide, "Create a signed AWS API
// request", step 1). It is made here, line by line, and not by the SDK's signer:
// that one leaves out headers which others sign, and sorts what others do not.
type canonical struct {
	method, uri, query string
	headers            []string // "name:value", sorted by name
	signed, payload    string
}

// String is the text that is hashed.
func (q canonical) String() string {
	return strings.Join([]string{q.method, q.uri, q.query, strings.Join(q.headers, "\n") + "\n", q.signed, q.payload}, "\n")
}

// awsSigning is all that goes into a signature but the secret.
type awsSigning struct {
	canonical
	AWSScope
	at, day string
}

func (g awsSigning) stringToSign() string {
	scope := strings.Join([]string{g.day, g.Region, g.Service, awsTerminator}, "/")
	return strings.Join([]string{awsAlgorithm, g.at, scope, hexSum([]byte(g.canonical.String()))}, "\n")
}

// signature is the HMAC over the string to sign, with a key derived from the
// secret by day, region and service (step 3 there).
func (g awsSigning) signature(secret string) string {
	key := []byte("AWS4" + secret)
	for _, part := range []string{g.day, g.Region, g.Service, awsTerminator, g.stringToSign()} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return hex.EncodeToString(key)
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// canonize is what a server computes from the request as it is sent.
func (s awsSignature) canonize(r diag.Request) awsSigning {
	g := awsSigning{AWSScope: s.AWSScope, at: s.at, day: s.day}
	u, err := url.Parse(r.URL)
	if err != nil {
		return g
	}
	names := s.signedNames()
	slices.Sort(names)
	g.canonical = canonical{
		method: strings.ToUpper(r.Method), uri: canonicalPath(u, s.Service), query: canonicalQuery(u.RawQuery),
		signed: strings.Join(names, ";"), payload: s.payload(r),
	}
	if g.method == "" {
		g.method = "GET"
	}
	for _, name := range names {
		g.headers = append(g.headers, name+":"+headerAsSigned(r, u, name))
	}
	return g
}

// headerAsSigned is a header's value with its blanks reduced, its lines joined.
func headerAsSigned(r diag.Request, u *url.URL, name string) string {
	values := r.Header.Values(name)
	switch {
	case name == "host" && len(values) == 0:
		return u.Host
	case name == "content-length" && len(values) == 0:
		return strconv.Itoa(len(r.Body))
	}
	for i, v := range values {
		values[i] = strings.Join(strings.Fields(v), " ")
	}
	return strings.Join(values, ",")
}

// payload is the hash that a server puts into the canonical request. S3 takes
// the one that the client names, and holds it against the body afterwards.
func (s awsSignature) payload(r diag.Request) string {
	switch named := strings.TrimSpace(r.Header.Value("X-Amz-Content-Sha256")); {
	case named != "" && (isS3(s.Service) || !hexHash(named)):
		return named
	case s.presigned && isS3(s.Service):
		return unsignedPayload
	}
	return hexSum(r.Body)
}

const unsignedPayload = "UNSIGNED-PAYLOAD"

func hexHash(v string) bool { return len(v) == 64 && hexShape.MatchString(v) }

// isS3 says whether a service encodes paths once, and does not normalise them.
func isS3(service string) bool { return strings.HasPrefix(service, "s3") }

// canonicalPath is the path as it is signed: for S3 its plain text encoded once,
// for all others the path of the request line, normalised and encoded again.
func canonicalPath(u *url.URL, service string) string {
	sent := u.EscapedPath()
	if isS3(service) {
		if plain, err := url.PathUnescape(sent); err == nil {
			sent = plain
		}
		return orSlash(awsEncode(sent, true))
	}
	return orSlash(awsEncode(normalPath(sent), true))
}

func orSlash(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

// normalPath takes out empty and dot segments (RFC 3986, section 6.2.2.3).
func normalPath(path string) string {
	var kept []string
	for _, part := range strings.Split(path, "/") {
		switch {
		case part == "" || part == ".":
		case part == "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, part)
		}
	}
	out := "/" + strings.Join(kept, "/")
	if strings.HasSuffix(path, "/") && out != "/" {
		out += "/"
	}
	return out
}

// canonicalQuery encodes names and values, then sorts; the signature itself is left out.
func canonicalQuery(raw string) string {
	var pairs []string
	for _, pair := range strings.Split(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if pair == "" || strings.EqualFold(unescape(name), "X-Amz-Signature") {
			continue
		}
		pairs = append(pairs, awsEncode(unescape(name), false)+"="+awsEncode(unescape(value), false))
	}
	slices.SortFunc(pairs, func(a, b string) int { // by name, then value: "=" stands behind "-" and digits
		return strings.Compare(strings.Replace(a, "=", "\x00", 1), strings.Replace(b, "=", "\x00", 1))
	})
	return strings.Join(pairs, "&")
}

// awsEncode percent-encodes all but the unreserved characters (RFC 3986,
// section 2.3) and, in a path, the slash.
func awsEncode(s string, path bool) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case alphanumeric(rune(c)) || strings.IndexByte("-_.~", c) >= 0 || path && c == '/':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}
