package intake

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"gopkg.in/ini.v1"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// fillAWS takes in the keys of a request that is signed by AWS Signature Version
// 4: those of --aws-profile, else of the variables that AWS's own tools read. No
// other request has a use for them, so that they stay where they are.
func (f Flags) fillAWS(c *diag.Case, s *source) error {
	if f.awsSigV4 != "" {
		return f.signAWS(c, s)
	}
	id, signed := authn.SignedByAWS(c.Request)
	if !signed {
		if f.awsProfile != "" {
			s.warn("--aws-profile: not used, since the request carries no AWS signature")
		}
		return nil
	}
	keys, from, err := s.awsKeys(f.awsProfile)
	if err != nil || keys.ID == "" && keys.Secret.Empty() {
		return err
	}
	if keys.ID != id {
		s.warn("%s: it is another access key than the one that signed the request, so that its signature is not recomputed", from)
	}
	useAWS(c, keys)
	return nil
}

func useAWS(c *diag.Case, keys diag.AWSKeys) {
	c.Secrets.Add(keys.ID, keys.Secret.Reveal(), keys.Session.Reveal())
	c.AWS = &keys
}

// awsKeys reads the keys of a profile or, without one, the variables'.
func (s *source) awsKeys(profile string) (keys diag.AWSKeys, from string, err error) {
	if profile == "" {
		return awsKeysOf(s.env.Getenv, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "$AWS_ACCESS_KEY_ID", nil
	}
	from = "--aws-profile " + fileName(profile)
	for _, file := range s.awsFiles(profile) {
		section, err := s.awsSection(file.path, file.section)
		if err != nil {
			return keys, from, err
		}
		if section == nil {
			continue
		}
		keys = awsKeysOf(func(name string) string { return section.Key(name).String() }, "aws_access_key_id", "aws_secret_access_key", "aws_session_token")
		if keys.ID != "" && !keys.Secret.Empty() {
			return keys, from, nil
		}
		for _, name := range []string{"credential_process", "sso_session", "sso_start_url", "role_arn", "web_identity_token_file"} {
			if section.HasKey(name) {
				return keys, from, fmt.Errorf(`%s: it gets its keys by %s, which is not done here: run eval "$(aws configure export-credentials --profile NAME --format env)" first`, from, name)
			}
		}
	}
	return keys, from, fmt.Errorf("%s: no such profile with aws_access_key_id and aws_secret_access_key in the AWS credentials and config files", from)
}

func awsKeysOf(get func(string) string, id, secret, session string) diag.AWSKeys {
	value := func(name string) string { return strings.TrimSpace(get(name)) }
	return diag.AWSKeys{ID: value(id), Secret: diag.NewSecret(value(secret)), Session: diag.NewSecret(value(session))}
}

// awsFile is a file that may hold a profile, and the section that it has there.
type awsFile struct{ path, section string }

// awsFiles are where AWS's tools look: the credentials, then the configuration,
// in which only the profile "default" goes by its bare name.
func (s *source) awsFiles(profile string) []awsFile {
	home := s.env.Getenv("HOME")
	if home == "" {
		home = s.env.Getenv("USERPROFILE")
	}
	at := func(variable, name string) string {
		if v := s.env.Getenv(variable); v != "" {
			return v
		}
		return filepath.Join(home, ".aws", name)
	}
	inConfig := "profile " + profile
	if profile == "default" {
		inConfig = profile
	}
	return []awsFile{
		{at("AWS_SHARED_CREDENTIALS_FILE", "credentials"), profile},
		{at("AWS_CONFIG_FILE", "config"), inConfig},
	}
}

// awsSection is a section of an INI file; nil where there is no such file or section.
func (s *source) awsSection(path, name string) (*ini.Section, error) {
	b, err := s.read("--aws-profile, the file", path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := ini.LoadSources(ini.LoadOptions{AllowNestedValues: true, SkipUnrecognizableLines: true, IgnoreInlineComment: true}, b)
	if err != nil { // its error repeats the line, and with it what may be a secret
		return nil, fmt.Errorf("--aws-profile, the file %s: no INI file", fileName(path))
	}
	if !file.HasSection(name) {
		return nil, nil
	}
	return file.Section(name), nil
}

// signAWS signs the request as curl's --aws-sigv4 PROVIDER[:…[:REGION[:SERVICE]]]
// has it, with the keys of --user.
func (f Flags) signAWS(c *diag.Case, s *source) error {
	const flag = "curl --aws-sigv4"
	id, secret, _ := strings.Cut(f.user, ":")
	parts := append(strings.Split(f.awsSigV4, ":"), "", "", "")
	switch {
	case id == "" || secret == "":
		return errors.New(flag + ": it signs with the keys of --user ACCESS_KEY:SECRET, which are missing")
	case !strings.EqualFold(parts[0], "aws") || parts[1] != "" && !strings.EqualFold(parts[1], "amz"):
		return errors.New(flag + ": only aws:amz is signed here, and not the schemes of other providers")
	case c.Request.Header.Has("Authorization"):
		return errors.New(flag + ": the request has an Authorization header already: leave one of them out")
	}
	scope, err := curlScope(c.Request.URL, parts[2], parts[3])
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	keys := diag.AWSKeys{ID: id, Secret: diag.NewSecret(secret), Session: diag.NewSecret(c.Request.Header.Value("X-Amz-Security-Token"))}
	signed, err := authn.SignAWS(c.Request, keys, scope, time.Now())
	if err != nil {
		return errors.New(flag + ": the request cannot be signed")
	}
	s.warn("--aws-sigv4: signed here by AWS's own signer; where this succeeds and curl does not, curl's way to sign is at fault, which differs by its version")
	c.Request, c.User = signed, diag.Secret{}
	useAWS(c, keys)
	return nil
}

// curlScope takes what is not named from the host's first two labels, as curl does.
func curlScope(raw, region, service string) (authn.AWSScope, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return authn.AWSScope{}, errors.New("the address is no URL")
	}
	labels := append(strings.Split(u.Hostname(), "."), "", "")
	if service == "" {
		service = labels[0]
	}
	if region == "" {
		region = labels[1]
	}
	if region == "" || service == "" {
		return authn.AWSScope{}, errors.New("region or service is missing: write aws:amz:REGION:SERVICE")
	}
	return authn.AWSScope{Region: region, Service: service}, nil
}
