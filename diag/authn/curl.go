package authn

import (
	"net/url"
	"strings"

	"example.com/why401/diag"
)

// Curl is the request as a curl command for a POSIX shell, its credentials as
// shell variables: $TOKEN, and $CREDENTIALS for what is no token.
func Curl(r diag.Request) string {
	words := []string{"curl -sS -i"}
	if r.Method != "" && r.Method != "GET" {
		words = append(words, "-X "+quote(r.Method))
	}
	if r.Direct {
		words = append(words, "--noproxy '*'")
	}
	if s, ok := readAWS(r); ok && s.symmetric() { // a signature cannot be pasted: curl signs anew
		words = append(words, s.curl()...)
		r = inOrder(withoutAWS(r))
	}
	secret := map[string]string{} // header name → what stands in its place
	at := r.URL
	for _, c := range Credentials(r) {
		switch c.Kind {
		case diag.InAuthorization, diag.InOtherHeader:
			variable := "$TOKEN"
			if strings.EqualFold(c.Scheme, "Basic") || strings.EqualFold(c.Scheme, "Digest") {
				variable = "$CREDENTIALS"
			}
			secret[c.Name] = strings.TrimSpace(c.Scheme + " " + variable)
			if _, digest := digestOf(c); digest { // an answer holds once: the client has to make its own
				secret[c.Name] = ""
				words = append(words, `--digest -u "$USER_NAME:$PASSWORD"`)
			}
		case diag.InCookie:
			secret["Cookie"] = "$COOKIE"
		}
	}
	for _, f := range r.Header {
		switch with, ok := secret[f.Name]; {
		case ok && with == "":
		case ok:
			words = append(words, `-H "`+f.Name+": "+with+`"`)
			delete(secret, f.Name)
		case strings.EqualFold(f.Name, "DPoP"): // good once, so each call needs one of its own
			words = append(words, `-H "DPoP: $DPOP_PROOF"`)
		case tokenHeaderNames[bareName(f.Name)]:
			words = append(words, `-H "`+f.Name+`: $CSRF_TOKEN"`)
		case strings.EqualFold(f.Name, "Accept-Encoding"): // and unpack it, or a terminal shows bytes
			words = append(words, "--compressed")
		case !strings.EqualFold(f.Name, "Cookie") && len(SecretValues(diag.Request{Header: diag.Header{f}})) == 0:
			words = append(words, "-H "+quote(f.Name+": "+f.Value))
		}
	}
	if len(r.Body) > 0 {
		words = append(words, `--data "$BODY"`)
	}
	return strings.Join(append(words, quote(withoutSecrets(at))), " ")
}

// CurlToken is a token request as a shell command that sets TOKEN.
func CurlToken(c diag.Case, endpoint, grant string) string {
	words := []string{"curl -sS"}
	if c.ClientID != "" {
		words = append(words, "-u "+quote(c.ClientID)+`:"$CLIENT_SECRET"`)
	}
	words = append(words, "-d grant_type="+grant)
	if grant == "refresh_token" {
		words = append(words, `--data-urlencode "refresh_token=$REFRESH_TOKEN"`)
	}
	for _, p := range [][2]string{{"scope", strings.Join(c.AskScopes(), " ")}, {"audience", c.Audience}, {"resource", c.Resource}} {
		if p[1] != "" {
			words = append(words, "--data-urlencode "+quote(p[0]+"="+p[1]))
		}
	}
	return "TOKEN=$(" + strings.Join(append(words, quote(endpoint)), " ") + ` | jq -er '.access_token // error(.error)')`
}

// quote writes a word so that a POSIX shell takes it as it is.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// withoutSecrets is the URL with its secret parameters and its user name left out.
func withoutSecrets(raw string) string {
	u, err := url.Parse(Strip(diag.Request{URL: raw}).URL)
	if err != nil {
		return ""
	}
	return u.String()
}
