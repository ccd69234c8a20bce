package authn

import (
	"strings"
	"testing"

	"example.com/why401/diag"
)

// faultCases are requests with faulty credentials: the codes in order, and what
// the mended Authorization of the first is ("-" for none mended).
var faultCases = []struct {
	name   string
	r      diag.Request
	codes  string
	mended string
}{
	{"good", asked(api, "Authorization: Bearer "+sampleJWT), "", ""},
	{"good Basic", asked(api, "Authorization: Basic Ym9iOnB3"), "", ""},
	{"good Digest", asked(api, `Authorization: Digest username="bob", realm="r"`), "", ""},
	{"good Token", asked(api, `Authorization: Token token="abcdef"`), "", ""},
	{"GitHub's scheme", asked(api, "Authorization: token ghp_abcdefghijklmnop"), "", ""},
	{"key of a key header", asked(api, "Authorization: Bearer abc", "Accept: */*"), "", ""},
	{"white space inside is the token's", asked(api, "Authorization: Bearer abc\n def"), "", ""},
	{"nothing", asked(api), "", ""},

	{"empty", asked(api, "Authorization: "), "placeholder-credentials", "-"},
	{"scheme alone", asked(api, "Authorization: Bearer"), "placeholder-credentials", "-"},
	{"undefined", asked(api, "Authorization: Bearer undefined"), "placeholder-credentials", "-"},
	{"variable", asked(api, "Authorization: Bearer ${TOKEN}"), "placeholder-credentials", "-"},
	{"key placeholder", asked(api, "X-API-Key: YOUR_API_KEY"), "placeholder-credentials", "-"},
	{"query placeholder", asked(api + "?access_token=null"), "placeholder-credentials", "-"},

	{"two blanks", asked(api, "Authorization: Bearer  abc"), "header-malformed", "Bearer abc"},
	{"tab", asked(api, "Authorization: Bearer\tabc"), "header-malformed", "Bearer abc"},
	{"line break behind", asked(api, "Authorization: Bearer abc\n"), "header-malformed", "Bearer abc"},
	{"line break between", asked(api, "Authorization: Bearer\r\n abc"), "header-malformed", "Bearer abc"},
	{"quotes around the token", asked(api, `Authorization: Bearer "abc"`), "header-malformed", "Bearer abc"},
	{"quotes around all", asked(api, `Authorization: "Bearer abc"`), "header-malformed", "Bearer abc"},
	{"one quote", asked(api, `Authorization: Bearer abc"`), "header-malformed", "Bearer abc"},
	{"typographic quotes", asked(api, "Authorization: Bearer “abc”"), "header-malformed", "Bearer abc"},
	{"Python bytes", asked(api, "Authorization: Bearer b'abc'"), "header-malformed", "Bearer abc"},
	{"zero width", asked(api, "Authorization: Bearer ab\u200bc"), "header-malformed", "Bearer abc"},
	{"byte order mark", asked(api, "Authorization: \ufeffBearer abc"), "header-malformed", "Bearer abc"},
	{"no-break space", asked(api, "Authorization: Bearer\u00a0abc"), "header-malformed", "Bearer abc"},
	{"doubled scheme", asked(api, "Authorization: Bearer Bearer abc"), "header-malformed", "Bearer abc"},
	{"comma", asked(api, "Authorization: Bearer abc,"), "header-malformed", "Bearer abc"},
	{"colon", asked(api, "Authorization: Bearer: abc"), "header-malformed", "Bearer abc"},
	{"equals", asked(api, "Authorization: Bearer=abc"), "header-malformed", "Bearer abc"},
	{"percent-encoded", asked(api, "Authorization: Bearer%20abc"), "header-malformed", "Bearer abc"},
	{"percent-encoded padding", asked(api, "Authorization: Bearer abc%3D%3d"), "header-malformed", "Bearer abc=="},
	{"name in the value", asked(api, "Authorization: Authorization: Bearer abc"), "header-malformed", "Bearer abc"},
	{"brackets", asked(api, "Authorization: Bearer <"+sampleJWT+">"), "header-malformed", "Bearer " + sampleJWT},
	{"token before a JWT", asked(api, "Authorization: token "+sampleJWT), "", ""},

	{"no scheme", asked(api, "Authorization: "+sampleJWT), "scheme-missing", "Bearer " + sampleJWT},
	{"Basic without its scheme", asked(api, "Authorization: Ym9iOnB3"), "scheme-missing", "Basic Ym9iOnB3"},
	{"quoted and no scheme", asked(api, `Authorization: "abcdef"`), "header-malformed scheme-missing", "abcdef"},
	{"lower case", asked(api, "Authorization: bearer abc"), "scheme-case", "Bearer abc"},
	{"upper case and two blanks", asked(api, "Authorization: BEARER  abc"), "header-malformed scheme-case", "BEARER abc"},

	{"other name", asked(api, "Authentication: Bearer abc"), "wrong-header-name", "Bearer abc"},
	{"misspelt", asked(api, "Authorisation: abc"), "wrong-header-name", "Bearer abc"},
	{"key header", asked(api, "X-API-Key: abc"), "wrong-header-name", "Bearer abc"},
	{"token in the query", asked(api + "?access_token=abc"), "wrong-header-name", "Bearer abc"},

	{"two lines", asked(api, "Authorization: Bearer abc", "Authorization: Bearer def"), "duplicate-credentials duplicate-credentials", "Bearer abc"},
	{"header and query", asked(api+"?access_token=def", "Authorization: Bearer abc"), "duplicate-credentials duplicate-credentials", "Bearer abc"},
	{"header and cookie", asked(api, "Authorization: Bearer abc", "Cookie: sid=1; lang=de"), "duplicate-credentials", "Bearer abc"},
}

