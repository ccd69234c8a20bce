package cause_test

import (
	"strconv"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func TestTokenCauses(t *testing.T) {
	t.Parallel()
	expired := with("iat", in(-2*time.Hour), "exp", in(-36*time.Minute))
	late := with("nbf", in(time.Hour), "exp", in(2*time.Hour))
	other, staging := with("iss", "https://login.partner.example/oauth2"), with("iss", "https://idp.example.com/realms/staging")
	billing := with("aud", "api://billing")
	id := with("scope", nil, "nonce", "n-0S6_WzA2Mj", "at_hash", "77QmUPtjPfzWtF2AnpK9RQ", "aud", "sync")
	cut := authn.ReadToken(diag.NewSecret(written(rs256, good)[:120]))
	broken := authn.ReadToken(diag.NewSecret(written(rs256, good)[:40] + "\n" + written(rs256, good)[40:]))
	unsigned := headed(claims{"alg": "none"}, good)
	symmetric := headed(claims{"alg": "HS256"}, good)
	tenant := with("tenant", "northwind")
	says := told("The token expired at '03/08/2026 11:24:00'")
	judge(t, []row{
		{"cut", saw(bearingToken(cut, diag.SigUnchecked), given(invalid)), "token-malformed", "confirmed", "two parts"},
		{"a line break, mended", saw(bearingToken(broken, diag.SigGood), given(invalid), tried("token-malformed", ok)), "token-malformed", "confirmed", "mended"},
		{"the API says so of an opaque one", saw(opaque, given(told("malformed token"))), "token-malformed", "likely", "says so"},
		{"the API says so of a whole one", saw(bearing(good), given(told("malformed token"))), "token-malformed", "possible", ""},
		{"cut, but accepted", saw(bearingToken(cut, diag.SigUnchecked), given(scopeRefused)), "token-malformed", "ruled out", ""},
		{"opaque and active, where a JWT is accepted", saw(opaque, introspected(true, nil), given(invalid), fresh(good, ok, refused)), "token-malformed", "confirmed", ""},
		{"opaque, where a JWT is accepted", saw(opaque, given(invalid), fresh(good, ok, refused)), "token-malformed", "likely", "the API reads JWTs"},
		{"whole", saw(bearing(good), given(invalid)), "token-malformed", silent, ""},

		{"36 minutes ago, and the API says so", saw(bearing(expired), apiClock(0), given(says)), "token-expired", "confirmed", "ended 36 min ago, by the clock of the API"},
		{"a fresh one is accepted", saw(bearing(expired), given(answer(401)), fresh(good, ok, refused)), "token-expired", "confirmed", ""},
		{"a fresh one is accepted, as is the old one", saw(bearing(expired), given(answer(401)), fresh(good, ok, ok)), "token-expired", "likely", ""},
		{"the API says nothing", saw(bearing(expired), given(invalid)), "token-expired", "likely", ""},
		{"not verified", saw(bearing(expired), signature(diag.SigUnchecked), given(invalid)), "token-expired", "likely", ""},
		{"the API says something else", saw(bearing(expired), given(told("invalid audience"))), "token-expired", "likely", ""},
		{"within the leeway", saw(bearing(with("exp", in(-30*time.Second))), given(invalid)), "token-expired", "likely", "a leeway may still cover that"},
		{"within the second", saw(bearing(with("exp", in(200*time.Millisecond+time.Second))), apiClock(800*time.Millisecond), given(invalid)), "token-expired", "possible", "within the second"},
		{"by introspection", saw(opaque, introspected(false, claims{"exp": strconv.FormatInt(in(-time.Hour), 10)}), given(invalid)), "token-expired", "likely", ""},
		{"the API took it as good", saw(bearing(expired), given(scopeRefused)), "token-expired", "ruled out", ""},
		{"valid", saw(bearing(good), apiClock(0), given(invalid)), "token-expired", "ruled out", "another 60 min"},
		{"without a token", saw(given(invalid)), "token-expired", silent, ""},

		{"an hour ahead", saw(bearing(late), given(told("The token is not valid before '03/08/2026 13:00:00'"))), "token-not-yet-valid", "confirmed", "nbf lies 60 min ahead"},
		{"the API says nothing", saw(bearing(late), given(invalid)), "token-not-yet-valid", "likely", ""},
		{"iat only", saw(bearing(with("iat", in(time.Hour), "exp", in(2*time.Hour))), given(invalid)), "token-not-yet-valid", "likely", "iat lies"},
		{"within the tolerance", saw(bearing(with("nbf", in(4*time.Second))), given(invalid)), "token-not-yet-valid", silent, ""},

		{"the API is ahead", saw(bearing(with("exp", in(5*time.Minute))), apiClock(10*time.Minute), issuerClock(0), given(told("The token expired"))), "clock-skew", "confirmed", "ahead of the others"},
		{"two clocks against one", saw(bearing(with("exp", in(5*time.Minute))), apiClock(10*time.Minute), issuerClock(0), given(answer(401))), "clock-skew", "likely", ""},
		{"one against one", saw(bearing(with("exp", in(5*time.Minute))), apiClock(10*time.Minute), given(answer(401))), "clock-skew", "likely", ""},
		{"the API is behind", saw(bearing(with("nbf", in(-time.Minute))), apiClock(-10*time.Minute), issuerClock(0), given(answer(401))), "clock-skew", "likely", "behind the others"},
		{"the issuer is ahead", saw(bearing(with("iat", in(9*time.Minute), "nbf", in(9*time.Minute))), apiClock(0), issuerClock(10*time.Minute), given(answer(401))), "clock-skew", "likely", "issuer's clock"},
		{"this machine's is wrong", saw(bearing(expired), apiClock(time.Hour), issuerClock(time.Hour), given(says)), "clock-skew", "ruled out", "agree"},
		{"good by all", saw(bearing(good), apiClock(10*time.Minute), issuerClock(0), given(invalid)), "clock-skew", silent, ""},
		{"bad by all", saw(bearing(expired), apiClock(10*time.Minute), issuerClock(0), given(invalid)), "clock-skew", silent, ""},
		{"they agree", saw(bearing(good), apiClock(time.Second), issuerClock(0), given(invalid)), "clock-skew", "ruled out", "3 clocks agree"},

		{"it does not verify", saw(bearing(good), signature(diag.SigBad), given(invalid)), "signature-invalid", "confirmed", "does not verify with the issuer's key k1"},
		{"signed for another reader", saw(bearingToken(headed(claims{"alg": "RS256", "kid": "k1", "nonce": "x"}, good), diag.SigBad), given(invalid)), "signature-invalid", "possible", ""},
		{"the API names another reason", saw(bearing(good), signature(diag.SigBad), given(says)), "signature-invalid", "likely", ""},
		{"the API says so, unchecked here", saw(bearing(good), signature(diag.SigUnchecked), given(told("invalid signature"))), "signature-invalid", "likely", ""},
		{"it verifies", saw(bearing(good), given(invalid)), "signature-invalid", "ruled out", "it verifies"},

		{"not in the set", saw(bearing(good), signature(diag.SigUnknownKey), given(invalid)), "signing-key-unknown", "confirmed", "no key of the issuer's has the id k1"},
		{"a key could not be read", saw(bearing(good), signature(diag.SigUnknownKey), func(s *scene) {
			s.f.Token.Issuer.Keys.Keys[0] = diag.Key{Fault: "no RSA modulus"}
		}, given(invalid)), "signing-key-unknown", "likely", ""},
		{"in the set", saw(bearing(good), given(invalid)), "signing-key-unknown", silent, ""},

		{"none", saw(bearingToken(unsigned, diag.SigNone), given(invalid)), "algorithm-rejected", "confirmed", "not signed"},
		{"symmetric", saw(bearingToken(symmetric, diag.SigSymmetric), given(told("invalid algorithm")), fresh(good, ok, refused)), "algorithm-rejected", "confirmed", "shared secret"},
		{"another one is accepted", saw(bearingToken(headed(claims{"alg": "ES256", "kid": "k2", "typ": "JWT"}, good), diag.SigGood), given(answer(401)), fresh(good, ok, refused)), "algorithm-rejected", "confirmed", "signed with ES256 it is refused, with RS256 accepted"},
		{"accepted with the same", saw(bearing(good), given(answer(401)), fresh(good, ok, refused)), "algorithm-rejected", silent, ""},

		{"a partner's, and the API says so", saw(bearing(other), own, given(told("invalid issuer"))), "issuer-mismatch", "confirmed", "login.partner.example"},
		{"a partner's", saw(bearing(other), own, given(invalid)), "issuer-mismatch", "likely", "login.partner.example"},
		{"a partner's, and the flag may be wrong", saw(bearing(other), own, func(s *scene) { s.f.Token.Issuer.Metadata = nil }, given(invalid)), "issuer-mismatch", "possible", ""},
		{"a partner's, unverified", saw(bearing(other), signature(diag.SigUnchecked), given(invalid)), "issuer-mismatch", "likely", "--issuer names " + idp},
		{"a slash", saw(bearing(with("iss", idp+"/")), given(invalid)), "issuer-mismatch", "likely", "trailing slash"},
		{"a slash, which all its tokens have", saw(bearing(with("iss", idp+"/")), given(invalid), fresh(with("iss", idp+"/"), invalid)), "issuer-mismatch", silent, ""},
		{"another environment", saw(bearing(staging), own, given(invalid)), "issuer-mismatch", silent, ""},
		{"the one that is trusted", saw(bearing(good), given(invalid)), "issuer-mismatch", "ruled out", "is trusted"},
		{"nobody says which one", saw(bearing(other), unnamed, given(invalid)), "issuer-mismatch", silent, ""},
		{"only the API says which one", saw(bearing(other), unnamed, given(told("invalid issuer, expected "+idp))), "issuer-mismatch", "confirmed", "refusing answer"},

		{"staging, and the API says so", saw(bearing(staging), own, given(told("invalid issuer"))), "wrong-environment", "confirmed", "staging"},
		{"staging, and a fresh one is accepted", saw(bearing(staging), own, given(invalid), fresh(good, ok, refused)), "wrong-environment", "confirmed", ""},
		{"staging", saw(bearing(staging), own, given(invalid)), "wrong-environment", "likely", "staging"},
		{"staging, unverified", saw(bearing(staging), signature(diag.SigUnchecked), given(invalid)), "wrong-environment", "likely", ""},
		{"a partner's", saw(bearing(other), own, given(invalid)), "wrong-environment", silent, ""},
		{"the one that is trusted", saw(bearing(good), given(invalid)), "wrong-environment", silent, ""},

		{"another API's", saw(bearing(billing), audience(devices), given(told("invalid audience"))), "audience-mismatch", "confirmed", "aud is api://billing, and --audience says api://devices"},
		{"another API's, and it says nothing", saw(bearing(billing), audience(devices), given(invalid)), "audience-mismatch", "likely", ""},
		{"the API's metadata says so", saw(bearing(billing), describes("https://api.example.com/v2"), given(invalid)), "audience-mismatch", "possible", ""},
		{"a slash", saw(bearing(with("aud", devices+"/")), audience(devices), given(invalid)), "audience-mismatch", "likely", "trailing slash"},
		{"a slash, which all its tokens have", saw(bearing(with("aud", devices+"/")), audience(devices), given(invalid), fresh(with("aud", devices+"/"), invalid)), "audience-mismatch", silent, ""},
		{"none", saw(bearing(with("aud", nil)), audience(devices), given(invalid)), "audience-mismatch", "likely", "absent"},
		{"one of several", saw(bearing(with("aud", []string{"api://billing", devices})), audience(devices), given(invalid)), "audience-mismatch", "ruled out", "aud names"},
		{"nobody says which one", saw(bearing(billing), given(invalid)), "audience-mismatch", silent, ""},

		{"an ID token", saw(bearing(id), given(told("Invalid token type"))), "wrong-token-type", "confirmed", `kind "id"`},
		{"a refresh token", saw(bearing(with("typ", "Refresh")), given(invalid)), "wrong-token-type", "likely", `kind "refresh"`},
		{"an access token", saw(bearing(with("token_use", "access")), given(invalid)), "wrong-token-type", silent, ""},
		{"it does not say", saw(bearing(good), given(invalid)), "wrong-token-type", silent, ""},

		{"one with it is accepted", saw(bearing(good), given(answer(401)), fresh(tenant, ok, refused)), "claim-missing", "confirmed", "with tenant"},
		{"one with it is refused, too", saw(bearing(good), given(answer(401)), fresh(tenant, refused)), "claim-missing", silent, ""},
		{"another's token", saw(bearing(good), given(answer(401)), fresh(with("sub", "robin", "tenant", "northwind"), ok, refused)), "claim-missing", "possible", ""},
		{"the API says so", saw(bearing(good), given(told("missing required claim"))), "claim-missing", "likely", "says so"},
		{"the same claims are accepted", saw(bearing(good), given(answer(401)), fresh(with("iat", in(0)), ok, refused)), "claim-missing", silent, ""},

		{"not active, a fresh one is and is accepted", saw(bearing(good), introspected(false, nil), given(invalid), fresh(with("iat", in(0)), ok, refused), control(true)), "token-revoked", "confirmed", "it would last another 60 min"},
		{"not active, as are fresh ones", saw(bearing(good), introspected(false, nil), given(invalid), fresh(with("iat", in(0)), ok, refused), control(false)), "token-revoked", "ruled out", "issued a moment ago"},
		{"not active, and verified", saw(bearing(good), introspected(false, nil), given(invalid)), "token-revoked", "likely", ""},
		{"not active, and not this issuer's", saw(bearing(good), signature(diag.SigUnknownKey), introspected(false, nil), given(invalid)), "token-revoked", silent, ""},
		{"not active", saw(opaque, introspected(false, nil), given(invalid)), "token-revoked", "likely", "not active"},
		{"active", saw(bearing(good), introspected(true, nil), given(invalid)), "token-revoked", "ruled out", "active"},
		{"over", saw(bearing(expired), introspected(false, nil), given(invalid)), "token-revoked", "ruled out", "expired"},
		{"not asked", saw(bearing(good), given(invalid)), "token-revoked", silent, ""},
		{"the API says so", saw(opaque, given(told("token revoked"))), "token-revoked", "likely", ""},
	})
}
