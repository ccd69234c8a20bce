package authn

import (
	"encoding/base64"
	"strings"
	"testing"

	"example.com/why401/diag"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// refusedWith are the facts of a request that was refused with that challenge.
func refusedWith(r diag.Request, challenges ...string) (diag.Case, diag.Facts) {
	e := diag.Exchange{Request: r, Status: 401}
	for _, ch := range challenges {
		e.Header = append(e.Header, diag.Field{Name: "WWW-Authenticate", Value: ch})
	}
	return diag.Case{Request: r, Secrets: diag.NewSecrets("salt")}, diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}}}
}

func faultsWith(code diag.Code, h *diag.HeaderFacts) []diag.HeaderFault {
	var found []diag.HeaderFault
	for _, f := range h.Faults {
		if f.Code == code {
			found = append(found, f)
		}
	}
	return found
}

func TestBasicFaults(t *testing.T) {
	t.Parallel()
	const open = `Basic realm="devices"`
	const unicode = `Basic realm="devices", charset="UTF-8"`
	long := strings.Repeat("a", 60) + ":" + strings.Repeat("b", 20)
	wrapped := b64(long)[:76] + "\n" + b64(long)[76:]
	for name, c := range map[string]struct {
		value, challenge string
		what             string // of the first fault; "" for none
		mended           string // the pair of the last fault that is mended; "" for none
	}{
		"RFC 7617, section 2":           {"QWxhZGRpbjpvcGVuIHNlc2FtZQ==", open, "", ""},
		"RFC 7617, section 2.1":         {"dGVzdDoxMjPCow==", unicode, "", ""},
		"its other charset":             {"dGVzdDoxMjOj", unicode, "not in UTF-8", "test:123\u00a3"},
		"the charset left open":         {"dGVzdDoxMjPCow==", open, "some servers read Latin-1", "test:123\xa3"},
		"Latin-1, left open":            {"dGVzdDoxMjOj", open, "many servers read UTF-8", "test:123\u00a3"},
		"no character of Latin-1":       {b64("test:12\u20ac"), open, "", ""},
		"colons in the password":        {b64("bob:a:b::"), open, "", ""},
		"an empty user":                 {b64(":hunter22"), open, "", ""},
		"base64url":                     {strings.NewReplacer("+", "-", "/", "_").Replace(b64("bob:>>>???")), open, "base64url", "bob:>>>???"},
		"no padding":                    {strings.TrimRight(b64("bob:hunter2"), "="), open, "not padded", "bob:hunter2"},
		"percent-encoded":               {strings.ReplaceAll(b64("bob:hunter2"), "=", "%3D"), open, "percent-encoded", "bob:hunter2"},
		"plain text":                    {"bob:hunter2", open, "plain text", "bob:hunter2"},
		"wrapped":                       {wrapped, open, "white space", long},
		"twice":                         {b64(b64("bob:hunter2")), open, "twice", "bob:hunter2"},
		"echo":                          {b64("bob:hunter2\n"), open, "line break", "bob:hunter2"},
		"a file of Windows":             {b64("bob\r\n:hunter2\r\n"), open, "line break", "bob:hunter2"},
		"a blank":                       {b64("bob:hunter2 "), open, "a blank", "bob:hunter2"},
		"a blank inside":                {b64("bob:open sesame"), open, "", ""},
		"quotes around both":            {b64(`"bob:hunter2"`), open, "quotes", "bob:hunter2"},
		"quotes around each":            {b64(`'bob':'hunter2'`), open, "quotes", "bob:hunter2"},
		"a quote inside":                {b64(`bob:hun"ter"2`), open, "", ""},
		"one quote":                     {b64(`bob:"`), open, "", ""},
		"percent-encoded inside":        {b64("bob%40example.com:a%3Ab"), open, "percent-encoded, as it is in URLs", "bob@example.com:a:b"},
		"a percent sign":                {b64("bob:100%"), open, "", ""},
		"no colon":                      {b64("hunter2 only"), open, "no colon", "hunter2 only:"},
		"a key, not encoded":            {"sk_live_9f8e7d6c5b4a3928", open, "looks like a key", "sk_live_9f8e7d6c5b4a3928:"},
		"a key that happens to decode":  {"9f8e7d6c5b4a39289f8e7d6c", open, "looks like a key", "9f8e7d6c5b4a39289f8e7d6c:"},
		"a key as the user":             {b64("9f8e7d6c5b4a39289f8e7d6c:"), open, "", ""},
		"a token as the password":       {b64("bob@example.com:ATATT3xFfGF0"), open, "", ""},
		"no password":                   {b64("bob:"), open, "password is empty", ""},
		"a JSON Web Token":              {"eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ.c2ln", open, "JSON Web Token", ""},
		"bytes":                         {b64("\x01\x02\x03\x80:"), open, "decodes to bytes", ""},
		"nothing that can be made out":  {"!!!", open, "no base64", ""},
		"two faults":                    {strings.TrimRight(b64("bob:hunter22\n"), "="), open, "not padded", "bob:hunter22"},
		"as echo leaves it, and quoted": {b64("\"bob:hunter2\"\n"), open, "line break", "bob:hunter2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			case1, facts := refusedWith(asked(api, "Authorization: Basic "+c.value), c.challenge)
			found := faultsWith("basic-malformed", ReadHeader(case1, facts))
			what, mended := "", ""
			for i, f := range found {
				if i == 0 {
					what = f.What
				}
				if strings.Contains(f.What, "hunter2") {
					t.Errorf("it shows the password: %q", f.What)
				}
				if f.Mended != nil && strings.HasPrefix(f.Mended.Header.Value("Authorization"), "Basic ") {
					pair, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(f.Mended.Header.Value("Authorization"), "Basic "))
					if err != nil || f.Mended.Purpose != diag.Experiment || f.Mended.Change == "" {
						t.Errorf("mended to %v (%v)", f.Mended, err)
					}
					mended = string(pair)
				}
			}
			if what == "" != (c.what == "") || !strings.Contains(what, c.what) {
				t.Errorf("%q, want %q", what, c.what)
			}
			if mended != c.mended {
				t.Errorf("mended to %q, want %q", mended, c.mended)
			}
		})
	}
}

func TestBasicInTheURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://bob:hunter2@api.example.com/":     "",
		"https://bob:hunter2%0A@api.example.com/":  "line break",
		"https://us%3Aer:hunter2@api.example.com/": "holds a colon",
		"https://bob:a%3Ab@api.example.com/":       "",
	} {
		c, f := refusedWith(asked(url), `Basic realm="x"`)
		found := faultsWith("basic-malformed", ReadHeader(c, f))
		if got := len(found); got > 1 || (want == "") != (got == 0) || got == 1 && !strings.Contains(found[0].What, want) {
			t.Errorf("%s: %v, want %q", url, found, want)
		}
	}
}

func TestBasicPlaceholders(t *testing.T) {
	t.Parallel()
	for pair, want := range map[string]int{
		":": 1, "$USER_NAME:$PASSWORD": 1, "bob:undefined": 1, "bob:${PASSWORD}": 1, "{{user}}:{{password}}": 1,
		"bob:secret": 0, "bob:password": 0, "admin:changeme": 0, "bob:$ecret1": 0, "bob:a{b}": 0,
	} {
		c, f := refusedWith(asked(api, "Authorization: Basic "+b64(pair)), `Basic realm="x"`)
		if got := len(faultsWith("placeholder-credentials", ReadHeader(c, f))); got != want {
			t.Errorf("%s: %d placeholders, want %d", pair, got, want)
		}
	}
}

// What stands in a faulty value is as secret as in a good one: it is shown mended.
func TestFaultyBasicIsSecret(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"bob:hunter22", b64("bob:hunter22\n"), b64(b64("bob:hunter22")), strings.TrimRight(b64("bob:hunter22"), "=")} {
		got := SecretValues(asked(api, "Authorization: Basic "+value))
		if !contains(got, "hunter22") && !contains(got, "bob:hunter22") {
			t.Errorf("%s: only %q are masked", value, got)
		}
	}
}

func FuzzBasic(f *testing.F) {
	for _, s := range []string{"", "bob:pw", b64("bob:pw\n"), b64(b64("a:b")), "dGVzdDoxMjOj", "%3D", "sk_live_9f8e7d6c5b4a3928", "a b\nc", b64(`"a":"b"`)} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, value string, utf8Only bool) {
		faults := valueFaults(value, utf8Only)
		if len(faults) > 8 {
			t.Errorf("%d faults", len(faults))
		}
		for _, fault := range faults {
			if fault.what == "" || fault.pair != "" && (fault.change == "" || !strings.Contains(fault.pair, ":")) {
				t.Errorf("%+v", fault)
			}
		}
	})
}
