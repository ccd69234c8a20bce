package diag_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"sync"
	"testing"

	"example.com/why401/diag"
)

// Two tokens of one issuer: their headers and the beginnings of their claims are the same.
const (
	jwt      = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLmNvbSIsInN1YiI6ImEifQ.c2lnbmF0dXJlX29mX3RoZV9jYW5hcnk"
	otherJWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlLmNvbSIsInN1YiI6ImIifQ.YW5vdGhlcl9zaWduYXR1cmVfZW50aXJlbHk"
	password = `p"ss/<w>rd&?+7 é`
)

func knowing(values ...string) *diag.Secrets {
	s := diag.NewSecrets("salt")
	s.Add(values...)
	return s
}

// shows says whether any piece of a secret of ten bytes stands in the text, what is shown of it on purpose aside.
func shows(text, secret string) bool {
	const length = 10
	for i := len(diag.Prefix(secret)); i+length <= len(secret); i++ {
		if strings.Contains(text, secret[i:i+length]) {
			return true
		}
	}
	return false
}

func TestMaskKnowsEverySpelling(t *testing.T) {
	t.Parallel()
	s := knowing(jwt, password, "eyJhb\nGciOi broken by lines")
	quoted, err := json.Marshal(password)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"as it is":           password,
		"in a query":         url.QueryEscape(password),
		"in a path":          url.PathEscape(password),
		"small letters":      strings.ToLower(url.PathEscape(password)),
		"JSON by Go":         string(quoted),
		"JSON by others":     strings.ReplaceAll(password, `"`, `\"`),
		"JSON by PHP":        strings.ReplaceAll(strings.ReplaceAll(password, `"`, `\"`), "/", `\/`),
		"HTML":               html.EscapeString(password),
		"HTML by others":     strings.ReplaceAll(html.EscapeString(password), "&#34;", "&quot;"),
		"base64":             base64.StdEncoding.EncodeToString([]byte(password)),
		"base64, bare":       base64.RawStdEncoding.EncodeToString([]byte(password)),
		"base64url":          base64.URLEncoding.EncodeToString([]byte(password)),
		"base64url, bare":    base64.RawURLEncoding.EncodeToString([]byte(password)),
		"hexadecimal":        hex.EncodeToString([]byte(password)),
		"broken, as it came": "eyJhb\nGciOi broken by lines",
		"broken, joined":     "eyJhbGciOibrokenbylines",
	} {
		got := s.Mask("<" + text + ">")
		if want := "***#"; !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %s in it", name, got, want)
		}
		for _, left := range []string{"p&", `p"`, "ss/", "rd&", "w%3", "lines", "rd%26", "&lt;w"} {
			if strings.Contains(got, left) {
				t.Errorf("%s: %q is left in %q", name, left, got)
			}
		}
	}
}

