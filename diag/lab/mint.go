package lab

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// signingKey is a key and the algorithm that it is used with.
type signingKey struct {
	id      string // "": the token names none
	method  jwt.SigningMethod
	private any // crypto.Signer; bytes for an HMAC
}

func (k signingKey) public() crypto.PublicKey { return k.private.(crypto.Signer).Public() }

func newES256() (signingKey, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return signingKey{keyID(), jwt.SigningMethodES256, private}, err
}

// sharedRSA is generated once in a process: it takes longer than all the rest of a lab.
var sharedRSA = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func newRS256() (signingKey, error) {
	private, err := sharedRSA()
	return signingKey{keyID(), jwt.SigningMethodRS256, private}, err
}

// random is unguessable bytes. crypto/rand never fails: it ends the program instead.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func keyID() string { return hex.EncodeToString(random(8)) }

// secret is an unguessable value that means nothing to others: a client secret, an opaque token.
func secret() string { return base64.RawURLEncoding.EncodeToString(random(32)) }

// draft is a token before it is signed.
type draft struct {
	key    signingKey
	typ    string
	claims jwt.MapClaims
}

// with is a copy with one claim set.
func (d draft) with(claim string, value any) draft {
	d.claims = maps.Clone(d.claims)
	d.claims[claim] = value
	return d
}

// lasting is a copy that is good from one moment to another.
func (d draft) lasting(from, to time.Time) draft {
	return d.with("iat", seconds(from)).with("nbf", seconds(from)).with("exp", seconds(to))
}

func (d draft) sign() (string, error) {
	t := jwt.NewWithClaims(d.key.method, d.claims)
	t.Header["typ"] = d.typ
	if d.key.id != "" {
		t.Header["kid"] = d.key.id
	}
	return t.SignedString(d.key.private)
}

// seconds is a NumericDate (RFC 7519, section 2) in the type that JSON is read into.
func seconds(t time.Time) float64 { return float64(t.Unix()) }
