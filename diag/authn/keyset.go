package authn

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"math"

	"github.com/MicahParks/jwkset"

	"example.com/why401/diag"
)

// maxKeys is how many keys of a set are read; issuers publish a handful.
const maxKeys = 200

// ReadKeySet reads a JSON Web Key Set (RFC 7517). An odd key keeps its place
// with a fault; the others stay usable. The error is a plain line.
func ReadKeySet(source string, body []byte) (*diag.KeySet, error) {
	document, err := readObject(body)
	if err != nil {
		return nil, err
	}
	list, ok := document["keys"].([]any)
	switch {
	case !ok && document["keys"] != nil:
		return nil, errors.New("not a key set: its keys member is no list")
	case !ok && document["kty"] != nil:
		return nil, errors.New("a single key, not a key set: it has no keys member")
	case !ok:
		return nil, errors.New("not a key set: it has no keys member")
	}
	set := &diag.KeySet{Source: source}
	for _, item := range list[:min(len(list), maxKeys)] {
		set.Keys = append(set.Keys, readKey(item))
	}
	return set, nil
}

// readKey takes the members that say what the public key is, and nothing else:
// a private part or a certificate beside it does not change what it verifies.
func readKey(item any) diag.Key {
	object, ok := item.(map[string]any)
	if !ok {
		return diag.Key{Fault: "not a JSON object"}
	}
	k := diag.Key{ID: textOf(object, "kid"), Type: textOf(object, "kty"), Algorithm: textOf(object, "alg"), Use: textOf(object, "use")}
	if k.Type == string(jwkset.KtyOct) {
		k.Fault = "a shared secret (kty oct), which has no place in a published key set"
		return k
	}
	parsed, err := jwkset.NewJWKFromMarshal(jwkset.JWKMarshal{
		KTY: jwkset.KTY(k.Type), CRV: jwkset.CRV(textOf(object, "crv")),
		N: textOf(object, "n"), E: textOf(object, "e"), X: textOf(object, "x"), Y: textOf(object, "y"),
	}, jwkset.JWKMarshalOptions{}, jwkset.JWKValidateOptions{SkipAll: true})
	if err != nil {
		k.Fault = keyFault(object, err)
		return k
	}
	if k.Fault = rsaFault(parsed.Key()); k.Fault == "" {
		k.Public = parsed.Key()
	}
	return k
}

// needed are the members without which a key of that type is none (RFC 7518, section 6; RFC 8037, section 2).
var needed = map[string][]string{"RSA": {"n", "e"}, "EC": {"crv", "x", "y"}, "OKP": {"crv", "x"}}

// keyFault puts into plain words why a key cannot be used.
func keyFault(object map[string]any, err error) string {
	kty := textOf(object, "kty")
	members, known := needed[kty]
	switch {
	case kty == "":
		return "it names no key type (kty)"
	case !known:
		return fmt.Sprintf("the key type %q is not known here", kty)
	}
	for _, name := range members {
		if textOf(object, name) == "" {
			return fmt.Sprintf("its member %s is missing or no string", name)
		}
		if name != "crv" && foreign(urlAlphabet(textOf(object, name))) < len(urlAlphabet(textOf(object, name))) {
			return fmt.Sprintf("its member %s is no base64url", name)
		}
	}
	if errors.Is(err, jwkset.ErrUnsupportedKey) {
		return fmt.Sprintf("the curve %q is not known here", textOf(object, "crv"))
	}
	if errors.Is(err, jwkset.ErrInvalidKey) {
		return "its x and y are no point on the curve"
	}
	return "its members are no key of the type that it names"
}

// rsaFault names RSA keys with which nothing can be verified. Go refuses those
// below 1024 bits; a hostile set of longer ones would take seconds to try.
func rsaFault(key any) string {
	k, ok := key.(*rsa.PublicKey)
	if !ok {
		return ""
	}
	switch bits := k.N.BitLen(); {
	case bits < 1024:
		return fmt.Sprintf("an RSA key of %d bits, too short to be used (RFC 7518, section 3.3)", bits)
	case bits > 8192:
		return fmt.Sprintf("an RSA key of %d bits, longer than any that is used", bits)
	case k.N.Bit(0) == 0:
		return "its n is even, so it is no RSA modulus"
	case k.E < 3 || k.E > math.MaxInt32 || k.E%2 == 0:
		return "its e is no RSA exponent"
	}
	return ""
}
