package probe

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// token takes the access token apart and holds it against its issuer's keys,
// its issuer's word and all clocks.
type token struct{}

func (token) Step() diag.Step { return diag.TokenStep }

func (token) Needs(c diag.Case, f diag.Facts) []diag.Need {
	raw, ok := authn.BearerToken(c.Request)
	if !ok || c.Issuer != "" || c.Capture {
		return nil
	}
	if t := authn.ReadToken(raw); t.Kind != diag.Opaque && fetchable(t.Issuer) {
		return nil
	}
	return []diag.Need{{Field: "issuer", Label: "issuer URL", Why: "its keys prove the signature, its metadata gives the endpoints"}}
}

func (token) Skip(c diag.Case, f diag.Facts) string {
	if _, ok := authn.SentToken(c.Request); ok {
		return ""
	}
	return authn.WithoutToken(At(c, f.Reply).Request)
}

// Ahead is true where nothing that step 1 may find would send us to another issuer.
func (token) Ahead(c diag.Case, f diag.Facts) bool {
	_, ok := authn.BearerToken(c.Request)
	return ok && f.Reply == nil && c.Issuer != "" && len(authn.HeaderFaults(c.Request)) == 0
}

func (token) Look(ctx context.Context, w diag.World, c diag.Case, f diag.Facts) (diag.Facts, error) {
	raw, _ := authn.BearerToken(c.Request)
	t := &diag.TokenFacts{}
	t.Token, _ = authn.SentToken(c.Request)
	url, from, trusted := expected(c, f, t.Token)
	looks := []func(){func() { t.NTP, t.NTPFault = ntp(ctx, w, c) }}
	if own := t.Token.Issuer; own != "" && strings.TrimSuffix(own, "/") != strings.TrimSuffix(url, "/") && fetchable(own) {
		looks = append(looks, func() { readOwn(ctx, w, c, t, own) }, func() { t.Issuer = readMetadata(ctx, w, c, url, from, trusted) })
	} else {
		looks = append(looks, func() { t.Issuer = readIssuer(ctx, w, c, url, from, trusted) })
	}
	if err := together(looks...); err != nil {
		return f, err
	}
	if t.OwnIssuer != nil && t.OwnSignature.State != diag.SigGood { // else it is settled whose token it is
		readKeys(ctx, w, c, t.Issuer)
	}
	if !raw.Empty() { // else the signature is redacted in a capture
		t.Signature = authn.CheckSignature(t.Token, t.Issuer.Keys, c.ClientSecret)
	}
	if worthAsking(w, c, f, t) {
		t.Introspection = introspect(ctx, w, c, t.Issuer, raw)
	}
	f.Token = t
	return f, cancelled(ctx)
}

// worthAsking says whether only the issuer can tell more: the token is opaque, or nothing in it is wrong.
func worthAsking(w diag.World, c diag.Case, f diag.Facts, t *diag.TokenFacts) bool {
	if t.Token.Kind == diag.Opaque {
		return true
	}
	want, _ := authn.ExpectedAudience(c, f)
	now := w.Now()
	timely := (t.Token.Expires.IsZero() || t.Token.Expires.After(now)) && !t.Token.NotBefore.After(now)
	return t.Signature.State == diag.SigGood && timely && !fatal(t.Token) && t.Token.Issuer == canonical(t.Issuer) &&
		(t.Token.Use == "" || t.Token.Use == "access") && (want == "" || slices.Contains(t.Token.Audience, want))
}

// readOwn checks the token with the keys of the issuer that it names itself, where that is not the one to expect.
func readOwn(ctx context.Context, w diag.World, c diag.Case, t *diag.TokenFacts, own string) {
	c.JWKSURL = "" // that one is the expected issuer's
	t.OwnIssuer = readIssuer(ctx, w, c, own, "token.iss", false)
	t.OwnSignature = authn.CheckSignature(t.Token, t.OwnIssuer.Keys, diag.Secret{})
}

func fatal(t diag.Token) bool {
	for _, fault := range t.Faults {
		if fault.Fatal {
			return true
		}
	}
	return false
}

