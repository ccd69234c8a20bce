package authn

import (
	"strings"

	"example.com/why401/diag"
)

// uses are the words by which issuers say what a token is for.
var uses = []struct {
	claim string
	words map[string]string
}{
	{"typ", map[string]string{"id": "id", "bearer": "access", "dpop": "access", "refresh": "refresh", "offline": "refresh", "logout": "logout"}}, // Keycloak
	{"token_use", map[string]string{"id": "id", "access": "access", "refresh": "refresh"}},                                                       // Cognito
	{"token_type", map[string]string{"access": "access", "refresh": "refresh"}},                                                                  // Django's simplejwt
}

// useOf is what the token says that it is for, and which header or claim says so.
func useOf(t diag.Token) (use, why string) {
	switch strings.TrimPrefix(strings.ToLower(t.Typ), "application/") {
	case "at+jwt": // RFC 9068, section 2.1
		return "access", "the header's typ is " + t.Typ
	case "logout+jwt": // OpenID Connect Back-Channel Logout, section 2.4
		return "logout", "the header's typ is " + t.Typ
	}
	for _, u := range uses {
		said := textOf(t.Claims, u.claim)
		if use := u.words[strings.ToLower(said)]; use != "" {
			return use, "the claim " + u.claim + ` is "` + said + `"`
		}
	}
	if events, ok := t.Claims["events"].(map[string]any); ok {
		if _, ok := events["http://schemas.openid.net/event/backchannel-logout"]; ok {
			return "logout", "the claim events names a logout"
		}
	}
	if len(t.Scopes) > 0 {
		return "", ""
	}
	for _, claim := range []string{"at_hash", "c_hash", "nonce"} { // OpenID Connect Core, section 2
		if _, ok := t.Claims[claim]; ok {
			return "id", "it has the claim " + claim + " and no scope, as ID tokens do"
		}
	}
	return "", ""
}
