package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const netscape = "# Netscape HTTP Cookie File\n\n" +
	"api.example.com\tFALSE\t/\tTRUE\t4102444800\tsid\tvalue-of-sid-0123456789\n" +
	"#HttpOnly_.example.com\tTRUE\t/v2\tFALSE\t0\tdeep\tvalue-of-deep-0123456789\r\n" +
	"api.example.com\tFALSE\t/admin\tFALSE\t0\tadmin\tvalue-of-admin-0123456789\n" +
	"api.example.com\tFALSE\t/\tFALSE\t1000000000.5\told\tvalue-of-old-0123456789\n" +
	"example.org\tTRUE\t/\tFALSE\t0\tother\tvalue-of-other-0123456789\n" +
	"api.example.com\tFALSE\t/\tFALSE\t0\tempty\n"

// The cookies that go with the request by RFC 6265, section 5.4, are sent; the
// rest of the site's are kept, to say why they are not.
func TestCookieFile(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"jar.txt": netscape,
		"head":    "HTTP/1.1 200 OK\r\nSet-Cookie: sid=a1b2c3; Domain=example.com; Path=/; Secure\r\nSet-Cookie: mine=d4e5f6\r\n",
		"-":       netscape,
	}
	for args, want := range map[string]string{
		"-b jar.txt":                  "deep=value-of-deep-0123456789; sid=value-of-sid-0123456789; empty=",
		"-b -":                        "deep=value-of-deep-0123456789; sid=value-of-sid-0123456789; empty=",
		"-b jar.txt -b x=1":           "deep=value-of-deep-0123456789; sid=value-of-sid-0123456789; empty=; x=1",
		"-b head":                     "sid=a1b2c3",
		"-b x=1":                      "x=1",
		"-b x=1 -b ''":                "x=1",
		"-b jar.txt -H 'Cookie: y=2'": "deep=value-of-deep-0123456789; sid=value-of-sid-0123456789; empty=; y=2",
	} {
		c, _, err := parse(t, files, split(args+" "+target)...)
		if got := strings.Join(c.Request.Header.Values("Cookie"), "|"); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", args, got, err, want)
		}
	}
	c, warnings, err := parse(t, files, "-b", "jar.txt", target)
	if err != nil || len(c.Jar) != 5 || len(warnings) != 0 {
		t.Fatalf("%d cookies are kept, %q, %v", len(c.Jar), warnings, err)
	}
	if !c.Jar[0].HostOnly || !c.Jar[0].Secure || c.Jar[1].HostOnly || c.Jar[1].Domain != "example.com" || !c.Jar[3].Expires.Equal(time.Unix(1e9, 0)) {
		t.Errorf("%+v", c.Jar)
	}
	if shown := string(c.Show("it is value-of-admin-0123456789")); strings.Contains(shown, "value-of-admin") {
		t.Errorf("a cookie that is not sent shows in %q", shown)
	}
}

// Nonsense is told with its line, and never shown.
func TestCookieFileThatIsNone(t *testing.T) {
	t.Parallel()
	const canary = "CANARY-s3cr3t-value-0123456789"
	files := map[string]string{
		"empty": "", "comments": "# nothing\n", "nonsense": canary + "\n" + canary, "binary": "\x00\x01\xff\xfe\n\n", "big": strings.Repeat("a", MaxFile+1),
		"blanks": strings.ReplaceAll(netscape, "\t", " "), "json": `[{"name": "sid", "value": "` + canary + `"}]`,
		"some": netscape + "a\tb\tc\nx.example.com\tMAYBE\t/\tTRUE\t0\tn\t" + canary + "\nx.example.com\tTRUE\t/\tTRUE\tsoon\tn\tv\nx.example.com\tTRUE\t/\tTRUE\t0\tn\ta;b\nz\n",
		"far":  "example.org\tTRUE\t/\tFALSE\t0\tother\tvalue\n", "elsewhere": "portal.example.com\tFALSE\t/\tFALSE\t0\tsid\tvalue\n",
	}
	for name, want := range map[string]string{
		"empty":    "--cookie empty: no cookie in it, neither a Netscape cookie file nor lines of Set-Cookie",
		"comments": "--cookie comments: no cookie in it",
		"nonsense": "line 1: 1 fields between tabs, 7 belong there",
		"binary":   "line 1: 1 fields between tabs",
		"blanks":   "line 3: 1 fields between tabs",
		"json":     "line 1: 1 fields between tabs",
		"big":      "--cookie big: longer than 1 MiB",
		"gone":     "--cookie gone: file does not exist",
	} {
		c, _, err := parse(t, files, "-b", name, target)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		if len(c.Jar) > 0 {
			t.Errorf("%s: cookies were read", name)
		}
	}
	c, warnings, err := parse(t, files, "-b", "some", target)
	all := strings.Join(warnings, "\n")
	if err != nil || len(c.Jar) != 5 || len(warnings) != 4 || strings.Contains(all, canary) || !strings.Contains(all, "line 9: 3 fields") ||
		!strings.Contains(all, "TRUE or FALSE") || !strings.Contains(all, "seconds since 1970") || !strings.Contains(all, "2 more lines") {
		t.Errorf("%d cookies, %v, %s", len(c.Jar), err, all)
	}
	for name, want := range map[string]string{"far": "for this host", "elsewhere": "none of the file's cookies goes"} {
		if _, warnings, err := parse(t, files, "-b", name, target); err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], want) {
			t.Errorf("%s: %q, %v", name, warnings, err)
		}
	}
}

// A file of very many cookies costs no more than one of some.
func TestLongCookieFile(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := 0; b.Len() < MaxFile-100; i++ {
		fmt.Fprintf(&b, "api.example.com\tFALSE\t/\tFALSE\t0\tc%d\tv\n", i)
	}
	c, _, err := parse(t, map[string]string{"long": b.String()}, "-b", "long", target)
	if err != nil || len(c.Jar) != maxJar {
		t.Errorf("%d cookies are kept: %v", len(c.Jar), err)
	}
}

func FuzzCookieFile(f *testing.F) {
	f.Add(netscape)
	f.Add("Set-Cookie: a=b; Domain=example.com; Expires=x\nset-cookie:\n#HttpOnly_\n")
	f.Add("a\tTRUE\t/\tFALSE\tNaN\tn\tv\na\tTRUE\t\tFALSE\t-1e400\tn\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		now := time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)
		jar, faults := readJar(text, now)
		if n := strings.Count(text, "\n") + 1; len(jar)+len(faults) > n {
			t.Errorf("%d cookies and %d faults in %d lines", len(jar), len(faults), n)
		}
		for _, k := range jar {
			if k.Name == "" || strings.ContainsAny(k.Value.Reveal(), ";\r\n") || k.Expires.Year() > 9999+1 {
				t.Errorf("a cookie %q that no client keeps", k.Name)
			}
		}
	})
}