func TestMaskNamesTheSecret(t *testing.T) {
	t.Parallel()
	s := knowing(jwt, "ghp_CANARYCANARYCANARYCANARY0123", "hunter2")
	name := func(v string) string { return string(s.Name(diag.NewSecret(v))) }
	for text, want := range map[string]string{
		"Authorization: Bearer " + jwt:                "Authorization: Bearer " + name(jwt),
		`{"access_token": "` + jwt + `"}`:             `{"access_token": "` + name(jwt) + `"}`,
		"ghp_CANARYCANARYCANARYCANARY0123":            name("ghp_CANARYCANARYCANARYCANARY0123"),
		"https://u:hunter2@api.example.com/":          "https://u:" + name("hunter2") + "@api.example.com/",
		"password=hunter2&x=1":                        "password=" + name("hunter2") + "&x=1",
		"the signature " + strings.Split(jwt, ".")[2]: "the signature " + name(jwt),
	} {
		if got := s.Mask(text); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	if name("") != "(empty)" {
		t.Errorf("an empty secret is called %q", name(""))
	}
	if again := diag.NewSecrets("other salt").Name(diag.NewSecret(jwt)); string(again) == name(jwt) {
		t.Errorf("another run gives the same fingerprint %s", again)
	}
}

// With one token known, nothing may be left of another one of the same issuer.
func TestMaskHidesTokensThatNobodyKnows(t *testing.T) {
	t.Parallel()
	s := knowing(jwt)
	for text, want := range map[string]string{
		"token " + otherJWT + " refused":                                  "token eyJ*** refused",
		otherJWT:                                                          "eyJ***",
		"ghp_abcdefghijklmnop0123456789":                                  "ghp_***",
		"key AKIAIOSFODNN7EXAMPLE":                                        "key AKIA***",
		"Authorization: Basic YWxpY2U6aHVudGVyMjIyMg==":                   "Authorization: Basic ***",
		"bearer 9f8e7d6c5b4a39281706":                                     "bearer ***",
		"client_secret=abc%21&grant_type=x":                               "client_secret=***&grant_type=x",
		`{"refresh_token":"r-1","scope":"a"}`:                             `{"refresh_token":"***","scope":"a"}`,
		"postgres://app:pa55@db/x":                                        "postgres://app:***@db/x",
		"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY":         "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY",
		"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIE": "-----BEGIN RSA PRIVATE KEY-----***",
	} {
		got := s.Mask(text)
		if got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
		if again := s.Mask(got); again != got {
			t.Errorf("masked twice %q becomes %q", got, again)
		}
	}
}

func TestMaskHidesPieces(t *testing.T) {
	t.Parallel()
	s := knowing(jwt, "plain-secret-of-some-length")
	for _, text := range []string{
		"cut: " + jwt[:30] + "…",
		"cut: …" + jwt[len(jwt)-12:],
		"in words: secret-of-some is refused",
		"twice secret-of-secret-of-some-length",
		"at once plain-secr",
	} {
		got := s.Mask(text)
		if shows(got, jwt) || shows(got, "plain-secret-of-some-length") || !strings.Contains(got, "***#") {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if got := s.Mask("some-len"); got != "some-len" {
		t.Errorf("nine bytes and fewer tell nothing and stay, got %q", got)
	}
}

func TestMaskTakesShortSecretsAsWordsOnly(t *testing.T) {
	t.Parallel()
	s := knowing("s", "ant", "kurz7!")
	for text, want := range map[string]string{
		"address missing pass":  "address missing pass",
		"elephant, antenna":     "elephant, antenna",
		"ant apple":             "*ant* apple",
		"x=ant&y=s;":            "x=*ant*&y=s;", // one letter is no secret that could be kept
		"kurz7! kurz7!!":        "*kurz7!* *kurz7!*!",
		"akurz7! but kurz7!now": "akurz7! but *kurz7!*now",
	} {
		for _, v := range []string{"ant", "kurz7!"} {
			want = strings.ReplaceAll(want, "*"+v+"*", string(s.Name(diag.NewSecret(v))))
		}
		if got := s.Mask(text); got != want {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

// What is no secret stays as it is, word by word.
func TestMaskLeavesTheRest(t *testing.T) {
	t.Parallel()
	s := knowing(jwt, "hunter22", "r")
	for _, text := range []string{
		"",
		"The API answers 401, and the token introspection_endpoint says that it is active.",
		"Bearer authentication is asked for, Basic authentication/authorization is not.",
		"Negotiate misconfiguration-of-the-proxy",
		"https://api.example.com:8443/v2/devices?page=2&sort=name#top",
		"https://idp.example.com:443/realms/production/protocol/openid-connect/token",
		"WWW-Authenticate, Authorization, X-Api-Key, Proxy-Authorization",
		`{"error":"invalid_token","error_description":"the token expired at 14:23:45Z","token_type":"Bearer","expires_in":300}`,
		`curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials --data-urlencode "refresh_token=$REFRESH_TOKEN" "$TOKEN_URL"`,
		`curl -sS -H "Authorization: Bearer $TOKEN" "$API_URL"`,
		"api://device-management differs from api://device-management/ in a trailing slash",
		"no key of the issuer's has the id 2026-03-key-1, and none verifies it",
		"of 11 identical requests 5 succeeded and 6 were refused",
		"RFC 6750, section 3.1; sha256 9f86d081884c7d659a2feaa0c55ad015",
		"ключ не подходит — 鍵が違います",
	} {
		if got := s.Mask(text); got != text {
			t.Errorf("\n got %s\nwant %s", got, text)
		}
	}
}

func TestKnown(t *testing.T) {
	t.Parallel()
	s := knowing(password, "abc")
	for text, want := range map[string]bool{
		"x" + password: true, url.QueryEscape(password): true, "abc": false, "": false, "nothing of the kind": false,
	} {
		if got := s.Known(text); got != want {
			t.Errorf("Known(%q) = %v", text, got)
		}
	}
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	for v, want := range map[string]string{
		jwt: "eyJ", "ghp_0123456789": "ghp_", "github_pat_0123456789": "github_pat_", "sk-ant-0123456789": "sk-ant-",
		"ghp_short": "", "hunter2": "", "": "",
	} {
		if got := diag.Prefix(v); got != want {
			t.Errorf("Prefix(%q) = %q, want %q", v, got, want)
		}
	}
}

// Probes run side by side and learn of new secrets while others are being shown.
func TestSecretsAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := diag.NewSecrets("")
	var wg sync.WaitGroup
	for i := range 8 {
		secret := strings.Repeat(string(rune('a'+i)), 20)
		wg.Go(func() {
			for range 20 {
				s.Add(secret)
				if got := s.Mask("it is " + secret); strings.Contains(got, secret) {
					t.Errorf("%s shows", secret)
				}
				_, _, _ = s.Name(diag.NewSecret(secret)), s.Show("it is "+secret), s.Known(secret)
			}
		})
	}
	wg.Wait()
}

func FuzzMask(f *testing.F) {
	f.Add(jwt, "the token ", " is refused", uint8(0), uint8(200))
	f.Add(password, "password=", "&x", uint8(2), uint8(14))
	f.Add("github_pat_0123456789abcdef", `{"token":"`, `"}`, uint8(4), uint8(25))
	f.Add("correct horse battery staple", "//user:", "@host", uint8(0), uint8(28))
	f.Add("abc;defghijklm", "password=", "", uint8(0), uint8(13))
	f.Fuzz(func(t *testing.T, secret, before, after string, from, to uint8) {
		secret = strings.TrimSpace(secret)
		if len(secret) < 10 || len(secret) > 500 || len(before)+len(after) > 2000 || strings.ContainsAny(secret, "*#") {
			t.Skip() // stars and hashes are what masks are made of
		}
		s := knowing(secret)
		piece := secret[min(int(from), len(secret)):]
		piece = piece[:min(int(to), len(piece))]
		got := s.Mask(before + piece + after + secret)
		if shows(got, secret) {
			t.Errorf("secret %q, text %q: %q", secret, before+piece+after+secret, got)
		}
	})
}
