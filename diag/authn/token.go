package authn

import (
	"errors"
	"fmt"
	"strings"

	"example.com/why401/diag"
)

// ReadToken takes a token apart without trusting it. The parts are read from
// the mended form, so that a token with a line break in it can still be checked.
func ReadToken(raw diag.Secret) diag.Token {
	t := diag.Token{Raw: raw, Kind: diag.Opaque}
	if n := len(raw.Reveal()); n > maxDocument {
		t.Faults = []diag.TokenFault{{What: "size", Source: "token", Fatal: true,
			Text: fmt.Sprintf("the token has %d bytes: no server takes a header of this size", n)}}
		return t
	}
	token, faults := mend(raw.Reveal())
	t.Faults = faults
	if token != raw.Reveal() {
		t.Mended = diag.NewSecret(token)
	}
	t.Prefix = diag.Prefix(token)
	parts := strings.Split(token, ".")
	if t.Kind = kindOf(parts); t.Kind == diag.Opaque {
		return t
	}
	readHeader(&t, parts[0])
	t.Faults = append(t.Faults, countFaults(t, len(parts))...)
	if t.Kind == diag.JWE {
		readEncrypted(&t, parts)
		return t
	}
	if len(parts) > 1 {
		readClaims(&t, parts[1])
	}
	if len(parts) == 3 {
		readSignature(&t, parts[2])
	}
	return t
}

// compactForm is the token with what does not belong into it removed.
func compactForm(t diag.Token) string {
	if !t.Mended.Empty() {
		return t.Mended.Reveal()
	}
	return t.Raw.Reveal()
}

// kindOf tells the form of a token by its number of parts and by whether the
// first one begins as a JOSE header does. Session cookies of web frameworks are
// base64 JSON with dots as well, but name neither algorithm nor type.
func kindOf(parts []string) diag.TokenKind {
	head := string(readable(parts[0]))
	switch {
	case !strings.HasPrefix(head, "{"):
		return diag.Opaque
	case len(parts) == 5 && strings.Contains(head, `"enc"`):
		return diag.JWE
	case strings.Contains(head, `"alg"`), len(parts) > 1 && strings.Contains(head, `"typ"`):
		return diag.JWS
	}
	if _, err := readObject([]byte(head)); err != nil && len(parts) == 3 {
		return diag.JWS // the header is broken; all else says JWT
	}
	return diag.Opaque
}

func readHeader(t *diag.Token, part string) {
	t.Header = readJSONPart(t, "header", part)
	t.Alg, t.Kid, t.Typ = textOf(t.Header, "alg"), textOf(t.Header, "kid"), textOf(t.Header, "typ")
	if t.Header != nil && t.Alg == "" {
		t.Faults = append(t.Faults, diag.TokenFault{What: "json", Source: "token.header", Fatal: true,
			Text: "the header names no algorithm (alg), which every token has to (RFC 7515, section 4.1.1)"})
	}
	// RFC 8725, section 3.10: whoever follows these checks a token with its maker's own key.
	for _, name := range []string{"jku", "x5u", "jwk"} {
		if _, ok := t.Header[name]; ok {
			t.Faults = append(t.Faults, diag.TokenFault{What: "key-material", Source: "token.header",
				Text: "the header brings or points to its own key (" + name + "): that is neither fetched nor trusted"})
		}
	}
}

func readClaims(t *diag.Token, part string) {
	t.Claims = readJSONPart(t, "claims", part)
	if t.Claims != nil {
		takeClaims(t)
	}
}

// readJSONPart decodes the header or the claims.
func readJSONPart(t *diag.Token, name, part string) map[string]any {
	body, faults := decodePart(name, part)
	t.Faults = append(t.Faults, faults...)
	if body == nil {
		return nil
	}
	object, err := readObject(body)
	if err == nil {
		return object
	}
	what := "json"
	if errors.Is(err, errCut) {
		what = "truncated"
	}
	t.Faults = append(t.Faults, diag.TokenFault{What: what, Source: "token." + name, Fatal: true,
		Text: fmt.Sprintf("the %s cannot be read: %v", name, err)})
	return nil
}

var counts = map[int]string{1: "one part", 2: "two parts", 4: "four parts", 5: "five parts"}

// countFaults says what a wrong number of parts means.
func countFaults(t diag.Token, n int) []diag.TokenFault {
	if t.Kind == diag.JWE || n == 3 {
		return nil
	}
	count, ok := counts[n]
	if !ok {
		count = fmt.Sprintf("%d parts", n)
	}
	why := "; it may have been pasted twice"
	switch n {
	case 1:
		why = ": all after the header is lost"
	case 2:
		why = ": the signature is lost"
	}
	return []diag.TokenFault{{What: "segments", Source: "token", Fatal: true,
		Text: fmt.Sprintf("the token has %s, a signed one has three%s", count, why)}}
}
