package cause

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// proven is the request that an experiment of this cause showed to work, as a command.
func proven(code diag.Code, c diag.Case, f diag.Facts) []diag.Fix {
	t, success, _ := tried(f, code)
	if !success || t.Exchange.Request.Change == "" {
		return nil
	}
	return []diag.Fix{easy("Send it this way; it was tried, and accepted:", string(c.Command(authn.Curl(t.Exchange.Request))))}
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
