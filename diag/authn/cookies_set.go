package authn

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"example.com/why401/diag"
)

// maxSetCookie bounds one Set-Cookie line: clients take 4096 bytes and the
// attributes (RFC 6265, section 6.1).
const maxSetCookie = 8 << 10

// ReadSetCookie reads the value of a Set-Cookie line as clients do (RFC 6265,
// section 5.2): what is not understood is passed over. Max-Age counts from now
// and wins over Expires. False where there is no name, or the line is too long.
func ReadSetCookie(line string, now time.Time) (diag.Cookie, bool) {
	if len(line) > maxSetCookie {
		return diag.Cookie{}, false
	}
	pair, attributes, _ := strings.Cut(line, ";")
	name, value, found := strings.Cut(pair, "=")
	name = strings.TrimSpace(name)
	if !found || name == "" || strings.ContainsFunc(pair, unicode.IsControl) {
		return diag.Cookie{}, false
	}
	c := diag.Cookie{Name: name, Value: diag.NewSecret(strings.TrimSpace(value)), HostOnly: true}
	lives := false // Max-Age was read
	for _, a := range strings.Split(attributes, ";") {
		key, v, _ := strings.Cut(a, "=")
		v = strings.TrimSpace(v)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "domain":
			if v = strings.TrimPrefix(v, "."); v != "" {
				c.Domain, c.HostOnly = strings.ToLower(v), false
			}
		case "path":
			c.Path = v
		case "secure":
			c.Secure = true
		case "samesite":
			c.SameSite = v
		case "max-age":
			if end, ok := maxAge(v, now); ok {
				c.Expires, lives = end, true
			}
		case "expires":
			if end, ok := cookieDate(v); ok && !lives {
				c.Expires = end
			}
		}
	}
	return c, true
}

// maxAge is RFC 6265, section 5.2.2: zero and less end the cookie at once.
func maxAge(v string, now time.Time) (time.Time, bool) {
	const longest = 100 * 365 * 24 * 3600 // seconds; what is longer would overflow a duration
	n, err := strconv.ParseInt(v, 10, 64)
	switch {
	case err != nil:
		return time.Time{}, false
	case n <= 0:
		return time.Unix(0, 0), true
	}
	return now.Add(time.Duration(min(n, longest)) * time.Second), true
}

// cookieDates are the forms in which servers write Expires (RFC 6265, section 5.1.1).
var cookieDates = []string{
	"Mon, 02 Jan 2006 15:04:05 MST", "Mon, 02-Jan-2006 15:04:05 MST", "Mon, 02-Jan-06 15:04:05 MST",
	"Monday, 02-Jan-06 15:04:05 MST", "Mon, 02 Jan 06 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05 MST",
	"Mon Jan _2 15:04:05 2006", "Mon, 02 Jan 2006 15:04:05 -0700",
}

func cookieDate(v string) (time.Time, bool) {
	for _, layout := range cookieDates {
		if t, err := time.Parse(layout, v); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// deletes says whether a Set-Cookie takes the cookie away: it is over at once,
// or emptied.
func deletes(c diag.Cookie, now time.Time) bool {
	v := strings.ToLower(strings.Trim(c.Value.Reveal(), `"`))
	return !c.Expires.IsZero() && c.Expires.Before(now.Add(-time.Hour)) || v == "" || v == "deleted"
}
