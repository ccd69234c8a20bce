package cause

import (
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// elsewhere holds the token against the environments of the profile. Where a
// fresh one is no better, the issuer gives everyone this name, and not this
// token is the odd one out.
func elsewhere(c diag.Case, f diag.Facts) (authn.Stray, bool) {
	t, ok := tokenOf(f)
	if !ok {
		return authn.Stray{}, false
	}
	s, ok := authn.Strayed(c.Profile, t, c.Request.URL)
	if f.Fresh != nil && f.Fresh.Token != nil && ok {
		same, too := authn.Strayed(c.Profile, *f.Fresh.Token, c.Request.URL)
		ok = !too || same.Claim != s.Claim || same.Value != s.Value
	}
	return s, ok
}

// holdsStray is what a token of another environment of the profile shows.
func holdsStray(c diag.Case, f diag.Facts) (diag.Match, bool) {
	s, ok := elsewhere(c, f)
	if !ok {
		return diag.Match{}, false
	}
	t, _ := tokenOf(f)
	code := map[string]diag.Code{"iss": "issuer-mismatch", "aud": "audience-mismatch"}[s.Claim] // which is what an API says of it
	if says(f, "wrong-environment") > says(f, code) {
		code = "wrong-environment"
	}
	w := weigh(c, f, code)
	if says(f, code) == 0 && !freshWorks(f) && !good(t, f.Now()) {
		w = min(w, 0.65) // that is certain, and this rests on the profile
	}
	expected := diag.Says("one of %s", c.Show(s.Here))
	if len(s.Expected) > 0 {
		expected = c.Show(strings.Join(s.Expected, " or "))
	}
	why := diag.Says("the token is from %s, and the address is one of %s, by the profile %s", c.Show(s.Home), c.Show(s.Here), c.Show(c.Profile.Name))
	return held(c, f, "wrong-environment", w, why,
		diag.Evidence{Step: diag.TokenStep, Source: "token." + s.Claim, Observed: c.Show(s.Value), Expected: expected}), true
}

// configured are the causes that are mended where the API keeps its clients, keys and rights.
var configured = codes("api-key-missing api-key-invalid client-credentials-invalid grant-not-allowed scope-not-granted insufficient-scope " +
	"insufficient-permission account-disabled audience-mismatch wrong-environment token-revoked refresh-token-invalid password-rejected " +
	"client-certificate-required signature-mismatch wrong-endpoint validator-misconfigured")

// others are the causes that somebody else has to mend, or to tell more about.
var others = codes("insufficient-permission account-disabled validator-misconfigured validator-keys-stale validator-cannot-reach-idp gateway-rejects " +
	"idp-unreachable idp-misconfigured intermittent header-stripped api-unreachable inconclusive token-revoked api-key-invalid client-credentials-invalid")

func codes(list string) []diag.Code {
	var all []diag.Code
	for _, word := range strings.Fields(list) {
		all = append(all, diag.Code(word))
	}
	return all
}

// byOwnCode takes the API owner's word for a cause of which nothing else was
// seen. What was ruled out stays so.
func byOwnCode(c diag.Case, f diag.Facts, code diag.Code, m diag.Match) diag.Match {
	if m.Seen || f.Header == nil || accepted(f) {
		return m
	}
	i := slices.IndexFunc(f.Header.Words, func(w diag.Words) bool { return w.Own && w.Codes[0] == code })
	if i < 0 {
		return m
	}
	w := f.Header.Words[i]
	return held(c, f, code, ownWord, diag.Says("the API says %s, which by its profile means this", c.Show(w.Text)))
}

// ownWord is as sure as the words of a product are that leave nothing open.
const ownWord = 0.78

// withProfile puts what the profile says of settings and contact behind the easy fixes.
func withProfile(fixes []diag.Fix, code diag.Code, c diag.Case) []diag.Fix {
	i := slices.IndexFunc(fixes, func(f diag.Fix) bool { return f.Difficulty != diag.Easy })
	if i < 0 {
		i = len(fixes)
	}
	return slices.Insert(slices.Clone(fixes), i, where(code, c.Profile, c)...)
}

// where says, by the profile, where the settings are found and who helps.
func where(code diag.Code, p *diag.Profile, c diag.Case) []diag.Fix {
	if p == nil {
		return nil
	}
	var fs []diag.Fix
	if p.Settings != "" && slices.Contains(configured, code) {
		fs = append(fs, easy("The settings are found here: "+string(c.Show(p.Settings))+" (profile "+string(c.Show(p.Name))+").", ""))
	}
	if p.Contact != "" && slices.Contains(others, code) {
		fs = append(fs, easy("Who helps with this API: "+string(c.Show(p.Contact))+" (profile "+string(c.Show(p.Name))+").", ""))
	}
	return fs
}

// inProfile is the meaning that the profile gives to an error code, to stand behind it.
func inProfile(c diag.Case, w diag.Words) diag.Text {
	if w.Means == "" {
		return ""
	}
	return diag.Says(" (%s)", c.Show(w.Means))
}
