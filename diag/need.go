package diag

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Need is a question to the person; its answer changes the case. Every need is
// optional: without it the step looks at what it can.
type Need struct {
	Field  string // the flag that gives the same: "client-id"
	Label  string // "client id"
	Why    string // what the answer is good for
	Secret bool
}

// Answer takes in the answer to a need. An empty value leaves the case as it is.
// The error says what is wrong with the value.
func (c Case) Answer(field, value string) (Case, error) {
	value = strings.TrimSpace(value)
	if value == "" {
		return c, nil
	}
	switch field {
	case "issuer", "origin", "token-url", "introspection-url", "jwks-url":
		if err := CheckURL(value); err != nil {
			return c, fmt.Errorf("%s: %w", field, err)
		}
	}
	switch field {
	case "issuer":
		c.Issuer = value
	case "origin":
		c.Origin = value
	case "token-url":
		c.TokenURL = value
	case "introspection-url":
		c.IntrospectionURL = value
	case "jwks-url":
		c.JWKSURL = value
	case "client-id":
		c.ClientID = value
	case "client-secret":
		c.ClientSecret = NewSecret(value)
		c.Secrets.Add(value)
	case "refresh-token":
		c.RefreshToken = NewSecret(value)
		c.Secrets.Add(value)
	case "audience":
		c.Audience = value
	case "scope":
		c.Scopes = strings.Fields(value)
	case "require-scope":
		c.RequireScopes = strings.Fields(value)
	default:
		return c, fmt.Errorf("%s: no such question", field)
	}
	return c, nil
}

func validPort(port string) bool {
	n, err := strconv.Atoi(port)
	return err == nil && n > 0 && n <= 65535
}

// CheckURL says what keeps a URL from being one that HTTP can be spoken to.
func CheckURL(raw string) error {
	u, err := url.Parse(raw)
	switch {
	case err != nil: // the error repeats the URL, and with it what stands in its query
		return errors.New("not a URL")
	case u.Scheme == "":
		return errors.New("no scheme: write https:// in front")
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("scheme %q: only http and https are spoken", u.Scheme)
	case u.Hostname() == "":
		return errors.New("no host in it")
	case u.Port() != "" && !validPort(u.Port()):
		return errors.New("its port is no number from 1 to 65535")
	}
	return nil
}
