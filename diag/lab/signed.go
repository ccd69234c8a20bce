package lab

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/logging"

	"example.com/why401/diag"
)

// signedScenarios are the faults in a request's signature.
var signedScenarios = []Scenario{
	{"signature-mismatch", "The client signs the path encoded once, where the API signs it encoded twice.", func(l *Lab) {
		l.noToken()
		l.tokenOnly()
		l.target("/v2/logs/warehouse%20scanner-7?level=error&from=2026-03-01")
		door := &awsDoor{keys: newAWSKeys(), now: l.api().now}
		l.api().door = door.admit
		l.keep("AWS_ACCESS_KEY_ID", door.keys.AccessKeyID)
		l.keep("AWS_SECRET_ACCESS_KEY", door.keys.SecretAccessKey)
		l.person.AWS = &diag.AWSKeys{ID: door.keys.AccessKeyID, Secret: diag.NewSecret(door.keys.SecretAccessKey)}
		l.signAWS(door.keys, func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }) // as S3 has it
	}},
}

const (
	awsRegion  = "eu-central-1"
	awsService = "execute-api"
	awsDate    = "20060102T150405Z"
	awsLeeway  = 5 * time.Minute
)

// newAWSKeys are an access key of the form that AWS gives out.
func newAWSKeys() aws.Credentials {
	id := make([]byte, 10)
	_, _ = rand.Read(id)
	return aws.Credentials{AccessKeyID: "AKIA" + base32.StdEncoding.EncodeToString(id), SecretAccessKey: secret()}
}

// signAWS signs the person's request with the SDK's signer.
func (l *Lab) signAWS(keys aws.Credentials, how func(*v4.SignerOptions)) {
	p := &l.person.Request
	r, err := http.NewRequest(p.Method, p.URL, bytes.NewReader(p.Body))
	if err != nil {
		l.fail(err)
		return
	}
	l.fail(v4.NewSigner(how).SignHTTP(context.Background(), keys, r, hash(p.Body), awsService, awsRegion, l.api().now()))
	l.header("X-Amz-Date", r.Header.Get("X-Amz-Date"))
	l.header("Authorization", r.Header.Get("Authorization"))
}

func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// awsDoor lets in what is signed with its keys, as an API with IAM
// authorization does, and answers in the words of AWS where it is not.
type awsDoor struct {
	keys aws.Credentials
	now  func() time.Time
}

var awsHeader = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$`)

func (d *awsDoor) admit(w http.ResponseWriter, r *http.Request) bool {
	authorization := r.Header.Get("Authorization")
	m := awsHeader.FindStringSubmatch(authorization)
	at, err := time.Parse(awsDate, r.Header.Get("X-Amz-Date"))
	switch {
	case authorization == "":
		refuseAWS(w, "MissingAuthenticationTokenException", "Missing Authentication Token")
	case m == nil || err != nil:
		refuseAWS(w, "IncompleteSignatureException", "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters, and a 'X-Amz-Date' or a 'Date' header.")
	case m[1] != d.keys.AccessKeyID:
		refuseAWS(w, "UnrecognizedClientException", "The security token included in the request is invalid.")
	case m[3] != awsRegion:
		refuseAWS(w, "InvalidSignatureException", "Credential should be scoped to a valid region, not '"+m[3]+"'. ")
	case m[4] != awsService:
		refuseAWS(w, "InvalidSignatureException", "Credential should be scoped to correct service: '"+awsService+"'. ")
	case d.now().Sub(at).Abs() > awsLeeway:
		refuseAWS(w, "InvalidSignatureException", fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - 5 min.)",
			at.Format(awsDate), d.now().UTC().Add(-awsLeeway).Format(awsDate), d.now().UTC().Format(awsDate)))
	default:
		return d.verify(w, r, strings.Split(m[5], ";"), m[6], at)
	}
	return false
}

// verify computes the signature anew from the headers that were signed.
func (d *awsDoor) verify(w http.ResponseWriter, r *http.Request, names []string, sent string, at time.Time) bool {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return false
	}
	again := &http.Request{Method: r.Method, URL: r.URL, Host: r.Host, Header: http.Header{}}
	for name, values := range r.Header {
		if slices.Contains(names, strings.ToLower(name)) {
			again.Header[name] = values
		}
	}
	computed := &computation{}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.LogSigning, o.Logger = true, computed })
	if err := signer.SignHTTP(r.Context(), d.keys, again, hash(body), awsService, awsRegion, at); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return false
	}
	if strings.HasSuffix(again.Header.Get("Authorization"), "Signature="+sent) {
		return true
	}
	refuseAWS(w, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided. "+
		"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n"+
		"The Canonical String for this request should have been\n'"+computed.canonical+"'\n\nThe String-to-Sign should have been\n'"+computed.toSign+"'\n")
	return false
}

// computation is what the signer logs: the canonical request and the string to sign.
type computation struct{ canonical, toSign string }

// Logf takes in the signer's log line, whose first two values these are.
func (c *computation) Logf(_ logging.Classification, _ string, v ...any) {
	if len(v) >= 2 {
		c.canonical, c.toSign = fmt.Sprint(v[0]), fmt.Sprint(v[1])
	}
}

func refuseAWS(w http.ResponseWriter, kind, message string) {
	w.Header().Set("X-Amzn-Errortype", kind)
	writeJSON(w, http.StatusForbidden, map[string]string{"message": message})
}
