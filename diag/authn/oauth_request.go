package authn

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// TokenRequest asks a token endpoint for a fresh token by the grant
// client_credentials or refresh_token (RFC 6749, sections 4.4.2 and 6). methods
// are the ways of client authentication that the issuer lists.
func TokenRequest(c diag.Case, endpoint, grant string, methods []string) diag.Request {
	form := url.Values{"grant_type": {grant}}
	scopes := c.AskScopes()
	if grant == "refresh_token" {
		form.Set("refresh_token", c.RefreshToken.Reveal())
		scopes = c.Scopes // a refresh may not ask for more than was granted (RFC 6749, section 6)
	}
	for name, value := range map[string]string{"scope": strings.Join(scopes, " "), "audience": c.Audience, "resource": c.Resource} {
		if value != "" {
			form.Set(name, value)
		}
	}
	return formRequest(c, diag.AskToken, endpoint, form, methods)
}

// IntrospectionRequest asks the issuer whether a token is active (RFC 7662, section 2.1).
func IntrospectionRequest(c diag.Case, endpoint string, token diag.Secret, methods []string) diag.Request {
	return formRequest(c, diag.Introspect, endpoint, url.Values{"token": {token.Reveal()}}, methods)
}

// formRequest posts a form as the case's client. Id and secret are form-encoded
// before they go into Basic (RFC 6749, section 2.3.1); a client without a secret
// only names itself.
func formRequest(c diag.Case, why diag.Purpose, endpoint string, form url.Values, methods []string) diag.Request {
	header := diag.Header{{Name: "Accept", Value: "application/json"}, {Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}
	switch {
	case c.ClientID == "":
	case c.ClientSecret.Empty():
		form.Set("client_id", c.ClientID)
	case postFirst(methods):
		form.Set("client_id", c.ClientID)
		form.Set("client_secret", c.ClientSecret.Reveal())
	default:
		pair := url.QueryEscape(c.ClientID) + ":" + url.QueryEscape(c.ClientSecret.Reveal())
		header = append(header, diag.Field{Name: "Authorization", Value: "Basic " + base64.StdEncoding.EncodeToString([]byte(pair))})
	}
	return diag.Request{Purpose: why, Method: "POST", URL: endpoint, Header: header, Body: []byte(form.Encode())}
}

// postFirst says whether client_secret_post is listed before client_secret_basic.
func postFirst(methods []string) bool {
	post, basic := slices.Index(methods, "client_secret_post"), slices.Index(methods, "client_secret_basic")
	return post >= 0 && (basic < 0 || post < basic)
}
