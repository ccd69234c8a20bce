package authn

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"example.com/why401/diag"
)

// takeClaims puts the claims that everyone uses into the token's own fields.
func takeClaims(t *diag.Token) {
	t.Issuer, t.Subject = textOf(t.Claims, "iss"), textOf(t.Claims, "sub")
	t.Audience = listOf(t.Claims["aud"])
	t.Expires, t.NotBefore, t.IssuedAt = takeTime(t, "exp"), takeTime(t, "nbf"), takeTime(t, "iat")
	t.Scopes = scopesOf(t.Claims)
	t.Roles = rolesOf(t.Claims)
	t.ClientID = firstText(t.Claims, "client_id", "azp", "appid", "cid")
	t.Use, t.UseWhy = useOf(*t)
	for _, name := range []string{"iss", "sub", "jti", "client_id", "azp"} {
		if v, ok := t.Claims[name]; ok {
			if _, ok := v.(string); !ok {
				t.Faults = append(t.Faults, claimType(name, v, "a string"))
			}
		}
	}
	if v, ok := t.Claims["aud"]; ok && t.Audience == nil {
		t.Faults = append(t.Faults, claimType("aud", v, "a string or a list of strings"))
	}
}

func claimType(name string, v any, want string) diag.TokenFault {
	return diag.TokenFault{What: "claim-type", Source: "token." + name,
		Text: fmt.Sprintf("%s is %s; it has to be %s (RFC 7519, section 4.1)", name, jsonType(v), want)}
}

func jsonType(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	}
	return "an object"
}

// lastSecond is the end of the year 9999: what lies after it is no time.
const lastSecond = 253402300799

// takeTime reads a time claim. Milliseconds are named and not read: validators
// take them for seconds, so neither reading says when the token ends.
func takeTime(t *diag.Token, name string) time.Time {
	v, ok := t.Claims[name]
	if !ok {
		return time.Time{}
	}
	if _, isNumber := v.(json.Number); !isNumber {
		t.Faults = append(t.Faults, claimType(name, v, "a number"))
	}
	if seconds, err := strconv.ParseFloat(digitsOf(v), 64); err == nil && seconds >= 1e12 && seconds < 1e13 {
		t.Faults = append(t.Faults, diag.TokenFault{What: "milliseconds", Source: "token." + name,
			Text: name + " has 13 digits: it counts milliseconds, where seconds are meant (RFC 7519, section 2)"})
	}
	return Instant(v)
}

// Instant reads a time as tokens and introspection answers write it: seconds since
// 1970, perhaps with a fraction (RFC 7519, section 2); zero where it is no time.
func Instant(v any) time.Time {
	seconds, err := strconv.ParseFloat(digitsOf(v), 64)
	if err != nil || !(seconds >= 0 && seconds <= lastSecond) { // not a number is neither
		return time.Time{}
	}
	whole, part := math.Modf(seconds)
	return time.Unix(int64(whole), int64(part*1e9)).UTC()
}

// digitsOf is a number as written, also where it was written as a string.
func digitsOf(v any) string {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case string:
		return strings.TrimSpace(v)
	}
	return ""
}

// scopesOf are the scopes of scope and scp, each written as a string or a list.
func scopesOf(claims map[string]any) []string {
	var scopes []string
	for _, name := range []string{"scope", "scp"} {
		for _, s := range listOf(claims[name]) {
			scopes = append(scopes, strings.Fields(s)...)
		}
	}
	return unique(scopes)
}

// rolesOf are the roles and groups, by the names that Auth0, Cognito, Entra ID and Keycloak use.
func rolesOf(claims map[string]any) []string {
	roles := listOf(claims["roles"])
	realm, _ := claims["realm_access"].(map[string]any)
	roles = append(roles, listOf(realm["roles"])...)
	access, _ := claims["resource_access"].(map[string]any)
	for _, client := range sortedNames(access) {
		of, _ := access[client].(map[string]any)
		roles = append(roles, listOf(of["roles"])...)
	}
	for _, name := range []string{"groups", "cognito:groups", "permissions"} {
		roles = append(roles, listOf(claims[name])...)
	}
	return unique(roles)
}

func sortedNames(object map[string]any) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// unique keeps the first of each.
func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(s string) bool {
		if seen[s] {
			return true
		}
		seen[s] = true
		return false
	})
}
