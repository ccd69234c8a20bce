package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// maxJar bounds how many cookies of one file are kept: browsers keep 50 to 180
// a domain (RFC 6265, section 6.1), and those of other sites are left out.
const maxJar = 200

// cookieLine are the cookies of the flags that are no files, as curl joins them:
// without the blank of RFC 6265, section 4.2.1.
func (f Flags) cookieLine() string {
	var pairs []string
	for _, c := range f.cookies {
		if strings.Contains(c, "=") {
			pairs = append(pairs, c)
		}
	}
	return strings.Join(pairs, ";")
}

// fillCookies reads the cookie files of the flags: a value without "=" names
// one, as with curl. The cookies that go with the request by RFC 6265, section
// 5.4, stand before those of the command line.
func (f Flags) fillCookies(c *diag.Case, s *source) error {
	now := time.Now()
	for _, name := range f.cookies {
		if strings.Contains(name, "=") || name == "" { // -b '' only starts curl's own jar
			continue
		}
		jar, err := s.jar(name, now)
		if err != nil {
			return err
		}
		jar = slices.DeleteFunc(jar, func(k diag.Cookie) bool { return !authn.Related(k, c.Request.URL) })
		if len(jar) == 0 {
			s.warn("--cookie %s: no cookie in it is for this host, nor for one near it", fileName(name))
		}
		c.Jar = append(c.Jar, jar[:min(len(jar), maxJar)]...)
	}
	send(c, s, now)
	return nil
}

// send puts the jar's cookies that go with the request into it, longer paths
// first; those of the command line come last.
func send(c *diag.Case, s *source, now time.Time) {
	goes := slices.DeleteFunc(slices.Clone(c.Jar), func(k diag.Cookie) bool {
		_, back := authn.Withhold(k, c.Request.URL, now)
		return back
	})
	slices.SortStableFunc(goes, func(a, b diag.Cookie) int { return len(b.Path) - len(a.Path) })
	var pairs []string
	for _, k := range goes {
		pairs = append(pairs, k.Name+"="+k.Value.Reveal())
	}
	for _, k := range c.Jar {
		if len(k.Value.Reveal()) > 3 { // a shorter one is a setting
			c.Secrets.Add(k.Value.Reveal())
		}
	}
	if len(pairs) == 0 {
		if len(c.Jar) > 0 {
			s.warn("--cookie: none of the file's cookies goes with this request; the report says why")
		}
		return
	}
	if own := c.Request.Header.Value("Cookie"); own != "" {
		pairs = append(pairs, own)
	}
	c.Request.Header = c.Request.Header.With("Cookie", strings.Join(pairs, "; "))
}

// jar reads one cookie file: Netscape's form, as curl and browsers' extensions
// write it, or lines of Set-Cookie.
func (s *source) jar(name string, now time.Time) ([]diag.Cookie, error) {
	b, err := s.read("--cookie", name)
	if err != nil {
		return nil, fmt.Errorf("%w; without a = in it the value names a cookie file", err)
	}
	jar, faults := readJar(string(b), now)
	if len(jar) == 0 {
		why := "neither a Netscape cookie file nor lines of Set-Cookie"
		if len(faults) > 0 {
			why += ": " + faults[0]
		}
		return nil, fmt.Errorf("--cookie %s: no cookie in it, %s", fileName(name), why)
	}
	const most = 3 // a file that is all wrong would fill the screen
	for _, fault := range faults[:min(len(faults), most)] {
		s.warn("--cookie %s: %s; left out", fileName(name), fault)
	}
	if len(faults) > most {
		s.warn("--cookie %s: %d more lines left out", fileName(name), len(faults)-most)
	}
	return jar, nil
}

// readJar reads all lines that are cookies, and says of the others what is wrong, without their text.
func readJar(text string, now time.Time) (jar []diag.Cookie, faults []string) {
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		line = strings.TrimRight(line, "\r\n")
		k, err := readJarLine(line, now)
		switch {
		case errors.Is(err, errNoCookie):
		case err != nil:
			faults = append(faults, fmt.Sprintf("line %d: %s", n, err))
		default:
			jar = append(jar, k)
		}
	}
	return jar, faults
}

// errNoCookie is a line that is meant to be none: empty, or a comment.
var errNoCookie = errors.New("no cookie")
