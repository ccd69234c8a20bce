package authn

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"example.com/why401/diag"
)

// SignAWS is the request signed by AWS Signature Version 4 with the SDK's own
// signer: in Authorization, or, where it is a presigned URL, in its query. What
// signature it carried before is taken off. at is the time of signing.
func SignAWS(r diag.Request, keys diag.AWSKeys, scope AWSScope, at time.Time) (diag.Request, error) {
	old, _ := readAWS(r)
	r = withoutAWS(r.As(r.Purpose))
	u, err := url.Parse(r.URL)
	if err != nil {
		return r, err
	}
	hr := &http.Request{Method: strings.ToUpper(r.Method), URL: u, Host: r.Header.Value("Host"), Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(r.Body))}
	for _, f := range r.Header {
		if signable(f.Name) {
			hr.Header.Add(f.Name, f.Value)
		}
	}
	credentials := aws.Credentials{AccessKeyID: keys.ID, SecretAccessKey: keys.Secret.Reveal(), SessionToken: keys.Session.Reveal()}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = isS3(scope.Service) })
	fresh := awsSignature{AWSScope: scope, presigned: old.presigned}
	payload := fresh.payload(r)
	if old.presigned {
		r.URL, _, err = signer.PresignHTTP(context.Background(), credentials, lasting(hr, old.lasts), payload, scope.Service, scope.Region, at)
		return r, err
	}
	if isS3(scope.Service) { // the only service that demands it
		r.Header = r.Header.With("X-Amz-Content-Sha256", payload)
		hr.Header.Set("X-Amz-Content-Sha256", payload)
	}
	if err := signer.SignHTTP(context.Background(), credentials, hr, payload, scope.Service, scope.Region, at); err != nil {
		return r, err
	}
	for _, name := range []string{"X-Amz-Date", "X-Amz-Security-Token", "Authorization"} {
		if v := hr.Header.Get(name); v != "" {
			r.Header = r.Header.With(name, v)
		}
	}
	return r, nil
}

// signable says whether a header is signed: what AWS demands, and no more, since
// whatever else is signed may be changed on the way.
func signable(name string) bool {
	name = strings.ToLower(name)
	return name == "content-type" || name == "content-md5" || strings.HasPrefix(name, "x-amz-")
}

func lasting(hr *http.Request, seconds string) *http.Request {
	if seconds != "" {
		q := hr.URL.RawQuery
		if q != "" {
			q += "&"
		}
		hr.URL.RawQuery = q + "X-Amz-Expires=" + url.QueryEscape(seconds)
	}
	return hr
}

// withoutAWS is the request without an AWS signature and all that belongs to one.
func withoutAWS(r diag.Request) diag.Request {
	if s, ok := readAWS(r); !ok {
		return r
	} else if s.presigned {
		r.URL = withoutParams(r.URL, isPresigned)
		return r
	}
	r.Header = r.Header.Without("Authorization").Without("X-Amz-Date").Without("X-Amz-Security-Token").Without("Date")
	if hexHash(r.Header.Value("X-Amz-Content-Sha256")) {
		r.Header = r.Header.Without("X-Amz-Content-Sha256") // computed anew
	}
	return r
}

// isPresigned says whether a query parameter is part of a presigned URL's signature.
func isPresigned(name string) bool {
	switch strings.ToLower(name) {
	case "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signedheaders", "x-amz-signature", "x-amz-security-token":
		return true
	}
	return false
}

// withoutParams is the URL without those parameters, all others byte by byte as they were.
func withoutParams(raw string, drop func(name string) bool) string {
	base, query, found := strings.Cut(raw, "?")
	if !found {
		return raw
	}
	query, fragment, hash := strings.Cut(query, "#")
	var kept []string
	for _, pair := range strings.Split(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); !drop(unescape(name)) {
			kept = append(kept, pair)
		}
	}
	if len(kept) > 0 {
		base += "?" + strings.Join(kept, "&")
	}
	if hash {
		base += "#" + fragment
	}
	return base
}

// curl are the words by which curl signs for the same region and service, the keys as shell variables.
func (s awsSignature) curl() []string {
	words := []string{"--aws-sigv4 " + quote("aws:amz:"+s.Region+":"+s.Service), `--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`}
	if s.session {
		words = append(words, `-H "x-amz-security-token: $AWS_SESSION_TOKEN"`)
	}
	return words
}

// inOrder is the request with its query as it is signed: curl before 8.3 signs
// the query as it stands, unsorted.
func inOrder(r diag.Request) diag.Request {
	base, query, found := strings.Cut(r.URL, "?")
	if query, fragment, _ := strings.Cut(query, "#"); found && fragment == "" {
		r.URL = base + "?" + canonicalQuery(query)
	}
	return r
}

// CurlSigns says whether every curl that signs by AWS Signature Version 4 signs
// this request as AWS does: with percent-encoding in the path, versions differ.
// True for a request that is not signed so.
func CurlSigns(r diag.Request) bool {
	s, signed := readAWS(r)
	u, err := url.Parse(r.URL)
	return !signed || err == nil && s.symmetric() && canonicalPath(u, s.Service) == orSlash(u.EscapedPath())
}
