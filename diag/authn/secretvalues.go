package authn

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"example.com/why401/diag"
)

// SecretValues is every value of the request that must be masked in all
// output: credentials, and whatever header, parameter or field has a
// secret-sounding name. Placeholders and bare scheme words are no secrets.
func SecretValues(r diag.Request) []string {
	var s secretList
	for _, c := range Credentials(r) {
		// A cookie of a letter or three is a setting, and would mask every such word.
		if c.Kind != diag.InCookie || len(c.Value.Reveal()) > 3 {
			s.credential(c)
		}
	}
	s.add(samlSecrets(r)...)
	for _, k := range csrfCookies(r) { // they sign nobody in, but let others' requests pass
		s.add(k.value, unescape(k.value))
	}
	for _, f := range r.Header {
		scheme, value := splitScheme(f.Value)
		switch {
		case strings.EqualFold(f.Name, "Signature-Input"): // names what was signed, and with which key
		case strings.EqualFold(f.Name, "Cookie"): // whole, it would mask the cookies' names wherever they stand
			s.cookies(f.Value)
		case (signs(scheme) || strings.EqualFold(f.Name, "Signature")) && s.proofs(value):
		case secretName(f.Name) || companionHeaders[bareName(f.Name)] || tokenHeaderNames[bareName(f.Name)] || strings.EqualFold(f.Name, "Proxy-Authorization"):
			s.add(value)
		}
	}
	if u, err := url.Parse(r.URL); err == nil {
		s.pairs(u.RawQuery)
		s.pairs(u.Fragment)
	}
	if isForm(r) {
		s.pairs(string(r.Body))
	}
	s.parts(r)
	if len(r.Body) <= maxSecretBody {
		var v any
		if json.Unmarshal(r.Body, &v) == nil {
			s.fields("", v, 0)
		} else if !isForm(r) && len(r.Body) <= maxRawBody {
			s.add(string(r.Body)) // of another form nobody knows which part is secret
		}
	}
	return s.values
}

// maxRawBody bounds the body of an unknown form that is masked as a whole.
const maxRawBody = 8 << 10

// maxSecretBody bounds the JSON that is searched; maxSecretDepth how deep.
const (
	maxSecretBody  = 1 << 20
	maxSecretDepth = 32
)

type secretList struct{ values []string }

func (s *secretList) add(values ...string) {
	for _, v := range values {
		v = strings.TrimSpace(v)
		if !Placeholder(v) && !contains(s.values, v) {
			s.values = append(s.values, v)
		}
	}
}

func contains(list []string, v string) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

func (s *secretList) credential(c diag.Credential) {
	value := c.Value.Reveal()
	if scoped(c) {
		value, _, _ = strings.Cut(value, "/")
		s.add(value)
		return
	}
	if signs(c.Scheme) && s.proofs(value) {
		return
	}
	if sent, digest := digestOf(c); digest && sent.Param("response") != "" { // the rest is no secret, and stands elsewhere
		s.add(sent.Param("response"))
		return
	}
	s.add(value, tidy(c.Raw.Reveal()).value)
	if c.Kind == diag.InURL {
		s.password(value)
	}
	if pair, ok := basicPair(value); ok && (c.Scheme == "" || strings.EqualFold(c.Scheme, "Basic")) {
		s.password(pair)
	}
	if user, password, ok := pairIn(c); ok { // also where its form is faulty: it is shown mended
		s.password(user + ":" + password)
	}
	if hasParams(c.Scheme) {
		s.proofs(value)
	}
}

// cookies adds the values of a Cookie header that are no settings, and what of
// it has no name: it may be the rest of a value.
func (s *secretList) cookies(line string) {
	for _, pair := range strings.Split(line, ";") {
		name, value, found := strings.Cut(strings.TrimSpace(pair), "=")
		switch {
		case !found:
			s.add(name)
		case len(value) > 3 && !plainCookies.MatchString(name) || opaqueValue(value):
			s.add(value, unescape(value))
		}
	}
}

// proofs adds the parameters that name the client and prove it; false where
// there are none. Of a request's signature these alone are secret: dates, scope
// and names of headers would be masked wherever else they stand.
func (s *secretList) proofs(value string) bool {
	found := proofs.FindAllStringSubmatch(value, -1)
	for _, m := range found {
		s.add(m[3])
	}
	return len(found) > 0
}

// SecretPart is what of a credential proves it: the code of a request's
// signature, else all that follows the scheme.
func SecretPart(c diag.Credential) diag.Secret {
	if code := signatureParams(c.Value.Reveal())["signature"]; code != "" && signs(c.Scheme) {
		return diag.NewSecret(code)
	}
	if sent, digest := digestOf(c); digest && sent.Param("response") != "" {
		return diag.NewSecret(sent.Param("response"))
	}
	if id, _, _ := strings.Cut(c.Value.Reveal(), "/"); scoped(c) {
		return diag.NewSecret(id)
	}
	return c.Value
}

func (s *secretList) password(pair string) {
	_, password, _ := strings.Cut(pair, ":")
	s.add(pair, password)
}

func (s *secretList) pairs(pairs string) {
	for _, pair := range strings.Split(pairs, "&") {
		name, value, _ := strings.Cut(pair, "=")
		value = unescape(value)
		if name = unescape(name); isPresigned(name) && !secretName(name) || scopedParam(name) {
			continue // its id is added with the credentials
		}
		if secretName(name) || queryCredential(name, value) || opaqueValue(value) {
			s.add(value)
		}
	}
}

// opaqueValue says whether a value may be a secret whatever its name: long, and
// of letters and digits mixed. A date or an id that is masked with it costs nothing.
func opaqueValue(v string) bool {
	return len(v) >= 12 && strings.ContainsAny(v, digits) && strings.ContainsFunc(v, unicode.IsLetter) && !strings.Contains(v, " ")
}

func (s *secretList) fields(name string, v any, depth int) {
	if depth > maxSecretDepth {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for k, member := range v {
			s.fields(k, member, depth+1)
		}
	case []any:
		for _, member := range v {
			s.fields(name, member, depth+1)
		}
	case string:
		if secretName(name) {
			s.add(v)
		}
	}
}

var (
	secretWord = regexp.MustCompile(`^(token|jwt|secret|password|passwd|passphrase|pwd|apikey|signature|sig|credentials?|assertion|auth|` +
		`authorization|authentication|session|sessionid|sid|cookie|otp|pin|accesstoken|authtoken|bearer|samlresponse|verifier)$`)
	keyOwner = regexp.MustCompile(`^(api|access|secret|private|subscription|auth|app|client|functions|shared|account|signing|encryption|master|session)$`)
)

// secretName says whether a value of that name is a secret. The name's last
// word decides: "refresh_token" is one, "token_type" and "max_tokens" are not.
func secretName(name string) bool {
	parts := nameWords(name)
	if len(parts) == 0 {
		return false
	}
	last, before := parts[len(parts)-1], ""
	if len(parts) > 1 {
		before = parts[len(parts)-2]
	}
	switch last {
	case "key":
		return keyOwner.MatchString(before)
	case "id":
		return before == "session"
	}
	return secretWord.MatchString(last) || secretWord.MatchString(strings.ToLower(bareName(name)))
}

// nameWords are the words of a name in lower case: at hyphens, underscores and capitals.
func nameWords(name string) []string {
	var b strings.Builder
	previous := ' '
	for _, c := range name {
		if unicode.IsUpper(c) && unicode.IsLower(previous) {
			b.WriteByte(' ')
		}
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			c = ' '
		}
		b.WriteRune(unicode.ToLower(c))
		previous = c
	}
	return strings.Fields(b.String())
}
