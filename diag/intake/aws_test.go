package intake

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

const (
	awsID     = "AKIDEXAMPLE0000000"
	awsSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	awsLine   = "Authorization: AWS4-HMAC-SHA256 Credential=" + awsID + "/20260308/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"
)

// awsHome is a person's home with the files that AWS's tools read.
func awsHome(files map[string]string, variables map[string]string) Env {
	return Env{
		Getenv: func(name string) string {
			if name == "HOME" {
				return "/home/me"
			}
			return variables[name]
		},
		ReadFile: func(name string) ([]byte, error) {
			if b, ok := files[name]; ok {
				return []byte(b), nil
			}
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		},
	}
}

func TestAWSKeys(t *testing.T) {
	t.Parallel()
	keys := "aws_access_key_id = " + awsID + "\naws_secret_access_key=" + awsSecret + "\n"
	home := map[string]string{
		"/home/me/.aws/credentials": "[default]\n" + keys + "[broken]\naws_access_key_id = x\n[temporary]\n" + keys + "aws_session_token = FwoGZXIvYXdzEXAMPLE\n",
		"/home/me/.aws/config":      "[profile ci]\nregion = eu-west-1\ns3 =\n  addressing_style = path\n" + keys + "[profile people]\nsso_session = work\n[profile role]\nrole_arn = arn:aws:iam::1:role/x\n",
		"/elsewhere":                "[there]\n" + keys,
		"/no-ini":                   "[there\n" + awsSecret,
	}
	for name, c := range map[string]struct {
		profile   string
		variables map[string]string
		session   string
		want      string // in the error or a warning; "" where there is none
	}{
		"the default profile":          {profile: "default"},
		"temporary keys":               {profile: "temporary", session: "FwoGZXIvYXdzEXAMPLE"},
		"one of the configuration":     {profile: "ci"},
		"another file":                 {profile: "there", variables: map[string]string{"AWS_SHARED_CREDENTIALS_FILE": "/elsewhere"}},
		"the variables":                {variables: map[string]string{"AWS_ACCESS_KEY_ID": awsID, "AWS_SECRET_ACCESS_KEY": awsSecret + "\n", "AWS_SESSION_TOKEN": "s"}, session: "s"},
		"no such profile":              {profile: "typo", want: "--aws-profile typo: no such profile"},
		"half a key":                   {profile: "broken", want: "no such profile with aws_access_key_id and"},
		"one that signs in":            {profile: "people", want: "by sso_session, which is not done here"},
		"a role":                       {profile: "role", want: "by role_arn"},
		"no INI file":                  {profile: "there", variables: map[string]string{"AWS_SHARED_CREDENTIALS_FILE": "/no-ini"}, want: "/no-ini: no INI file"},
		"the variables of another key": {variables: map[string]string{"AWS_ACCESS_KEY_ID": "AKIDOTHER", "AWS_SECRET_ACCESS_KEY": awsSecret}, want: "another access key than the one that signed"},
	} {
		f := Flags{awsProfile: c.profile, headers: []string{awsLine, "X-Amz-Date: 20260308T120000Z"}}
		got, warnings, err := f.Case([]string{"https://api.example.com/v2/devices"}, awsHome(home, c.variables))
		said := strings.Join(warnings, " ")
		if err != nil {
			said += err.Error()
		}
		if strings.Contains(said, awsSecret) {
			t.Errorf("%s: the secret is shown: %s", name, said)
		}
		if c.want != "" {
			if !strings.Contains(said, c.want) {
				t.Errorf("%s: %q, want %q", name, said, c.want)
			}
			continue
		}
		if err != nil || got.AWS == nil || got.AWS.ID != awsID || got.AWS.Secret.Reveal() != awsSecret || got.AWS.Session.Reveal() != c.session || !got.Secrets.Known(awsSecret) {
			t.Errorf("%s: %v, %s", name, err, said)
		}
	}
}

