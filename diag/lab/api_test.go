package lab

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
)

// dump is an answer's status, headers and body.
func dump(t *testing.T, r diag.Request) string {
	t.Helper()
	res := send(t, r)
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	_, _ = fmt.Fprintln(&b, res.StatusCode)
	_ = res.Header.Write(&b)
	return b.String() + string(body)
}

// TestScopeTable tries every scope at every endpoint of a healthy lab, on both
// replicas and through the gateway.
func TestScopeTable(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	for n, e := range endpoints {
		path := strings.NewReplacer("{id}", "d-1041", "{name...}", "audit/today").Replace(e.path)
		for _, scope := range slices.Concat([]string{""}, allScopes) {
			token, err := l.issuer.issue(l.draft().with("scope", scope))
			if err != nil {
				t.Fatal(err)
			}
			want := http.StatusForbidden
			if len(e.scopes) == 0 || slices.Contains(e.scopes, scope) {
				want = e.status
			}
			base := []string{l.replicas[0].url, l.replicas[1].url, l.gateway.url}[n%3]
			res := send(t, bearer(diag.Request{Method: e.method, URL: base + path}, token))
			if res.StatusCode != want {
				t.Errorf("%s %s with %q: %d, want %d", e.method, path, scope, res.StatusCode, want)
			}
		}
	}
}

func TestOldVersionTakesItsOwnTokens(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	old, err := l.issuer.issue(l.draft().with("aud", oldAudience))
	if err != nil {
		t.Fatal(err)
	}
	request := diag.Request{Method: "GET", URL: l.api().url + "/v1/devices"}
	if got := send(t, bearer(request, old)).StatusCode; got != http.StatusOK {
		t.Errorf("the old version's token: %d", got)
	}
	if got := send(t, bearer(request, l.token)).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("the new version's token: %d", got)
	}
}

func TestLeeway(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	now := time.Now()
	for _, tt := range []struct {
		name     string
		from, to time.Time
		status   int
	}{
		{"ended 10 s ago", now.Add(-time.Hour), now.Add(-10 * time.Second), http.StatusOK},
		{"ended 50 s ago", now.Add(-time.Hour), now.Add(-50 * time.Second), http.StatusUnauthorized},
		{"begins in 10 s", now.Add(10 * time.Second), now.Add(time.Hour), http.StatusOK},
		{"begins in 5 min", now.Add(5 * time.Minute), now.Add(time.Hour), http.StatusUnauthorized},
	} {
		token, err := l.issuer.issue(l.draft().lasting(tt.from, tt.to))
		if err != nil {
			t.Fatal(err)
		}
		if got := send(t, bearer(l.Case().Request, token)).StatusCode; got != tt.status {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.status)
		}
	}
}

func TestQueryTokenAlone(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	r := diag.Request{Method: "GET", URL: l.Case().Request.URL + "?access_token=" + l.token}
	if got := send(t, r).StatusCode; got != http.StatusOK {
		t.Errorf("%d", got)
	}
}

// TestRefusals holds what each stack says against what the real one says.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for code, want := range map[string][]string{
		"resolved":                {"Www-Authenticate: Bearer\r\n", `{"message":"Unauthorized"}`},
		"credentials-missing":     {"Www-Authenticate: Bearer\r\n", "Content-Length: 0\r\n"},
		"header-malformed":        {`error="invalid_token", error_description="Bearer token is malformed", error_uri=`},
		"placeholder-credentials": {`"message":"jwt malformed"`},
		"duplicate-credentials":   {`error="invalid_request", error_description="Found multiple bearer tokens in the request"`},
		"scheme-mismatch":         {`Www-Authenticate: Basic realm="Device management", charset="UTF-8"`},
		"header-stripped":         {"Server: nginx/1.26.3", "Via: 1.1 edge-2", "Www-Authenticate: Bearer\r\n"},
		"token-expired":           {"Server: Kestrel", `error="invalid_token", error_description="The token expired at '`},
		"token-not-yet-valid":     {`Bearer realm="http://127.0.0.1:`, `/v2/devices", error="invalid_token"`, "Jwt not yet valid"},
		"claim-missing":           {"The tenant claim is not valid"},
		"insufficient-scope":      {`error="insufficient_scope"`, `scope="logs:read"`},
		"insufficient-permission": {`{"message":"Forbidden"}`},
		"gateway-rejects":         {"Server: nginx/1.26.3", "<center><h1>401 Authorization Required</h1></center>"},
		"validator-misconfigured": {"jwt audience invalid. expected: api://device-management/\""},
		"validator-keys-stale":    {`error="invalid_token", error_description="The signature key was not found"`},
		"wrong-endpoint":          {`resource_metadata="http://127.0.0.1:`, "/.well-known/oauth-protected-resource/v2"},
	} {
		l := start(t, code)
		got := dump(t, l.Case().Request)
		for _, part := range want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: no %s in\n%s", code, part, got)
			}
		}
	}
	l := start(t, "inconclusive")
	if got := dump(t, l.Case().Request); strings.Contains(got, "Www-Authenticate") || !strings.Contains(got, "Content-Length: 0") {
		t.Errorf("not empty:\n%s", got)
	}
}

// TestStaleKeys is what tells stale keys from an unknown key: a made-up token
// that names the key from before the rotation gets as far as its signature.
func TestStaleKeys(t *testing.T) {
	t.Parallel()
	l := start(t, "validator-keys-stale")
	made, err := newES256()
	if err != nil {
		t.Fatal(err)
	}
	published := l.issuer.published()
	for n, want := range []string{"The signature key was not found", "The signature is invalid"} {
		d := l.draft()
		d.key = signingKey{published[n].id, made.method, made.private}
		token, err := d.sign()
		if err != nil {
			t.Fatal(err)
		}
		if got := dump(t, bearer(l.Case().Request, token)); !strings.Contains(got, want) {
			t.Errorf("key %d of the issuer's: no %q in\n%s", n, want, got)
		}
	}
}

func TestDatesShowTheSkew(t *testing.T) {
	t.Parallel()
	l := start(t, "clock-skew")
	for url, want := range map[string]time.Duration{
		l.Case().Request.URL: 10 * time.Minute,
		l.issuer.url + "/.well-known/openid-configuration": 0,
	} {
		date, err := http.ParseTime(send(t, diag.Request{Method: "GET", URL: url}).Header.Get("Date"))
		if err != nil {
			t.Fatal(err)
		}
		if off := time.Until(date) - want; off < -5*time.Second || off > 5*time.Second {
			t.Errorf("%s: Date is off by %s", url, off)
		}
	}
}

func TestHostileTokensAreRefused(t *testing.T) {
	t.Parallel()
	l := start(t, "not-reproduced")
	for _, token := range []string{
		"", ".", "..", "a.b.c", "e30.e30.", "e30.W10.AAAA", "bnVsbA.bnVsbA.AAAA",
		"eyJhbGciOm51bGx9.e30.AAAA", "eyJhbGciOiJub25lIn0.e30.", strings.Repeat("a.", 500),
	} {
		if got := send(t, bearer(l.Case().Request, token)).StatusCode; got != http.StatusUnauthorized {
			t.Errorf("%.20q: %d", token, got)
		}
	}
}
