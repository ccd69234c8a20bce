package authn

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

// rfc7515 is the token of RFC 7515, appendix A.1.
const rfc7515 = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" +
	".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ" +
	".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

func TestReadTokenFaults(t *testing.T) {
	t.Parallel()
	good := sign(t, jwt.SigningMethodES256, testKeys().p256, "a", jwt.MapClaims{"iss": "https://login.example.com", "sub": "u"})
	parts := strings.Split(good, ".")
	rs := `{"alg":"RS256"}`
	for name, c := range map[string]struct {
		raw, what, text, source string
		fatal                   bool
	}{
		"line break":         {good[:30] + "\r\n" + good[30:], "whitespace", "a line break after character 30", "token", true},
		"blanks":             {good[:9] + " " + good[9:20] + " " + good[20:], "whitespace", "a blank after character 9, and white space in 1 more places", "token", true},
		"tab":                {good[:9] + "\t" + good[9:], "whitespace", "a tab after character 9", "token", true},
		"several blanks":     {good[:9] + "  " + good[9:], "whitespace", "blanks after character 9", "token", true},
		"no-break space":     {good[:9] + "\u00a0" + good[9:], "whitespace", "white space (U+00A0) after character 9", "token", true},
		"zero width":         {good[:40] + "\u200b" + good[40:], "whitespace", "an invisible character (U+200B) after character 40", "token", true},
		"line break at end":  {good + "\n", "whitespace", "before or after", "token", false},
		"quotes":             {`"` + good + `"`, "quotes", "quotes around", "token", true},
		"quotes in quotes":   {"“ '" + good + "'\n”", "quotes", "quotes around", "token", true},
		"no signature part":  {parts[0] + "." + parts[1], "segments", "the signature is lost", "token", true},
		"header only":        {parts[0], "segments", "one part", "token", true},
		"four parts":         {good + ".x", "segments", "four parts", "token", true},
		"twice":              {good + good, "segments", "pasted twice", "token", true},
		"empty signature":    {parts[0] + "." + parts[1] + ".", "truncated", "the signature is missing", "token.signature", true},
		"ES256 cut":          {good[:len(good)-12], "truncated", "the signature has 55 bytes, ES256 needs 64", "token.signature", true},
		"ES256 in DER":       {compact(`{"alg":"ES256"}`, `{}`, append([]byte{0x30, 68}, make([]byte, 68)...)), "signature", "DER", "token.signature", true},
		"RS256 cut":          {compact(rs, `{}`, make([]byte, 100)), "truncated", "the signature has 100 bytes, RS256 with a 2048-bit key needs 256", "token.signature", true},
		"RS256 odd length":   {compact(rs, `{}`, make([]byte, 300)), "truncated", "with a 3072-bit key needs 384", "token.signature", false},
		"RS256, 1536 bits":   {compact(rs, `{}`, make([]byte, 192)), "truncated", "has 192 bytes", "token.signature", false},
		"RS256, too long":    {compact(rs, `{}`, make([]byte, 2000)), "signature", "more than the key sizes in use", "token.signature", false},
		"too long":           {compact(`{"alg":"EdDSA"}`, `{}`, make([]byte, 65)), "signature", "something was added", "token.signature", true},
		"padding":            {base64.URLEncoding.EncodeToString([]byte(`{"alg":"RS256" }`)) + ".e30." + strings.Repeat("A", 342), "base64", "padding (=)", "token.header", false},
		"standard alphabet":  {compact(rs, `{}`, nil) + strings.Repeat("+", 342), "base64", "standard base64 alphabet", "token.signature", false},
		"not base64":         {parts[0] + ".e30%." + parts[2], "base64", "character 4 of the claims", "token.claims", true},
		"header not base64":  {"eyJ%" + parts[0][4:] + "." + parts[1] + "." + parts[2], "base64", "character 4 of the header", "token.header", true},
		"a character lost":   {parts[0] + ".e30AA." + parts[2], "truncated", "5 characters", "token.claims", true},
		"claims cut":         {compact(rs, `{"iss":"https://lo`, make([]byte, 256)), "truncated", "the claims cannot be read: the JSON ends in the middle", "token.claims", true},
		"claims broken":      {compact(rs, `{"iss":nope}`, make([]byte, 256)), "json", "broken at byte 9", "token.claims", true},
		"claims a list":      {compact(rs, `[1]`, make([]byte, 256)), "json", "not an object", "token.claims", true},
		"text after claims":  {compact(rs, `{} {}`, make([]byte, 256)), "json", "more text", "token.claims", true},
		"no algorithm":       {compact(`{"typ":"JWT"}`, `{}`, make([]byte, 256)), "json", "names no algorithm", "token.header", true},
		"jku":                {compact(`{"alg":"RS256","jku":"https://evil.example"}`, `{}`, make([]byte, 256)), "key-material", "neither fetched nor trusted", "token.header", false},
		"milliseconds":       {compact(rs, `{"exp":1773000000000}`, make([]byte, 256)), "milliseconds", "exp has 13 digits", "token.exp", false},
		"exp a string":       {compact(rs, `{"exp":"1773000000"}`, make([]byte, 256)), "claim-type", "exp is a string; it has to be a number", "token.exp", false},
		"issuer a list":      {compact(rs, `{"iss":["a"]}`, make([]byte, 256)), "claim-type", "iss is a list; it has to be a string", "token.iss", false},
		"audience a number":  {compact(rs, `{"aud":7}`, make([]byte, 256)), "claim-type", "aud is a number", "token.aud", false},
		"opaque with blanks": {"ghp_abcdefgh ijkl", "whitespace", "a blank after character 12", "token", true},
		"enormous":           {strings.Repeat("a", maxDocument+1), "size", "no server takes", "token", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := readToken(t, c.raw)
			f, ok := faultOf(token, c.what)
			if !ok || !strings.Contains(f.Text, c.text) || f.Source != c.source || f.Fatal != c.fatal {
				t.Errorf("want %s %q from %s, fatal %t; got %+v", c.what, c.text, c.source, c.fatal, token.Faults)
			}
		})
	}
}