// Keys in the environment are nobody's business where nothing is signed with them.
func TestAWSKeysStayWhereNothingIsSigned(t *testing.T) {
	t.Parallel()
	env := awsHome(nil, map[string]string{"AWS_ACCESS_KEY_ID": awsID, "AWS_SECRET_ACCESS_KEY": awsSecret})
	c, _, err := Flags{headers: []string{"Authorization: Bearer 4f9c1e7ab2d84c0f9e6a"}}.Case([]string{target}, env)
	if err != nil || c.AWS != nil {
		t.Errorf("a bearer token: %v, %v", c.AWS, err)
	}
	c, warnings, err := Flags{awsProfile: "default"}.Case([]string{target}, env)
	if err != nil || c.AWS != nil || !strings.Contains(strings.Join(warnings, " "), "--aws-profile: not used") {
		t.Errorf("no signature: %v, %v, %q", c.AWS, err, warnings)
	}
	c, _, err = Flags{}.Case([]string{"https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + awsID + "%2F20260308%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=00"}, env)
	if err != nil || c.AWS == nil {
		t.Errorf("a presigned URL: %v", err)
	}
}

func TestCurlSigns(t *testing.T) {
	t.Parallel()
	const url = "https://abc.execute-api.eu-west-1.amazonaws.com/prod/items"
	for args, want := range map[string]string{
		"--aws-sigv4 aws:amz:eu-west-1:execute-api -u " + awsID + ":" + awsSecret + " " + url:                             "/eu-west-1/execute-api/aws4_request",
		"--aws-sigv4 aws:amz -u " + awsID + ":" + awsSecret + " https://s3.us-east-2.amazonaws.com/b/k":                   "/us-east-2/s3/aws4_request",
		"--aws-sigv4 aws:amz:eu-west-1:execute-api -u " + awsID + ":" + awsSecret + " -H X-Amz-Security-Token:tok " + url: "SignedHeaders=host;x-amz-date;x-amz-security-token",
		"--aws-sigv4 aws:amz -u " + awsID + ":" + awsSecret + " http://localhost/x":                                       "region or service is missing",
		"--aws-sigv4 aws:amz -u " + awsID + ": " + url:                                                                    "which are missing",
		"--aws-sigv4 goog -u a:b " + url:                                                                                  "only aws:amz",
	} {
		c, warnings, err := Flags{}.Curl(strings.Fields(args), awsHome(nil, nil))
		line := errors.Join(err, errors.New(c.Request.Header.Value("Authorization"))).Error()
		if !strings.Contains(line, want) || strings.Contains(strings.Join(warnings, " "), awsSecret) {
			t.Errorf("%s: %q, want %q", args, line, want)
		}
		if err != nil {
			continue
		}
		if id, ok := authn.SignedByAWS(c.Request); !ok || id != awsID || c.AWS == nil || strings.Contains(line, "Basic") {
			t.Errorf("%s: signed %v by %q", args, ok, id)
		}
		f := diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{{Request: c.Request, Status: 403}}}}
		if p := authn.ReadHeader(c, f).Proofs; len(p) != 1 || !p[0].Agrees {
			t.Errorf("%s: its recomputation: %+v", args, p)
		}
	}
}

// Whatever stands in the file: an error is one line, and shows nothing of it.
func FuzzAWSProfile(f *testing.F) {
	f.Add("[default]\naws_access_key_id = " + awsID + "\naws_secret_access_key=" + awsSecret + "\n")
	f.Add("[profile default]\nrole_arn = arn:aws:iam::1:role/x\n[default\n")
	f.Add("[default]\naws_secret_access_key = \"\"\"\n%(x)s\n\\\n")
	f.Fuzz(func(t *testing.T, text string) {
		flags := Flags{awsProfile: "default", headers: []string{awsLine}}
		_, _, err := flags.Case([]string{"https://api.example.com/"}, awsHome(map[string]string{"/home/me/.aws/credentials": text}, nil))
		if err != nil && strings.ContainsAny(err.Error(), "\n\x1b\x00") {
			t.Errorf("%q", err)
		}
	})
}
