package lab

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// proofAlgs are the algorithms that the API takes for proofs.
var proofAlgs = []jose.SignatureAlgorithm{jose.ES256, jose.RS256, jose.EdDSA}

// dpopDoor lets tokens in that come with their proof (RFC 9449, sections 4.3 and 7.1).
func (l *Lab) dpopDoor() func(http.ResponseWriter, *http.Request) bool {
	var used sync.Map // the proofs that came
	a := l.api()
	return func(w http.ResponseWriter, r *http.Request) bool {
		code, text := a.proven(r, &used)
		if text == "" {
			return true
		}
		params := `DPoP algs="ES256 RS256 EdDSA"`
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

// checkProof checks a proof and returns the thumbprint of its key.
func (a *api) checkProof(raw, address, method, token string) (jkt, refused string) {
	signed, err := jose.ParseSignedCompact(raw, proofAlgs)
	if err != nil || len(signed.Signatures) != 1 {
		return "", "the proof is no JWT"
	}
	head := signed.Signatures[0].Protected
	typ, _ := head.ExtraHeaders[jose.HeaderType].(string)
	if typ != "dpop+jwt" || head.JSONWebKey == nil || !head.JSONWebKey.IsPublic() {
		return "", "typ or jwk is wrong"
	}
	payload, err := signed.Verify(head.JSONWebKey)
	if err != nil {
		return "", "the signature does not verify"
	}
	var claims struct {
		JTI, HTM, HTU, ATH string
		IAT                int64
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		return "", "the claims cannot be read"
	}
	age := a.now().Sub(time.Unix(claims.IAT, 0))
	switch {
	case claims.HTM != method || claims.HTU != address:
		return "", "htm or htu does not fit the request"
	case claims.ATH != hashOf(token) || claims.JTI == "":
		return "", "ath or jti is wrong"
	case age.Abs() > time.Minute:
		return "", "iat is too far off"
	}
	sum, err := head.JSONWebKey.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", "jwk is wrong"
	}
	return base64.RawURLEncoding.EncodeToString(sum), ""
}
