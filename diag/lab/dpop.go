package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// dpopDoor lets tokens in that come with their proof (RFC 9449, sections 4.3 and 7.1).
func (l *Lab) dpopDoor() func(http.ResponseWriter, *http.Request) bool {
	var used sync.Map // the proofs that came
	a := l.api()
	return func(w http.ResponseWriter, r *http.Request) bool {
		code, text := a.proven(r, &used)
		if text == "" {
			return true
		}
		params := `DPoP algs="ES256"`
		if code != "" {
			params += `, error="` + code + `", error_description="` + text + `"`
		}
		w.Header().Set("WWW-Authenticate", params)
		writeJSON(w, http.StatusUnauthorized, map[string]string{"message": http.StatusText(http.StatusUnauthorized)})
		return false
	}
}

// proven says why token and proof are refused: an error code and a text.
func (a *api) proven(r *http.Request, used *sync.Map) (code, text string) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	proofs := r.Header.Values("DPoP")
	switch {
	case !strings.EqualFold(scheme, "DPoP"):
		return "", "no token under the scheme DPoP"
	case len(proofs) != 1:
		return "invalid_dpop_proof", "exactly one DPoP proof is needed"
	}
	claims, refused := a.v2.check(r.Context(), token, a.now())
	if refused != nil {
		return "invalid_token", "the token is not good"
	}
	jkt, text := a.checkProof(proofs[0], "http://"+r.Host+r.URL.EscapedPath(), r.Method, token)
	if text != "" {
		return "invalid_dpop_proof", text
	}
	if cnf, _ := claims["cnf"].(map[string]any); cnf["jkt"] != jkt {
		return "invalid_token", "Invalid DPoP key binding"
	}
	if _, again := used.LoadOrStore(proofs[0], true); again {
		return "invalid_dpop_proof", "the proof was used before"
	}
	return "", ""
}

// proofClaims are those of RFC 9449, section 4.2.
type proofClaims struct {
	jwt.RegisteredClaims

	Method string `json:"htm"`
	URL    string `json:"htu"`
	Hash   string `json:"ath"`
}

// checkProof checks a proof and returns the thumbprint of its key.
func (a *api) checkProof(raw, address, method, token string) (jkt, refused string) {
	var key *ecdsa.PublicKey
	var claims proofClaims
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"ES256"}), jwt.WithoutClaimsValidation())
	_, err := parser.ParseWithClaims(raw, &claims, func(t *jwt.Token) (any, error) {
		if t.Header["typ"] != "dpop+jwt" {
			return nil, errors.New("typ is wrong")
		}
		var err error
		key, err = keyIn(t.Header["jwk"])
		return key, err
	})
	if err != nil || claims.IssuedAt == nil {
		return "", "typ, jwk or the signature is wrong"
	}
	age := a.now().Sub(claims.IssuedAt.Time)
	switch {
	case claims.Method != method || claims.URL != address:
		return "", "htm or htu does not fit the request"
	case claims.Hash != hashOf(token) || claims.ID == "":
		return "", "ath or jti is wrong"
	case age.Abs() > time.Minute:
		return "", "iat is too far off"
	}
	return thumbprint(key), ""
}

// keyIn reads a public P-256 key out of a proof's header (RFC 7518, section 6.2.1).
func keyIn(header any) (*ecdsa.PublicKey, error) {
	jwk, _ := header.(map[string]any)
	x, _ := jwk["x"].(string)
	y, _ := jwk["y"].(string)
	bx, errX := base64.RawURLEncoding.DecodeString(x)
	by, errY := base64.RawURLEncoding.DecodeString(y)
	if jwk["kty"] != "EC" || jwk["crv"] != "P-256" || jwk["d"] != nil || errors.Join(errX, errY) != nil {
		return nil, errors.New("jwk is no public P-256 key")
	}
	return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, bx...), by...))
}
