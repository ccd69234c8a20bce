package authn

import "testing"

func TestNearMiss(t *testing.T) {
	t.Parallel()
	const id = "https://id.example.com"
	const tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47"
	tests := []struct{ got, want, says string }{
		{id, id, ""},
		{id + "/", id, "a trailing slash"},
		{id, id + "/", "a trailing slash missing"},
		{"http://id.example.com", id, "http instead of https"},
		{"http://id.example.com/", id, "http instead of https and a trailing slash"},
		{"https://ID.example.com", id, "letter case"},
		{"Orders-API", "orders-api", "letter case"},
		{id + ":8443", id, "the port 8443"},
		{id + ":8443/a", id + ":9443/a", "port 8443 instead of 9443"},
		{id + ".", id, "a trailing full stop"},
		{id + " ", id, "white space at the end"},
		{" " + id, id, "white space at the start"},
		{id + "\n", id, "white space at the end"},
		{"https://id\u200b.example.com", id, "an invisible character U+200B"},
		{id, id + "\ufeff", "an invisible character U+FEFF missing"},
		{`"orders"`, "orders", "quotes around it"},
		{"api://orders", "orders", "the prefix api://"},
		{"id.example.com", id, "the prefix https:// missing"},
		{id + "/v1", id + "/v2", "v1 instead of v2"},
		{id + "/v2.0", id, "v2.0 at its end"},
		{id, id + "/v2.0", "v2.0 missing at its end"},
		{"https://sts.windows.net/" + tenant + "/", "https://login.microsoftonline.com/" + tenant + "/v2.0", "the tenant's v1.0 issuer instead of its v2.0 issuer"},
		{"https://staging.example.com", "https://prod.example.com", "staging instead of production"},
		{"https://id-staging.example.com", "https://id-prod.example.com", "staging instead of production"},
		{id + "/realms/a", id + "/realms/b", "realm a instead of b"},
		{"https://www.example.com", "https://example.com", "the label www"},
		{"orders-apl", "orders-api", `one character ("l" instead of "i")`},
		{"orders-apii", "orders-api", `one character too many ("i")`},
		{"order-api", "orders-api", `one character missing ("s")`},
		{"orders", "invoices", ""},
		{"https://a.example", "https://other.example", ""},
		{"", "orders", ""},
	}
	for _, c := range tests {
		if got := NearMiss(c.got, c.want); got != c.says {
			t.Errorf("%q for %q: said %q, want %q", c.got, c.want, got, c.says)
		}
	}
}

func TestSameSystem(t *testing.T) {
	t.Parallel()
	const one, two = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
	tests := []struct{ got, want, how string }{
		{"https://auth-staging.example.com/", "https://auth.example.com", "staging instead of an unnamed environment"},
		{"https://auth.staging.example.com", "https://auth.prod.example.com/", "staging instead of production"},
		{"https://id.example.com/staging/oauth", "https://id.example.com/production/oauth", "staging instead of production"},
		{"http://127.0.0.1:4001/realms/staging", "http://127.0.0.1:4002/realms/production", "realm staging instead of production"},
		{"https://kc.example.com/auth/realms/acme", "https://kc.example.com/auth/realms/widgets", "realm acme instead of widgets"},
		{"https://login.microsoftonline.com/" + one + "/v2.0", "https://login.microsoftonline.com/" + two + "/v2.0", "tenant " + one + " instead of " + two},
		{"https://acme-dev.okta.com/oauth2/default", "https://acme.okta.com/oauth2/default", "tenant acme-dev instead of acme"},
		{"https://acme.okta.com/oauth2/aus1", "https://acme.okta.com/oauth2/default", "authorization server aus1 instead of default"},
		{"https://acme.eu.auth0.com/", "https://acme.us.auth0.com/", "region eu instead of us"},
		{"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_b",
			"region us-east-1 instead of eu-west-1 and user pool us-east-1_a instead of eu-west-1_b"},
		{"https://api-dev2.example.com", "https://api-dev1.example.com", "development2 instead of development1"},
		{"api://orders-staging", "api://orders-prod", "staging instead of production"},

		{"https://id.example.com/", "https://id.example.com", ""},
		{"http://id.example.com", "https://id.example.com", ""},
		{"https://id.example.com:8443", "https://id.example.com", ""},
		{"https://id.example.com", "https://id.other.com", ""},
		{"https://staging.id.example.com", "https://id.other.com", ""},
		{"https://dev.to", "https://test.to", ""},
		{"https://id.example.dev", "https://id.example.test", ""},
		{"https://id.example.com/a", "https://id.example.com/b", ""},
		{"https://acme.okta.com", "https://acme.auth0.com", ""},
		{"https://sts.windows.net/" + one + "/", "https://login.microsoftonline.com/" + one + "/v2.0", ""},
		{"orders", "invoices", ""},
		{"", "", ""},
	}
	for _, c := range tests {
		how, ok := SameSystem(c.got, c.want)
		if how != c.how || ok != (c.how != "") {
			t.Errorf("%q for %q: said %q, %v; want %q", c.got, c.want, how, ok, c.how)
		}
	}
}
