package probe

import (
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// signIn holds what the answer asks of the sign-in against what the token says of it.
func signIn(c diag.Case, f diag.Facts) []diag.Finding {
	e, _ := refusing(f)
	asks, ok := authn.ReadStepUp(e)
	if !ok || asks.Fresh {
		return nil
	}
	t, _ := authn.AccessToken(c, f)
	in, now := authn.ReadSignIn(t, f), f.Now()
	acr, age := asks.Lacks(in, now)
	var fs []diag.Finding
	line := func(code, label, source string, wrong bool, text diag.Text) {
		level := diag.Info
		if wrong && in.Known {
			level = diag.Error
		}
		f := finding(level, code, label, source, text)
		f.Passed = level == diag.Info && in.Known
		fs = append(fs, f)
	}
	if len(asks.ACR) > 0 {
		line("sign-in-class", "sign-in", in.From+".acr", acr, diag.Says("asked for: %s; the token has %s", c.Show(strings.Join(asks.ACR, " or ")), c.Show(unread(in, strings.Join(in.ACR, " ")))))
	}
	if asks.MaxAge >= 0 {
		was := ""
		if !in.At.IsZero() {
			was = diag.Span(now.Sub(in.At)) + " ago"
		}
		line("sign-in-age", "signed in", in.From+".auth_time", age, diag.Says("asked for: at most %s ago; the token says %s", diag.Span(asks.MaxAge), c.Show(unread(in, was))))
	}
	if len(fs) == 0 {
		fs = append(fs, finding(diag.Error, "sign-in", "sign-in", "response", diag.Says("%s: another sign-in is asked for, and not which", c.Show(asks.Told))))
	}
	return fs
}

// unread is what the token says, or why that is not known.
func unread(in authn.SignIn, said string) string {
	switch {
	case !in.Known:
		return "what cannot be read"
	case said == "":
		return "nothing"
	}
	return said
}
