package authn

import (
	"encoding/base64"
	"mime"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"example.com/why401/diag"
)

// Credentials are all credentials that a request presents, wherever: those in
// Authorization first, cookies and the URL's user part last.
func Credentials(r diag.Request) []diag.Credential {
	var cs []diag.Credential
	rewrite(r, func(c diag.Credential) (string, bool) {
		cs = append(cs, c)
		return c.Raw.Reveal(), true
	})
	return cs
}

// rewrite is the request in which f has had its say on every credential: what
// stands in its place, and whether it stays. f meets them in the order of
// Credentials. What f leaves alone stays as it was, byte by byte.
func rewrite(r diag.Request, f func(diag.Credential) (string, bool)) diag.Request {
	r.Header = rewriteHeader(r.Header, f)
	r = rewriteQuery(r, f)
	r = rewriteBody(r, f)
	r.Header = rewriteCookies(r.Header, f)
	return rewriteUser(r, f)
}

func rewriteHeader(h diag.Header, f func(diag.Credential) (string, bool)) diag.Header {
	values, drop := append(diag.Header(nil), h...), map[int]bool{}
	for _, i := range credentialLines(h) {
		v, keep := f(lineCredential(h[i]))
		values[i].Value, drop[i] = v, !keep
	}
	out := values[:0]
	for i, field := range values {
		if !drop[i] {
			out = append(out, field)
		}
	}
	return out
}

// credentialLines are the places of header lines that hold credentials:
// Authorization first, then those meant for tokens, then keys and the rest.
func credentialLines(h diag.Header) []int {
	rank := map[int]int{}
	var at []int
	for i, field := range h {
		if n := lineRank(field); n > 0 {
			rank[i] = n
			at = append(at, i)
		}
	}
	sort.SliceStable(at, func(i, j int) bool { return rank[at[i]] < rank[at[j]] })
	return at
}

func lineRank(f diag.Field) int {
	name := bareName(f.Name)
	switch {
	case strings.EqualFold(f.Name, "Authorization"):
		return 1
	case tokenHeaders[name] || misspelt(f.Name):
		return 2
	case keyHeaders[name]:
		return 3
	case !plainHeaders[name] && tokenLike(f.Value):
		return 4
	}
	return 0
}

var opaqueToken = regexp.MustCompile(`^[A-Za-z0-9._~+/-]{12,}=*$`)

// tokenLike says whether the value of an unknown header is a credential: a JWT, or one with its scheme.
func tokenLike(v string) bool {
	if looksJWT(v) {
		return true
	}
	scheme, value := splitScheme(v)
	switch strings.ToLower(scheme) {
	case "bearer", "dpop", "negotiate":
		return opaqueToken.MatchString(value)
	case "basic":
		_, ok := basicPair(value)
		return ok
	}
	return false
}

func lineCredential(f diag.Field) diag.Credential {
	kind := diag.InOtherHeader
	if strings.EqualFold(f.Name, "Authorization") {
		kind = diag.InAuthorization
	}
	scheme, value := splitScheme(f.Value)
	return diag.Credential{Kind: kind, Name: f.Name, Raw: diag.NewSecret(f.Value), Scheme: scheme, Value: diag.NewSecret(value)}
}

func plainCredential(kind diag.CredentialKind, name, value string) diag.Credential {
	return diag.Credential{Kind: kind, Name: name, Raw: diag.NewSecret(value), Value: diag.NewSecret(value)}
}

func rewriteQuery(r diag.Request, f func(diag.Credential) (string, bool)) diag.Request {
	base, query, found := strings.Cut(r.URL, "?")
	if !found {
		return r
	}
	query, fragment, hash := strings.Cut(query, "#")
	kept, changed := rewritePairs(query, queryCredential, diag.InQuery, f)
	if !changed {
		return r
	}
	r.URL = base
	if kept != "" {
		r.URL += "?" + kept
	}
	if hash {
		r.URL += "#" + fragment
	}
	return r
}

