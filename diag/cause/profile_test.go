package cause_test

import (
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

// profiled says that the person gave the API's profile.
func profiled(p diag.Profile) part {
	return func(s *scene) { p.Name = "devices"; s.c.Profile = &p }
}

// places are two environments whose names have nothing in common, so that only the profile tells them.
var places = diag.Profile{Environments: []diag.Environment{
	{Name: "blue", Hosts: []string{"api.example.com"}, Issuers: []string{idp}, Audiences: []string{devices}},
	{Name: "green", Hosts: []string{"api.example.net"}, Issuers: []string{"https://login.partner.example/oauth2"}, Audiences: []string{"api://billing"}},
}}

var ownCodes = diag.Profile{ErrorCodes: []diag.ErrorCode{
	{Text: "E-AUTH-001", Cause: "token-revoked", Means: "the plan has ended"},
	{Text: "4012", Cause: "api-key-invalid"},
	{Text: "E-AUTH-002", Cause: "signature-invalid"},
}}

func TestProfiles(t *testing.T) {
	t.Parallel()
	elsewhere := with("iss", "https://login.partner.example/oauth2")
	billing := with("aud", "api://billing")
	over := with("iss", "https://login.partner.example/oauth2", "exp", in(-36e11))
	known := profiled(places)
	judge(t, []row{
		{"another environment's issuer", saw(known, bearing(elsewhere), own, given(invalid)), "wrong-environment", "likely", "the token is from green, and the address is one of blue, by the profile devices"},
		{"and the API says so", saw(known, bearing(elsewhere), own, given(told("invalid issuer"))), "wrong-environment", "confirmed", "green"},
		{"and a fresh one is accepted", saw(known, bearing(elsewhere), own, given(invalid), fresh(good, ok, refused)), "wrong-environment", "confirmed", ""},
		{"the fresh one is from there too", saw(known, bearing(elsewhere), own, given(invalid), fresh(elsewhere, ok, refused)), "wrong-environment", silent, ""},
		{"another environment's audience", saw(known, bearing(billing), given(invalid)), "wrong-environment", "likely", "green"},
		{"which is not one of its own", saw(known, bearing(billing), audience(devices), given(told("invalid audience"))), "wrong-environment", "confirmed", "green"},
		{"and so not just another", saw(known, bearing(billing), audience(devices), given(told("invalid audience"))), "audience-mismatch", silent, ""},
		{"its own audience among others", saw(known, bearing(with("aud", []string{"api://billing", devices})), given(invalid)), "wrong-environment", silent, ""},
		{"expired besides", saw(known, bearing(over), own, given(invalid)), "wrong-environment", "possible", ""},
		{"unknown to the profile", saw(known, bearing(with("iss", "https://accounts.other.example")), own, given(invalid)), "wrong-environment", silent, ""},
		{"at home", saw(known, bearing(good), given(invalid)), "wrong-environment", silent, ""},
		{"accepted all the same", saw(known, bearing(elsewhere), own, given(ok)), "wrong-environment", silent, ""},
		{"an address that it does not name", saw(known, bearing(billing), func(s *scene) { s.c.Request.URL = "https://api.example.org/" }, given(invalid)), "wrong-environment", silent, ""},

		{"an own code", saw(profiled(ownCodes), opaque, given(body(401, `{"code":"e-auth-001"}`))), "token-revoked", "likely", "E-AUTH-001"},
		{"an own number", saw(profiled(ownCodes), given(body(401, `{"code": 4012, "message": "no"}`))), "api-key-invalid", "likely", ""},
		{"the number as an amount", saw(profiled(ownCodes), given(body(401, `{"took": 4012}`))), "api-key-invalid", silent, ""},
		{"a longer code", saw(profiled(ownCodes), opaque, given(body(401, `{"code":"E-AUTH-0017"}`))), "token-revoked", silent, ""},
		{"without the profile", saw(opaque, given(body(401, `{"code":"E-AUTH-001"}`))), "token-revoked", silent, ""},
		{"in a success", saw(profiled(ownCodes), opaque, given(body(200, `{"code":"E-AUTH-001"}`))), "token-revoked", silent, ""},
	})
	if v := cause.Rank(saw(known, bearing(elsewhere), own, given(invalid)).c, saw(known, bearing(elsewhere), own, given(invalid)).f).Verdict; v.Code != "wrong-environment" {
		t.Errorf("verdict %s", v.Code)
	}
}

// TestOwnCodesSpeak holds that an error code makes its cause likely whichever
// it is, and confirms none.
func TestOwnCodesSpeak(t *testing.T) {
	t.Parallel()
	for _, c := range cause.All {
		if c.Step == 0 || c.Code == "resolved" || c.Code == "not-reproduced" || c.Code == "header-stripped" {
			continue // the last needs a control beside the API's word
		}
		s := saw(profiled(diag.Profile{ErrorCodes: []diag.ErrorCode{{Text: "E-1-2", Cause: c.Code}}}), opaque, given(body(401, `{"error":"E-1-2"}`)))
		v := cause.Rank(s.c, s.f).Verdict
		if v.Code != c.Code || cause.Band(v.Confidence) != 2 {
			t.Errorf("%s: verdict %s, %.2f: %s", c.Code, v.Code, v.Confidence, v.Why)
		}
	}
}

// TestOwnCodesProveNothing holds that what the facts rule out stays ruled out.
func TestOwnCodesProveNothing(t *testing.T) {
	t.Parallel()
	s := saw(profiled(ownCodes), bearing(good), given(body(401, `{"code":"E-AUTH-002"}`)))
	for _, c := range cause.Rank(s.c, s.f).Causes {
		if c.Code == "signature-invalid" {
			t.Errorf("%.2f: %s, of a token that verifies", c.Confidence, c.Why)
		}
	}
}

func TestProfileInEvidenceAndFixes(t *testing.T) {
	t.Parallel()
	p := ownCodes
	p.Settings, p.Contact = "Settings → API", "support@example.com"
	s := saw(profiled(p), opaque, given(body(401, `{"code":"E-AUTH-001"}`)))
	v := cause.Rank(s.c, s.f).Verdict
	if v.Code != "token-revoked" || !strings.Contains(string(v.Evidence[0].Observed), "E-AUTH-001 (the plan has ended)") {
		t.Errorf("%s: %+v", v.Code, v.Evidence)
	}
	settings, contact, last := -1, -1, diag.Easy
	fixes := v.FixesFor(s.c, s.f)
	for i, f := range fixes {
		if strings.Contains(string(f.Text), "Settings → API (profile devices)") {
			settings = i
		}
		if strings.Contains(string(f.Text), "support@example.com") {
			contact = i
		}
		if f.Difficulty == diag.Easy && last != diag.Easy {
			t.Errorf("%s stands behind a harder one", f.Text)
		}
		last = f.Difficulty
	}
	if settings < 0 || contact < 0 {
		t.Errorf("settings at %d, contact at %d: %+v", settings, contact, fixes)
	}
	malformed, _ := cause.Find("header-malformed")
	for _, f := range (cause.Ranked{Cause: malformed}).FixesFor(s.c, s.f) {
		if strings.Contains(string(f.Text), "profile devices") {
			t.Errorf("the settings do not mend a header: %s", f.Text)
		}
	}
}
