package authn

import (
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
)

// said is an answer with a body, a challenge and further header lines.
func said(status int, body, challenge string, lines ...string) diag.Exchange {
	e := diag.Exchange{Status: status, Body: []byte(body)}
	if challenge != "" {
		lines = append(lines, "WWW-Authenticate: "+challenge)
	}
	e.Header = asked("", lines...).Header
	return e
}

const notAuthorized = "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>401 Unauthorized</title>\n</head><body>\n" +
	"<h1>Unauthorized</h1>\n<p>This server could not verify that you\nare authorized to access the document\nrequested.  Either you supplied the wrong\ncredentials</p>\n</body></html>"

// wordCases are answers of real products, and the first code of each recognition.
var wordCases = []struct {
	name     string
	e        diag.Exchange
	codes    string
	expected string
}{
	{"Envoy expired", said(401, "Jwt is expired", `Bearer realm="http://a/x", error="invalid_token"`), "token-expired", ""},
	{"Envoy audience", said(403, "Audiences in Jwt are not allowed", ""), "audience-mismatch", ""},
	{"Envoy key, JSON escapes", said(401, `{"message":"Jwks doesn\u0027t have key to match kid or alg from Jwt"}`, ""), "signing-key-unknown", ""},
	{"Kong claim", said(401, `{"message":"No credentials found for given 'iss'"}`, ""), "issuer-mismatch", ""},
	{"Kong expired", said(401, `{"exp":"token expired"}`, ""), "token-expired", ""},
	{"Kong key", said(401, `{"message":"Unauthorized"}`, `Key realm="kong"`), "api-key-invalid", ""},
	{"Kong HMAC", said(401, `{"message":"HMAC signature cannot be verified, a valid date or x-date header is required"}`, ""), "signature-mismatch", ""},
	{"APISIX", said(401, `{"message":"failed to verify jwt: algorithm mismatch, expected RS256"}`, ""), "algorithm-rejected", "RS256"},
	{"AWS audience", said(401, `{"message":"Unauthorized"}`, `Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"`), "audience-mismatch", ""},
	{"AWS no such path", said(403, `{"message":"Missing Authentication Token"}`, "", "x-amzn-ErrorType: MissingAuthenticationTokenException"), "wrong-endpoint wrong-endpoint", ""},
	{"Azure", said(401, `{"statusCode":401,"message":"Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API."}`, ""), "api-key-missing", ""},
	{"httpd over lines", said(401, notAuthorized, `Basic realm="x"`, "Content-Type: text/html"), "credentials-missing", ""},
	{"nginx", said(401, "<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n<center><h1>401 Authorization Required</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>", ""), "gateway-rejects", ""},
	{"Spring expired", said(401, "", `Bearer error="invalid_token", error_description="An error occurred while attempting to decode the Jwt: Jwt expired at 2026-03-08T14:23:45Z", error_uri="https://tools.ietf.org/html/rfc6750#section-3.1"`), "token-expired", ""},
	{"Spring issuer before any claim", said(401, "", `Bearer error="invalid_token", error_description="An error occurred while attempting to decode the Jwt: The iss claim is not valid"`), "issuer-mismatch", ""},
	{"Spring any claim", said(401, "", `Bearer error="invalid_token", error_description="The azp claim is not valid"`), "claim-missing", ""},
	{"Spring DPoP", said(401, "", `DPoP error="invalid_token", error_description="ath claim is invalid.", algs="RS256 ES256"`), "token-binding-failed", ""},
	{"DPoP binding", said(401, "", `DPoP realm="WallyWorld", error="invalid_token", error_description="Invalid DPoP key binding", algs="ES256"`), "token-binding-failed", ""},
	{"DPoP nonce", said(401, "", `DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof"`), "token-binding-failed", ""},
	{"step-up", said(401, "", `Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="myACR"`), "step-up-required", ""},
	{"Entra claims challenge", said(401, "", `Bearer realm="", error="insufficient_claims", claims="e30="`), "step-up-required", ""},
	{"Flask-JWT-Extended fresh", said(401, `{"msg":"Fresh token required"}`, ""), "step-up-required", ""},
	{"GitHub second factor", said(401, `{"message":"Must specify two-factor authentication OTP code."}`, ""), "step-up-required", ""},
	{"ASP.NET", said(401, "", `Bearer error="invalid_token", error_description="The audience 'orders' is invalid"`), "audience-mismatch", ""},
	{"Django", said(401, `{"detail":"Authentication credentials were not provided."}`, ""), "credentials-missing", ""},
	{"Django token header", said(401, `{"detail":"Invalid token header. Token string should not contain spaces."}`, "Token"), "header-malformed", ""},
	{"simplejwt", said(401, `{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is expired"}]}`, ""), "token-expired", ""},
	{"PyJWT's misleading words", said(401, `{"msg":"Signature has expired"}`, ""), "token-expired", ""},
	{"jsonwebtoken audience", said(401, `{"error":"jwt audience invalid. expected: https://api.example or urn:orders"}`, ""), "audience-mismatch", "https://api.example or urn:orders"},
	{"jsonwebtoken issuer in a page", said(401, "<pre>UnauthorizedError: jwt issuer invalid. expected: https://id.example/<br> &nbsp; at Object</pre>", "", "Content-Type: text/html"), "issuer-mismatch", "https://id.example/"},
	{"jose, quotes turned", said(401, "", `Bearer realm="api", error="invalid_token", error_description="unexpected 'aud' claim value"`), "audience-mismatch", ""},
	{"jose in JSON", said(401, `{"message":"\"exp\" claim timestamp check failed"}`, ""), "token-expired", ""},
	{"golang-jwt", said(401, "token has invalid claims: token is expired\n", ""), "token-expired", ""},
	{"Ruby", said(401, `{"error":"Invalid audience. Expected orders, received [\"web\"]"}`, ""), "audience-mismatch", "orders"},
	{"go-oidc", said(401, `oidc: id token issued by a different provider, expected "https://id.example" got "https://staging.example"`, ""), "issuer-mismatch", "https://id.example"},
	{"PostgREST", said(401, `{"code":"PGRST303","details":null,"hint":null,"message":"JWT expired"}`, ""), "token-expired", ""},
	{"Kubernetes anonymous", said(403, `{"kind":"Status","message":"pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API group \"\"","code":403}`, ""), "credentials-missing", ""},
	{"S3 region", said(400, `<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'</Message></Error>`, ""), "signature-mismatch", "eu-west-1"},
	{"Keycloak refresh", said(400, `{"error":"invalid_grant","error_description":"Token is not active"}`, ""), "refresh-token-invalid refresh-token-invalid", ""},
	{"Keycloak client", said(401, `{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}`, ""), "client-credentials-invalid client-credentials-invalid", ""},
	{"Entra", said(401, `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`, ""), "client-credentials-invalid client-credentials-invalid", ""},
	{"scope", said(403, "", `Bearer error="insufficient_scope", scope="devices:read"`), "insufficient-scope", ""},
	{"step-up", said(401, "", `Bearer error="insufficient_user_authentication", max_age="5"`), "step-up-required", ""},
	{"DPoP nonce", said(401, "", `DPoP error="use_dpop_nonce"`), "token-binding-failed", ""},
	{"Digest stale", said(401, "", `Digest realm="r", nonce="n", stale=true`), "digest-mismatch", ""},
	{"hand-written", said(401, `{"error":"Token expired"}`, ""), "token-expired", ""},
	{"hand-written, expected", said(401, `{"error":"invalid audience, expected orders-api"}`, ""), "audience-mismatch", "orders-api"},
	{"refresh token, not token", said(400, `{"error":"refresh token expired"}`, ""), "refresh-token-invalid", ""},
	{"the same in header and body", said(401, `{"error":"jwt expired"}`, `Bearer error="invalid_token", error_description="jwt expired"`), "token-expired", ""},

	{"says nothing: Unauthorized", said(401, "Unauthorized", "Bearer"), "", ""},
	{"says nothing: with its number", said(401, "401 Unauthorized", ""), "", ""},
	{"says nothing: JSON", said(401, `{"message":"Unauthorized"}`, ""), "", ""},
	{"says nothing: invalid_token", said(401, "", `Bearer error="invalid_token"`), "", ""},
	{"says nothing: empty", said(401, "", ""), "", ""},
	{"prose", said(401, "<html>"+strings.Repeat("Our guide explains what to do when a token expired. ", 9)+"</html>", "", "Content-Type: text/html"), "", ""},
	{"success", said(200, `{"note":"token expired yesterday"}`, ""), "", ""},
	{"no answer", diag.Exchange{}, "", ""},
}

