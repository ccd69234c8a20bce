package lab

import (
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// tokenScenarios are the faults of the token itself. A fresh one is accepted in all of
// them but clock-skew.
var tokenScenarios = []Scenario{
	{"token-malformed", "The end of the token was lost when it was copied.", func(l *Lab) {
		l.bearer(l.token[:len(l.token)-20])
	}},
	{"token-expired", "The token ran out 36 minutes ago.", func(l *Lab) {
		end := time.Now().Add(-36 * time.Minute)
		l.use(l.draft().lasting(end.Add(-l.issuer.lifetime), end))
		l.api().style = aspnet
	}},
	{"token-not-yet-valid", "The token begins to be valid in an hour.", func(l *Lab) {
		now := time.Now()
		l.use(l.draft().with("nbf", seconds(now.Add(time.Hour))).with("exp", seconds(now.Add(2*time.Hour))))
		l.api().style = envoy
	}},
	{"clock-skew", "The API's clock is ten minutes ahead, and tokens last five.", func(l *Lab) {
		now := time.Now()
		l.issuer.lifetime = 5 * time.Minute
		l.use(l.draft().lasting(now, now.Add(l.issuer.lifetime)))
		l.api().style = express
		l.api().ahead = 10 * time.Minute
	}},
	{"signature-invalid", "Someone added a scope to the token after it was signed.", func(l *Lab) {
		l.fail(l.issuer.rotate(newRS256))
		l.bearer(l.tampered())
		l.api().style = spring
	}},
	{"signing-key-unknown", "The token is signed with a key that the issuer does not publish.", func(l *Lab) {
		d := l.draft()
		var err error
		d.key, err = newES256()
		l.fail(err)
		l.forge(d)
	}},
	{"algorithm-rejected", "The token is signed with the client's secret (HS256), and the API takes public-key signatures only.", func(l *Lab) {
		d := l.draft()
		d.key = signingKey{method: jwt.SigningMethodHS256, private: []byte(l.client.secret)}
		l.forge(d)
		l.api().style = express
	}},
	{"issuer-mismatch", "The token comes from a partner's issuer.", func(l *Lab) {
		l.forge(l.draftOf(l.partner))
	}},
	{"wrong-environment", "The token comes from the staging realm.", func(l *Lab) {
		l.forge(l.draftOf(l.staging))
	}},
	{"audience-mismatch", "The token was issued for the billing API.", func(l *Lab) {
		l.use(l.draft().with("aud", "api://billing"))
		l.person.Audience = audience
		l.api().style = spring
	}},
	{"wrong-token-type", "An ID token is sent in place of the access token.", func(l *Lab) {
		l.forge(l.idToken())
	}},
	{"claim-missing", "The API wants to know the tenant, and the token was issued before the client had one.", func(l *Lab) {
		l.client.claims = map[string]any{"tenant": "northwind"}
		l.api().v2.claims = []string{"tenant"}
		l.api().style = spring
	}},
	{"token-revoked", "The token was revoked long before its end.", func(l *Lab) {
		l.issuer.end(l.token)
		l.askIssuer()
		l.api().style = express
	}},
}

// tampered is a token with the signature of another payload.
func (l *Lab) tampered() string {
	d := l.draft()
	signed, err := d.sign()
	l.fail(err)
	other, err := d.with("scope", "devices:read devices:manage").sign()
	l.fail(err)
	return other[:strings.LastIndex(other, ".")] + signed[strings.LastIndex(signed, "."):]
}

// idToken tells a client who signed in (OpenID Connect Core, section 2).
func (l *Lab) idToken() draft {
	d := l.draft()
	d.typ = "JWT"
	d.claims = jwt.MapClaims{
		"iss": l.issuer.url, "sub": "5d1f0c9a", "aud": l.client.id, "azp": l.client.id,
		"nonce": secret(), "at_hash": secret()[:22], "name": "Robin Vance",
		"auth_time": d.claims["iat"], "iat": d.claims["iat"], "exp": d.claims["exp"],
	}
	return d
}
