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
	for _, f := range r.Header {
		if secretName(f.Name) || companionHeaders[bareName(f.Name)] || strings.EqualFold(f.Name, "Proxy-Authorization") {
			_, value := splitScheme(f.Value)
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
	s.add(value, tidy(c.Raw.Reveal()).value)
	if c.Kind == diag.InURL {
		s.password(value)
	}
	if pair, ok := basicPair(value); ok && (c.Scheme == "" || strings.EqualFold(c.Scheme, "Basic")) {
		s.password(pair)
	}
	if hasParams(c.Scheme) {
		for _, m := range proofs.FindAllStringSubmatch(value, -1) {
			s.add(m[3])
		}
	}
}

func (s *secretList) password(pair string) {
	_, password, _ := strings.Cut(pair, ":")
	s.add(pair, password)
}

func (s *secretList) pairs(pairs string) {
	for _, pair := range strings.Split(pairs, "&") {
		name, value, _ := strings.Cut(pair, "=")
		value = unescape(value)
		if name = unescape(name); secretName(name) || queryCredential(name, value) || opaqueValue(value) {
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
