package authn

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"

	"example.com/why401/diag"
)

// copied are the claims that a validator may look at before it checks the
// signature. Who the token is about is none of them.
var copied = []string{"iss", "aud", "exp", "nbf", "iat", "scope", "scp", "azp", "client_id", "appid", "cid", "typ", "token_use", "ver", "tid"}

// MadeUpToken is a token that nobody signed, like another one in form: for asking
// an API how it treats a key id. Its signature has the right length and is drawn
// from the seed, so nothing of the real one is in it. Empty where like is no JWS.
func MadeUpToken(like diag.Token, kid, seed string) diag.Secret {
	if like.Kind != diag.JWS || like.Header == nil {
		return diag.Secret{}
	}
	header := map[string]any{"alg": like.Alg}
	if kid != "" {
		header["kid"] = kid
	}
	if like.Typ != "" {
		header["typ"] = like.Typ
	}
	invented := hex.EncodeToString(stretch(seed+"|names", 16))
	claims := map[string]any{"sub": "why401-" + invented[:16], "jti": invented[16:]}
	for _, name := range copied {
		if v, ok := like.Claims[name]; ok {
			claims[name] = v
		}
	}
	need := like.SignatureNeed
	if need == 0 { // RSA: as long as the real one, or a 2048-bit key's where that is lost
		need = max(like.SignatureLen, 256)
	}
	return diag.NewSecret(encodePart(header) + "." + encodePart(claims) + "." +
		base64.RawURLEncoding.EncodeToString(stretch(seed+"|signature|"+kid, need)))
}

// encodePart writes JSON as a part of a token. What was decoded from JSON can be encoded.
func encodePart(v map[string]any) string {
	text, _ := json.Marshal(v)
	return base64.RawURLEncoding.EncodeToString(text)
}

// stretch draws n bytes from a seed.
func stretch(seed string, n int) []byte {
	var out []byte
	for i := uint32(0); len(out) < n; i++ {
		sum := sha256.Sum256(binary.BigEndian.AppendUint32([]byte(seed), i))
		out = append(out, sum[:]...)
	}
	return out[:n]
}
