package authn

import (
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// maxPlaces bounds the places in which a key is tried: each costs a request.
const maxPlaces = 10

// How surely a key is refused for standing in the wrong place, before it was moved.
const (
	sureNamed   = 0.75 // the API names another place for keys
	sureGuessed = 0.40 // not likely, so nothing is claimed before the experiment
)

// keyPlaces moves what may be an API key to each place in which the API is
// likely to look: the places that it names itself, then those of its
// description, then the usual ones. It makes an experiment of each.
func keyPlaces(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	if !Refusal(f) {
		return nil, nil
	}
	faults := keyForms(c, f.Header.Credentials)
	at, key, ok := apiKey(f.Header.Credentials)
	if !ok {
		return nil, faults
	}
	places := 0
	for _, p := range likelyPlaces(c, f, key) {
		if fault, ok := key.move(c, at, p); ok && places < maxPlaces {
			faults = append(faults, fault)
			places++
		}
	}
	return nil, faults
}

// keyPlace is a place of a request in which an API looks for its key.
type keyPlace struct {
	kind   diag.CredentialKind // InAuthorization, InOtherHeader, InQuery or InCookie
	name   string              // of the header, parameter or cookie
	scheme string              // before the key, in Authorization
	from   string              // who names it; "" where nobody does
}

// is says whether two places are the same; names of headers and schemes have no letter case.
func (p keyPlace) is(o keyPlace) bool {
	return p.kind == o.kind && strings.EqualFold(p.name, o.name) && strings.EqualFold(p.scheme, o.scheme)
}

func (p keyPlace) String() string {
	switch {
	case p.kind == diag.InQuery:
		return "the query parameter " + p.name
	case p.kind == diag.InCookie:
		return "the cookie " + p.name
	case p.scheme != "":
		return "the header " + p.name + " behind " + p.scheme
	}
	return "the header " + p.name
}

// key is a credential that may be an API key.
type key struct {
	keyPlace
	value string
	named bool // it stands where nothing but a key would
}

// apiKey finds the credential that may be an API key: one under a name for keys
// first, else one in Authorization.
func apiKey(cs []diag.Credential) (at int, found key, ok bool) {
	for i, c := range cs {
		if k, is := keyIn(c); is && (!ok || k.named && !found.named) {
			at, found, ok = i, k, true
		}
	}
	return at, found, ok
}

// keyValue is what a key looks like: visible characters in one piece.
var keyValue = regexp.MustCompile(`^[\x21-\x7e]{8,}$`)

// maxKey is longer than any key that is in use: no page of text is moved about.
const maxKey = 1000

// noKey are names of what goes with a key, or is worth more than one: these are never moved.
var noKey = regexp.MustCompile(`(?i)secret|password|passwd|session|signature|credential|accesskeyid|^sig$|^x-?amz|^x-?goog-?(sig|cred)`)

// keyIn reads a credential as a key. A password is none, and neither is what is
// computed for one request; a user name without a password may be one.
func keyIn(c diag.Credential) (key, bool) {
	p, name := tidy(c.Raw.Reveal()), bareName(c.Name)
	k := key{keyPlace{kind: c.Kind, name: c.Name, scheme: p.scheme}, p.value, false}
	ok := false
	switch c.Kind {
	case diag.InAuthorization:
		k.named = keyScheme(p.scheme)
		ok = k.named || carriesToken(p.scheme)
	case diag.InOtherHeader:
		k.named = keyHeaders[name]
		ok = k.named || carriesToken(p.scheme)
	case diag.InQuery:
		k.named = keyParams[name] || name == "key"
		ok = k.named || tokenParams[name]
	case diag.InCookie:
		k.named = keyParams[name]
		ok = k.named
	}
	pair, basic := basicPair(p.value)
	if user, password, _ := strings.Cut(pair, ":"); basic && strings.EqualFold(p.scheme, "Basic") && password == "" && longRandom(user) {
		k.value, basic, ok = user, false, true
	}
	return k, ok && !basic && !noKey.MatchString(c.Name) && !Placeholder(k.value) && len(k.value) <= maxKey && keyValue.MatchString(k.value)
}

// keyScheme says whether a scheme is one of those that stand before API keys; none is registered.
func keyScheme(scheme string) bool {
	switch bareName(scheme) {
	case "apikey", "xapikey", "key", "ssws":
		return true
	}
	return false
}
