package intake

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
)

func TestDPoPKey(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	files := map[string]string{
		"key.pem": text, "public.jwk": `{"kty":"EC","crv":"P-256","x":"a","y":"b"}`, "token": "eyJhbGciOi.e30.x", "-": text,
	}
	for _, name := range []string{"key.pem", "-"} {
		c, _, err := parse(t, files, "--dpop-key", name, target)
		if err != nil || c.DPoPKey.Reveal() != strings.TrimSpace(text) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		line := strings.Split(text, "\n")[1]
		if shown := string(c.Show("it is " + line)); strings.Contains(shown, line[:12]) {
			t.Errorf("%s: a part of the key shows in %s", name, shown)
		}
		if shown := string(c.Show("a PRIVATE KEY")); shown != "a PRIVATE KEY" {
			t.Errorf("the words around a key are masked: %s", shown)
		}
	}
	for name, want := range map[string]string{
		"public.jwk": "--dpop-key public.jwk: a public key",
		"token":      "--dpop-key token: neither PEM nor a JSON Web Key",
		"gone.pem":   "--dpop-key gone.pem: file does not exist",
	} {
		if _, _, err := parse(t, files, "--dpop-key", name, target); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}
