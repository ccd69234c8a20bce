package lab

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
)

// mendSigned signs the request by hand, as the documentation of AWS spells it
// out, so that the door is held against more than the signer that it uses.
func mendSigned(l *Lab, r diag.Request) diag.Request {
	return signedByHand(l, r, l.person.AWS.ID, l.api().now())
}

func signedByHand(l *Lab, r diag.Request, id string, now time.Time) diag.Request {
	u, err := url.Parse(r.URL)
	l.fail(err)
	at := now.UTC().Format(awsDate)
	scope := at[:8] + "/" + awsRegion + "/" + awsService + "/aws4_request"
	canonical := strings.Join([]string{
		r.Method, strings.ReplaceAll(u.EscapedPath(), "%", "%25"), u.Query().Encode(),
		"host:" + u.Host, "x-amz-date:" + at, "", "host;x-amz-date", hash(r.Body),
	}, "\n")
	key := []byte("AWS4" + l.person.AWS.Secret.Reveal())
	for _, part := range append(strings.Split(scope, "/"), "AWS4-HMAC-SHA256\n"+at+"\n"+scope+"\n"+hash([]byte(canonical))) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	r.Header = r.Header.With("X-Amz-Date", at).With("Authorization",
		"AWS4-HMAC-SHA256 Credential="+id+"/"+scope+", SignedHeaders=host;x-amz-date, Signature="+hex.EncodeToString(key))
	return r
}

// The door refuses in the words and the order of AWS.
func TestSignedDoor(t *testing.T) {
	t.Parallel()
	l := start(t, "signature-mismatch")
	given := l.Case().Request
	change := func(f func(*diag.Request)) diag.Request {
		r := mendSigned(l, given.As(diag.AsGiven))
		f(&r)
		return r
	}
	line := func(r *diag.Request, old, new string) {
		r.Header = r.Header.With("Authorization", strings.Replace(r.Header.Value("Authorization"), old, new, 1))
	}
	for want, r := range map[string]diag.Request{
		"Missing Authentication Token":              change(func(r *diag.Request) { r.Header = r.Header.Without("Authorization") }),
		"requires 'Credential'":                     change(func(r *diag.Request) { r.Header = r.Header.With("Authorization", "Bearer x") }),
		"security token included in the request is": change(func(r *diag.Request) { *r = signedByHand(l, *r, "AKIANOBODY", time.Now()) }),
		"to a valid region, not 'us-east-1'":        change(func(r *diag.Request) { line(r, awsRegion, "us-east-1") }),
		"correct service: 'execute-api'":            change(func(r *diag.Request) { line(r, awsService, "lambda") }),
		"Signature expired":                         change(func(r *diag.Request) { *r = signedByHand(l, *r, l.person.AWS.ID, time.Now().Add(-time.Hour)) }),
		"The Canonical String for this request":     given,
		"another path":                              change(func(r *diag.Request) { r.URL = strings.Replace(r.URL, "warehouse%20", "warehouse%2520", 1) }),
	} {
		res := send(t, r)
		var body bytes.Buffer
		_, _ = body.ReadFrom(res.Body)
		if want == "another path" {
			if res.StatusCode != http.StatusForbidden {
				t.Errorf("a request changed on the way: %d", res.StatusCode)
			}
			continue
		}
		if res.StatusCode != http.StatusForbidden || !strings.Contains(strings.ReplaceAll(body.String(), `\u0026`, "&"), want) {
			t.Errorf("%d %s, want %q", res.StatusCode, body.String(), want)
		}
	}
}
