package authn

import "testing"

// Answers of real products about keys, accounts and what a validator cannot fetch,
// and the first cause that each speaks for.
func TestWordsOfKeysAndAccounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, challenge, want string }{
		{"Kong", `{"message":"No API key found in request"}`, `Key realm="kong"`, "api-key-missing"},
		{"Supabase", `{"message":"Invalid API key","hint":"Double check your Supabase anon or service_role API key."}`, "", "api-key-invalid"},
		{"RapidAPI", `{"message":"Missing RapidAPI application key. Go to https://docs.rapidapi.com/docs/keys"}`, "", "api-key-missing"},
		{"Google", `{"error":{"code":403,"message":"Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.","status":"PERMISSION_DENIED"}}`, "", "api-key-missing"},
		{"Anthropic", `{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}`, "", "api-key-invalid"},
		{"OpenAI", `{"error":{"message":"Incorrect API key provided: sk-xx.","code":"invalid_api_key"}}`, "", "api-key-invalid"},
		{"either", `{"error":"Missing or invalid API key"}`, "", "api-key-missing"},
		{"GitLab", `{"message":"403 Forbidden - Your account has been blocked."}`, "", "account-disabled"},
		{"GitHub", `{"message":"Sorry. Your account was suspended."}`, "", "account-disabled"},
		{"Auth0", `{"error":"unauthorized","error_description":"user is blocked"}`, "", "account-disabled"},
		{"Entra", `{"error":"invalid_grant","error_description":"AADSTS50053: You've tried to sign in too many times"}`, "", "account-disabled"},
		{"Firebase", `{"error":{"code":400,"message":"USER_DISABLED","status":"INVALID_ARGUMENT"}}`, "", "account-disabled"},
		{"AWS", `{"message":"Unauthorized"}`, `Bearer scope="" error="invalid_token" error_description="OIDC discovery endpoint communication error"`, "validator-cannot-reach-idp"},
		{"Spring", "", `Bearer error="invalid_token", error_description="An error occurred while attempting to decode the Jwt: Couldn't retrieve remote JWK set: Connection refused"`, "validator-cannot-reach-idp"},
		{"PyJWT", `{"detail":"Fail to fetch data from the url, err: \"<urlopen error timed out>\""}`, "", "validator-cannot-reach-idp"},
		{"jsonwebtoken", `{"message":"error in secret or public key callback: getaddrinfo ENOTFOUND idp.example"}`, "", "validator-cannot-reach-idp"},
		{"go-oidc", `{"error":"failed to verify signature: fetching keys oidc: get keys failed Get \"http://idp/certs\": connection refused"}`, "", "validator-cannot-reach-idp"},

		{"a key of another kind", `{"error":"primary key required"}`, "", ""},
		{"an account that is named", `{"error":"account 42 not found"}`, "", ""},
		{"another connection", `{"error":"database unavailable"}`, "", ""},
	} {
		status := 401
		got := ""
		if ws := Recognise(said(status, c.body, c.challenge)); len(ws) > 0 {
			got = string(ws[0].Codes[0])
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q: %+v", c.name, got, c.want, Recognise(said(status, c.body, c.challenge)))
		}
	}
}
