package authn

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"example.com/why401/diag"
)

// Every text is recognised in the answer that it is taken from, first of all,
// with what it means and with who speaks.
func TestEveryTextIsRecognised(t *testing.T) {
	t.Parallel()
	for _, f := range known() {
		e := exampleOf(t, f.text)
		words := Recognise(e)
		if len(words) == 0 {
			t.Errorf("%s: %q is not recognised in %d %v\n%s", f.Product, f.Text, e.Status, e.Header, e.Body)
			continue
		}
		i := slices.IndexFunc(words, func(w diag.Words) bool { return slices.Equal(w.Codes, f.Codes) })
		if i < 0 || words[0].Codes[0] != f.Codes[0] {
			t.Errorf("%s: %q speaks for %v, not %v", f.Product, f.Text, words[0].Codes, f.Codes)
			continue
		}
		if f.Strength == own && words[i].Product != f.Product || f.Strength == common && words[i].Product == f.Product && f.Product != "" {
			t.Errorf("%s: %q is said by %q", f.Product, f.Text, words[i].Product)
		}
	}
}

// exampleOf is the example of a text: a status, header lines and a body, in which
// {text} stands for the text.
func exampleOf(t *testing.T, x text) diag.Exchange {
	t.Helper()
	said := strings.NewReplacer("…", "some", "{expected}", "https://a.example").Replace(x.Text)
	whole := strings.ReplaceAll(x.Example, `"{text}"`, `"`+strings.ReplaceAll(said, `"`, `\"`)+`"`)
	head, body, _ := strings.Cut(strings.ReplaceAll(whole, "{text}", said), "\n\n")
	lines := strings.Split(strings.TrimSpace(head), "\n")
	status, err := strconv.Atoi(lines[0])
	if err != nil {
		t.Fatalf("%q: the example does not begin with a status: %v", x.Text, err)
	}
	e := diag.Exchange{Status: status, Body: []byte(body)}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		e.Header = append(e.Header, diag.Field{Name: name, Value: value})
	}
	return e
}

// No text stands there twice, and none is too short to look for.
func TestTextsStandOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, f := range known() {
		key := strings.Join([]string{strings.ToLower(f.Text), f.Asks, f.Failure, strconv.Itoa(int(f.In))}, "|")
		if len(f.Status) > 0 {
			key += strconv.Itoa(f.Status[0])
		}
		if by, is := seen[key]; is {
			t.Errorf("%q of %s stands also in %s", f.Text, f.Product, by)
		}
		seen[key] = f.Product
		if len(f.landmark) < 4 {
			t.Errorf("%q is too short to look for", f.Text)
		}
	}
	if len(known()) < 1000 {
		t.Errorf("only %d texts", len(known()))
	}
}

// A file with a fault is refused, and the error names the file and the text.
func TestReadFamilies(t *testing.T) {
	t.Parallel()
	const good = "kind: gateway\nproduct: Acme\nsource: reported\nexample: |\n  401\n\n  {text}\ntexts:\n  - text: no way in\n    in: body\n    codes: [credentials-missing]\n"
	for name, tt := range map[string]struct{ file, want string }{
		"good":                {good, ""},
		"an unknown key":      {good + "    colour: red\n", "colour"},
		"an unknown kind":     {strings.Replace(good, "gateway", "gatewya", 1), `"gatewya" is no kind`},
		"an unknown place":    {strings.Replace(good, "in: body", "in: bodies", 1), "bodies"},
		"an empty text":       {good + "    or: ['']\n", "an empty text"},
		"no code":             {strings.Replace(good, "[credentials-missing]", "[]", 1), `"no way in": no code`},
		"no source":           {strings.Replace(good, "source: reported\n", "", 1), "no source"},
		"an unknown strength": {good + "    strength: strong\n", "strong"},
		"no YAML":             {"kind: [", "acme.yaml"},
	} {
		_, err := readFamilies(fstest.MapFS{"words/acme.yaml": {Data: []byte(tt.file)}})
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "acme.yaml")):
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

// Reading the files must stay cheap: it is done once, when the first answer is looked at.
func BenchmarkReadFamilies(b *testing.B) {
	for range b.N {
		if _, err := readFamilies(wordFiles); err != nil {
			b.Fatal(err)
		}
	}
}
