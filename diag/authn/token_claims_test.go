package authn

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTimes(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Time{
		`1773000000`:     time.Unix(1773000000, 0).UTC(),
		`1773000000.25`:  time.Unix(1773000000, 250e6).UTC(),
		`1.773e9`:        time.Unix(1773000000, 0).UTC(),
		`"1773000000"`:   time.Unix(1773000000, 0).UTC(),
		`1773000000000`:  {},
		`-5`:             {},
		`1e400`:          {},
		`99999999999999`: {},
		`"NaN"`:          {},
		`"soon"`:         {},
		`null`:           {},
		`{"a":1}`:        {},
	} {
		token := readToken(t, compact(`{"alg":"HS256"}`, `{"exp":`+value+`}`, make([]byte, 32)))
		if !token.Expires.Equal(want) {
			t.Errorf("exp %s: %s, want %s", value, token.Expires, want)
		}
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	token := readToken(t, compact(`{"alg":"HS256","typ":"JWT","kid":"k1"}`, `{
		"iss":"https://login.example.com", "sub":"u-1", "aud":["api","account"], "azp":"portal", "nbf":10, "iat":11,
		"scope":"read write", "scp":["write","admin x"],
		"roles":"operator", "realm_access":{"roles":["staff"]},
		"resource_access":{"b":{"roles":["late"]},"a":{"roles":["early",3]},"c":7}, "groups":["staff","night"], "permissions":["read:logs"]
	}`, make([]byte, 32)))
	if token.Alg != "HS256" || token.Typ != "JWT" || token.Kid != "k1" || token.Issuer != "https://login.example.com" || token.Subject != "u-1" ||
		token.ClientID != "portal" || token.NotBefore.Unix() != 10 || token.IssuedAt.Unix() != 11 {
		t.Errorf("read as %+v", token)
	}
	for name, c := range map[string]struct{ got, want []string }{
		"audience": {token.Audience, []string{"api", "account"}},
		"scopes":   {token.Scopes, []string{"read", "write", "admin", "x"}},
		"roles":    {token.Roles, []string{"operator", "staff", "early", "late", "night", "read:logs"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
}

func TestUse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ header, claims, use, why string }{
		"RFC 9068":            {`,"typ":"at+jwt"`, `"nonce":"n"`, "access", "at+jwt"},
		"RFC 9068, long form": {`,"typ":"application/at+jwt"`, ``, "access", "at+jwt"},
		"Keycloak access":     {``, `"typ":"Bearer","nonce":"n"`, "access", "the claim typ"},
		"Keycloak ID":         {``, `"typ":"ID","scope":"openid"`, "id", `the claim typ is "ID"`},
		"Keycloak offline":    {``, `"typ":"Offline"`, "refresh", "typ"},
		"Cognito ID":          {``, `"token_use":"id"`, "id", "token_use"},
		"simplejwt refresh":   {``, `"token_type":"refresh"`, "refresh", "token_type"},
		"logout":              {``, `"events":{"http://schemas.openid.net/event/backchannel-logout":{}}`, "logout", "events"},
		"logout by typ":       {`,"typ":"logout+jwt"`, ``, "logout", "logout+jwt"},
		"ID by nonce":         {``, `"nonce":"n"`, "id", "the claim nonce and no scope"},
		"ID by at_hash":       {``, `"at_hash":"h"`, "id", "at_hash"},
		"nonce with scope":    {``, `"nonce":"n","scp":"read"`, "", ""},
		"not said":            {`,"typ":"JWT"`, `"sub":"u"`, "", ""},
		"unknown word":        {``, `"typ":"Banana"`, "", ""},
	} {
		token := readToken(t, compact(`{"alg":"HS256"`+c.header+`}`, `{`+c.claims+`}`, make([]byte, 32)))
		if token.Use != c.use || !strings.Contains(token.UseWhy, c.why) || (c.use == "") != (token.UseWhy == "") {
			t.Errorf("%s: %q because %q, want %q because of %q", name, token.Use, token.UseWhy, c.use, c.why)
		}
	}
}
