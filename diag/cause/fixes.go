package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// proven is the request that an experiment of this cause showed to work, as a command.
func proven(code diag.Code, c diag.Case, f diag.Facts) []diag.Fix {
	t, success, _ := tried(f, code)
	if !success || t.Exchange.Request.Change == "" {
		return nil
	}
	command := ""
	if authn.CurlSigns(t.Exchange.Request) {
		command = string(c.Command(authn.Curl(t.Exchange.Request)))
	}
	return []diag.Fix{easy("Send it this way; it was tried, and accepted: "+string(t.Exchange.Request.Change)+".", command)}
}

// renew is how to get and use a fresh token, with what is known of the issuer.
func renew(c diag.Case, f diag.Facts) []diag.Fix {
	fr := f.Fresh
	if fr == nil || fr.Token == nil {
		return nil
	}
	text := "Get a fresh token this way."
	if freshWorks(f) {
		text = "Get a fresh token this way; it was tried, and accepted."
	}
	return []diag.Fix{easy(text, string(c.Command(authn.CurlToken(c, fr.Endpoint, fr.Grant)))+"\n"+string(c.Command(authn.Curl(authn.WithToken(c.Request, fr.Token.Raw)))))}
}

// askForScope asks for a token with the scopes that are missing.
func askForScope(c diag.Case, f diag.Facts) []diag.Fix {
	if f.Scopes == nil || len(f.Scopes.Missing) == 0 {
		return nil
	}
	ask := c
	ask.Scopes = slices.Concat(f.Scopes.Present, f.Scopes.Missing)
	fs := []diag.Fix{easy("Ask the issuer for a token with the scope "+string(c.Show(list(f.Scopes.Missing)))+
		"; for a user's token put it into the authorization request and sign in again, as a refresh cannot add one.", "")}
	if at := c.TokenURL; at != "" {
		fs[0].Command = c.Command(authn.CurlToken(ask, at, "client_credentials"))
	} else if f.Token != nil && f.Token.Issuer != nil && f.Token.Issuer.Metadata != nil && f.Token.Issuer.Metadata.TokenEndpoint != "" {
		fs[0].Command = c.Command(authn.CurlToken(ask, f.Token.Issuer.Metadata.TokenEndpoint, "client_credentials"))
	}
	return fs
}

// commandsByScheme send a request under the schemes that curl knows.
var commandsByScheme = map[string]string{
	"Bearer":           call,
	"Basic":            `curl -sS -i -u "$USER_NAME:$PASSWORD" "$API_URL"`,
	"Digest":           `curl -sS -i --digest -u "$USER_NAME:$PASSWORD" "$API_URL"`,
	"Negotiate":        `curl -sS -i --negotiate -u : "$API_URL"`,
	"NTLM":             `curl -sS -i --ntlm -u "$USER_NAME:$PASSWORD" "$API_URL"`,
	"AWS4-HMAC-SHA256": `curl -sS -i --aws-sigv4 "aws:amz:$AWS_REGION:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN" "$API_URL"`,
}

// useOffered sends the request under the schemes that the API asks for.
func useOffered(_ diag.Case, f diag.Facts) []diag.Fix {
	var fs []diag.Fix
	for _, offer := range offered(f) {
		for scheme, command := range commandsByScheme {
			if strings.EqualFold(scheme, offer) {
				fs = append(fs, easy("Send credentials for "+scheme+", which the API asks for.", command))
			}
		}
	}
	return fs
}

// tidyToken takes out of the token what does not belong there.
func tidyToken(_ diag.Case, f diag.Facts) []diag.Fix {
	if f.Token == nil || f.Token.Token.Mended.Empty() {
		return nil
	}
	return []diag.Fix{easy(tidyWords, tidyCommand)}
}

const (
	tidyWords   = "Remove blanks, line breaks and quotes that got in."
	tidyCommand = `TOKEN=$(printf %s "$TOKEN" | tr -d ' \t\r\n"'"'")`
)

// mendSetting names the value that the API's own setting should have.
func mendSetting(c diag.Case, f diag.Facts) []diag.Fix {
	if f.Token == nil || f.Reply == nil {
		return nil
	}
	what, ev := setting(c, f)
	if what == "" {
		return nil
	}
	return []diag.Fix{easy("Write into the API's own setting, character by character: "+string(ev.Expected), "")}
}