// introspect asks the issuer about a token (RFC 7662); nil where it cannot be asked.
func introspect(ctx context.Context, w diag.World, c diag.Case, is *diag.Issuer, raw diag.Secret) *diag.Introspection {
	endpoint, methods := c.IntrospectionURL, []string(nil)
	if is.Metadata != nil {
		methods = is.Metadata.TokenAuthMethods
		if endpoint == "" && is.Trusted && !is.Unusable() {
			endpoint = is.Metadata.IntrospectionEndpoint
		}
	}
	if endpoint == "" || c.ClientID == "" || c.ClientSecret.Empty() || c.RequestOnly {
		return nil
	}
	w.Trust(endpoint)
	e, err := w.Do(ctx, authn.IntrospectionRequest(c, endpoint, raw, methods))
	if err != nil {
		return nil
	}
	in := authn.ReadIntrospection(e)
	return &in
}

func ntp(ctx context.Context, w diag.World, c diag.Case) (*diag.Clock, string) {
	if c.NTP == "" {
		return nil, ""
	}
	clock, err := w.Time(ctx, c.NTP)
	if err != nil {
		return nil, err.Error()
	}
	return &clock, ""
}

func (token) Findings(c diag.Case, f diag.Facts) []diag.Finding {
	t := f.Token
	if t == nil {
		return nil
	}
	fs := append(form(c, t), encrypted(c, t.Token)...)
	fs = append(fs, signature(c, t)...)
	fs = append(fs, issuer(c, t)...)
	fs = append(fs, lifetime(f)...)
	if len(t.Token.Audience) > 0 {
		fs = append(fs, audience(c, f))
	}
	if use := t.Token.Use; use == "id" || use == "refresh" || use == "logout" {
		fs = append(fs, finding(diag.Error, "wrong-token-type", "type", "token",
			diag.Says("it is a token of the kind %q (%s), and an access token belongs here", use, c.Show(t.Token.UseWhy))))
	}
	fs = append(fs, introspected(c, t)...)
	fs = append(fs, binding(c, f)...)
	fs = append(fs, clocks(c, f)...)
	return append(fs, trials(c, f, diag.TokenStep)...)
}

func form(c diag.Case, t *diag.TokenFacts) []diag.Finding {
	var fs []diag.Finding
	what := map[diag.TokenKind]string{diag.JWS: "JWT", diag.JWE: "encrypted JWT (JWE)", diag.Opaque: "opaque: only its issuer can read it"}[t.Token.Kind]
	if t.Token.Alg != "" {
		what += ", " + t.Token.Alg
	}
	if t.Token.Kid != "" {
		what += ", key " + t.Token.Kid
	}
	if t.Token.Prefix != "" && t.Token.Kind == diag.Opaque {
		what += ", prefix " + t.Token.Prefix
	}
	fs = append(fs, finding(diag.Info, "token-form", "form", "token", c.Show(what)))
	for _, fault := range t.Token.Faults {
		level := diag.Warn
		if fault.Fatal {
			level = diag.Error
		}
		fs = append(fs, finding(level, "token-"+fault.What, "form", fault.Source, c.Show(fault.Text)))
	}
	return fs
}

func signature(c diag.Case, t *diag.TokenFacts) []diag.Finding {
	if t.Token.Kind != diag.JWS {
		return nil
	}
	level := diag.Error
	var text diag.Text
	switch s := t.Signature; s.State {
	case diag.SigGood:
		level, text = diag.Info, diag.Says("verifies with the issuer's key %s", c.Show(s.Kid))
	case diag.SigBad:
		text = diag.Says("does not verify with the issuer's key %s", c.Show(s.Kid))
	case diag.SigUnknownKey:
		text = diag.Says("the issuer's key set has no key %s", c.Show(t.Token.Kid))
	case diag.SigNone:
		text = "none: alg is none, so anyone can write such a token"
	case diag.SigSymmetric:
		text = diag.Says("%s is symmetric, and the issuer publishes public keys only", c.Show(t.Token.Alg))
	case diag.SigUnusable:
		text = "cannot be checked"
	default:
		level, text = diag.Info, "not checked: the issuer's keys are not known"
	}
	if t.Signature.Why != "" {
		text += diag.Says(" (%s)", c.Show(t.Signature.Why))
	}
	f := finding(level, "signature", "signature", "token.signature", text)
	f.Passed = t.Signature.State == diag.SigGood
	return []diag.Finding{f}
}

