package authn

import (
	"cmp"
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// place is a part of an answer in which a text is looked for.
type place int

const (
	atChallenge place = 1 << iota // WWW-Authenticate, Proxy-Authenticate
	atBody
	atErrorType // x-amzn-ErrorType
	atError     // the OAuth error code; the text is the whole code
)

// expression is the pattern as a regular expression. Values that are expected
// end at a quote, a bracket or a blank, but "a or b" is one.
func expression(pattern string) *regexp.Regexp {
	const value = "[^\\s\"'`<>,;{}\\[\\]]+"
	x := regexp.QuoteMeta(pattern)
	x = strings.NewReplacer(`…`, `.{0,300}?`, `\{expected\}`, "[\"'`\\[]*("+value+"(?: or "+value+")*)[\"'`\\]]*",
		`"`, "[\"'`]", `'`, "[\"'`]", "`", "[\"'`]").Replace(x)
	if alphanumeric(rune(pattern[0])) {
		x = `\b` + x
	}
	if alphanumeric(rune(pattern[len(pattern)-1])) {
		x += `\b`
	}
	return regexp.MustCompile(`(?i)` + x)
}

// Recognise is what an answer says, by the texts that products are known to
// use. A text is evidence, never a verdict: most can be configured. Where two
// overlap, the more specific one counts. What is recognised stands in the order of the
// lists: products first.
func Recognise(e diag.Exchange) []diag.Words {
	a := heard(e)
	var hits []hit
	for i, f := range known() {
		for _, s := range a.sources {
			if s.place&f.In == 0 || !f.applies(a, s) {
				continue
			}
			if h, ok := f.find(s); ok {
				h.row, h.fixed = i, f.fixed
				hits = append(hits, h)
			}
		}
	}
	return distinct(hits)
}

// source is one part of the answer, made fit for comparing.
type source struct {
	place       place
	name        string
	text, lower string
}

type refusal struct {
	status  int
	brief   bool
	failure string
	schemes []string
	sources []source
}

func heard(e diag.Exchange) refusal {
	code, _, from := OAuthError(e)
	a := refusal{status: e.Status, failure: code, brief: brief(e)}
	add := func(p place, name, text string) {
		if text != "" {
			a.sources = append(a.sources, source{p, name, text, strings.ToLower(text)})
		}
	}
	name := challengeHeader(e)
	values := e.Header.Values(name)
	cs, _ := ReadChallenges(values)
	for _, c := range cs {
		a.schemes = append(a.schemes, c.Scheme)
	}
	add(atErrorType, "response.x-amzn-errortype", e.Header.Value("x-amzn-ErrorType"))
	add(atError, from, code)
	add(atChallenge, "response."+strings.ToLower(name), legible([]byte(strings.Join(values, ", "))))
	add(atBody, "response.body", legible(e.Body))
	return a
}

// brief says whether a refusal is so short and plain that its words are about this request.
func brief(e diag.Exchange) bool {
	html := strings.Contains(strings.ToLower(e.Header.Value("Content-Type")), "html")
	return e.Status >= 400 && e.Status < 500 && len(e.Body) <= 4<<10 && !html
}

var jsonEscape = regexp.MustCompile(`\\(u[0-9a-fA-F]{4}|["\\/bfnrt])`)

// legible undoes what HTML and JSON do to a text, and puts one blank for all white space.
func legible(raw []byte) string {
	s := string(raw[:min(len(raw), maxSearched)])
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	if strings.Contains(s, `\`) {
		s = jsonEscape.ReplaceAllStringFunc(s, unescapeJSON)
	}
	s = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`).Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

func unescapeJSON(escape string) string {
	var s string
	if json.Unmarshal([]byte(strconv.Quote("")[:1]+escape+`"`), &s) != nil {
		return escape
	}
	return s
}

func (t text) applies(a refusal, s source) bool {
	return (len(t.Status) == 0 || slices.Contains(t.Status, a.status)) &&
		(t.Asks == "" || foldedIn(a.schemes, t.Asks) != "") &&
		(t.Failure == "" || strings.EqualFold(t.Failure, a.failure)) &&
		(!t.Brief || a.brief || s.place != atBody)
}

// hit is a text found: which one, and where it stands.
type hit struct {
	row, start, end int
	fixed           int
	source          string
	words           diag.Words
}

func (f fingerprint) find(s source) (hit, bool) {
	if s.place == atError {
		found := s.text == f.Text
		return hit{end: len(s.text), source: s.name + " error", words: f.words(s, s.text, "")}, found
	}
	if !strings.Contains(s.lower, f.landmark) {
		return hit{}, false
	}
	m := expression(f.Text).FindStringSubmatchIndex(s.text)
	if m == nil || f.Whole && len(s.text)-(m[1]-m[0]) > len(`{"message":""}`) {
		return hit{}, false
	}
	expected := ""
	if len(m) > 2 && m[2] >= 0 {
		expected = strings.TrimSuffix(s.text[m[2]:m[3]], ".")
	}
	return hit{start: m[0], end: m[1], source: s.name, words: f.words(s, s.text[m[0]:m[1]], expected)}, true
}

func (f fingerprint) words(s source, found, expected string) diag.Words {
	w := diag.Words{Text: bounded(found, 300), Source: s.name, Codes: f.Codes, Expected: bounded(expected, 300)}
	if f.Strength == own {
		w.Product = f.Product
	}
	return w
}

// maxWords bounds what is recognised: a real answer says one thing or two.
const maxWords = 12

// distinct leaves out what overlaps something more specific, and what was
// recognised before.
func distinct(hits []hit) []diag.Words {
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.fixed, a.fixed) })
	var kept []hit
	for _, h := range hits {
		covered := func(k hit) bool {
			return k.row == h.row || k.source == h.source && h.start < k.end && k.start < h.end ||
				strings.EqualFold(k.words.Text, h.words.Text) && slices.Equal(k.words.Codes, h.words.Codes)
		}
		if !slices.ContainsFunc(kept, covered) {
			kept = append(kept, h)
		}
	}
	slices.SortStableFunc(kept, func(a, b hit) int { return cmp.Compare(a.row, b.row) })
	var out []diag.Words
	for _, h := range kept[:min(len(kept), maxWords)] {
		out = append(out, h.words)
	}
	return out
}
