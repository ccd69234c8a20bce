package lab

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"example.com/why401/diag"
)

// boundScenarios are tokens that are good for their holder, or for one reader.
var boundScenarios = []Scenario{
	{"token-encrypted", "The issuer encrypted the token, and the API expects a signed one.", func(l *Lab) {
		l.bearer(l.encrypted())
		l.api().style = spring
	}},
	{"token-binding-failed", "The API has moved, and the client's DPoP proofs still name its old address.", func(l *Lab) {
		l.noClient()
		key := l.holderKey()
		l.use(l.draft().with("cnf", map[string]any{"jkt": thumbprint(&key.PublicKey)}))
		l.header("Authorization", "DPoP "+l.token)
		proof := l.proof(key, "https://devices.example.com/v2/devices")
		l.header("DPoP", proof)
		l.keep("DPOP_PROOF", proof)
		l.api().door = l.dpopDoor()
	}},
}

// stepUpScenarios are sign-ins that are not enough for what is asked.
var stepUpScenarios = []Scenario{
	{"step-up-required", "The user signed in with a password an hour ago, and the API wants a second factor.", func(l *Lab) {
		l.noClient()
		d := l.draft().with("sub", "5d1f0c9a").with("acr", "urn:northwind:password")
		l.use(d.with("auth_time", seconds(time.Now().Add(-time.Hour))))
		l.api().door = l.stepUpDoor("urn:northwind:mfa", 15*time.Minute)
	}},
}

// holderKey makes the key that the client proves its tokens with. The person
// has it in a file.
func (l *Lab) holderKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	l.fail(err)
	private, err := key.Bytes()
	l.fail(err)
	jwk := publicJWK(&key.PublicKey)
	jwk["d"] = base64.RawURLEncoding.EncodeToString(private)
	text, err := json.Marshal(jwk)
	l.fail(err)
	l.person.DPoPKey = diag.NewSecret(string(text))
	l.flag("--dpop-key", l.file("dpop-key.jwk", text))
	return key
}

// publicJWK is the key as RFC 7518 (section 6.2.1) has it.
func publicJWK(key *ecdsa.PublicKey) map[string]string {
	point, _ := key.Bytes() // uncompressed: 4, x, y; the keys are P-256 ones of ours
	half := len(point) / 2
	return map[string]string{
		"kty": "EC", "crv": "P-256",
		"x": base64.RawURLEncoding.EncodeToString(point[1 : 1+half]), "y": base64.RawURLEncoding.EncodeToString(point[1+half:]),
	}
}

// thumbprint is that of RFC 7638, section 3: of the members that are required, in the order of their names.
func thumbprint(key *ecdsa.PublicKey) string {
	text, _ := json.Marshal(publicJWK(key)) // a map of strings, written in that order
	return hashOf(string(text))
}

// proof is what the person's client sends (RFC 9449, section 4.2), for that address.
func (l *Lab) proof(key *ecdsa.PrivateKey, address string) string {
	t := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{
		"jti": keyID(), "htm": "GET", "htu": address, "iat": time.Now().Unix(), "ath": hashOf(l.token),
	})
	t.Header["typ"], t.Header["jwk"] = "dpop+jwt", publicJWK(&key.PublicKey)
	proof, err := t.SignedString(key)
	l.fail(err)
	return proof
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// stepUpDoor lets tokens in whose sign-in is of that class and recent (RFC 9470, section 3).
func (l *Lab) stepUpDoor(acr string, maxAge time.Duration) func(http.ResponseWriter, *http.Request) bool {
	a := l.api()
	return func(w http.ResponseWriter, r *http.Request) bool {
		token, refused := a.credential(r)
		var claims jwt.MapClaims
		if refused == nil {
			claims, refused = a.v2.check(r.Context(), token, a.now())
		}
		if refused != nil {
			spring.refuse(w, r, *refused)
			return false
		}
		at, _ := claims["auth_time"].(float64)
		if claims["acr"] == acr && a.now().Sub(time.Unix(int64(at), 0)) <= maxAge {
			return true
		}
		w.Header().Set("WWW-Authenticate", challenge("error", "insufficient_user_authentication",
			"error_description", "A different authentication level is required", "acr_values", acr, "max_age", "900"))
		w.WriteHeader(http.StatusUnauthorized)
		return false
	}
}

// encrypted is the person's token as the issuer encrypts it for somebody else:
// a signed one inside of a JWE (RFC 7519, section 5.2).
func (l *Lab) encrypted() string {
	signed, err := l.issuer.issue(l.draft())
	l.fail(err)
	reader, err := sharedRSA()
	l.fail(err)
	token, err := seal(signed, reader.Public().(*rsa.PublicKey))
	l.fail(err)
	return token
}

// seal is a JWE in compact form by RSA-OAEP-256 and A256GCM (RFC 7516, section 5.1).
func seal(text string, reader *rsa.PublicKey) (string, error) {
	key, nonce := make([]byte, 32), make([]byte, 12)
	_, _ = rand.Read(key) // never fails
	_, _ = rand.Read(nonce)
	wrapped, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, reader, key, nil)
	if err != nil {
		return "", err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	part := base64.RawURLEncoding.EncodeToString
	head := part([]byte(`{"alg":"RSA-OAEP-256","cty":"JWT","enc":"A256GCM","kid":"` + keyID() + `","typ":"JWT"}`))
	sealed := gcm.Seal(nil, nonce, []byte(text), []byte(head))
	cut := len(sealed) - gcm.Overhead()
	return strings.Join([]string{head, part(wrapped), part(nonce), part(sealed[:cut]), part(sealed[cut:])}, "."), nil
}
