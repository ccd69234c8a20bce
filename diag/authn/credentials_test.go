package authn

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
)

const sampleJWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJzdWIiOiJhbGljZSIsImp0aSI6ImoxIiwiYXVkIjoiYXBpIiwiZXhwIjoxfQ.c2lnbmF0dXJlLW9mLXRoZS1yZWFsLXRva2Vu"

// asked is a request with header lines written as "Name: value".
func asked(url string, lines ...string) diag.Request {
	r := diag.Request{Method: "GET", URL: url}
	for _, l := range lines {
		name, value, _ := strings.Cut(l, ": ")
		r.Header = append(r.Header, diag.Field{Name: name, Value: value})
	}
	return r
}

func form(body string, lines ...string) diag.Request {
	r := asked("https://api.example/x", append(lines, "Content-Type: application/x-www-form-urlencoded")...)
	r.Method, r.Body = "POST", []byte(body)
	return r
}

// flat is a request in lines, to compare.
func flat(r diag.Request) string {
	out := []string{r.URL}
	for _, f := range r.Header {
		out = append(out, f.Name+": "+f.Value)
	}
	return strings.Join(append(out, string(r.Body)), "\n")
}

const api = "https://api.example/x"

func TestCredentials(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		r    diag.Request
		want []string // kind name scheme value
	}{
		{"none", asked(api+"?page=2&key=color", "Accept: */*", "User-Agent: Bearer of news", "Cookie: theme=dark; _ga=GA1.2.3"), nil},
		{"bearer", asked(api, "Authorization: Bearer abc"), []string{"authorization|Authorization|Bearer|abc"}},
		{"no scheme", asked(api, "authorization: "+sampleJWT), []string{"authorization|authorization||" + sampleJWT}},
		{"scheme alone", asked(api, "Authorization: Bearer"), []string{"authorization|Authorization|Bearer|"}},
		{"AWS", asked(api, "Authorization: AWS4-HMAC-SHA256 Credential=A/b, Signature=c"), []string{"authorization|Authorization|AWS4-HMAC-SHA256|Credential=A/b, Signature=c"}},
		{"unknown scheme", asked(api, "Authorization: Widget abc"), []string{"authorization|Authorization|Widget|abc"}},
		{"look-alikes after Authorization", asked(api, "X-API-Key: k1", "X-Auth-Token: t1", "Authorization: Bearer abc", "Authorizaton: Bearer d"),
			[]string{"authorization|Authorization|Bearer|abc", "header|X-Auth-Token||t1", "header|Authorizaton|Bearer|d", "header|X-API-Key||k1"}},
		{"unknown header with a JWT", asked(api, "X-Corp: "+sampleJWT, "DPoP: "+sampleJWT), []string{"header|X-Corp||" + sampleJWT}},
		{"unknown header with a scheme", asked(api, "X-Corp: Bearer abcdef0123456789", "X-Title: Basic usage"), []string{"header|X-Corp|Bearer|abcdef0123456789"}},
		{"query", asked(api + "?a=1&access_token=t%2B1&key=AIzaSyA-1234567890"), []string{"query|access_token||t+1", "query|key||AIzaSyA-1234567890"}},
		{"form", form("a=1&access_token=abc"), []string{"body|access_token||abc"}},
		{"cookies", asked(api, "Cookie: theme=dark; sid=s1; jwt=j1"), []string{"cookie|sid||s1", "cookie|jwt||j1"}},
		{"user in the URL", asked("https://bob:pw@api.example/x"), []string{"url|URL||bob:pw"}},
		{"proxy credentials are none of the API's", asked(api, "Proxy-Authorization: Basic eDp5"), nil},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, c := range Credentials(c.r) {
				got = append(got, strings.Join([]string{string(c.Kind), c.Name, c.Scheme, c.Value.Reveal()}, "|"))
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestStrip(t *testing.T) {
	t.Parallel()
	r := form("b=2&access_token=abc&c=%20", "Accept: */*", "Authorization: Bearer x", "Authorization: Bearer y", "X-API-Key: k",
		"DPoP: proof", "Cookie: theme=dark; sid=1", "X-Request-Id: 7", "Content-Length: 29", "Proxy-Authorization: Basic eDp5")
	r.URL = "https://bob:pw@api.example/x?a=1&access_token=t&b=%20#frag"
	before := flat(r)
	want := "https://api.example/x?a=1&b=%20#frag\nAccept: */*\nX-Request-Id: 7\nProxy-Authorization: Basic eDp5\n" +
		"Content-Type: application/x-www-form-urlencoded\nContent-Length: 9\nb=2&c=%20"
	if got := flat(Strip(r)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if flat(r) != before {
		t.Error("the request itself was changed")
	}
	if left := Credentials(Strip(r)); len(left) != 0 {
		t.Errorf("%d credentials left", len(left))
	}
}

func TestInvent(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, line string }{
		{"JWT", "Authorization: Bearer " + sampleJWT},
		{"opaque", "Authorization: Bearer ghp_abcdefghijklmnopqrstuvwxyz0123456789"},
		{"Basic", "Authorization: Basic Ym9iOnB3"},
		{"Digest", `Authorization: Digest username="bob", realm="r", nonce="n", uri="/x", response="0123456789abcdef0123456789abcdef"`},
		{"AWS", "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261121/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=fe5f80f77d5fa3beca038a248ff027d0"},
		{"key", "X-API-Key: 3fa85f64-5717-4562-b3fc-2c963f66afa6"},
		{"cookie", "Cookie: theme=dark; sid=s1234567"},
		{"two blanks stay", "Authorization: Bearer  abcdefgh12345678"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := asked(api, c.line)
			got, ok := Invent(r, "seed")
			if !ok || flat(got) == flat(r) {
				t.Fatalf("nothing invented: %v", ok)
			}
			again, _ := Invent(r, "seed")
			other, _ := Invent(r, "other")
			if flat(got) != flat(again) || flat(got) == flat(other) {
				t.Error("the seed does not decide alone")
			}
			real, made := Credentials(r), Credentials(got)
			if len(real) != len(made) || real[0].Scheme != made[0].Scheme || real[0].Name != made[0].Name {
				t.Errorf("another shape: %d credentials, %s %s", len(made), made[0].Name, made[0].Scheme)
			}
			for i := range real {
				for _, secret := range []string{"bob", "pw", "alice"} {
					if strings.Contains(made[i].Value.Reveal(), secret) {
						t.Errorf("%q is still in it", secret)
					}
				}
				if real[i].Value == made[i].Value {
					t.Errorf("credential %d is the real one", i)
				}
			}
		})
	}
}

func TestInventKeepsTheShape(t *testing.T) {
	t.Parallel()
	value := func(line string) string {
		got, _ := Invent(asked(api, line), "seed")
		return Credentials(got)[0].Value.Reveal()
	}
	key := value("X-API-Key: 3fa85f64-5717-4562-b3fc-2c963f66afa6")
	if len(key) != 36 || !hexShape.MatchString(key) || key[8] != '-' {
		t.Errorf("%q is no UUID any more", key)
	}
	if token := value("Authorization: Bearer ghp_abcdefghijklmnopqrstuvwxyz0123456789"); !strings.HasPrefix(token, "ghp_") || len(token) != 40 {
		t.Errorf("%q has lost its prefix or length", token)
	}
	pair, ok := basicPair(value("Authorization: Basic Ym9iOnB3"))
	if !ok || strings.HasPrefix(pair, "bob:") {
		t.Errorf("no invented user and password: %v", ok)
	}
	made := ReadToken(diag.NewSecret(value("Authorization: Bearer " + sampleJWT)))
	if made.Alg != "RS256" || made.Kid != "k1" || made.Issuer != "https://id.example" || made.Subject == "alice" || made.SignatureLen == 0 {
		t.Errorf("alg %s, kid %s, iss %s, %d bytes of signature", made.Alg, made.Kid, made.Issuer, made.SignatureLen)
	}
	if digest := value(`Authorization: Digest username="bob", realm="r", nonce="n", uri="/x", response="0123456789abcdef"`); !strings.Contains(digest, `realm="r", nonce="n", uri="/x"`) {
		t.Errorf("%s: what the server gave was changed", digest)
	}
}

// An unsigned token would be as good as the real one; a key id that was not there would be unknown.
func TestInventFromUnsignedToken(t *testing.T) {
	t.Parallel()
	unsigned := "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9."
	got, ok := Invent(asked(api, "Authorization: Bearer "+unsigned), "seed")
	made := ReadToken(Credentials(got)[0].Value)
	if _, kid := made.Header["kid"]; !ok || kid || made.Alg == "none" || made.SignatureLen == 0 {
		t.Errorf("invented with alg %s and %d bytes of signature, kid %v", made.Alg, made.SignatureLen, kid)
	}
}

func TestInventFromNothing(t *testing.T) {
	t.Parallel()
	for _, r := range []diag.Request{asked(api), asked(api, "Authorization: Bearer undefined"), asked(api, "Authorization: Bearer")} {
		if _, ok := Invent(r, "seed"); ok {
			t.Errorf("invented something from %q", flat(r))
		}
	}
}

func TestBearerToken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		r    diag.Request
		want string // "" for none
	}{
		{"plain", asked(api, "Authorization: Bearer abc.def"), "abc.def"},
		{"bare", asked(api, "Authorization: "+sampleJWT), sampleJWT},
		{"quotes and blanks", asked(api, `Authorization: Bearer   "abc" `), "abc"},
		{"doubled scheme", asked(api, "Authorization: Bearer bearer abc"), "abc"},
		{"inner white space stays", asked(api, "Authorization: Bearer abc\n def"), "abc\n def"},
		{"other header", asked(api, "X-Access-Token: abc"), "abc"},
		{"query", asked(api + "?access_token=abc"), "abc"},
		{"form", form("access_token=abc"), "abc"},
		{"cookie with a JWT", asked(api, "Cookie: at="+sampleJWT), sampleJWT},
		{"behind Basic", asked(api+"?access_token=abc", "Authorization: Basic Ym9iOnB3"), "abc"},
		{"Basic", asked(api, "Authorization: Basic Ym9iOnB3"), ""},
		{"Basic without its scheme", asked(api, "Authorization: Ym9iOnB3"), ""},
		{"AWS", asked(api, "Authorization: AWS4-HMAC-SHA256 Credential=a, Signature=b"), ""},
		{"API key", asked(api, "X-API-Key: abcdef"), ""},
		{"placeholder", asked(api, "Authorization: Bearer $TOKEN"), ""},
		{"session cookie", asked(api, "Cookie: sid=abc"), ""},
		{"nothing", asked(api), ""},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := BearerToken(c.r)
			if got.Reveal() != c.want || ok != (c.want != "") {
				t.Errorf("got %q, %v; want %q", got.Reveal(), ok, c.want)
			}
		})
	}
}

