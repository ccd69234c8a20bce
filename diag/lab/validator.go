package lab

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// signingAlgs are the algorithms that issuers sign with and APIs accept (RFC 8725, section 3.1).
var signingAlgs = []string{"ES256", "RS256"}

// accessTokenType is the typ of access tokens (RFC 9068, section 2.1).
const accessTokenType = "at+jwt"

// leeway is how far clocks may disagree.
const leeway = 30 * time.Second

// validator decides whether an access token is good for one API. It looks at
// one thing after the other and says what the first wrong one is.
type validator struct {
	issuer   string
	audience string
	claims   []string // demanded beside those of RFC 9068
	keys     *keyCache
	tokens   *introspector // asked about every token that is good otherwise; nil: not asked
}

func (v *validator) check(ctx context.Context, token string, now time.Time) (jwt.MapClaims, *refusal) {
	if !strings.Contains(token, ".") && v.tokens != nil {
		claims, refused := v.tokens.ask(ctx, token)
		if refused != nil {
			return nil, refused
		}
		return claims, v.checkClaims(claims, now)
	}
	claims, refused := v.checkSignature(ctx, token)
	if refused == nil {
		refused = v.checkClaims(claims, now)
	}
	if refused == nil && v.tokens != nil {
		_, refused = v.tokens.ask(ctx, token)
	}
	return claims, refused
}

// checkSignature reads a JWT and checks its form, algorithm, key, signature and type.
func (v *validator) checkSignature(ctx context.Context, token string) (jwt.MapClaims, *refusal) {
	claims := jwt.MapClaims{}
	parsed, _, err := jwt.NewParser().ParseUnverified(token, claims)
	if parsed == nil || errors.Is(err, jwt.ErrTokenMalformed) {
		return nil, &refusal{why: malformed}
	}
	if alg, _ := parsed.Header["alg"].(string); !slices.Contains(signingAlgs, alg) {
		return nil, &refusal{why: badAlgorithm, saw: alg}
	}
	var missed error
	_, err = jwt.NewParser(jwt.WithValidMethods(signingAlgs), jwt.WithoutClaimsValidation()).
		ParseWithClaims(token, claims, func(t *jwt.Token) (any, error) {
			kid, _ := t.Header["kid"].(string)
			var key any
			key, missed = v.keys.key(ctx, kid)
			return key, missed
		})
	switch {
	case errors.Is(missed, errNoKeySet):
		return nil, &refusal{why: noKeySet}
	case missed != nil:
		return nil, &refusal{why: unknownKey}
	case errors.Is(err, jwt.ErrTokenMalformed):
		return nil, &refusal{why: malformed}
	case err != nil:
		return nil, &refusal{why: badSignature}
	}
	if typ, _ := parsed.Header["typ"].(string); typ != accessTokenType && typ != "application/"+accessTokenType {
		return nil, &refusal{why: wrongType, saw: typ, want: accessTokenType}
	}
	return claims, nil
}

// checkClaims checks who issued the token, for whom and for how long. A claim of
// the wrong JSON type is one that is missing.
func (v *validator) checkClaims(claims jwt.MapClaims, now time.Time) *refusal {
	if iss, _ := claims.GetIssuer(); iss != v.issuer {
		return &refusal{why: wrongIssuer, saw: iss, want: v.issuer}
	}
	exp, err := claims.GetExpirationTime()
	if err != nil || exp == nil {
		return &refusal{why: claimMissing, want: "exp"}
	}
	if now.After(exp.Add(leeway)) {
		return &refusal{why: expired, at: exp.Time}
	}
	if nbf, _ := claims.GetNotBefore(); nbf != nil && now.Before(nbf.Add(-leeway)) {
		return &refusal{why: early, at: nbf.Time}
	}
	if aud, _ := claims.GetAudience(); !slices.Contains(aud, v.audience) {
		return &refusal{why: wrongAudience, saw: strings.Join(aud, ", "), want: v.audience}
	}
	for _, name := range v.claims {
		if claims[name] == nil {
			return &refusal{why: claimMissing, want: name}
		}
	}
	return nil
}

// introspector asks the issuer whether a token is active (RFC 7662).
type introspector struct {
	endpoint   string
	id, secret string
	client     *http.Client
}

func (i *introspector) ask(ctx context.Context, token string) (jwt.MapClaims, *refusal) {
	body := strings.NewReader(url.Values{"token": {token}}.Encode())
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, i.endpoint, body)
	if err != nil {
		return nil, &refusal{why: inactive}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(i.id, i.secret)
	claims := jwt.MapClaims{}
	if err := askJSON(i.client, r, &claims); err != nil || claims["active"] != true {
		return nil, &refusal{why: inactive}
	}
	return claims, nil
}
