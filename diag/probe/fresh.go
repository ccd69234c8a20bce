package probe

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// fresh asks the issuer for a new token and sends the request with it, beside
// the request as given: whatever else changed in between shows in both.
type fresh struct{}

func (fresh) Step() diag.Step { return diag.FreshToken }

func (fresh) Needs(c diag.Case, f diag.Facts) []diag.Need {
	if c.HasGrant() || c.RequestOnly || c.Capture {
		return nil
	}
	var ns []diag.Need
	if _, _, trusted := tokenEndpointOf(c, f); !trusted {
		ns = append(ns, diag.Need{Field: "issuer", Label: "issuer URL", Why: "its metadata names the token endpoint"})
	}
	return append(ns, diag.Need{Field: "client-id", Label: "client id", Why: "to ask for a fresh token"},
		diag.Need{Field: "client-secret", Label: "client secret", Why: "sent to the issuer only", Secret: true},
		diag.Need{Field: "refresh-token", Label: "refresh token", Why: "instead of the client's own grant; it may be spent by asking", Secret: true})
}

func (fresh) Skip(c diag.Case, f diag.Facts) string {
	if c.Capture {
		if _, ok := asked(c); ok {
			return ""
		}
		return fromCapture + ", and no token is asked for in it"
	}
	switch {
	case c.RequestOnly:
		return "--request-only: no token is asked for"
	case authn.BoundToKey(c, f):
		return "the token is bound to a key, and one that is asked for without a proof would be of another kind"
	case !c.HasGrant() && len(authn.Credentials(c.Request)) > 0 && withoutToken(c):
		return authn.WithoutToken(c.Request) + " that could be fresher"
	case !c.HasGrant():
		return "neither a refresh token nor client credentials were given"
	}
	return ""
}

// Ahead is true where step 5 is certain to come: the token is over by this
// machine's clock, or there is none. A refresh token may be spent by asking, so it waits for its turn.
func (fresh) Ahead(c diag.Case, f diag.Facts) bool {
	if e, refused := refusing(f); !refused || e.Status != 401 || !c.HasGrant() || !c.RefreshToken.Empty() || len(authn.HeaderFaults(c.Request)) > 0 || authn.BoundToKey(c, f) {
		return false
	}
	if _, _, known := tokenEndpointOf(c, f); !known {
		return false
	}
	t, ok := authn.AccessToken(c, f)
	return !ok && len(authn.Credentials(c.Request)) == 0 || over(t, f)
}

func over(t diag.Token, f diag.Facts) bool {
	return !t.Expires.IsZero() && t.Expires.Add(time.Minute).Before(f.Now())
}

// tokenEndpointOf is who issues the tokens, and whether secrets may be sent there.
func tokenEndpointOf(c diag.Case, f diag.Facts) (issuer, from string, trusted bool) {
	if c.TokenURL != "" {
		return c.Issuer, "--token-url", true
	}
	t, _ := authn.AccessToken(c, f)
	return expected(c, f, t)
}

func (fresh) Look(ctx context.Context, w diag.World, c diag.Case, f diag.Facts) (diag.Facts, error) {
	if c.Capture {
		return askedThen(c, f), nil
	}
	fr := &diag.FreshFacts{Grant: "client_credentials", Endpoint: c.TokenURL}
	if !c.RefreshToken.Empty() {
		fr.Grant = "refresh_token"
	}
	url, from, trusted := tokenEndpointOf(c, f)
	is := readMetadata(ctx, w, c, url, from, trusted)
	fr.Issuer = is
	var methods []string
	if is.Metadata != nil {
		methods = is.Metadata.TokenAuthMethods
		if fr.Endpoint == "" {
			fr.Endpoint = is.Metadata.TokenEndpoint
		}
	}
	f.Fresh = fr
	switch {
	case is.Unusable() && c.TokenURL == "":
		fr.Unasked = "the issuer's metadata cannot be used, and secrets go nowhere that it names"
		return f, cancelled(ctx)
	case !trusted:
		fr.Unasked = "no issuer that the credentials may be sent to is known: name it with --issuer"
		return f, cancelled(ctx)
	case fr.Endpoint == "":
		fr.Unasked = "the token endpoint is not known"
		return f, cancelled(ctx)
	}
	w.Trust(fr.Endpoint)
	e, err := w.Do(ctx, authn.TokenRequest(c, fr.Endpoint, fr.Grant, methods))
	if unsent(err) {
		fr.Unasked = err.Error()
		return f, nil
	} else if err != nil {
		return f, err
	}
	fr.Answer = &e
	answer := authn.ReadTokenAnswer(e)
	fr.Error, fr.ErrorText = answer.Error, answer.Description
	if answer.AccessToken.Empty() {
		if fr.Error == "" {
			fr.ErrorText = answer.Fault
		}
		return f, nil
	}
	take(c, fr, answer)
	return tryFresh(ctx, w, c, f, fr)
}