func TestReadTokenWithoutFaults(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"RFC 7515, A.1": rfc7515,
		"ES512":         sign(t, jwt.SigningMethodES512, testKeys().p521, "", jwt.MapClaims{"sub": "u"}),
		"PS256":         sign(t, jwt.SigningMethodPS256, testKeys().rsa, "", jwt.MapClaims{"sub": "u"}),
		"Ed448":         compact(`{"alg":"EdDSA"}`, `{}`, make([]byte, 114)),
		"RS256, 1024":   compact(`{"alg":"RS256"}`, `{}`, make([]byte, 128)),
		"alg none":      compact(`{"alg":"none"}`, `{}`, nil),
		"duplicates":    compact(`{"alg":"HS256","alg":"HS256"}`, `{"iss":"a","iss":"b"}`, make([]byte, 32)),
		"opaque":        "2YotnFZFEjr1zCsicMWpAA",
		"empty":         "",
	} {
		if token := readToken(t, raw); len(token.Faults) > 0 {
			t.Errorf("%s: %+v", name, token.Faults)
		}
	}
}

func TestReadTokenKind(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw    string
		kind   diag.TokenKind
		prefix string
	}{
		"JWT":              {rfc7515, diag.JWS, "eyJ"},
		"JWE":              {compact(`{"alg":"RSA-OAEP","enc":"A256GCM"}`, "key", []byte("iv")) + ".dGV4dA.dGFn", diag.JWE, "eyJ"},
		"GitHub":           {"ghp_abcdefgh12345678", diag.Opaque, "ghp_"},
		"reference token":  {"2YotnFZFEjr1zCsicMWpAA", diag.Opaque, ""},
		"dotted reference": {"abc.def.ghi", diag.Opaque, ""},
		"Flask session":    {"eyJ1c2VyIjoiYW5uIn0.ZTM0.c2lnbmF0dXJl", diag.Opaque, "eyJ"},
		"Grafana key":      {"eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk0ifQ==", diag.Opaque, "eyJ"},
	} {
		if token := readToken(t, c.raw); token.Kind != c.kind || token.Prefix != c.prefix {
			t.Errorf("%s: %s with prefix %q, want %s with %q", name, token.Kind, token.Prefix, c.kind, c.prefix)
		}
	}
}

func TestMendedTokenIsStillRead(t *testing.T) {
	t.Parallel()
	token := readToken(t, "\" "+rfc7515[:60]+"\r\n"+rfc7515[60:]+"\"\n")
	if token.Mended.Reveal() != rfc7515 {
		t.Error("not mended")
	}
	if token.Issuer != "joe" || token.Expires.Unix() != 1300819380 || token.SignatureLen != 32 {
		t.Errorf("not read: %s, %s, %d bytes", token.Issuer, token.Expires, token.SignatureLen)
	}
	if whole := readToken(t, rfc7515); !whole.Mended.Empty() {
		t.Error("a good token needs no mending")
	}
}
