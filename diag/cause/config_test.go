package cause_test

import (
	"testing"
	"time"

	"example.com/why401/diag"
)

func TestConfigCauses(t *testing.T) {
	t.Parallel()
	gateway := body(401, `{"message":"Unauthorized"}`)
	unknown := told("The signature key was not found")
	badSignature := told("The signature is invalid")
	asked := audience(devices)
	judge(t, []row{
		{"past it, success", saw(bearing(good), given(gateway), pastGateway(ok, refused)), "gateway-rejects", "confirmed", "past the gateway the same request succeeds"},
		{"it has a name", saw(bearing(good), given(answer(401, "Server", "kong/3.4")), pastGateway(ok, refused)), "gateway-rejects", "confirmed", "Kong refuses"},
		{"past it, refused", saw(bearing(good), given(gateway), pastGateway(refused, refused)), "gateway-rejects", "ruled out", "refused too"},
		{"the origin asks nobody for credentials", saw(bearing(good), given(gateway), pastGateway(ok, ok)), "gateway-rejects", "possible", "without any credentials"},
		{"the API answered, without the header", saw(bearing(good), given(refused), pastGateway(ok, refused)), "gateway-rejects", silent, ""},
		{"past it, no answer", saw(bearing(good), given(gateway), pastGateway(failed(diag.FailConnect), refused)), "gateway-rejects", silent, ""},
		{"no way past it", saw(bearing(good), given(gateway)), "gateway-rejects", silent, ""},

		{"it knows the old key only", saw(bearing(good), given(unknown), keysAsked(badSignature, unknown, badSignature, unknown)), "validator-keys-stale", "confirmed", "knows the key k0"},
		{"one replica of several does", saw(bearing(good), given(invalid), keysAsked(told("bad signature"), invalid, invalid, invalid)), "validator-keys-stale", silent, ""},
		{"it says so", saw(bearing(good), given(unknown)), "validator-keys-stale", "likely", "which the issuer publishes"},
		{"it knows this key", saw(bearing(good), given(badSignature), keysAsked(unknown, unknown, unknown, unknown)), "validator-keys-stale", "ruled out", "tells this token's key"},
		{"it answers all alike", saw(bearing(good), given(invalid), keysAsked(invalid, invalid, invalid, invalid)), "validator-keys-stale", silent, ""},
		{"it did not answer", saw(bearing(good), given(invalid), keysAsked(diag.Exchange{}, invalid, told("bad signature"), invalid)), "validator-keys-stale", silent, ""},
		{"nobody has that key", saw(bearing(good), signature(diag.SigUnknownKey), given(unknown)), "validator-keys-stale", silent, ""},
		{"expired", saw(bearing(with("exp", in(-time.Hour))), given(unknown)), "validator-keys-stale", silent, ""},

		{"it refuses the audience asked for", saw(bearing(good), asked, given(told("invalid audience, expected "+devices+"/")), fresh(good, refused)), "validator-misconfigured", "confirmed", "trailing slash"},
		{"the same, no fresh one tried", saw(bearing(good), asked, given(told("invalid audience"))), "validator-misconfigured", "likely", "the one asked for it"},
		{"it refuses the issuer's own name", saw(bearing(good), given(told("invalid issuer"))), "validator-misconfigured", "likely", "the issuer's own name"},
		{"its metadata names another", saw(bearing(good), given(invalid), describes(api, idp+"/")), "validator-misconfigured", "likely", "calls itself " + idp},
		{"it refuses the algorithm", saw(bearing(good), given(told("invalid algorithm")), fresh(good, refused)), "validator-misconfigured", "confirmed", "RS256"},
		{"it tells a sound token from a forged one", saw(bearing(good), given(invalid), without(refused), invented(told("bad signature")), fresh(good, invalid)), "validator-misconfigured", "likely", "from a forged one"},
		{"a fresh one fares the same", saw(bearing(good), given(invalid), fresh(good, invalid)), "validator-misconfigured", "possible", "as far as it can be checked"},
		{"a fresh one is accepted", saw(bearing(good), asked, given(told("invalid audience")), fresh(good, ok, refused)), "validator-misconfigured", silent, ""},
		{"another API's audience", saw(bearing(with("aud", "api://billing")), asked, given(told("invalid audience"))), "validator-misconfigured", silent, ""},
		{"revoked", saw(bearing(good), introspected(false, nil), given(invalid), fresh(good, invalid)), "validator-misconfigured", silent, ""},
		{"403", saw(bearing(good), given(answer(403)), fresh(good, answer(403))), "validator-misconfigured", silent, ""},
		{"not verified", saw(bearing(good), signature(diag.SigUnchecked), asked, given(told("invalid audience"))), "validator-misconfigured", silent, ""},
	})
}