func TestHeaderFaults(t *testing.T) {
	t.Parallel()
	for _, c := range faultCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			before := flat(c.r)
			var codes []string
			faults := HeaderFaults(c.r)
			for _, f := range faults {
				codes = append(codes, string(f.Code))
				if f.What == "" || strings.Contains(f.What, sampleJWT) {
					t.Errorf("%s says %q", f.Code, f.What)
				}
			}
			if got := strings.Join(codes, " "); got != c.codes {
				t.Fatalf("found %q, want %q", got, c.codes)
			}
			if len(faults) == 0 {
				return
			}
			got := "-"
			if m := faults[0].Mended; m != nil {
				got = strings.Join(m.Header.Values("Authorization"), " and ")
				if m.Purpose != diag.Experiment || m.Change == "" {
					t.Errorf("the mended request is %q, change %q", m.Purpose, m.Change)
				}
			}
			if got != c.mended {
				t.Errorf("mended to %q, want %q", got, c.mended)
			}
			if flat(c.r) != before {
				t.Error("the request itself was changed")
			}
		})
	}
}

// Each fault's request has the faults before it mended too.
func TestHeaderFaultsAddUp(t *testing.T) {
	t.Parallel()
	faults := HeaderFaults(asked(api, "Authorization: BEARER  abc"))
	if got := faults[len(faults)-1].Mended.Header.Value("Authorization"); got != "Bearer abc" {
		t.Errorf("the last mended to %q", got)
	}
}

func TestDuplicatesKeepOne(t *testing.T) {
	t.Parallel()
	faults := HeaderFaults(asked(api+"?access_token=def", "Authorization: Bearer abc", "Cookie: sid=1; lang=de"))
	want := []string{
		api + "\nAuthorization: Bearer abc\nCookie: sid=1; lang=de\n",
		api + "?access_token=def\nCookie: sid=1; lang=de\n",
		api + "?access_token=def\nAuthorization: Bearer abc\nCookie: lang=de\n",
	}
	if len(faults) != len(want) {
		t.Fatalf("%d faults, want %d", len(faults), len(want))
	}
	for i, w := range want {
		if got := flat(*faults[i].Mended); got != w {
			t.Errorf("fault %d left\n%s\nwant\n%s", i, got, w)
		}
	}
}

func TestPlaceholder(t *testing.T) {
	t.Parallel()
	for _, v := range []string{"", " ", `""`, "undefined", "null", "None", "nil", "<nil>", "(null)", "NaN", "[object Object]", "[object Promise]",
		"$TOKEN", "${TOKEN}", "$(cat token)", "$env:TOKEN", "{{token}}", "{{ access_token }}", "{token}", "${{ secrets.TOKEN }}", "%TOKEN%",
		"<token>", "<your token>", "<YOUR_ACCESS_TOKEN>", "[token]", "YOUR_TOKEN", "your-api-key-here", "YOUR_ACCESS_TOKEN", "my_token",
		"insert_token_here", "xxx", "XXXXXXXX", "changeme", "change_me", "token", "ACCESS_TOKEN", "Bearer", "process.env.TOKEN", "..."} {
		if !Placeholder(v) {
			t.Errorf("%q is taken for a credential", v)
		}
	}
	for _, v := range []string{sampleJWT, "<" + sampleJWT + ">", "abc", "a", "0", "hunter2", "ghp_abcdefghijklmnopqrst", "$2b$12$abcdefghijkl", "Ym9iOnB3",
		"8f14e45fceea167a5a36dedd4bea2543", "xxabc", "{3fA85f64-5717-4562-B3fc-2c963f66afa6}", "token-3f8a9c", "yourself9182"} {
		if Placeholder(v) {
			t.Errorf("%q is taken for a placeholder", v)
		}
	}
}

// Whatever a request holds: nothing panics, what is mended can be judged again,
// and nothing is left when the credentials are taken out.
func FuzzCredentials(f *testing.F) {
	for _, c := range faultCases {
		name, value := "", ""
		if len(c.r.Header) > 0 {
			name, value = c.r.Header[0].Name, c.r.Header[0].Value
		}
		f.Add(c.r.URL, name, value, string(c.r.Body))
	}
	f.Add("https://u:p@h/?sig=%zz&=&token", "Cookie", "a=;=b;;c", "access_token")
	f.Fuzz(func(t *testing.T, url, name, value, body string) {
		r := form(body)
		r.URL = url
		r.Header = append(r.Header, diag.Field{Name: name, Value: value})
		for _, fault := range HeaderFaults(r) {
			if fault.Mended != nil {
				HeaderFaults(*fault.Mended)
			}
		}
		if left := Credentials(Strip(r)); len(left) != 0 {
			t.Errorf("%s %s is left of %s", left[0].Kind, left[0].Name, flat(r))
		}
		Invent(r, "seed")
		SecretValues(r)
		if _, ok := BearerToken(WithToken(r, diag.NewSecret("abc"))); !ok {
			t.Error("the new token is not found")
		}
	})
}