// take writes down the new token and what it was granted.
func take(c diag.Case, fr *diag.FreshFacts, answer authn.TokenAnswer) {
	c.Secrets.Know(answer.AccessToken, answer.RefreshToken)
	t := authn.ReadToken(answer.AccessToken)
	fr.Token, fr.NewRefresh = &t, !answer.RefreshToken.Empty()
	fr.Granted = t.Scopes
	if answer.ScopeGiven {
		fr.Granted = strings.Fields(answer.Scope)
	}
	if answer.ScopeGiven || t.Claims != nil {
		for _, s := range c.AskScopes() {
			if !slices.Contains(fr.Granted, s) {
				fr.Dropped = append(fr.Dropped, s)
			}
		}
	}
}

// tryFresh sends the request with the new token and, beside it, as given.
func tryFresh(ctx context.Context, w diag.World, c diag.Case, f diag.Facts, fr *diag.FreshFacts) (diag.Facts, error) {
	old, had := authn.AccessToken(c, f)
	if had {
		fr.Differences = authn.CompareTokens(old, *fr.Token)
	}
	if !c.MayRepeat() {
		return f, nil
	}
	looks := []func(){func() {
		fr.Try = send(ctx, w, authn.WithToken(c.Request, fr.Token.Raw).Changed("a fresh token in place of the old"))
	}}
	if t := f.Token; t != nil && t.Introspection != nil && t.Introspection.Read && !t.Introspection.Active {
		looks = append(looks, func() { fr.Control = introspect(ctx, w, c, t.Issuer, fr.Token.Raw) })
	}
	if had {
		looks = append(looks, func() { fr.Again = send(ctx, w, c.Request.As(diag.Repeat)) })
	}
	return f, together(looks...)
}

func send(ctx context.Context, w diag.World, r diag.Request) *diag.Exchange {
	e, err := w.Do(ctx, r)
	if err != nil {
		return nil
	}
	return &e
}

func (fresh) Findings(c diag.Case, f diag.Facts) []diag.Finding {
	fr := f.Fresh
	if fr == nil {
		return nil
	}
	if fr.Unasked != "" {
		return []diag.Finding{finding(diag.Warn, "token-unasked", "asked", "issuer.token", c.Show(fr.Unasked))}
	}
	fs := []diag.Finding{finding(diag.Info, "token-asked", "asked", "issuer.token", diag.Says("%s at %s", fr.Grant, target(c, fr.Endpoint)))}
	if fr.Token == nil {
		return append(fs, refusedGrant(c, fr)...)
	}
	got := "a token was issued"
	if len(fr.Granted) > 0 {
		got += " with scope " + strings.Join(fr.Granted, " ")
	}
	fs = append(fs, checked(finding(diag.Info, "token-issued", "issued", "issuer.token", c.Show(got))))
	if len(fr.Dropped) > 0 {
		fs = append(fs, finding(diag.Error, "scope-dropped", "not granted", "issuer.token", c.Show(strings.Join(fr.Dropped, " "))))
	}
	if fr.NewRefresh {
		fs = append(fs, finding(diag.Warn, "refresh-rotated", "refresh", "issuer.token", "the issuer gave a new refresh token: the old one may be spent; why401 keeps neither"))
	}
	if fr.Try != nil {
		level := diag.Info
		if !authn.Accepted(*fr.Try) {
			level = diag.Error
		}
		fs = append(fs, checked(finding(level, "fresh-tried", "tried", "experiment", diag.Says("the request with the fresh token: %s", outcome(c, *fr.Try)))))
	}
	if fr.Again != nil {
		fs = append(fs, finding(diag.Info, "given-again", "beside it", "experiment", diag.Says("the request as given, at the same time: %s", outcome(c, *fr.Again))))
	}
	fs = append(fs, trials(c, f, diag.FreshToken)...)
	return fs
}

func refusedGrant(c diag.Case, fr *diag.FreshFacts) []diag.Finding {
	if fr.Error == "" {
		text := outcome(c, *fr.Answer)
		if fr.ErrorText != "" {
			text += diag.Says(": %s", c.Show(fr.ErrorText))
		}
		return []diag.Finding{finding(diag.Error, "no-token", "answer", "issuer.token", text)}
	}
	text := fr.Error
	if fr.ErrorText != "" {
		text += ": " + fr.ErrorText
	}
	fs := []diag.Finding{finding(diag.Error, "oauth-error", "answer", "issuer.token", c.Show(text))}
	if words := authn.ExplainOAuth(fr.Error); words != "" {
		fs = append(fs, finding(diag.Info, "oauth-meaning", "it means", "RFC 6749, section 5.2", diag.Text(words)))
	}
	return fs
}

// withoutToken says whether the request presents credentials of another kind.
func withoutToken(c diag.Case) bool {
	_, ok := authn.BearerToken(c.Request)
	return !ok
}
