package cause

import (
	"strings"

	"example.com/why401/diag"
)

// Commands that the texts of several causes share. They read secrets from shell
// variables, print no token that an issuer hands out, and need curl and jq only.
const (
	call       = `curl -sS -i -H "Authorization: Bearer $TOKEN" "$API_URL"`
	callBare   = `curl -sS -i "$API_URL"`
	callStatus = `curl -sS -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $TOKEN" "$API_URL"`
	metadata   = `curl -sS "${ISSUER%/}/.well-known/openid-configuration"`
	keySet     = `curl -sS "$(` + metadata + ` | jq -r .jwks_uri)"`
	introspect = `curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" --data-urlencode "token=$TOKEN" "$INTROSPECTION_URL" | jq '{active, exp, scope, client_id}'`
	clocks     = `date -u; curl -sS -o /dev/null -D - "$API_URL" | grep -i '^date:'; curl -sS -o /dev/null -D - "$ISSUER" | grep -i '^date:'`

	withScope    = ` --data-urlencode "scope=$SCOPE"`
	withAudience = ` --data-urlencode "audience=$AUDIENCE"`
)

// joseHeader shows a JWT's header, or what the jq filter makes of it.
func joseHeader(filter string) string { return decode("0", filter) }

// claims shows a JWT's claims, or what the jq filter makes of them.
func claims(filter string) string { return decode("1", filter) }

// decode reads one part of a JWT. jq's @base64d knows plain base64 only, the
// parts are base64url (RFC 7515, section 2).
func decode(part, filter string) string {
	steps := `split(".")[` + part + `] | gsub("-";"+") | gsub("_";"/") | @base64d | fromjson | ` + filter
	return `printf %s "$TOKEN" | jq -R '` + strings.TrimSuffix(steps, " | .") + `'`
}

// newToken sets TOKEN by client credentials, or shows the issuer's error code.
func newToken(with string) string {
	return `TOKEN=$(` + tokenRequest(with) + ` | jq -er '.access_token // error(.error)')`
}

// askToken shows how the issuer answers client credentials, without the token.
func askToken(with string) string {
	return tokenRequest(with) + ` | jq 'del(.access_token, .refresh_token)'`
}

func tokenRequest(with string) string {
	return `curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials` + with + ` "$TOKEN_URL"`
}

func easy(text, command string) diag.Fix   { return fix(diag.Easy, text, command) }
func medium(text, command string) diag.Fix { return fix(diag.Medium, text, command) }
func hard(text string) diag.Fix            { return fix(diag.Hard, text, "") }

func fix(d diag.Difficulty, text, command string) diag.Fix {
	return diag.Fix{Difficulty: d, Text: diag.Text(text), Command: diag.Text(command)}
}
