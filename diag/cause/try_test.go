package cause_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

func try(t *testing.T, code diag.Code, s scene) (diag.Request, bool) {
	t.Helper()
	c, found := cause.Find(code)
	if !found || c.Try == nil {
		t.Fatalf("%s has no experiment", code)
	}
	return c.Try(s.c, s.f)
}

// An experiment changes one thing, and says which.
func TestTry(t *testing.T) {
	t.Parallel()
	jwt := written(rs256, good)
	v3 := describes("https://api.example.com/v3")
	redirected := func(to string) part {
		return func(s *scene) {
			first, hop := answer(307, "Location", to), refused
			first.Request, hop.Request = s.c.Request, diag.Request{Method: "GET", URL: to}
			given(first, hop)(s)
		}
	}
	origin := func(s *scene) { s.c.Origin = "https://backend.example.com" }
	plain := func(s *scene) { s.c.Request.URL = "http://api.example.com/v2/devices" }
	for name, c := range map[string]struct {
		code     diag.Code
		s        scene
		url      string // "" where no experiment is made
		header   string
		contains string
	}{
		"below the base that it names":   {"wrong-endpoint", saw(given(invalid), v3), "https://api.example.com/v3/devices", "", "sent below /v3"},
		"below the audience":             {"wrong-endpoint", saw(bearing(with("aud", "https://api.example.com/v3")), given(invalid)), "https://api.example.com/v3/devices", "", ""},
		"it is below already":            {"wrong-endpoint", saw(given(invalid), describes("https://api.example.com/v2")), "", "", ""},
		"a base elsewhere":               {"wrong-endpoint", saw(given(invalid), describes("https://evil.example/v3")), "", "", ""},
		"tried already":                  {"wrong-endpoint", saw(given(invalid), v3, tried("wrong-endpoint", invalid)), "", "", ""},
		"the origin that was named":      {"redirect-drops-credentials", saw(origin, redirected("https://backend.example.com/d")), "https://backend.example.com/d", "Bearer 4f9c1e7ab2d84c0f9e6a", "directly"},
		"an upgrade to https":            {"redirect-drops-credentials", saw(plain, redirected("https://api.example.com/v2/devices")), "https://api.example.com/v2/devices", "", ""},
		"an origin that nobody named":    {"redirect-drops-credentials", saw(redirected("https://evil.example/d")), "", "", ""},
		"a downgrade":                    {"redirect-drops-credentials", saw(redirected("http://api.example.com/v2/devices")), "", "", ""},
		"the scheme added":               {"scheme-missing", saw(sent("Authorization", jwt), given(refused)), api, "Bearer " + jwt, "scheme Bearer added"},
		"the blanks taken out":           {"header-malformed", saw(sent("Authorization", "Bearer   "+jwt), given(refused)), api, "Bearer " + jwt, "mended"},
		"nothing to mend":                {"header-malformed", saw(given(refused)), "", "", ""},
		"mended already":                 {"scheme-missing", saw(sent("Authorization", jwt), given(refused), tried("scheme-missing", refused)), "", "", ""},
		"the scheme's case":              {"scheme-case", saw(sent("Authorization", "BEARER "+jwt), given(refused)), api, "Bearer " + jwt, "written Bearer"},
		"the scheme that is asked for":   {"scheme-mismatch", saw(sent("Authorization", "Token 4f9c1e7ab2d84c0f9e6a"), given(refused)), api, "Bearer 4f9c1e7ab2d84c0f9e6a", "Bearer in place of Token"},
		"no password under Bearer":       {"scheme-mismatch", saw(sent("Authorization", "Basic dXNlcjpodW50ZXIyMg=="), given(refused)), "", "", ""},
		"white space in the token":       {"token-malformed", saw(func(s *scene) { s.f.Token = &diag.TokenFacts{Token: diag.Token{Mended: diag.NewSecret("ab")}} }, given(invalid)), api, "Bearer ab", "without the white space"},
		"a whole token":                  {"token-malformed", saw(bearing(good), given(invalid)), "", "", ""},
		"the fresh token once more":      {"stale-token", saw(bearing(good), given(refused), fresh(with("iat", in(0)), ok, refused)), api, "Bearer " + written(rs256, with("iat", in(0))), "once more"},
		"there is no fresh token":        {"stale-token", saw(bearing(good), given(refused)), "", "", ""},
		"one of two credentials at once": {"duplicate-credentials", saw(sent("X-Api-Key", "9f8e7d6c5b4a3928"), given(refused)), api, "", "left out"},
	} {
		req, ok := try(t, c.code, c.s)
		if ok != (c.url != "") {
			t.Errorf("%s: an experiment is %v", name, ok)
			continue
		}
		if ok && (req.URL != c.url || req.Purpose != diag.Experiment || !strings.Contains(string(req.Change), c.contains) || c.header != "" && req.Header.Value("Authorization") != c.header) {
			t.Errorf("%s: %q to %s with %q", name, req.Change, req.URL, req.Header.Value("Authorization"))
		}
	}
}