func issuer(c diag.Case, t *diag.TokenFacts) []diag.Finding {
	var fs []diag.Finding
	is := t.Issuer
	if own := t.Token.Issuer; own != "" {
		level, text := diag.Info, c.Show(own)
		if want := canonical(is); want != "" && is.From != "token.iss" && own != want {
			level, text = diag.Error, diag.Says("%s, and %s names %s%s", text, is.From, c.Show(want), c.Show(parenthesis(authn.NearMiss(own, want))))
		}
		fs = append(fs, checked(finding(level, "issuer", "issuer", "token.iss", text)))
	}
	for _, fault := range is.Faults {
		level := diag.Error
		if fault.Minor {
			level = diag.Info
		}
		fs = append(fs, finding(level, string(fault.Code), "issuer", fault.Source, c.Show(fault.Text)))
	}
	if is.Keys != nil {
		for _, k := range is.Keys.Keys {
			if k.Fault != "" {
				fs = append(fs, finding(diag.Warn, "key-unusable", "key set", "issuer.keys", c.Show(fmt.Sprintf("key %q: %s", k.ID, k.Fault))))
			}
		}
	}
	return fs
}

// canonical is the issuer's name as its own metadata writes it.
func canonical(is *diag.Issuer) string {
	if is == nil {
		return ""
	}
	if is.Metadata != nil && is.Metadata.Issuer != "" && strings.TrimSuffix(is.Metadata.Issuer, "/") == strings.TrimSuffix(is.URL, "/") {
		return is.Metadata.Issuer
	}
	return is.URL
}

func audience(c diag.Case, f diag.Facts) diag.Finding {
	have := f.Token.Token.Audience
	text := c.Show(strings.Join(have, " "))
	want, from := authn.ExpectedAudience(c, f)
	if want == "" {
		return finding(diag.Info, "audience", "audience", "token.aud", text)
	}
	near := ""
	for _, a := range have {
		if a == want {
			return checked(finding(diag.Info, "audience", "audience", "token.aud", text))
		}
		if near == "" {
			near = authn.NearMiss(a, want)
		}
	}
	return finding(diag.Error, "audience", "audience", "token.aud",
		diag.Says("%s, and %s says %s%s", text, from, c.Show(want), c.Show(parenthesis(near))))
}

func lifetime(f diag.Facts) []diag.Finding {
	var fs []diag.Finding
	t, now, whose := f.Token.Token, f.Now(), f.NowBy()
	if !t.Expires.IsZero() {
		level, text := diag.Info, diag.Says("ends in %s", diag.Span(t.Expires.Sub(now)))
		if t.Expires.Before(now) {
			level, text = diag.Error, diag.Says("ended %s ago, by the clock of %s", diag.Span(now.Sub(t.Expires)), whose)
		}
		fs = append(fs, checked(finding(level, "expiry", "expiry", "token.exp", text+diag.Says(" (exp %s)", stamp(t.Expires)))))
	}
	for _, start := range []struct {
		claim string
		at    time.Time
	}{{"nbf", t.NotBefore}, {"iat", t.IssuedAt}} {
		if !start.at.IsZero() && start.at.After(now.Add(5*time.Second)) {
			fs = append(fs, finding(diag.Error, "not-yet-valid", "start", "token."+start.claim,
				diag.Says("lies %s ahead, by the clock of %s (%s %s)", diag.Span(start.at.Sub(now)), whose, start.claim, stamp(start.at))))
		}
	}
	return fs
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func introspected(c diag.Case, t *diag.TokenFacts) []diag.Finding {
	in := t.Introspection
	switch {
	case in == nil:
		return nil
	case !in.Read:
		return []diag.Finding{finding(diag.Warn, "introspection", "issuer says", "introspection",
			diag.Says("introspection gave no answer that can be read: %s", outcome(c, in.Exchange)))}
	case !in.Active:
		return []diag.Finding{finding(diag.Error, "introspection", "issuer says", "introspection.active", "the token is not active")}
	}
	return []diag.Finding{checked(finding(diag.Info, "introspection", "issuer says", "introspection.active", "the token is active"))}
}

func clocks(c diag.Case, f diag.Facts) []diag.Finding {
	var parts []string
	level := diag.Info
	for _, clock := range f.Clocks()[1:] {
		parts = append(parts, fmt.Sprintf("%s %+.1f s (±%.1f s)", clock.Name, clock.Offset.Seconds(), clock.Error.Seconds()))
		if (clock.Offset - clock.Error).Abs() > 30*time.Second {
			level = diag.Warn
		}
	}
	var fs []diag.Finding
	if len(parts) > 0 {
		fs = append(fs, checked(finding(level, "clocks", "clocks", "clocks", c.Show("against this machine: "+strings.Join(parts, " · ")))))
	}
	if f.Token.NTPFault != "" {
		fs = append(fs, finding(diag.Warn, "ntp", "clocks", "ntp", c.Show(f.Token.NTPFault)))
	}
	return fs
}
