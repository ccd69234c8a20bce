package cause_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

const (
	awsSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	awsPath   = "https://api.example.com/v2/a%20b"
)

// awsSigned sends a request that was signed with this secret at that time, the
// path encoded as all services have it, or as S3 has it.
func awsSigned(secret string, at time.Time, likeS3 bool) part {
	return func(s *scene) {
		r, err := http.NewRequest("GET", awsPath, nil)
		if err != nil {
			panic(err)
		}
		keys := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: secret}
		signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = likeS3 })
		if err := signer.SignHTTP(r.Context(), keys, r, emptyHash, "execute-api", "eu-central-1", at); err != nil {
			panic(err)
		}
		s.c.Request.URL = awsPath
		sent("X-Amz-Date", r.Header.Get("X-Amz-Date"))(s)
		sent("Authorization", r.Header.Get("Authorization"))(s)
	}
}

// awsKeys are the person's.
func awsKeys(s *scene) {
	s.c.AWS = &diag.AWSKeys{ID: "AKIDEXAMPLE", Secret: diag.NewSecret(awsSecret)}
}

func unsafe(s *scene) { s.c.Request.Method = "POST" }

func awsSays(kind, message string) diag.Exchange {
	e := body(403, `{"message":"`+message+`"}`)
	e.Header = append(e.Header, diag.Field{Name: "X-Amzn-ErrorType", Value: kind})
	return e
}

func TestSignatureMismatch(t *testing.T) {
	t.Parallel()
	const code = "signature-mismatch"
	var (
		mismatch = awsSays("InvalidSignatureException", "The request signature we calculated does not match the signature you provided.")
		late     = awsSays("InvalidSignatureException", "Signature expired: 20260308T114000Z is now earlier than 20260308T115500Z (20260308T120000Z - 5 min.)")
		unknown  = awsSays("UnrecognizedClientException", "The security token included in the request is invalid.")
		expired  = awsSays("ExpiredTokenException", "The security token included in the request is expired")
		denied   = awsSays("AccessDeniedException", "User: arn:aws:iam::1:user/x is not authorized to perform: execute-api:Invoke")
		plain    = body(403, `{"message":"Forbidden"}`)
		slipped  = awsSigned(awsSecret, noon, true)
		right    = awsSigned(awsSecret, noon, false)
		hmac     = sent("Authorization", `hmac username="alice", algorithm="hmac-sha256", headers="date request-line", signature="AAAA"`)
	)
	judge(t, []row{
		{"signed anew it succeeds", saw(slipped, awsKeys, given(mismatch), tried(code, ok, mismatch)), code, "confirmed", "signed anew the request succeeds"},
		{"what was signed is found, and cannot be tried", saw(slipped, awsKeys, unsafe, given(mismatch)), code, "confirmed", ""},
		{"what was signed is found", saw(slipped, awsKeys, given(mismatch)), code, "likely", "the client signed the path encoded once"},
		{"what was signed is found, and the API does not say so", saw(slipped, awsKeys, given(plain)), code, "likely", "the path encoded once"},
		{"the keys make another", saw(awsSigned("another", noon, false), awsKeys, given(mismatch)), code, "likely", "not the one that the given keys make"},
		{"the keys make another, of which the API says nothing", saw(awsSigned("another", noon, false), awsKeys, given(plain)), code, "possible", ""},
		{"the keys make this very one", saw(right, awsKeys, given(mismatch)), code, "likely", "another secret for this access key"},
		{"signed anew, no change", saw(right, awsKeys, given(mismatch), tried(code, mismatch)), code, "likely", "refused all the same"},
		{"signed anew, no change, and it never named the signature", saw(slipped, awsKeys, given(plain), tried(code, plain)), code, "possible", ""},
		{"signed anew, another reason", saw(slipped, awsKeys, given(mismatch), tried(code, denied)), code, "likely", "for another reason"},
		{"the experiment could not be sent", saw(slipped, awsKeys, unsafe, given(mismatch), tried(code, failed(diag.FailTimeout))), code, "confirmed", "the path encoded once"},
		{"too old, and it says so", saw(awsSigned(awsSecret, noon.Add(-20*time.Minute), false), given(late)), code, "confirmed", "signed 20 min ago"},
		{"too old by this machine's clock", saw(awsSigned(awsSecret, noon.Add(-20*time.Minute), false), given(plain)), code, "likely", "signed 20 min ago"},
		{"this machine's clock is off", saw(right, apiClock(20*time.Minute), given(late)), code, "confirmed", "this machine's clock, which is 20 min off"},
		{"nothing but its word", saw(right, given(mismatch)), code, "likely", "computed another signature"},
		{"HMAC, and it says so", saw(hmac, sent("Date", "Sun, 08 Mar 2026 12:00:00 GMT"), given(body(401, `{"message":"HMAC signature does not match"}`))), code, "likely", ""},
		{"HMAC without what it covers", saw(hmac, given(body(401, `{"message":"HMAC signature cannot be verified"}`))), code, "confirmed", "date was signed"},

		{"the key is unknown", saw(slipped, given(unknown)), code, silent, ""},
		{"the key is unknown, and the signature wrong", saw(slipped, awsKeys, given(unknown)), code, "possible", "names another reason"},
		{"the session token is over", saw(right, awsKeys, given(expired)), code, "ruled out", "the very signature"},
		{"no right to do this", saw(right, awsKeys, given(denied)), code, "ruled out", ""},
		{"no right to do this, without keys", saw(right, given(denied)), code, silent, ""},
		{"accepted", saw(slipped, awsKeys, given(ok)), code, silent, ""},
		{"a bearer token", saw(given(mismatch)), code, silent, ""},
		{"Basic", saw(sent("Authorization", "Basic dXNlcjpodW50ZXIyMg=="), given(body(401, `{"message":"HMAC signature does not match"}`))), code, silent, ""},
		{"a token's signature", saw(bearing(good), given(told("The signature is invalid"))), code, silent, ""},

		{"of a session token that is over", saw(right, given(expired)), "token-expired", "likely", "says so"},
		{"a signed message carries no other credentials", saw(anonymous, sent("Signature-Input", `sig=("@method");keyid="k"`), sent("Signature", "sig=:AA==:"), given(refused)), "credentials-missing", silent, ""},
	})
}

