package cause_test

import "testing"

func TestHeaderCauses(t *testing.T) {
	t.Parallel()
	header := func(value string) part { return sent("Authorization", value) }
	jwt := written(rs256, good)
	misnamed := func(s *scene) { anonymous(s); sent("Authentication", "Bearer "+jwt)(s) }
	basic := header("Basic dXNlcjpodW50ZXIyMg==")
	asksBasic := challenged(`Basic realm="devices"`)
	missing := told("No bearer token")
	judge(t, []row{
		{"it reads invented ones", saw(anonymous, given(refused), invented(invalid)), "credentials-missing", "confirmed", "otherwise to invented ones"},
		{"the answer says so", saw(anonymous, given(missing)), "credentials-missing", "confirmed", "says so"},
		{"with a token it succeeds", saw(anonymous, given(refused), fresh(good, ok)), "credentials-missing", "confirmed", "with a token"},
		{"it asks for some", saw(anonymous, given(refused)), "credentials-missing", "likely", "asks for some"},
		{"403, and it reads them", saw(anonymous, given(answer(403)), invented(invalid)), "credentials-missing", "likely", ""},
		{"403", saw(anonymous, given(answer(403))), "credentials-missing", "possible", ""},
		{"404", saw(anonymous, given(answer(404))), "credentials-missing", "possible", "hide"},
		{"there are some", saw(given(missing)), "credentials-missing", silent, ""},
		{"none are needed", saw(anonymous, given(ok)), "credentials-missing", silent, ""},

		{"undefined", saw(header("Bearer undefined"), given(invalid)), "placeholder-credentials", "confirmed", "placeholder"},
		{"a variable", saw(header("Bearer $TOKEN"), given(invalid)), "placeholder-credentials", "confirmed", ""},
		{"nothing", saw(header("Bearer "), given(invalid)), "placeholder-credentials", "confirmed", "nothing stands behind"},
		{"a token", saw(given(invalid)), "placeholder-credentials", silent, ""},
		{"accepted", saw(header("Bearer null"), given(ok)), "placeholder-credentials", silent, ""},

		{"another name", saw(misnamed, given(refused)), "wrong-header-name", "possible", "header Authentication"},
		{"the answer says none came", saw(misnamed, given(told("Authorization header must start with Bearer"))), "wrong-header-name", "possible", ""},
		{"moved, it succeeds", saw(misnamed, given(refused), tried("wrong-header-name", ok)), "wrong-header-name", "confirmed", "succeeds"},
		{"moved, no change", saw(misnamed, given(refused), tried("wrong-header-name", refused)), "wrong-header-name", "ruled out", "changes nothing"},
		{"the right name", saw(given(refused)), "wrong-header-name", silent, ""},

		{"a bare token", saw(header(jwt), given(refused)), "scheme-missing", "likely", "no scheme"},
		{"added, it succeeds", saw(header(jwt), given(refused), tried("scheme-missing", ok)), "scheme-missing", "confirmed", ""},
		{"both succeed", saw(header(jwt), given(refused), tried("scheme-missing", ok, ok)), "scheme-missing", "likely", ""},
		{"added, another reason", saw(header(jwt), given(refused), tried("scheme-missing", told("The token expired"))), "scheme-missing", "likely", "another reason"},
		{"added, no change", saw(header(jwt), given(refused), tried("scheme-missing", refused)), "scheme-missing", "possible", "does not help"},
		{"with its scheme", saw(given(refused)), "scheme-missing", silent, ""},

		{"two blanks", saw(header("Bearer  "+jwt), given(refused)), "header-malformed", "likely", "blank"},
		{"quotes", saw(header(`Bearer "`+jwt+`"`), given(refused), tried("header-malformed", ok)), "header-malformed", "confirmed", "quotes"},
		{"a doubled scheme", saw(header("Bearer Bearer "+jwt), given(refused)), "header-malformed", "likely", ""},
		{"as it should be", saw(given(refused)), "header-malformed", silent, ""},

		{"a key beside", saw(sent("X-Api-Key", "9f8e7d6c5b4a3928"), given(refused)), "duplicate-credentials", "possible", "beside"},
		{"left out, it succeeds", saw(sent("X-Api-Key", "9f8e7d6c5b4a3928"), given(refused), tried("duplicate-credentials", ok)), "duplicate-credentials", "confirmed", ""},
		{"one left out, no change", saw(sent("X-Api-Key", "9f8e7d6c5b4a3928"), given(refused), tried("duplicate-credentials", refused)), "duplicate-credentials", "possible", ""},
		{"each left out, no change", saw(sent("X-Api-Key", "9f8e7d6c5b4a3928"), given(refused), tried("duplicate-credentials", refused), tried("duplicate-credentials", refused)), "duplicate-credentials", "ruled out", "changes nothing"},
		{"one only", saw(given(refused)), "duplicate-credentials", silent, ""},

		{"small letters", saw(header("bearer "+jwt), given(refused)), "scheme-case", "possible", "written bearer"},
		{"mended, it succeeds", saw(header("bearer "+jwt), given(refused), tried("scheme-case", ok, refused)), "scheme-case", "confirmed", ""},
		{"mended, no change", saw(header("bearer "+jwt), given(refused), tried("scheme-case", refused)), "scheme-case", "ruled out", ""},
		{"as registered", saw(given(refused)), "scheme-case", silent, ""},

		{"Bearer for Basic", saw(given(asksBasic)), "scheme-mismatch", "likely", "presents Bearer, and the API asks for Basic"},
		{"Basic for Bearer, and it works as that", saw(basic, given(refused), tried("scheme-mismatch", ok)), "scheme-mismatch", "confirmed", "succeeds"},
		{"invented Basic is read", saw(given(asksBasic), without(asksBasic), tried("scheme-mismatch", challenged(`Basic realm="devices, no such user"`))), "scheme-mismatch", "confirmed", "ignores the ones that were sent"},
		{"yet it reads them", saw(given(asksBasic), without(challenged(`Basic realm="other"`))), "scheme-mismatch", "possible", "otherwise without them"},
		{"the same scheme", saw(given(invalid)), "scheme-mismatch", "ruled out", "what the API asks for"},
		{"in another case", saw(header("bearer "+jwt), given(invalid)), "scheme-mismatch", "ruled out", ""},
		{"one of those offered", saw(given(challenged(`Negotiate, Bearer realm="x"`))), "scheme-mismatch", "ruled out", ""},
		{"one of no standard", saw(header("Token 4f9c1e7ab2d84c0f9e6a"), given(answer(401))), "scheme-mismatch", "possible", "no standard scheme"},
		{"one of no standard, and Bearer fares the same", saw(header("Token 4f9c1e7ab2d84c0f9e6a"), given(answer(401)), tried("scheme-mismatch", answer(401))), "scheme-mismatch", "ruled out", "changes nothing"},
		{"no challenge", saw(given(answer(401))), "scheme-mismatch", silent, ""},
		{"no scheme", saw(header(jwt), given(asksBasic)), "scheme-mismatch", silent, ""},

		{"past the gateway it is read", saw(ignored(missing), pastGateway(ok, missing)), "header-stripped", "confirmed", "past the gateway the header is read"},
		{"past the gateway, no change", saw(ignored(missing), pastGateway(missing, missing)), "header-stripped", "ruled out", "the same"},
		{"the gateway refuses by itself", saw(ignored(body(401, `{"from":"the gateway"}`)), pastGateway(ok, missing)), "header-stripped", silent, ""},
		{"told, and the same to everyone", saw(ignored(missing)), "header-stripped", "likely", "none arrived"},
		{"told", saw(given(missing)), "header-stripped", "possible", ""},
		{"the same without it", saw(given(refused), without(refused)), "header-stripped", "possible", ""},
		{"another answer without it", saw(given(invalid), without(refused)), "header-stripped", "ruled out", "it arrived"},
		{"malformed, so not read", saw(header("Bearer  "+jwt), given(refused), without(refused)), "header-stripped", silent, ""},
		{"not sent", saw(anonymous, given(missing)), "header-stripped", silent, ""},
	})
}
