package cause_test

import (
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

const aKey = "k9Xb27Qmf4sLw81Zt0Ra"

// keyed sends that key in a header and no token.
func keyed(name string) part { return func(s *scene) { anonymous(s); sent(name, aKey)(s) } }

func described(in, key string) part {
	return func(s *scene) {
		s.c.OpenAPI = &diag.APIDescription{Schemes: []diag.APIScheme{{Name: "key", Type: "apiKey", In: in, Key: key}}}
	}
}

func TestKeyCauses(t *testing.T) {
	t.Parallel()
	unauthorized := body(401, `{"message":"Unauthorized"}`)
	required := body(401, `{"error":"X-API-Key header is required"}`)
	bad := body(401, `{"error":"Invalid API key"}`)
	either := body(401, `{"error":"Missing or invalid API key"}`)
	kong := body(401, `{"message":"Unauthorized"}`)
	kong.Header = append(kong.Header, diag.Field{Name: "WWW-Authenticate", Value: `Key realm="kong"`})
	forbidden := answer(403, "x-amzn-ErrorType", "ForbiddenException")
	jwt := sent("Authorization", "Bearer "+written(rs256, good))
	elsewhere := func(e diag.Exchange) part {
		return func(s *scene) {
			e.Request = s.c.Request.Changed("the key moved from the header X-Key to the header X-API-Key")
			s.f.Trials = append(s.f.Trials, diag.Trial{Code: "wrong-header-name", Exchange: e})
		}
	}
	const missing, invalidKey, place = "api-key-missing", "api-key-invalid", "wrong-header-name"
	judge(t, []row{
		{"the answer says so", saw(anonymous, given(required)), missing, "confirmed", "carries no credentials"},
		{"it asks for a key", saw(anonymous, given(kong)), missing, "confirmed", "asks for a key"},
		{"its description does", saw(anonymous, described("header", "X-API-Key"), given(unauthorized)), missing, "likely", "description"},
		{"its description does, and 403", saw(anonymous, described("header", "X-API-Key"), given(answer(403))), missing, "possible", ""},
		{"its description means tokens", saw(anonymous, described("header", "Authorization"), given(unauthorized)), missing, silent, ""},
		{"a token came, and no key", saw(jwt, ignored(required), tried(place, required)), missing, "confirmed", "carries no key"},
		{"a token came, and was not moved yet", saw(jwt, ignored(required)), missing, "likely", "carries no key"},
		{"what came may be one", saw(given(required), without(required)), missing, "possible", "where the API looks"},
		{"with a token it succeeds", saw(anonymous, given(required), fresh(good, ok)), missing, silent, ""},
		{"tokens are asked for", saw(anonymous, given(refused)), missing, silent, ""},
		{"nothing is asked for", saw(anonymous, given(unauthorized)), missing, silent, ""},
		{"AWS forbids, for one of many reasons", saw(anonymous, given(forbidden)), missing, silent, ""},
		{"accepted", saw(anonymous, described("header", "X-API-Key"), given(ok)), missing, silent, ""},

		{"it says so, and reads it", saw(keyed("X-API-Key"), given(bad), without(required), invented(bad)), invalidKey, "confirmed", "says that it is not good"},
		{"it says so of OpenAI's kind", saw(sent("Authorization", "Bearer sk-proj-"+aKey), given(bad), without(refused), invented(bad)), invalidKey, "confirmed", ""},
		{"a token that can be read", saw(jwt, given(bad), without(refused), invented(bad)), invalidKey, "likely", ""},
		{"it says so of the key and of rights", saw(keyed("X-API-Key"), given(body(403, `{"error":"Access to this API has been disallowed"}`)), without(refused), invented(body(403, `{"error":"Key not authorized"}`))), invalidKey, "likely", ""},
		{"it says so", saw(keyed("X-API-Key"), given(bad)), invalidKey, "likely", "not good"},
		{"quotes around it may be why", saw(keyed("X-API-Key"), sent("X-API-Key", `"`+aKey+`"`), given(bad), without(required), invented(bad)), invalidKey, "likely", ""},
		{"like an invented one", saw(keyed("X-API-Key"), given(unauthorized), without(kong), invented(unauthorized)), invalidKey, "likely", "as it does an invented one"},
		{"like an invented one, and 403", saw(keyed("X-API-Key"), given(answer(403)), without(unauthorized), invented(answer(403))), invalidKey, "likely", ""},
		{"where it is described", saw(keyed("X-API-Key"), described("header", "X-API-Key"), ignored(unauthorized)), invalidKey, "likely", "where the API looks"},
		{"told apart from an invented one", saw(keyed("X-API-Key"), given(answer(403)), without(unauthorized), invented(unauthorized)), invalidKey, "ruled out", "from an invented one"},
		{"it leaves open which", saw(keyed("X-API-Key"), ignored(either)), invalidKey, "possible", "may mean the key"},
		{"not read", saw(keyed("X-API-Key"), ignored(unauthorized)), invalidKey, silent, ""},
		{"a token, to an API for tokens", saw(given(invalid), without(refused), invented(invalid)), invalidKey, silent, ""},
		{"a token, whose scheme is no standard's", saw(sent("Authorization", "Token "+aKey), given(unauthorized), without(kong), invented(unauthorized)), invalidKey, silent, ""},
		{"its restrictions", saw(keyed("X-Goog-Api-Key"), given(body(403, `{"error":{"status":"PERMISSION_DENIED","details":[{"reason":"API_KEY_HTTP_REFERRER_BLOCKED"}]}}`))), invalidKey, silent, ""},
		{"a placeholder", saw(anonymous, sent("X-API-Key", "YOUR_API_KEY"), given(bad)), invalidKey, silent, ""},
		{"none came", saw(anonymous, given(bad)), invalidKey, silent, ""},
		{"accepted", saw(keyed("X-API-Key"), given(ok)), invalidKey, silent, ""},

		{"the answer names another place", saw(keyed("X-Key"), given(required)), place, "possible", "not in Authorization"},
		{"moved, it succeeds", saw(keyed("X-Key"), ignored(required), elsewhere(ok)), place, "confirmed", "the answer names the header X-API-Key"},
		{"moved, it is read and bad", saw(keyed("X-Key"), ignored(required), elsewhere(bad)), place, "likely", "there the API reads it"},
		{"a token moved, which no such API reads", saw(ignored(required), elsewhere(bad)), place, "possible", ""},
	})
}

// lasting is an answer that took so long.
func lasting(e diag.Exchange, d time.Duration) diag.Exchange {
	e.Timing.Total = d
	return e
}

func TestAccountsThatAreShut(t *testing.T) {
	t.Parallel()
	grants := func(description string) part {
		return grant("refresh_token", body(400, `{"error":"invalid_grant","error_description":"`+description+`"}`))
	}
	said := body(401, `{"detail":"User inactive or deleted."}`)
	over := with("exp", in(-time.Hour))
	const code = "account-disabled"
	judge(t, []row{
		{"Keycloak, and no token without it", saw(anonymous, given(refused), grants("User disabled")), code, "confirmed", "User disabled"},
		{"Entra", saw(anonymous, given(refused), grants("AADSTS50057: The user account is disabled.")), code, "confirmed", ""},
		{"Auth0", saw(anonymous, given(refused), grant("refresh_token", body(401, `{"error":"unauthorized","error_description":"user is blocked"}`))), code, "confirmed", ""},
		{"and its token is inactive", saw(opaque, introspected(false, nil), given(invalid), grants("Account disabled")), code, "confirmed", ""},
		{"an opaque token", saw(opaque, given(invalid), grants("Account disabled")), code, "likely", ""},
		{"a token that needs no issuer", saw(bearing(good), given(invalid), grants("Account disabled")), code, "likely", ""},
		{"the token is over, too", saw(bearing(over), given(invalid), grants("Account disabled")), code, "possible", ""},
		{"the API refuses for something else", saw(bearing(good), given(told("The audience is invalid")), grants("Account disabled")), code, "possible", ""},
		{"of the grant only", saw(anonymous, given(refused), grants("Token is not active")), code, silent, ""},
		{"of the request", saw(anonymous, given(refused), grant("refresh_token", body(400, `{"error":"invalid_request","error_description":"Missing parameter: account"}`))), code, silent, ""},
		{"a token was issued", saw(anonymous, given(refused), fresh(good, ok)), code, silent, ""},

		{"the API says so", saw(given(said)), code, "likely", "the API says"},
		{"423", saw(given(body(423, `{"message":"Your account is locked."}`))), code, "likely", ""},
		{"with a fresh token as well", saw(bearing(good), given(said), fresh(good, said)), code, "confirmed", "fresh token"},
		{"and its issuer agrees", saw(opaque, introspected(false, nil), given(said)), code, "confirmed", "calls its token inactive"},
		{"a fresh token is accepted", saw(bearing(good), given(said), fresh(good, ok, said)), code, silent, ""},
		{"a locked resource", saw(given(body(423, `<D:error xmlns:D="DAV:"><D:lock-token-submitted/></D:error>`))), code, silent, ""},
	})
}

func TestValidatorsThatCannotReachTheIssuer(t *testing.T) {
	t.Parallel()
	fetch := body(401, `Jwks remote fetch is failed`)
	spring := told("An error occurred while attempting to decode the Jwt: Couldn't retrieve remote JWK set: Connect timed out")
	broken := answer(500)
	slow, quick := lasting(invalid, 5*time.Second), lasting(refused, 20*time.Millisecond)
	const code = "validator-cannot-reach-idp"
	judge(t, []row{
		{"it says so, and the token is good", saw(bearing(good), given(fetch)), code, "confirmed", "vouches for the token"},
		{"Spring", saw(bearing(good), given(spring), fresh(good, spring)), code, "confirmed", ""},
		{"opaque, and active", saw(opaque, introspected(true, nil), given(told("Introspection endpoint responded with 503"))), code, "confirmed", ""},
		{"it says so, and nobody vouches", saw(bearing(good), signature(diag.SigUnchecked), given(fetch)), code, "likely", ""},
		{"it says so, and the token is over", saw(bearing(with("exp", in(-time.Hour))), given(fetch)), code, "possible", "faults of its own"},
		{"a fresh token is accepted", saw(bearing(good), given(fetch), fresh(good, ok, fetch)), code, silent, ""},
		{"no token", saw(anonymous, given(fetch)), code, silent, ""},

		{"it fails over every token", saw(bearing(good), given(broken), without(refused), invented(broken)), code, "likely", "fails over every token"},
		{"it fails, and refuses a forged one", saw(bearing(good), given(broken), without(refused), invented(invalid)), code, silent, ""},
		{"it fails over everything", saw(bearing(good), given(broken), without(broken), invented(broken)), code, silent, ""},
		{"it fails, and nobody vouches", saw(bearing(good), signature(diag.SigUnchecked), given(broken), without(refused), invented(broken)), code, silent, ""},

		{"it waits over tokens", saw(bearing(good), given(slow), without(quick), invented(slow)), code, "possible", "takes long"},
		{"it waits over fresh ones, too", saw(bearing(good), given(slow), without(quick), invented(slow), fresh(good, slow)), code, "likely", "fresh"},
		{"it fails, and knows one key from another", saw(bearing(good), given(broken), without(refused), invented(broken), keysAsked(invalid, broken)), code, silent, ""},
		{"it is slow whatever comes", saw(bearing(good), given(slow), without(lasting(refused, 5*time.Second)), invented(slow)), code, silent, ""},
		{"it waits, and tells a forged one", saw(bearing(good), given(slow), without(quick), invented(lasting(told("bad signature"), 5*time.Second))), code, silent, ""},
		{"it is quick", saw(bearing(good), ignored(invalid)), code, silent, ""},
		{"the key is unknown", saw(bearing(good), given(told("The signature key was not found"))), code, silent, ""},
	})
}

// The fix names the place that the API names.
func TestTheKeysPlaceIsNamed(t *testing.T) {
	t.Parallel()
	s := saw(anonymous, given(body(401, "{\"message\":\"No API key found in request\",\"hint\":\"No `apikey` request header or url param was found.\"}")))
	fixes := cause.Rank(s.c, s.f).Verdict.FixesFor(s.c, s.f)
	if len(fixes) == 0 || fixes[0].Text != "Send the key in the header apikey, which the API names." || fixes[0].Command != `curl -sS -i -H "apikey: $API_KEY" "$API_URL"` {
		t.Errorf("%+v", fixes)
	}
}
