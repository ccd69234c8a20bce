package cause_test

import (
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func TestFreshTokenCauses(t *testing.T) {
	t.Parallel()
	oauth := func(code string) diag.Exchange {
		return body(400, `{"error":"`+code+`","error_description":"it says"}`)
	}
	client := func(e diag.Exchange) part { return grant("client_credentials", e) }
	refresh := func(e diag.Exchange) part { return grant("refresh_token", e) }
	none := func(parts ...part) scene { return saw(append([]part{anonymous, given(refused)}, parts...)...) }
	carrying := func(parts ...part) scene { return saw(append([]part{bearing(good), given(refused)}, parts...)...) }
	away := diag.IssuerFault{Code: "idp-unreachable", Source: "issuer.metadata", Text: "no HTTP answer", Observed: "connect", Expected: "200"}
	other := diag.IssuerFault{Code: "idp-misconfigured", Source: "issuer.metadata", Text: "its metadata names another issuer", Observed: "a", Expected: "b"}
	minor := other
	minor.Minor = true
	unchecked := signature(diag.SigUnchecked)
	byToken := func(s *scene) { s.f.Token.Issuer.From = "token.iss" }
	issuerOfFresh := func(f diag.IssuerFault) part {
		return func(s *scene) {
			s.f.Fresh = &diag.FreshFacts{Grant: "client_credentials", Issuer: &diag.Issuer{URL: idp, Faults: []diag.IssuerFault{f}}}
		}
	}
	anotherOpaque := authn.ReadToken(diag.NewSecret("b2d84c0f9e6a4f9c1e7a"))
	judge(t, []row{
		{"no token without it", none(client(oauth("invalid_client"))), "client-credentials-invalid", "confirmed", "invalid_client: it says"},
		{"what the fix would run into", carrying(client(oauth("invalid_client"))), "client-credentials-invalid", "possible", ""},
		{"401 without words", none(client(answer(401))), "client-credentials-invalid", "confirmed", ""},
		{"invalid_grant, with no grant but the client's own", none(client(oauth("invalid_grant"))), "client-credentials-invalid", "likely", ""},
		{"of the refresh token", none(refresh(oauth("invalid_grant"))), "client-credentials-invalid", silent, ""},
		{"a server error", none(client(body(500, `{"error":"server_error"}`))), "client-credentials-invalid", silent, ""},
		{"a rate limit", none(client(answer(429))), "client-credentials-invalid", silent, ""},
		{"a token was issued", none(fresh(good, ok)), "client-credentials-invalid", silent, ""},

		{"no token without it", none(refresh(oauth("invalid_grant"))), "refresh-token-invalid", "confirmed", "invalid_grant"},
		{"what the fix would run into", carrying(refresh(oauth("invalid_grant"))), "refresh-token-invalid", "possible", ""},
		{"of the client", none(refresh(oauth("invalid_client"))), "refresh-token-invalid", silent, ""},
		{"no answer", none(refresh(failed(diag.FailConnect))), "refresh-token-invalid", silent, ""},

		{"this client may not", none(client(oauth("unauthorized_client"))), "grant-not-allowed", "confirmed", ""},
		{"this issuer does not", none(client(oauth("unsupported_grant_type"))), "grant-not-allowed", "confirmed", ""},
		{"of the scope", none(client(oauth("invalid_scope"))), "grant-not-allowed", silent, ""},

		{"refused", none(client(oauth("invalid_scope"))), "scope-not-granted", "confirmed", "invalid_scope"},
		{"left out, and without it refused", none(fresh(good, scopeRefused), dropped("logs:read")), "scope-not-granted", "confirmed", "without it the request is refused"},
		{"left out, and accepted", none(fresh(good, ok), dropped("logs:read")), "scope-not-granted", silent, ""},
		{"all granted", none(fresh(good, ok)), "scope-not-granted", silent, ""},

		{"the token endpoint is away", none(client(failed(diag.FailConnect))), "idp-unreachable", "confirmed", "connect"},
		{"it fails", none(client(answer(503))), "idp-unreachable", "confirmed", "overloaded"},
		{"it limits", none(client(answer(429))), "idp-unreachable", "confirmed", "overloaded"},
		{"its metadata is away", none(issuerOfFresh(away)), "idp-unreachable", "confirmed", ""},
		{"nothing else is wrong", carrying(unchecked, issuerFault(away)), "idp-unreachable", "likely", ""},
		{"only the token names it", carrying(unchecked, byToken, issuerFault(away)), "idp-unreachable", "possible", ""},
		{"the token is over, too", saw(bearing(with("exp", in(-time.Hour))), unchecked, issuerFault(away), given(refused)), "idp-unreachable", "possible", ""},
		{"it refuses the client", none(client(oauth("invalid_client"))), "idp-unreachable", silent, ""},
		{"the request succeeds", saw(bearing(good), issuerFault(away), given(ok)), "idp-unreachable", silent, ""},

		{"it calls itself otherwise", none(issuerOfFresh(other)), "idp-misconfigured", "confirmed", "another issuer"},
		{"HTML for a token", none(client(answer(200, "Content-Type", "text/html"))), "idp-misconfigured", "confirmed", "neither a token nor an OAuth error"},
		{"nothing else is wrong", carrying(unchecked, issuerFault(other)), "idp-misconfigured", "likely", ""},
		{"a slash", none(issuerOfFresh(minor)), "idp-misconfigured", silent, ""},
		{"it is away", none(client(failed(diag.FailTimeout))), "idp-misconfigured", silent, ""},

		{"three times accepted, and six refused", carrying(fresh(with("iat", in(0)), ok, refused), tried("stale-token", ok, refused), tried("stale-token", ok, refused), repeated(2, refused)), "stale-token", "confirmed", "accepted 3 times out of 3, this one 0 out of 6"},
		{"that may be a replica yet", carrying(fresh(with("iat", in(0)), ok, refused), tried("stale-token", ok), tried("stale-token", ok)), "stale-token", "likely", ""},
		{"accepted once", carrying(fresh(with("iat", in(0)), ok, refused)), "stale-token", "likely", ""},
		{"opaque, and active", saw(opaque, introspected(true, nil), given(refused), freshToken(anotherOpaque, ok, refused)), "stale-token", "likely", "calls it active"},
		{"opaque", saw(opaque, given(refused), freshToken(anotherOpaque, ok, refused)), "stale-token", "likely", "only its issuer knows"},
		{"opaque, and the fresh one is none", saw(opaque, given(refused), fresh(good, ok, refused)), "stale-token", silent, ""},
		{"not always accepted", carrying(fresh(with("iat", in(0)), ok, refused), tried("stale-token", refused)), "stale-token", silent, ""},
		{"expired", saw(bearing(with("exp", in(-time.Hour))), given(refused), fresh(good, ok, refused)), "stale-token", silent, ""},
		{"not active", saw(opaque, introspected(false, nil), given(refused), fresh(good, ok, refused)), "stale-token", silent, ""},
		{"another audience", carrying(fresh(with("aud", "api://other"), ok, refused)), "stale-token", silent, ""},
		{"the old one is accepted, too", carrying(fresh(good, ok, ok)), "stale-token", silent, ""},
		{"the fresh one is refused", carrying(fresh(good, refused)), "stale-token", silent, ""},
	})
}
