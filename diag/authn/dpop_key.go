package authn

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"slices"
	"strings"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

// ProofKey is the private key of a client that makes DPoP proofs.
type ProofKey struct {
	private crypto.Signer
	public  map[string]any // as a JSON Web Key
}

// maxProofKey is more than an RSA key of 8192 bits takes as PEM or JWK.
const maxProofKey = 16 << 10

// ReadProofKey reads a private key: PEM (PKCS 8, SEC 1, PKCS 1) or a JSON Web
// Key (RFC 7517). The error is a plain line and repeats nothing of the text.
func ReadProofKey(text diag.Secret) (ProofKey, error) {
	raw := strings.TrimSpace(text.Reveal())
	if len(raw) > maxProofKey {
		return ProofKey{}, errors.New("longer than any private key")
	}
	read := pemKey
	if strings.HasPrefix(raw, "{") {
		read = jwkKey
	}
	private, err := read([]byte(raw))
	if err != nil {
		return ProofKey{}, err
	}
	signer, ok := private.(crypto.Signer)
	if !ok {
		return ProofKey{}, errors.New("a key that cannot sign: DPoP proofs are signed with an RSA, EC or Ed25519 key")
	}
	k := ProofKey{private: signer, public: publicJWK(signer.Public())}
	if k.Thumbprint() == "" || len(k.algorithms()) == 0 {
		return ProofKey{}, errors.New("a key of a kind that no DPoP proof is signed with")
	}
	if fault := rsaFault(signer.Public()); fault != "" {
		return ProofKey{}, errors.New(fault)
	}
	_, err = k.sign(nil, nil)
	return k, err
}

// Thumbprint is what a token that is bound to the key has as cnf.jkt.
func (k ProofKey) Thumbprint() string { return Thumbprint(k.public) }

func pemKey(raw []byte) (any, error) {
	block, rest := pem.Decode(raw)
	if block != nil && block.Type == "EC PARAMETERS" { // openssl ecparam writes them in front
		block, _ = pem.Decode(rest)
	}
	switch {
	case block == nil:
		return nil, errors.New("neither PEM nor a JSON Web Key")
	case strings.Contains(block.Type, "ENCRYPTED") || block.Headers["DEK-Info"] != "":
		return nil, errors.New("the key is protected by a password: write it without one (openssl pkey -in FILE)")
	case strings.Contains(block.Type, "CERTIFICATE"):
		return nil, errors.New("a certificate, and not the private key that belongs to it")
	case !strings.Contains(block.Type, "PRIVATE KEY"):
		return nil, errors.New("no private key in it: a proof is made with the private one")
	}
	for _, parse := range []func([]byte) (any, error){
		x509.ParsePKCS8PrivateKey,
		func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) },
		func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) },
	} {
		if key, err := parse(block.Bytes); err == nil {
			return key, nil
		}
	}
	return nil, errors.New("the private key in it cannot be read")
}

func jwkKey(raw []byte) (any, error) {
	object, err := readObject(raw)
	switch {
	case err != nil:
		return nil, err
	case object["keys"] != nil:
		return nil, errors.New("a key set: give the one key that the token is bound to")
	case textOf(object, "kty") == string(jwkset.KtyOct):
		return nil, errors.New("a shared secret (kty oct): a proof is signed with a private key")
	case textOf(object, "d") == "":
		return nil, errors.New("a public key: a proof is made with the private one")
	}
	if k := readKey(any(object)); k.Fault != "" {
		return nil, errors.New(k.Fault)
	}
	var m jwkset.JWKMarshal
	for name, to := range map[string]*string{"x": &m.X, "y": &m.Y, "n": &m.N, "e": &m.E, "d": &m.D,
		"p": &m.P, "q": &m.Q, "dp": &m.DP, "dq": &m.DQ, "qi": &m.QI} {
		*to = textOf(object, name)
	}
	m.KTY, m.CRV = jwkset.KTY(textOf(object, "kty")), jwkset.CRV(textOf(object, "crv"))
	parsed, err := jwkset.NewJWKFromMarshal(m, jwkset.JWKMarshalOptions{Private: true}, jwkset.JWKValidateOptions{SkipAll: true})
	if err != nil {
		return nil, errors.New("its private members do not belong to the public ones")
	}
	if _, public := parsed.Key().(*rsa.PublicKey); public {
		return nil, errors.New("an RSA key without its primes (p, q, dp, dq, qi)")
	}
	return parsed.Key(), nil
}

// publicJWK is a public key as a proof's header has it: the members that its
// type needs and no others. nil for a kind that JSON Web Keys do not know.
func publicJWK(public crypto.PublicKey) map[string]any {
	parsed, err := jwkset.NewJWKFromKey(public, jwkset.JWKOptions{})
	if err != nil {
		return nil
	}
	text, err := json.Marshal(parsed.Marshal())
	if err != nil {
		return nil
	}
	all, err := readObject(text)
	if err != nil {
		return nil
	}
	jwk := map[string]any{"kty": textOf(all, "kty")}
	for _, name := range needed[textOf(all, "kty")] {
		jwk[name] = textOf(all, name)
	}
	return jwk
}

// algorithms are those that the key can sign with, the usual one first.
func (k ProofKey) algorithms() []string {
	switch key := k.private.(type) {
	case *rsa.PrivateKey:
		return []string{"RS256", "PS256", "RS384", "PS384", "RS512", "PS512"}
	case *ecdsa.PrivateKey:
		return map[int][]string{256: {"ES256"}, 384: {"ES384"}, 521: {"ES512"}}[key.Curve.Params().BitSize]
	case ed25519.PrivateKey:
		return []string{"EdDSA", "Ed25519"}
	}
	return nil
}

// sign makes a compact JWS with the first of the key's algorithms that the
// server takes; any where it does not say.
func (k ProofKey) sign(takes []string, claims map[string]any) (string, error) {
	mine := k.algorithms()
	alg := mine[0]
	if i := slices.IndexFunc(mine, func(a string) bool { return slices.Contains(takes, a) }); i >= 0 {
		alg = mine[i]
	}
	name := alg
	if name == "Ed25519" {
		name = "EdDSA"
	}
	input := encodePart(map[string]any{"typ": "dpop+jwt", "alg": alg, "jwk": k.public}) + "." + encodePart(claims)
	method := jwt.GetSigningMethod(name)
	sig, err := method.Sign(input, k.private)
	if err != nil {
		return "", err
	}
	if err := method.Verify(input, sig, k.private.Public()); err != nil {
		return "", errors.New("its private part does not belong to its public one")
	}
	return input + "." + encodeBytes(sig), nil
}

// KeySecrets are the parts of a private key's text that are secret, to be
// masked: the private members of a JSON Web Key, or the lines of a PEM block.
func KeySecrets(text diag.Secret) []string {
	raw := strings.TrimSpace(text.Reveal())
	if !strings.HasPrefix(raw, "{") {
		lines := strings.Split(raw, "\n")
		return slices.DeleteFunc(lines, func(l string) bool { return strings.ContainsAny(l, "-:") || strings.TrimSpace(l) == "" })
	}
	object, _ := readObject([]byte(raw))
	var secrets []string
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi"} {
		if v := textOf(object, name); v != "" {
			secrets = append(secrets, v)
		}
	}
	return secrets
}