func queryCredential(name, value string) bool {
	name = bareName(name)
	return tokenParams[name] || keyParams[name] || weakParams[name] && (opaqueToken.MatchString(value) || looksJWT(value))
}

// rewriteBody rewrites the token in a form (RFC 6750, section 2.2).
func rewriteBody(r diag.Request, f func(diag.Credential) (string, bool)) diag.Request {
	if !isForm(r) {
		return r
	}
	kept, changed := rewritePairs(string(r.Body), formCredential, diag.InBody, f)
	if !changed {
		return r
	}
	r.Body = []byte(kept)
	if r.Header.Has("Content-Length") {
		r.Header = r.Header.With("Content-Length", strconv.Itoa(len(r.Body)))
	}
	return r
}

func formCredential(name, _ string) bool { return name == "access_token" || name == samlField }

func isForm(r diag.Request) bool {
	media, _, _ := mime.ParseMediaType(r.Header.Value("Content-Type"))
	return media == "application/x-www-form-urlencoded"
}

// rewritePairs rewrites name=value pairs joined by "&".
func rewritePairs(pairs string, is func(name, value string) bool, kind diag.CredentialKind, f func(diag.Credential) (string, bool)) (string, bool) {
	var kept []string
	changed := false
	for _, pair := range strings.Split(pairs, "&") {
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, value := unescape(rawName), unescape(rawValue)
		if !is(name, value) {
			kept = append(kept, pair)
			continue
		}
		switch v, keep := f(plainCredential(kind, name, value)); {
		case !keep:
			changed = true
		case v != value:
			changed = true
			kept = append(kept, rawName+"="+url.QueryEscape(v))
		default:
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&"), changed
}

// unescape decodes a part of a query; what is no valid encoding stays as it is.
func unescape(s string) string {
	if v, err := url.QueryUnescape(s); err == nil {
		return v
	}
	return s
}

func rewriteCookies(h diag.Header, f func(diag.Credential) (string, bool)) diag.Header {
	out := make(diag.Header, 0, len(h))
	for _, field := range h {
		if strings.EqualFold(field.Name, "Cookie") {
			field.Value = rewriteCookie(field.Value, f)
			if field.Value == "" {
				continue
			}
		}
		out = append(out, field)
	}
	return out
}

func rewriteCookie(line string, f func(diag.Credential) (string, bool)) string {
	var kept []string
	for _, pair := range strings.Split(line, ";") {
		name, value, found := strings.Cut(strings.TrimSpace(pair), "=")
		if !found || plainCookies.MatchString(name) {
			kept = append(kept, pair)
			continue
		}
		switch v, keep := f(plainCredential(diag.InCookie, name, value)); {
		case keep && v == value:
			kept = append(kept, pair)
		case keep:
			kept = append(kept, " "+name+"="+v)
		}
	}
	return strings.TrimPrefix(strings.Join(kept, ";"), " ")
}

// rewriteUser rewrites the URL's user part; f sees it as user:password.
func rewriteUser(r diag.Request, f func(diag.Credential) (string, bool)) diag.Request {
	u, err := url.Parse(r.URL)
	if err != nil || u.User == nil || u.User.String() == "" {
		return r
	}
	password, _ := u.User.Password()
	raw := u.User.Username() + ":" + password
	switch v, keep := f(plainCredential(diag.InURL, "URL", raw)); {
	case !keep:
		u.User = nil
	case v == raw:
		return r
	default:
		name, pw, _ := strings.Cut(v, ":")
		u.User = url.UserPassword(name, pw)
	}
	r.URL = u.String()
	return r
}

// basicPair decodes the value of Basic: base64 of user:password (RFC 7617, section 2).
func basicPair(value string) (string, bool) {
	b, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		b, err = base64.RawStdEncoding.DecodeString(value)
	}
	pair := string(b)
	printable := !strings.ContainsFunc(pair, func(c rune) bool { return c < ' ' || c == 0x7f || c == 0xfffd })
	return pair, err == nil && strings.Contains(pair, ":") && printable
}