func TestWithToken(t *testing.T) {
	t.Parallel()
	r := asked(api+"?access_token=old&a=1", "X-Auth-Token: old", "X-API-Key: key", "Authorization: Basic Ym9iOnB3", "Cookie: sid=1", "Accept: */*")
	want := api + "?a=1\nX-API-Key: key\nCookie: sid=1\nAccept: */*\nAuthorization: Bearer new\n"
	if got := flat(WithToken(r, diag.NewSecret("new"))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestSecretValues(t *testing.T) {
	t.Parallel()
	r := asked("https://bob:hunter2@api.example/x?client_secret=cs1&page=3&X-Amz-Signature=sig1&x=n4meless9value",
		"Authorization: Bearer tok1", "Proxy-Authorization: Basic eDp5", "X-Session-Id: sess1", "X-Auth-Mode: basic",
		"X-Api-Key: undefined", "Cookie: sid=cookie1; seen=yes", "Content-Type: application/json", "X-My-Secret: hush1", "DPoP: proof1")
	r.Body = []byte(`{"user":"bob","password":"pw1","max_tokens":"100","nested":[{"refreshToken":"ref1"}],"token_type":"bearer","apiKey":"ak1"}`)
	got := SecretValues(r)
	for _, want := range []string{"hunter2", "cs1", "n4meless9value", "sig1", "tok1", "eDp5", "sess1", "cookie1", "hush1", "proof1", "pw1", "ref1", "ak1"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not masked", want)
		}
	}
	for _, plain := range []string{"basic", "bearer", "undefined", "100", "yes", "bob", "3", "Bearer", ""} {
		if slices.Contains(got, plain) {
			t.Errorf("%q is taken for a secret", plain)
		}
	}
}
