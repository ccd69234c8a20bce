package probe_test

import (
	"context"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func origin(url string) func(*diag.Case) { return func(c *diag.Case) { c.Origin = url } }

func TestPastTheGateway(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"http://10.0.0.7:8080":            "http://10.0.0.7:8080/v2/devices?page=2",
		"https://backend.example.com/":    "https://backend.example.com/v2/devices?page=2",
		"https://backend.example.com/api": "https://backend.example.com/api?page=2",
	} {
		c := asked(origin(base), func(c *diag.Case) { c.Request.URL += "?page=2" })
		w := &fake{answer: func(_ context.Context, r diag.Request) (diag.Exchange, error) {
			if r.Purpose == diag.AtOrigin && len(authn.Credentials(r)) > 0 {
				return status(200), nil
			}
			return status(401), nil
		}}
		f := look(t, diag.ConfigStep, w, c, refusedWith(c, status(401)))
		if f.Config.Origin == nil || f.Config.OriginWithout == nil || !f.Config.Origin.Success() || f.Config.OriginWithout.Status != 401 {
			t.Fatalf("%s: not asked", base)
		}
		if f.Config.Origin.Request.URL != want || len(authn.Credentials(f.Config.OriginWithout.Request)) > 0 {
			t.Errorf("%s: sent to %s", base, f.Config.Origin.Request.URL)
		}
		if n := w.count(diag.Repeat); n != 3 {
			t.Errorf("%s: %d repeats, where the gateway is the difference", base, n)
		}
	}
}

func TestRepeats(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		c    diag.Case
		e    diag.Exchange
		skip bool
		want int
	}{
		"refused":          {asked(), status(401), false, 10},
		"an unsafe method": {asked(method("PUT")), status(401), true, 0},
		"the request only": {asked(requestOnly), status(401), true, 0},
		"404 for everyone": {asked(), status(404), false, 0},
		"a password":       {asked(func(c *diag.Case) { c.Request.Header = diag.Header{{Name: "Authorization", Value: "Basic dTpw"}} }), status(401), false, 0},
		"success":          {asked(), status(200), false, 0},
	} {
		f := refusedWith(c.c, c.e)
		if skip := probeFor(diag.ConfigStep).Skip(c.c, f); (skip != "") != c.skip {
			t.Errorf("%s: skipped because %q", name, skip)
		}
		if c.skip {
			continue
		}
		w := &fake{answer: always(status(401))}
		got := look(t, diag.ConfigStep, w, c.c, f)
		if len(got.Reply.Repeats) != c.want || len(f.Reply.Repeats) != 0 || (got.Config.Unrepeated == "") != (c.want > 0) {
			t.Errorf("%s: %d repeats, %q", name, len(got.Reply.Repeats), got.Config.Unrepeated)
		}
	}
}

// Made-up tokens ask which keys the API knows: nothing of the real one is in them.
func TestKeyTrials(t *testing.T) {
	t.Parallel()
	robins := signed(map[string]any{"iss": idp, "sub": "robin", "scope": "devices:read"})
	c := asked(bearer(robins))
	token := authn.ReadToken(diag.NewSecret(robins))
	keys := &diag.KeySet{Keys: []diag.Key{{ID: "k1"}, {ID: "k3", Fault: "broken"}, {ID: "k4", Use: "enc"}, {ID: "k2"}}}
	seen := func(state diag.SignatureState, keys *diag.KeySet) diag.Facts {
		f := refusedWith(c, status(401))
		f.Token = &diag.TokenFacts{Token: token, Signature: diag.Signature{State: state, Kid: "k1"}, Issuer: &diag.Issuer{URL: idp, Keys: keys}}
		return f
	}
	w := &fake{answer: always(status(401))}
	trials := look(t, diag.ConfigStep, w, c, seen(diag.SigGood, keys)).Config.KeyTrials
	if len(trials) != 4 {
		t.Fatalf("%d, want each key twice: one answer may be one replica's", len(trials))
	}
	for i, k := range trials {
		if k.InSet != (i%2 == 0) || k.InSet != (k.Kid == "k2") {
			t.Errorf("%d asks for the key %s", i, k.Kid)
		}
	}
	for _, k := range trials {
		sent, _ := authn.BearerToken(k.Exchange.Request)
		made := authn.ReadToken(sent)
		if made.Kid != k.Kid || made.Subject == "robin" || strings.HasSuffix(sent.Reveal(), robins[strings.LastIndex(robins, "."):]) || !k.Exchange.Answered() {
			t.Errorf("the token for %s: %s of %s", k.Kid, made.Kid, made.Subject)
		}
	}
	for name, f := range map[string]diag.Facts{
		"a bad signature": seen(diag.SigBad, keys), "no keys": seen(diag.SigGood, nil),
		"no other key": seen(diag.SigGood, &diag.KeySet{Keys: []diag.Key{{ID: "k1"}}}), "no token": refusedWith(c, status(401)),
	} {
		if trials := look(t, diag.ConfigStep, &fake{answer: always(status(401))}, c, f).Config.KeyTrials; len(trials) > 0 {
			t.Errorf("%s: %v", name, trials)
		}
	}
}
