package authn

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
)

func TestReadStepUp(t *testing.T) {
	t.Parallel()
	acrs := base64.StdEncoding.EncodeToString([]byte(`{"access_token":{"acrs":{"essential":true,"value":"c1"}}}`))
	nbf := base64.RawURLEncoding.EncodeToString([]byte(`{"access_token":{"nbf":{"essential":true,"value":"1603742800"}}}`))
	for name, c := range map[string]struct {
		challenge, body string
		acr             string
		age             time.Duration
		ok, fresh       bool
	}{
		"RFC 9470, section 3: acr_values": {`Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="myACR"`, "", "myACR", -1, true, false},
		"RFC 9470, section 3: max_age":    {`Bearer error="insufficient_user_authentication", error_description="More recent authentication is required", max_age="5"`, "", "", 5 * time.Second, true, false},
		"two classes":                     {`Bearer error="insufficient_user_authentication", acr_values="a b", max_age=0`, "", "a b", 0, true, false},
		"DPoP, and another challenge":     {`Basic realm="x", DPoP error="insufficient_user_authentication", acr_values="a"`, "", "a", -1, true, false},
		"in the body":                     {"", `{"error":"insufficient_user_authentication","acr_values":"a b","max_age":60}`, "a b", time.Minute, true, false},
		"nothing named":                   {`Bearer error="insufficient_user_authentication"`, "", "", -1, true, false},
		"no number":                       {`Bearer error="insufficient_user_authentication", max_age="-5"`, "", "", -1, true, false},
		"Entra asks for a class":          {`Bearer error="insufficient_claims", claims="` + acrs + `"`, "", "c1", -1, true, false},
		"Entra asks for a newer token":    {`Bearer error="insufficient_claims", claims="` + nbf + `"`, "", "", -1, true, true},
		"claims that cannot be read":      {`Bearer error="insufficient_claims", claims="???"`, "", "", -1, true, false},
		"a second factor":                 {"", `{"error":"mfa_required"}`, "", -1, true, false},
		"another error":                   {`Bearer error="invalid_token", acr_values="a"`, "", "", 0, false, false},
		"acr_values of another challenge": {`Bearer error="insufficient_user_authentication", Digest acr_values="x"`, "", "", -1, true, false},
	} {
		e := diag.Exchange{Status: 401, Body: []byte(c.body)}
		if c.challenge != "" {
			e.Header = diag.Header{{Name: "WWW-Authenticate", Value: c.challenge}}
		}
		s, ok := ReadStepUp(e)
		if ok != c.ok || strings.Join(s.ACR, " ") != c.acr || s.MaxAge != c.age || s.Fresh != c.fresh {
			t.Errorf("%s: %v %+v", name, ok, s)
		}
	}
}

func TestWhatASignInLacks(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	token := func(claims map[string]any) diag.Token { return diag.Token{Kind: diag.JWS, Claims: claims} }
	asks := StepUp{ACR: []string{"a", "b"}, MaxAge: time.Minute}
	for name, c := range map[string]struct {
		claims   map[string]any
		acr, age bool
	}{
		"all of it":    {map[string]any{"acr": "b", "auth_time": "1799999970"}, false, false},
		"Entra's list": {map[string]any{"acrs": []any{"x", "a"}, "auth_time": "1799999970"}, false, false},
		"another":      {map[string]any{"acr": "c", "auth_time": "1799999970"}, true, false},
		"too old":      {map[string]any{"acr": "a", "auth_time": "1799999900"}, false, true},
		"neither":      {map[string]any{"sub": "x"}, true, true},
	} {
		in := ReadSignIn(token(c.claims), diag.Facts{})
		if acr, age := asks.Lacks(in, now); acr != c.acr || age != c.age || !in.Known {
			t.Errorf("%s: %v %v", name, acr, age)
		}
	}
	f := diag.Facts{Token: &diag.TokenFacts{Introspection: &diag.Introspection{Active: true, Fields: map[string]any{"acr": "a"}}}}
	if in := ReadSignIn(diag.Token{Kind: diag.Opaque}, f); !in.Known || in.From != "introspection" || !slices.Contains(in.ACR, "a") {
		t.Errorf("of an opaque token: %+v", in)
	}
	if in := ReadSignIn(diag.Token{Kind: diag.Opaque}, diag.Facts{}); in.Known {
		t.Errorf("nobody can read it, and yet: %+v", in)
	}
}

