package intake

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// readJarLine reads one line of a cookie file. Of Netscape's form the fields
// are domain, whether hosts below it get the cookie, path, whether it goes over
// https only, the end in seconds since 1970, name and value, with tabs between.
func readJarLine(line string, now time.Time) (diag.Cookie, error) {
	const header = "set-cookie:"
	if len(line) >= len(header) && strings.EqualFold(line[:len(header)], header) {
		k, ok := authn.ReadSetCookie(strings.TrimSpace(line[len(header):]), now)
		switch {
		case !ok:
			return k, errors.New("Set-Cookie without a name and a value")
		case k.Domain == "": // as with curl, which cannot know whose it is
			return k, errors.New("Set-Cookie without a Domain, which curl sends nowhere")
		}
		return k, nil
	}
	line, _ = strings.CutPrefix(line, "#HttpOnly_")
	if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
		return diag.Cookie{}, errNoCookie
	}
	return readNetscape(strings.Split(line, "\t"))
}

func readNetscape(fields []string) (diag.Cookie, error) {
	if len(fields) == 6 { // an empty value, whose tab an editor cut off
		fields = append(fields, "")
	}
	if len(fields) != 7 {
		return diag.Cookie{}, fmt.Errorf("%d fields between tabs, 7 belong there", len(fields))
	}
	below, errBelow := truth(fields[1])
	secure, errSecure := truth(fields[3])
	end, errEnd := ends(fields[4])
	switch {
	case fields[0] == "" || strings.ContainsAny(fields[0], " /"):
		return diag.Cookie{}, errors.New("the first field is no domain")
	case errBelow != nil || errSecure != nil:
		return diag.Cookie{}, errors.New("the second and the fourth field have to be TRUE or FALSE")
	case errEnd != nil:
		return diag.Cookie{}, errors.New("the fifth field is no number of seconds since 1970")
	case fields[5] == "" || strings.ContainsAny(fields[5], "=; ") || strings.ContainsAny(fields[6], ";") || strings.ContainsFunc(fields[6], unicode.IsControl):
		return diag.Cookie{}, errors.New("the sixth field is no name of a cookie, or the seventh no value")
	}
	return diag.Cookie{
		Name: fields[5], Value: diag.NewSecret(fields[6]), Domain: strings.ToLower(strings.TrimPrefix(fields[0], ".")), HostOnly: !below,
		Path: fields[2], Secure: secure, Expires: end,
	}, nil
}

func truth(field string) (bool, error) {
	switch strings.ToUpper(field) {
	case "TRUE":
		return true, nil
	case "FALSE":
		return false, nil
	}
	return false, errors.New("neither TRUE nor FALSE")
}

// ends reads the end of a cookie; 0 is one that ends with the session.
// Browsers' extensions write fractions. An end after the year 9999 is the last
// that can be written.
func ends(field string) (time.Time, error) {
	const last = 253402300799 // 9999-12-31T23:59:59Z
	n, err := strconv.ParseFloat(field, 64)
	switch {
	case err != nil || n != n:
		return time.Time{}, errors.New("no number")
	case n == 0:
		return time.Time{}, nil
	}
	return time.Unix(int64(max(min(n, last), -1)), 0), nil
}
