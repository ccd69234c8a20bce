package intake

import (
	"errors"
	"fmt"
	"strings"

	"example.com/why401/diag"
)

// The variables that hold what is not written on a command line.
const (
	tokenVariable   = "WHY401_TOKEN"
	secretVariable  = "WHY401_CLIENT_SECRET"
	refreshVariable = "WHY401_REFRESH_TOKEN"
)

func (f Flags) fillSecrets(c *diag.Case, s *source) error {
	secret, _, err := s.secret("--client-secret-file", f.clientSecretFile, secretVariable)
	if err != nil {
		return err
	}
	refresh, _, err := s.secret("--refresh-token-file", f.refreshFile, refreshVariable)
	if err != nil {
		return err
	}
	c.Secrets.Add(secret, refresh)
	c.ClientSecret, c.RefreshToken = diag.NewSecret(secret), diag.NewSecret(refresh)
	return nil
}

// token is the access token of --token-file or the environment.
func (s *source) token(file string) (string, error) {
	token, from, err := s.secret("--token-file", file, tokenVariable)
	if scheme, rest, two := strings.Cut(token, " "); two && strings.EqualFold(scheme, "Bearer") {
		s.warn("%s: a leading %q was cut off: the scheme is added by itself", from, scheme)
		token = strings.TrimSpace(rest)
	}
	return token, err
}

// secret reads a secret from the file, else from the environment. White space
// around it is cut off: editors and shells add line breaks.
func (s *source) secret(flag, file, variable string) (value, from string, err error) {
	value, from = s.env.Getenv(variable), "$"+variable
	if file != "" {
		b, err := s.read(flag, file)
		if err != nil {
			return "", "", err
		}
		value, from = string(b), flag+" "+fileName(file)
	} else if value == "" {
		return "", "", nil
	}
	value = strings.TrimSpace(value)
	switch {
	case value == "":
		err = errors.New("it is empty")
	case strings.Contains(value, "-----BEGIN "):
		err = errors.New("a PEM key or certificate is in it, and no token or secret")
	}
	if err != nil {
		return "", from, fmt.Errorf("%s: %w", from, err)
	}
	return value, from, nil
}