// To see whether a server reads Basic, a user is invented: a real one's account could be locked, and a token is no password.
func TestTrySchemeInventsAUser(t *testing.T) {
	t.Parallel()
	req, ok := try(t, "scheme-mismatch", saw(given(challenged(`Basic realm="x"`))))
	value, _ := strings.CutPrefix(req.Header.Value("Authorization"), "Basic ")
	pair, err := base64.StdEncoding.DecodeString(value)
	if !ok || err != nil || !strings.Contains(string(pair), ":") || strings.Contains(string(pair), "4f9c1e7a") {
		t.Errorf("%v %v %s", ok, err, pair)
	}
}

func TestEachMendedFormIsTriedOnce(t *testing.T) {
	t.Parallel()
	s := saw(sent("X-Api-Key", "9f8e7d6c5b4a3928"), sent("Cookie", "session=0123456789abcdef"), given(refused))
	var seen []string
	for range 10 {
		req, ok := try(t, "duplicate-credentials", s)
		if !ok {
			break
		}
		seen = append(seen, string(req.Change))
		tried("duplicate-credentials", refused)(&s)
	}
	if want := []string{"the header X-Api-Key left out", "the header Authorization left out", "the header Cookie left out"}; !slices.Equal(seen, want) {
		t.Errorf("tried %q, want %q", seen, want)
	}
}

func TestFixesForTheCase(t *testing.T) {
	t.Parallel()
	jwt := written(rs256, good)
	known := func(s *scene) {
		s.c.ClientID, s.c.ClientSecret = "sync", diag.NewSecret("the-secret-of-the-client")
		s.c.Secrets.Add(jwt, written(rs256, with("iat", in(0))), "the-secret-of-the-client")
	}
	mended := func(s *scene) {
		r := &s.f.Trials[0].Exchange.Request
		r.Header = r.Header.With("Authorization", "Bearer "+jwt)
	}
	endpoint := func(s *scene) { s.f.Token.Issuer.Metadata.TokenEndpoint = idp + "/token" }
	for code, c := range map[diag.Code]struct {
		s             scene
		text, command string
	}{
		"scheme-missing":          {saw(known, sent("Authorization", jwt), given(refused), tried("scheme-missing", ok), mended), "it was tried, and accepted", "curl"},
		"token-expired":           {saw(known, bearing(with("exp", in(-36e11))), given(invalid), fresh(with("iat", in(0)), ok, refused)), "it was tried, and accepted", "grant_type=client_credentials"},
		"token-revoked":           {saw(known, bearing(good), introspected(false, nil), given(invalid), fresh(with("iat", in(0)), invalid)), "Get a fresh token this way.", idp + "/token"},
		"insufficient-scope":      {saw(known, bearing(good), endpoint, given(scopeRefused), scopes("devices:write", "devices:read")), "the scope devices:write", "devices:read devices:write"},
		"validator-misconfigured": {saw(known, bearing(good), audience(devices), given(told("invalid audience"))), "character by character: " + devices, ""},
	} {
		found, _ := cause.Find(code)
		fixes := cause.Ranked{Cause: found, Match: found.Holds(c.s.c, c.s.f)}.FixesFor(c.s.c, c.s.f)
		if f := fixes[0]; !strings.Contains(string(f.Text), c.text) || !strings.Contains(string(f.Command), c.command) {
			t.Errorf("%s: %s\n%s", code, f.Text, f.Command)
		}
		for _, f := range fixes {
			for _, secret := range []string{"the-secret", jwt[len(jwt)-20:], jwt[:20], "4f9c1e7a"} {
				if strings.Contains(string(f.Command), secret) {
					t.Errorf("%s shows %s in %s", code, secret, f.Command)
				}
			}
		}
	}
}
