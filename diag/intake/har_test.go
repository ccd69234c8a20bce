package intake

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

const harHead = `{"log":{"version":"1.2","creator":{"name":"Firefox"},"entries":[`

// harText is one entry.
func harText(status int, text string) string {
	return fmt.Sprintf(`{"startedDateTime":"2026-03-08T14:36:02Z","request":{"method":"GET","url":"https://api.example.com/x"},`+
		`"response":{"status":%d,"content":{"text":"%s"}}}`, status, text)
}

func TestReadHAR(t *testing.T) {
	t.Parallel()
	const one = "HAR | GET https://api.example.com/x -> 401"
	for name, tt := range map[string]struct{ text, want, problem string }{
		"whole":            {harHead + harText(401, "no") + "]}}", one, ""},
		"cut off":          {harHead + "\n" + harText(401, "no") + ",\n{", one, "line 3: the HAR ends in the middle: what comes before was read"},
		"cut off at once":  {harHead + "\n", "HAR", "line 2: the HAR ends in the middle"},
		"broken":           {harHead + "\n" + harText(401, "no") + ",\n{'a'}]}}", one, "line 3: what begins here is no JSON: what comes before was read"},
		"empty":            {harHead + "]}}", "HAR", "it begins as a HAR, and has no list of entries"},
		"no list":          {`{"log":{"entries":{}}}`, "HAR", "line 1: it begins as a HAR, and has no list of entries"},
		"another type":     {harHead + strings.Replace(harText(401, "no"), `"url"`, `"headers":7,"url"`, 1) + "]}}", one, ""},
		"members before":   {strings.Replace(harHead, `"entries"`, `"pages":[{"a":[1,{}]}],"entries"`, 1) + harText(401, "no") + "]}}", one, ""},
		"white space":      {"\n { \"log\" : {\"entries\":[" + harText(401, "no") + "]}}", one, ""},
		"nothing but null": {`{"log":null}`, "HAR", "line 1: it begins as a HAR, and has no list of entries"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := ReadCapture(strings.NewReader(tt.text))
			told := strings.Join(c.Warnings, "; ")
			if err != nil {
				told = err.Error()
			}
			if got := outlines(c); got != tt.want || !strings.Contains(told, tt.problem) || tt.problem == "" && told != "" {
				t.Errorf("read as %q, %q; want %q, %q", got, told, tt.want, tt.problem)
			}
		})
	}
}

// What Chrome exports by default lacks every credential; other makers' files
// that lack them show that none was there.
func TestHARWithheld(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"chrome-sanitized.har": true, "chrome.har": false, "safari.har": false} {
		if c := readFile(t, name); c.Withheld != want || (len(c.Warnings) > 0) != want {
			t.Errorf("%s: withheld %v, %q", name, c.Withheld, c.Warnings)
		}
	}
}

// manyEntries writes entries without end into a reader, as far as it is read.
func manyEntries(n int, entry string) io.Reader {
	parts := []io.Reader{strings.NewReader(harHead)}
	entry += ",\n"
	for range n {
		parts = append(parts, strings.NewReader(entry))
	}
	return io.MultiReader(append(parts, strings.NewReader(harText(401, "no")+"]}}"))...)
}

func TestHARStaysSmall(t *testing.T) {
	const long = 1 << 20
	script := harText(200, strings.Repeat(`var a = \"b\u00e9\";`, long/18))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c, err := ReadCapture(manyEntries(60, script))
	runtime.ReadMemStats(&after)
	if err != nil || len(c.Entries) != 61 || c.Entries[60].Status != 401 || c.Entries[60].Number != 61 {
		t.Fatalf("%d entries, %v", len(c.Entries), err)
	}
	if kept := after.HeapInuse; kept > before.HeapInuse+24<<20 {
		t.Errorf("%d MiB in use for 60 MiB", (kept-before.HeapInuse)>>20)
	}
	c, err = ReadCapture(manyEntries(maxOthers+50, harText(200, "ok")))
	if err != nil || len(c.Entries) != maxOthers+1 || len(c.Warnings) != 1 {
		t.Errorf("%d entries, %q, %v", len(c.Entries), c.Warnings, err)
	}
	if e, err := c.Pick(0); err != nil || e.Number != maxOthers+51 {
		t.Errorf("the refused one has number %d, %v", e.Number, err)
	}
}

func TestHAREndlessEntry(t *testing.T) {
	t.Parallel()
	endless := io.MultiReader(strings.NewReader(harHead+"{"), &forever{text: []byte(`"a":1,`)})
	if _, err := ReadCapture(endless); err == nil || !strings.Contains(err.Error(), "longer than 32 MiB") {
		t.Errorf("an entry without end: %v", err)
	}
}

type forever struct{ text []byte }

func (f *forever) Read(p []byte) (int, error) { return copy(p, f.text), nil }

// A string that is cut keeps its escapes whole, wherever the reader's blocks end.
func TestShortened(t *testing.T) {
	t.Parallel()
	for shift := range 8 {
		text := `{"a":"` + strings.Repeat("x", shift) + strings.Repeat(`\u00e9\\\"`, maxString/8) + `","b":"c"}`
		s := &shortened{from: iotestReader{strings.NewReader(text)}, budget: maxHAREntry}
		got, err := io.ReadAll(s)
		if err != nil || len(got) > maxString+64 || !bytes.HasSuffix(got, []byte(`","b":"c"}`)) {
			t.Fatalf("shift %d: %d bytes, %.40q, %v", shift, len(got), got[max(0, len(got)-40):], err)
		}
		if bytes.Contains(got[len(got)-20:], []byte(`\u00"`)) || bytes.Contains(got[len(got)-20:], []byte(`\","b`)) && !bytes.Contains(got[len(got)-20:], []byte(`\\","b`)) {
			t.Errorf("shift %d: an escape was cut: %q", shift, got[len(got)-20:])
		}
	}
}

// iotestReader reads in blocks of an odd length.
type iotestReader struct{ io.Reader }

func (r iotestReader) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(len(p), 1021)]) }
