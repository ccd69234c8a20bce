package authn

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// NearMiss names the difference between two strings that should be equal: "a
// trailing slash", "letter case". "" where they are equal, or just different.
func NearMiss(got, want string) string {
	if got == want || got == "" || want == "" {
		return ""
	}
	if how := entraVersions(got, want); how != "" {
		return how
	}
	var found []string
	for _, d := range differences {
		g, w, name := d(got, want)
		if name != "" {
			found = append(found, name)
		}
		if got, want = g, w; got == want {
			return strings.Join(found, " and ")
		}
	}
	last := within(got, want)
	if last == "" {
		return ""
	}
	return strings.Join(append(found, last), " and ")
}

// differences remove one kind of difference each, and name it where there was one.
var differences = []func(got, want string) (g, w, name string){
	invisibles, whiteSpace, quoted, fullStop, scheme, trailingSlash, port, letterCase, wwwLabel,
}

// peel removes something from both and says who had more of it.
func peel(got, want string, remove func(string) string, extra, missing string) (g, w, name string) {
	g, w = remove(got), remove(want)
	switch more := len(got) - len(g) - (len(want) - len(w)); {
	case more > 0:
		return g, w, extra
	case more < 0:
		return g, w, missing
	}
	return g, w, ""
}

func invisibles(got, want string) (g, w, name string) {
	hidden := func(c rune) bool { return c != ' ' && !unicode.IsPrint(c) && !strings.ContainsRune("\t\r\n", c) }
	remove := func(s string) string {
		return strings.Map(func(c rune) rune {
			if hidden(c) {
				return -1
			}
			return c
		}, s)
	}
	first := func(s string) string {
		for _, c := range s {
			if hidden(c) {
				return fmt.Sprintf("an invisible character U+%04X", c)
			}
		}
		return ""
	}
	return peel(got, want, remove, first(got), first(want)+" missing")
}

func whiteSpace(got, want string) (g, w, name string) {
	right := func(s string) string { return strings.TrimRightFunc(s, unicode.IsSpace) }
	left := func(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }
	g, w, end := peel(got, want, right, "white space at the end", "white space at the end missing")
	g, w, start := peel(g, w, left, "white space at the start", "white space at the start missing")
	if start == "" || end == "" {
		return g, w, start + end
	}
	return g, w, start + " and " + end
}

func quoted(got, want string) (g, w, name string) {
	remove := func(s string) string { return strings.Trim(s, quoteRunes) }
	return peel(got, want, remove, "quotes around it", "quotes around it missing")
}

func fullStop(got, want string) (g, w, name string) {
	remove := func(s string) string { return strings.TrimRight(s, ".,;") }
	return peel(got, want, remove, "a trailing full stop", "a trailing full stop missing")
}

func trailingSlash(got, want string) (g, w, name string) {
	remove := func(s string) string { return strings.TrimRight(s, "/") }
	return peel(got, want, remove, "a trailing slash", "a trailing slash missing")
}

// scheme compares what stands before "://", or "api://" where one has it only.
func scheme(got, want string) (g, w, name string) {
	sg, g, urlGot := strings.Cut(got, "://")
	sw, w, urlWant := strings.Cut(want, "://")
	switch {
	case urlGot && urlWant && strings.EqualFold(sg, sw):
		return got, want, ""
	case urlGot && urlWant:
		return g, w, sg + " instead of " + sw
	case urlGot:
		return g, want, "the prefix " + sg + "://"
	case urlWant:
		return got, w, "the prefix " + sw + ":// missing"
	}
	return got, want, ""
}

var hostPort = regexp.MustCompile(`^((?:\w+://)?(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)):(\d{1,5})(/|$)`)

func port(got, want string) (g, w, name string) {
	mg, mw := hostPort.FindStringSubmatch(got), hostPort.FindStringSubmatch(want)
	g, w = hostPort.ReplaceAllString(got, "$1$3"), hostPort.ReplaceAllString(want, "$1$3")
	switch {
	case mg != nil && mw != nil && mg[2] != mw[2]:
		return g, w, "port " + mg[2] + " instead of " + mw[2]
	case mg != nil && mw == nil:
		return g, w, "the port " + mg[2]
	case mw != nil && mg == nil:
		return g, w, "the port " + mw[2] + " missing"
	}
	return got, want, ""
}

func letterCase(got, want string) (g, w, name string) {
	g, w = strings.ToLower(got), strings.ToLower(want)
	if g == w {
		return g, w, "letter case"
	}
	return got, want, ""
}

func wwwLabel(got, want string) (g, w, name string) {
	remove := func(s string) string { return strings.Replace(s, "://www.", "://", 1) }
	return peel(got, want, remove, "the label www", "the label www missing")
}

var version = regexp.MustCompile(`^v\d+(\.\d+)?$`)

// within names the one part in which two strings differ: a version, an
// environment, a tenant, a letter.
func within(got, want string) string {
	if how, ok := SameSystem(asURL(got), asURL(want)); ok {
		return how
	}
	g, w := strings.Split(got, "/"), strings.Split(want, "/")
	if part, other := oneDiffers(g, w); version.MatchString(part) && version.MatchString(other) {
		return part + " instead of " + other
	}
	if extra := oneMore(g, w); version.MatchString(extra) {
		return extra + " at its end"
	}
	if missing := oneMore(w, g); version.MatchString(missing) {
		return missing + " missing at its end"
	}
	return oneLetter(got, want)
}

var (
	entraV1 = regexp.MustCompile(`sts\.windows\.net/([0-9a-f-]{36})`)
	entraV2 = regexp.MustCompile(`login\.microsoftonline\.com/([0-9a-f-]{36})`)
)

// entraVersions names the two issuers of one Microsoft Entra tenant: which one
// stands in a token is a setting of the API's registration.
func entraVersions(got, want string) string {
	tenant := func(re *regexp.Regexp, s string) string {
		if m := re.FindStringSubmatch(s); m != nil {
			return m[1]
		}
		return ""
	}
	if t := tenant(entraV1, got); t != "" && t == tenant(entraV2, want) {
		return "the tenant's v1.0 issuer instead of its v2.0 issuer"
	}
	if t := tenant(entraV2, got); t != "" && t == tenant(entraV1, want) {
		return "the tenant's v2.0 issuer instead of its v1.0 issuer"
	}
	return ""
}

// asURL gives a string from which the scheme was peeled one again, so that it is read as a URL.
func asURL(s string) string {
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		return s
	}
	return "any://" + s
}

func oneDiffers(a, b []string) (partA, partB string) {
	if len(a) != len(b) {
		return "", ""
	}
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if partA != "" || partB != "" {
			return "", ""
		}
		partA, partB = a[i], b[i]
	}
	return partA, partB
}

// oneMore is the part that a has behind all of b.
func oneMore(a, b []string) string {
	if len(a) != len(b)+1 || strings.Join(a[:len(b)], "/") != strings.Join(b, "/") {
		return ""
	}
	return a[len(b)]
}

// oneLetter names a single letter too many, missing or wrong in a longer string.
func oneLetter(got, want string) string {
	if len(got) < 6 || len(want) < 6 || len(got) > 300 || len(want) > 300 || Distance(got, want) != 1 {
		return ""
	}
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	switch {
	case len(got) > len(want):
		return fmt.Sprintf("one character too many (%q)", got[i:i+1])
	case len(got) < len(want):
		return fmt.Sprintf("one character missing (%q)", want[i:i+1])
	}
	return fmt.Sprintf("one character (%q instead of %q)", got[i:i+1], want[i:i+1])
}
