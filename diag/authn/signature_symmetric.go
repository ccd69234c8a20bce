package authn

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"

	"example.com/why401/diag"
)

// symmetric is for HS256 and its like: whoever can check it can also make it, so
// an issuer that publishes keys does not use it for others.
func (c check) symmetric(keys *diag.KeySet, clientSecret diag.Secret) diag.Signature {
	if c.method == nil {
		return diag.Signature{State: diag.SigUnusable, Why: fmt.Sprintf("the algorithm %q is not known here", c.alg)}
	}
	if how := c.bySecret(clientSecret); how != "" {
		return diag.Signature{State: diag.SigGood, Why: how}
	}
	public := usable(keys)
	if len(public) == 0 {
		return diag.Signature{Why: c.alg + " is checked with a shared secret, which is not known here"}
	}
	for _, k := range public {
		if c.confused(k) {
			return diag.Signature{State: diag.SigSymmetric, Kid: k.ID,
				Why: fmt.Sprintf("%s made with %s, which is public, as if it were a shared secret: anyone can do that (RFC 8725, section 3.1)", c.alg, keyName(k))}
		}
	}
	return diag.Signature{State: diag.SigSymmetric, Why: c.alg + " needs a shared secret, and the issuer publishes public keys: it signs with those"}
}

// bySecret tries the client's secret as it is, and decoded: some issuers hand it out as base64.
func (c check) bySecret(secret diag.Secret) string {
	if secret.Empty() {
		return ""
	}
	if c.method.Verify(c.input, c.sig, []byte(secret.Reveal())) == nil {
		return "it verifies with the client secret"
	}
	decoded, err := base64.RawURLEncoding.DecodeString(urlAlphabet(secret.Reveal()))
	if err == nil && len(decoded) > 0 && c.method.Verify(c.input, c.sig, decoded) == nil {
		return "it verifies with the client secret decoded from base64"
	}
	return ""
}

func usable(keys *diag.KeySet) []diag.Key {
	if keys == nil {
		return nil
	}
	var list []diag.Key
	for _, k := range keys.Keys {
		if k.Public != nil {
			list = append(list, k)
		}
	}
	return list
}

// confused says whether the HMAC was made with the written form of a public key.
func (c check) confused(k diag.Key) bool {
	for _, form := range writtenForms(k.Public) {
		if c.method.Verify(c.input, c.sig, form) == nil {
			return true
		}
	}
	return false
}

// writtenForms are a public key as DER and as PEM, with the last line break and without it.
func writtenForms(public any) [][]byte {
	var forms [][]byte
	add := func(kind string, der []byte) {
		text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
		forms = append(forms, der, text, []byte(strings.TrimSpace(string(text))))
	}
	if der, err := x509.MarshalPKIXPublicKey(public); err == nil {
		add("PUBLIC KEY", der)
	}
	if key, ok := public.(*rsa.PublicKey); ok {
		add("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(key))
	}
	return forms
}
