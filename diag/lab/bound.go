package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
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
		l.use(l.draft().with("cnf", map[string]any{"jkt": thumbprint(l, key)}))
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
	text, err := json.Marshal(jose.JSONWebKey{Key: key})
	l.fail(err)
	l.person.DPoPKey = diag.NewSecret(string(text))
	l.flag("--dpop-key", l.file("dpop-key.jwk", text))
	return key
}

func thumbprint(l *Lab, key *ecdsa.PrivateKey) string {
	sum, err := (&jose.JSONWebKey{Key: key.Public()}).Thumbprint(crypto.SHA256)
	l.fail(err)
	return base64.RawURLEncoding.EncodeToString(sum)
}

// proof is what the person's client sends (RFC 9449, section 4.2), for that address.
func (l *Lab) proof(key *ecdsa.PrivateKey, address string) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key},
		(&jose.SignerOptions{EmbedJWK: true}).WithType("dpop+jwt"))
	if err != nil {
		l.fail(err)
		return ""
	}
	claims, err := json.Marshal(map[string]any{
		"jti": keyID(), "htm": "GET", "htu": address, "iat": time.Now().Unix(), "ath": hashOf(l.token),
	})
	l.fail(err)
	signed, err := signer.Sign(claims)
	if err != nil {
		l.fail(err)
		return ""
	}
	proof, err := signed.CompactSerialize()
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
	encrypter, err := jose.NewEncrypter(jose.A256GCM,
		jose.Recipient{Algorithm: jose.RSA_OAEP_256, Key: reader.Public().(*rsa.PublicKey), KeyID: keyID()},
		(&jose.EncrypterOptions{}).WithType("JWT").WithContentType("JWT"))
	if err != nil {
		l.fail(err)
		return ""
	}
	sealed, err := encrypter.Encrypt([]byte(signed))
	if err != nil {
		l.fail(err)
		return ""
	}
	token, err := sealed.CompactSerialize()
	l.fail(err)
	return token
}