// The fix names what has to be signed, and a command that signs it.
func TestSignatureFixes(t *testing.T) {
	t.Parallel()
	found, _ := cause.Find("signature-mismatch")
	for name, c := range map[string]struct {
		s       scene
		text    string
		command string
	}{
		"the path":                       {saw(awsSigned(awsSecret, noon, true), awsKeys, given(body(403, "{}"))), "each segment percent-encoded twice", ""},
		"an encoded path that was tried": {saw(awsSigned(awsSecret, noon, true), awsKeys, given(body(403, "{}")), tried("signature-mismatch", ok)), "it was tried, and accepted", ""},
		"the date":                       {saw(awsSigned(awsSecret, noon.Add(-time.Hour), false), given(body(403, "{}"))), "right before sending", ""},
		"the service": {saw(awsSigned(awsSecret, noon, false), given(awsSays("InvalidSignatureException", "Credential should be scoped to correct service: 'lambda'. "))),
			"Sign for the service lambda", ""},
		"a plain path": {saw(awsSigned(awsSecret, noon.Add(-time.Hour), false), func(s *scene) { s.c.Request.URL = "https://api.example.com/v2/items?b=2&a=1" }, given(body(403, "{}"))),
			"right before sending", `--aws-sigv4 'aws:amz:eu-central-1:execute-api' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" 'https://api.example.com/v2/items?a=1&b=2'`},
		"nothing that differs": {saw(awsSigned(awsSecret, noon, false), given(awsSays("InvalidSignatureException", ""))), "Let the SDK, or curl, sign", "--aws-sigv4"},
	} {
		fixes := cause.Ranked{Cause: found, Match: found.Holds(c.s.c, c.s.f)}.FixesFor(c.s.c, c.s.f)
		if f := fixes[0]; !strings.Contains(string(f.Text), c.text) || !strings.Contains(string(f.Command), c.command) || (c.command == "") != (f.Command == "") {
			t.Errorf("%s: %s\n%s", name, f.Text, f.Command)
		}
	}
}