func TestAuthorization(t *testing.T) {
	t.Parallel()
	s := StepUp{ACR: []string{"it's", "b"}, MaxAge: 5 * time.Second}
	if got := s.Authorization("me"); !strings.Contains(got, `'acr_values=it'\''s b'`) || !strings.Contains(got, "'max_age=5'") || !strings.Contains(got, "'client_id=me'") {
		t.Errorf("%s", got)
	}
	s = StepUp{ACR: []string{"c1"}, MaxAge: -1, Claims: `{"access_token":{}}`}
	if got := s.Authorization(""); strings.Contains(got, "acr_values") || strings.Contains(got, "max_age") || !strings.Contains(got, `'claims={"access_token":{}}'`) || !strings.Contains(got, "$CLIENT_ID") {
		t.Errorf("%s", got)
	}
}

func FuzzReadStepUp(f *testing.F) {
	f.Add(`Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJ2YWx1ZXMiOlsiYzEiXX19fQ"`, `{"max_age":1e99}`)
	f.Add(`Bearer error="insufficient_user_authentication", max_age="99999999999999999999"`, `{"acr_values":["a",1]}`)
	f.Fuzz(func(t *testing.T, challenge, body string) {
		e := diag.Exchange{Status: 401, Body: []byte(body), Header: diag.Header{{Name: "WWW-Authenticate", Value: challenge}}}
		if s, ok := ReadStepUp(e); ok && (s.MaxAge < -1 || len(s.Claims) > maxClaims) {
			t.Errorf("%+v", s)
		}
	})
}

// The example of RFC 7516, appendix A.1.
const rfcJWE = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ." +
	"OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gNxKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBIO56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGdXKHzg." +
	"48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ"

func TestEncryptedTokens(t *testing.T) {
	t.Parallel()
	whole := ReadToken(diag.NewSecret(rfcJWE))
	if whole.Kind != diag.JWE || len(whole.Faults) > 0 || whole.Claims != nil {
		t.Errorf("%+v", whole)
	}
	if got := Encryption(whole); got != "alg RSA-OAEP, enc A256GCM" {
		t.Error(got)
	}
	parts := strings.Split(rfcJWE, ".")
	for name, c := range map[string]struct {
		parts []string
		fatal bool
	}{
		"direct encryption has no key":  {[]string{parts[0], "", parts[2], parts[3], parts[4]}, false},
		"the tag is lost":               {[]string{parts[0], parts[1], parts[2], parts[3], ""}, true},
		"no base64":                     {[]string{parts[0], parts[1], parts[2], parts[3][:8] + "$$$$" + parts[3][8:], parts[4]}, true},
		"a length that base64 has none": {[]string{parts[0], parts[1], parts[2], "abcde", parts[4]}, true},
	} {
		token := ReadToken(diag.NewSecret(strings.Join(c.parts, ".")))
		fatal := slices.ContainsFunc(token.Faults, func(f diag.TokenFault) bool { return f.Fatal })
		if token.Kind != diag.JWE || fatal != c.fatal {
			t.Errorf("%s: %v", name, token.Faults)
		}
	}
}

// Whoever can decrypt tokens of that header answers an invented one otherwise.
func TestInventedJWEKeepsItsHeader(t *testing.T) {
	t.Parallel()
	r, ok := Invent(diag.Request{URL: "https://x/", Header: diag.Header{{Name: "Authorization", Value: "Bearer " + rfcJWE}}}, "seed")
	made := strings.TrimPrefix(r.Header.Value("Authorization"), "Bearer ")
	if got := ReadToken(diag.NewSecret(made)); !ok || got.Kind != diag.JWE || made == rfcJWE || len(got.Faults) > 0 || got.Alg != "RSA-OAEP" {
		t.Errorf("%v %s", ok, made)
	}
}
