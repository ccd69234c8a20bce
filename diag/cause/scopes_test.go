package cause_test

import (
	"testing"

	"example.com/why401/diag"
)

func TestScopeCauses(t *testing.T) {
	t.Parallel()
	lacks, enough := scopes("devices:write", "devices:read"), scopes("devices:read", "devices:read")
	writer := with("scope", "devices:read devices:write")
	forbidden := answer(403)
	judge(t, []row{
		{"it is named, and the token verified", saw(bearing(good), given(scopeRefused), lacks), "insufficient-scope", "confirmed", "asks for devices:write"},
		{"a fresh one with it is accepted", saw(bearing(good), given(forbidden), lacks, fresh(writer, ok, forbidden)), "insufficient-scope", "confirmed", "the request succeeds"},
		{"it is named, and the API reads the token", saw(opaque, given(scopeRefused), without(refused), lacks), "insufficient-scope", "confirmed", ""},
		{"it is named", saw(opaque, given(scopeRefused), lacks), "insufficient-scope", "likely", ""},
		{"the code alone", saw(opaque, given(answer(403, "WWW-Authenticate", `Bearer error="insufficient_scope"`)), func(s *scene) { s.f.Scopes = &diag.ScopeFacts{} }), "insufficient-scope", "likely", "insufficient_scope"},
		{"403", saw(bearing(good), given(forbidden), lacks), "insufficient-scope", "likely", "the token lacks it"},
		{"401", saw(bearing(good), given(refused), lacks), "insufficient-scope", "possible", "seldom about scopes"},
		{"a fresh one without it is accepted", saw(bearing(good), given(refused), lacks, fresh(good, ok, refused)), "insufficient-scope", "possible", ""},
		{"every scope is there", saw(bearing(good), given(forbidden), enough), "insufficient-scope", "ruled out", "every scope"},
		{"nobody says what is needed", saw(bearing(good), given(forbidden), scopes("", "devices:read")), "insufficient-scope", silent, ""},
		{"not looked at", saw(bearing(good), given(scopeRefused)), "insufficient-scope", silent, ""},
		{"accepted", saw(bearing(good), given(ok), lacks), "insufficient-scope", silent, ""},

		{"every scope, and a fresh one fares the same", saw(bearing(good), given(forbidden), without(refused), enough, fresh(good, forbidden)), "insufficient-permission", "confirmed", "every scope is there"},
		{"a fresh one fares the same", saw(opaque, given(forbidden), without(refused), fresh(good, forbidden)), "insufficient-permission", "likely", "refused the same way"},
		{"every scope is there", saw(bearing(good), given(forbidden), enough), "insufficient-permission", "likely", ""},
		{"the API says so", saw(opaque, given(body(403, `{"message":"insufficient permissions"}`))), "insufficient-permission", "likely", ""},
		{"the API reads the token", saw(opaque, given(forbidden), without(refused)), "insufficient-permission", "likely", "without them the answer is another"},
		{"403", saw(opaque, given(forbidden)), "insufficient-permission", "possible", ""},
		{"403 to everyone", saw(opaque, ignored(forbidden)), "insufficient-permission", "possible", "before it looks"},
		{"a scope is asked for", saw(opaque, given(scopeRefused), lacks), "insufficient-permission", silent, ""},
		{"401", saw(bearing(good), given(refused), enough), "insufficient-permission", silent, ""},
		{"without credentials", saw(anonymous, given(forbidden)), "insufficient-permission", silent, ""},
	})
}
