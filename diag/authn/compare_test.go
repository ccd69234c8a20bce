package authn

import (
	"reflect"
	"strings"
	"testing"

	"example.com/why401/diag"
)

func TestCompareTokens(t *testing.T) {
	t.Parallel()
	old := readToken(t, compact(`{"alg":"RS256","kid":"a","typ":"JWT"}`, `{"iss":"https://a/","aud":["x","y"],"exp":1773000000,"iat":1,"jti":"1",
		"scope":"write read","azp":"portal","tier":1,"groups":["b","a"],"inner":"eyJhbGciOiJSUzI1NiJ9.secret","typ":"Bearer"}`, make([]byte, 256)))
	fresh := readToken(t, compact(`{"alg":"RS256","kid":"b","typ":"at+jwt"}`, `{"iss":"https://a","aud":["y","x"],"exp":1773003600,"iat":2,"jti":"2",
		"scope":"read admin","azp":"portal","tier":2,"groups":["a","b"],"added":true,"inner":"eyJhbGciOiJSUzI1NiJ9.other!","typ":"ID"}`, make([]byte, 256)))
	want := []diag.ClaimDifference{
		{Claim: "iss", Old: "https://a/", New: "https://a", Note: NearMiss("https://a/", "https://a")},
		{Claim: "exp", Old: "2026-03-08T20:00:00Z", New: "2026-03-08T21:00:00Z"},
		{Claim: "scope", Old: "read write", New: "admin read", Note: NearMiss("read write", "admin read")},
		{Claim: "typ", Old: "JWT", New: "at+jwt", Note: NearMiss("JWT", "at+jwt")},
		{Claim: "claims.typ", Old: "Bearer", New: "ID", Note: NearMiss("Bearer", "ID")},
		{Claim: "kid", Old: "a", New: "b", Note: NearMiss("a", "b")},
		{Claim: "added", New: "true"},
		{Claim: "tier", Old: "1", New: "2", Note: NearMiss("1", "2")},
	}
	if got := CompareTokens(old, fresh); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := CompareTokens(old, old); got != nil {
		t.Errorf("a token differs from itself: %+v", got)
	}
	if got := CompareTokens(old, readToken(t, "opaque")); got != nil {
		t.Errorf("nothing is known of an opaque token: %+v", got)
	}
}

// A claim that holds a token shows its kind only.
func TestCompareHidesTokens(t *testing.T) {
	t.Parallel()
	old := readToken(t, compact(`{"alg":"HS256"}`, `{"upstream":"plain","all":["ghp_abcdefgh1234"]}`, make([]byte, 32)))
	fresh := readToken(t, compact(`{"alg":"HS256"}`, `{"upstream":"ghp_abcdefgh12345678"}`, make([]byte, 32)))
	for _, d := range CompareTokens(old, fresh) {
		if strings.Contains(d.Old+d.New, "abcdefgh") {
			t.Errorf("%+v", d)
		}
	}
}
