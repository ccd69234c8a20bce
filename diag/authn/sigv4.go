package authn

import (
	"net/url"
	"strings"
	"time"

	"example.com/why401/diag"
)

// The limits of AWS Signature Version 4, as the service documentation gives them.
const (
	awsAlgorithm   = "AWS4-HMAC-SHA256"
	awsAlgorithmV4 = "AWS4-" // also AWS4-ECDSA-P256-SHA256, which only AWS's own key pairs verify
	awsDate        = "20060102T150405Z"
	awsTerminator  = "aws4_request"
	// awsLeeway is how far x-amz-date may lie from the server's clock; S3 allows awsLeewayS3.
	awsLeeway   = 5 * time.Minute
	awsLeewayS3 = 15 * time.Minute
)

// AWSScope is what an AWS signature is good for, besides its day.
type AWSScope struct{ Region, Service string }

// awsSignature is an AWS signature as it was sent: in Authorization, or in the
// query of a presigned URL.
type awsSignature struct {
	AWSScope
	algorithm  string
	id         string // the access key's
	day        string // of the scope: YYYYMMDD
	terminator string
	at         string // x-amz-date, or Date where there is none
	headers    string // SignedHeaders as written
	signature  string
	session    bool // a session token came with it
	presigned  bool
	lasts      string // X-Amz-Expires of a presigned URL, seconds
}

// readAWS takes the AWS signature of a request apart. False where there is none.
func readAWS(r diag.Request) (awsSignature, bool) {
	for _, v := range r.Header.Values("Authorization") {
		scheme, value := splitScheme(v)
		if strings.HasPrefix(strings.ToUpper(scheme), awsAlgorithmV4) {
			return awsFromHeader(r, strings.ToUpper(scheme), value), true
		}
	}
	q := awsQuery(r)
	if strings.HasPrefix(q["X-Amz-Algorithm"], awsAlgorithmV4) {
		s := awsSignature{
			algorithm: q["X-Amz-Algorithm"], at: q["X-Amz-Date"], headers: q["X-Amz-SignedHeaders"], signature: q["X-Amz-Signature"],
			session: q["X-Amz-Security-Token"] != "", presigned: true, lasts: q["X-Amz-Expires"],
		}
		s.credential(q["X-Amz-Credential"])
		return s, true
	}
	return awsSignature{}, false
}

func awsFromHeader(r diag.Request, algorithm, value string) awsSignature {
	s := awsSignature{algorithm: algorithm, at: r.Header.Value("X-Amz-Date"), session: r.Header.Has("X-Amz-Security-Token")}
	for _, part := range strings.FieldsFunc(value, func(c rune) bool { return c == ',' || c == ' ' }) {
		name, v, _ := strings.Cut(part, "=")
		switch strings.ToLower(name) {
		case "credential":
			s.credential(v)
		case "signedheaders":
			s.headers = v
		case "signature":
			s.signature = v
		}
	}
	if date, ok := parseDate(r.Header.Value("Date")); ok && s.at == "" {
		s.at = date.Format(awsDate)
	}
	return s
}

// credential takes ID/YYYYMMDD/region/service/aws4_request apart; the
// asymmetric variant has no region there.
func (s *awsSignature) credential(v string) {
	parts := strings.Split(v, "/")
	take := func() (last string) {
		if n := len(parts) - 1; n > 0 {
			last, parts = parts[n], parts[:n]
		}
		return last
	}
	s.terminator, s.Service = take(), take()
	if s.symmetric() {
		s.Region = take()
	}
	s.day = take()
	s.id = strings.Join(parts, "/") // stores of others allow a slash in it
}

func (s awsSignature) symmetric() bool { return s.algorithm == awsAlgorithm }

// maxSignedNames bounds the headers that are looked at.
const maxSignedNames = 100

// signedNames are the names of the headers that were signed.
func (s awsSignature) signedNames() []string {
	names := strings.FieldsFunc(strings.ToLower(s.headers), func(c rune) bool { return c == ';' })
	return names[:min(len(names), maxSignedNames)]
}

// time is the signature's own date; zero where it is none.
func (s awsSignature) time() time.Time {
	t, _ := time.Parse(awsDate, s.at)
	return t
}

func (s awsSignature) leeway() time.Duration {
	if s.Service == "s3" {
		return awsLeewayS3
	}
	return awsLeeway
}

// awsQuery are the X-Amz parameters of a request's query by their usual names.
func awsQuery(r diag.Request) map[string]string {
	found := map[string]string{}
	u, err := url.Parse(r.URL)
	if err != nil {
		return found
	}
	for _, pair := range strings.Split(u.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		for _, known := range []string{
			"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Security-Token",
		} {
			if strings.EqualFold(unescape(name), known) {
				found[known] = unescape(value)
			}
		}
	}
	return found
}

// SignedByAWS is the id of the access key that the request is signed with by AWS
// Signature Version 4. False where it is not signed.
func SignedByAWS(r diag.Request) (id string, signed bool) {
	s, ok := readAWS(r)
	return s.id, ok
}