func TestRecognise(t *testing.T) {
	t.Parallel()
	for _, c := range wordCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var codes []string
			expected := ""
			for _, w := range Recognise(c.e) {
				codes = append(codes, string(w.Codes[0]))
				expected += w.Expected
				if w.Text == "" || !strings.HasPrefix(w.Source, "response.") {
					t.Errorf("incomplete: %+v", w)
				}
			}
			if got := strings.Join(codes, " "); got != c.codes || expected != c.expected {
				t.Errorf("recognised %q expecting %q, want %q expecting %q: %+v", got, expected, c.codes, c.expected, Recognise(c.e))
			}
		})
	}
}

func TestRecogniseLooksAtTheBeginningOnly(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x ", maxSearched/2)
	if got := Recognise(said(401, long+"Jwt is expired", "")); got != nil {
		t.Errorf("recognised %+v behind the bound", got)
	}
	if got := Recognise(said(401, "Jwt is expired "+long, "")); len(got) != 1 {
		t.Errorf("recognised %+v", got)
	}
}

func FuzzRecognise(f *testing.F) {
	for _, c := range wordCases {
		f.Add(c.e.Status, string(c.e.Body), c.e.Header.Value("WWW-Authenticate"))
	}
	f.Fuzz(func(t *testing.T, status int, body, challenge string) {
		e := said(status, body, challenge)
		for _, w := range Recognise(e) {
			if len(w.Text) > 300 || len(w.Expected) > 300 {
				t.Errorf("%d and %d bytes", len(w.Text), len(w.Expected))
			}
		}
		if d := Differ(e, e); d != nil {
			t.Errorf("differs from itself: %q", d)
		}
		Hop(e)
	})
}

func TestOAuthError(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		e    diag.Exchange
		want []string
	}{
		{"challenge first", said(401, `{"error":"other"}`, `Basic realm="x", Bearer error="invalid_token", error_description="it is over"`), []string{"invalid_token", "it is over", "response.www-authenticate"}},
		{"body", said(400, `{"error":"invalid_grant","error_description":"no"}`, ""), []string{"invalid_grant", "no", "response.body"}},
		{"nested", said(401, `{"error":{"code":"E17","message":"no"}}`, ""), []string{"E17", "no", "response.body"}},
		{"Google", said(401, `{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}`, ""), []string{"UNAUTHENTICATED", "no", "response.body"}},
		{"nothing", said(401, `{"status":"error"}`, "Bearer"), []string{"", "", ""}},
		{"bounded", said(401, `{"error":"`+strings.Repeat("x", 5000)+`"}`, ""), []string{strings.Repeat("x", maxErrorCode), "", "response.body"}},
	}
	for _, c := range tests {
		code, description, source := OAuthError(c.e)
		if got := []string{code, description, source}; !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
