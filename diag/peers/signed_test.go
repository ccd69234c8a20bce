//go:build peers

package peers

import (
	"net/http"
	"os/exec"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// s3 runs an S3 server that knows one key.
func (s *stage) s3() *server {
	s.t.Helper()
	srv := announced(s.t, "s3", exec.Command(s3, s3Keys.AccessKeyID+","+s3Keys.SecretAccessKey))
	s.apis = append(s.apis, srv)
	return srv
}

var (
	s3Keys    = aws.Credentials{AccessKeyID: "AKIDNORTHWIND0000001", SecretAccessKey: "Qf83nbTz0LxWm5KcYp71RgHsVd26JeAuPo94XiBk"}
	otherKeys = aws.Credentials{AccessKeyID: s3Keys.AccessKeyID, SecretAccessKey: "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"}
	unknown   = aws.Credentials{AccessKeyID: "AKIDNORTHWIND0000099", SecretAccessKey: "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"}
)

// emptyHash is the SHA-256 of a body of no bytes.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// signedFaults are those of AWS Signature Version 4 (rclone's S3 server).
var signedFaults = []fault{
	{"not-reproduced", "signed as it is sent", func(s *stage) {
		at := s.s3().url + "/devices"
		s.sign(s3Keys, at, time.Now())
		s.holds(s3Keys)
		s.request(at)
	}},
	{"signature-mismatch", "signed with another secret, which the person has", func(s *stage) {
		at := s.s3().url + "/devices"
		s.sign(otherKeys, at, time.Now())
		s.holds(otherKeys)
		s.request(at)
	}},
	{"signature-mismatch", "signed with another secret, and the person has none", func(s *stage) {
		at := s.s3().url + "/devices"
		s.sign(otherKeys, at, time.Now())
		s.request(at)
	}},
	{"signature-mismatch", "signed without the query", func(s *stage) {
		at := s.s3().url + "/devices"
		s.sign(s3Keys, at, time.Now())
		s.holds(s3Keys)
		s.request(at + "?list-type=2&prefix=a%2Fb")
	}},
	{"signature-mismatch", "signed for another path, and the person has no keys", func(s *stage) {
		at := s.s3().url
		s.sign(s3Keys, at+"/Devices", time.Now())
		s.request(at + "/devices")
	}},
	{"signature-mismatch", "signed half an hour ago", func(s *stage) {
		at := s.s3().url + "/devices"
		s.sign(s3Keys, at, time.Now().Add(-30*time.Minute))
		s.holds(s3Keys)
		s.request(at)
	}},
	{"api-key-invalid", "signed with a key that the server does not know", func(s *stage) {
		at := s.s3().url + "/devices"
		s.sign(unknown, at, time.Now())
		s.holds(unknown)
		s.request(at)
	}},
	{"not-reproduced", "a presigned address", func(s *stage) {
		s.request(presigned(s.t, s3Keys, s.s3().url+"/devices?X-Amz-Expires=300", time.Now()))
	}},
	{"signature-mismatch", "a presigned address with another prefix", func(s *stage) {
		s.holds(s3Keys)
		s.request(presigned(s.t, s3Keys, s.s3().url+"/devices?X-Amz-Expires=300", time.Now()) + "&prefix=logs")
	}},
	{"signature-mismatch", "a presigned address that has run out", func(s *stage) {
		s.holds(s3Keys)
		s.request(presigned(s.t, s3Keys, s.s3().url+"/devices?X-Amz-Expires=60", time.Now().Add(-5*time.Minute)))
	}},
}

// sign sends the headers of a GET of that address, signed then.
func (s *stage) sign(keys aws.Credentials, at string, when time.Time) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, at, nil)
	must(s.t, err)
	r.Header.Set("X-Amz-Content-Sha256", emptyHash)
	must(s.t, s3Signer().SignHTTP(s.t.Context(), keys, r, emptyHash, "s3", "us-east-1", when))
	for _, name := range []string{"Authorization", "X-Amz-Date", "X-Amz-Content-Sha256"} {
		s.args = append(s.args, "-H", name+": "+r.Header.Get(name))
	}
}

func presigned(t *testing.T, keys aws.Credentials, at string, when time.Time) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, at, nil)
	must(t, err)
	signed, _, err := s3Signer().PresignHTTP(t.Context(), keys, r, "UNSIGNED-PAYLOAD", "s3", "us-east-1", when)
	must(t, err)
	return signed
}

// s3Signer escapes paths once, as S3 alone has it.
func s3Signer() *v4.Signer {
	return v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
}

// holds gives the person the keys, as AWS's own tools look for them.
func (s *stage) holds(keys aws.Credentials) {
	s.env = append(s.env, "AWS_ACCESS_KEY_ID="+keys.AccessKeyID, "AWS_SECRET_ACCESS_KEY="+keys.SecretAccessKey)
	s.client = append(s.client, keys.SecretAccessKey) // a signature is made with it, and it is never sent
}
