package probe_test

import (
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// jwk is a private key, for tests only.
const (
	jwk   = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`
	thumb = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" // RFC 8037, appendix A.3
)

// What the token step says of a bound token, its proof and a key that was given.
func TestBindingFindings(t *testing.T) {
	t.Parallel()
	cnf := func(jkt string) func(*diag.Case) {
		return bearer(signed(map[string]any{"cnf": map[string]any{"jkt": jkt}}))
	}
	key := func(c *diag.Case) { c.DPoPKey = diag.NewSecret(jwk) }
	asks := status(401, "WWW-Authenticate", "DPoP")
	proven := func(c *diag.Case) {
		if r, ok := authn.WithProof(*c, diag.Facts{At: noon}, ""); ok {
			c.Request = r
		}
	}
	for name, c := range map[string]struct {
		c        diag.Case
		has, not string // labels and texts
	}{
		"no proof":        {asked(cnf(thumb)), "bound to: the key " + thumb + ";binding: no DPoP proof", "key given"},
		"another key":     {asked(cnf("AAAA"), key), "key given: another one than the token's: " + thumb, ""},
		"its own key":     {asked(cnf(thumb), key), "", "key given"},
		"a proof":         {asked(cnf(thumb), key, proven), ": none of the", "binding:"},
		"not bound":       {asked(bearer(signed(nil))), "", "bound to"},
		"a certificate's": {asked(bearer(signed(map[string]any{"cnf": map[string]any{"x5t#S256": "abc"}}))), "bound to: the client certificate abc", ""},
	} {
		f := refusedWith(c.c, asks)
		f.Header = authn.ReadHeader(c.c, f)
		f = look(t, diag.TokenStep, &fake{}, c.c, f)
		var said []string
		for _, finding := range probeFor(diag.TokenStep).Findings(c.c, f) {
			said = append(said, finding.Label+": "+string(finding.Text))
		}
		for _, want := range strings.Split(c.has, ";") {
			if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, want) }) {
				t.Errorf("%s: nothing says %q in %q", name, want, said)
			}
		}
		if c.not != "" && slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, c.not) }) {
			t.Errorf("%s: it says %q in %q", name, c.not, said)
		}
	}
}

// A bound token is not held against one that is asked for without a proof.
func TestNoFreshTokenForABoundOne(t *testing.T) {
	t.Parallel()
	c := asked(bearer(signed(map[string]any{"cnf": map[string]any{"jkt": thumb}})))
	c.ClientID, c.ClientSecret = "me", diag.NewSecret(clientSecret)
	f := refusedWith(c, status(401))
	if why := probeFor(diag.FreshToken).Skip(c, f); !strings.Contains(why, "bound to a key") || probeFor(diag.FreshToken).Ahead(c, f) {
		t.Errorf("skipped because %q", why)
	}
}

func TestSignInFindings(t *testing.T) {
	t.Parallel()
	asks := status(401, "WWW-Authenticate", `Bearer error="insufficient_user_authentication", acr_values="mfa", max_age="60"`)
	for name, c := range map[string]struct {
		claims map[string]any
		want   string
		level  diag.Level
	}{
		"enough": {map[string]any{"acr": "mfa", "auth_time": noon.Unix()}, "asked for: mfa; the token has mfa", diag.Info},
		"weak":   {map[string]any{"acr": "pwd", "auth_time": noon.Unix()}, "asked for: mfa; the token has pwd", diag.Error},
		"old":    {map[string]any{"acr": "mfa", "auth_time": noon.Unix() - 3600}, "at most 60 s ago; the token says 60 min ago", diag.Error},
		"silent": {map[string]any{}, "the token says nothing", diag.Error},
	} {
		cs := asked(bearer(signed(c.claims)))
		f := look(t, diag.ScopesStep, &fake{}, cs, refusedWith(cs, asks))
		fs := probeFor(diag.ScopesStep).Findings(cs, f)
		if !slices.ContainsFunc(fs, func(f diag.Finding) bool { return strings.Contains(string(f.Text), c.want) && f.Level == c.level }) {
			t.Errorf("%s: %v", name, fs)
		}
	}
}
