package lab

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/icholy/digest"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"example.com/why401/diag"
)

// codes are the causes that the lab has to have, in the order in which they are listed.
var codes = strings.Fields(`resolved inconclusive proxy-auth-required blocked-by-proxy client-certificate-required not-reproduced intermittent api-unreachable wrong-endpoint
	redirect-drops-credentials credentials-missing wrong-header-name scheme-missing scheme-case header-malformed
	placeholder-credentials duplicate-credentials scheme-mismatch header-stripped api-key-missing api-key-invalid signature-mismatch session-expired csrf-failed cors-preflight saml-response-invalid basic-malformed password-rejected digest-mismatch token-malformed token-expired
	token-not-yet-valid clock-skew signature-invalid signing-key-unknown algorithm-rejected issuer-mismatch
	wrong-environment audience-mismatch wrong-token-type claim-missing token-revoked token-encrypted token-binding-failed insufficient-scope
	insufficient-permission step-up-required stale-token client-credentials-invalid refresh-token-invalid grant-not-allowed
	scope-not-granted account-disabled idp-unreachable idp-misconfigured gateway-rejects validator-misconfigured validator-keys-stale validator-cannot-reach-idp`)

func TestEveryCauseHasOneScenario(t *testing.T) {
	t.Parallel()
	var have []string
	for _, s := range Scenarios() {
		have = append(have, string(s.Code))
		if found, ok := Find(string(s.Code)); !ok || found.Title != s.Title || s.Title == "" {
			t.Errorf("%s: Find does not find it, or it has no title", s.Code)
		}
	}
	if !slices.Equal(have, codes) {
		t.Errorf("scenarios:\n%s\nwant\n%s", have, codes)
	}
	if _, ok := Find("no-such-cause"); ok {
		t.Error("Find finds a scenario that does not exist")
	}
	if _, err := Start(Scenario{Code: "no-such-cause"}); err == nil {
		t.Error("a scenario that does not exist is started")
	}
}

// start starts the scenario of that code and ends it with the test.
func start(t *testing.T, code string) *Lab {
	t.Helper()
	s, ok := Find(code)
	if !ok {
		t.Fatalf("no scenario %s", code)
	}
	l, err := Start(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// send is a client that follows no redirects. No answer has status 0.
func send(t *testing.T, r diag.Request) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Header {
		req.Header[f.Name] = append(req.Header[f.Name], f.Value)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return &http.Response{Body: http.NoBody}
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func bearer(r diag.Request, token string) diag.Request {
	r.Header = r.Header.With("Authorization", "Bearer "+token)
	return r
}

// fresh asks for a token as the person can. Instead of a token there may be the
// error that the endpoint named, or that it did not answer.
func fresh(t *testing.T, c diag.Case, scopes []string) (token, failure string) {
	t.Helper()
	endpoint := c.Issuer + "/token"
	var got *oauth2.Token
	var err error
	if c.RefreshToken.Empty() {
		config := clientcredentials.Config{
			ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(), TokenURL: endpoint,
			Scopes: scopes, AuthStyle: oauth2.AuthStyleInHeader,
		}
		got, err = config.Token(t.Context())
	} else {
		config := oauth2.Config{
			ClientID: c.ClientID, ClientSecret: c.ClientSecret.Reveal(),
			Endpoint: oauth2.Endpoint{TokenURL: endpoint, AuthStyle: oauth2.AuthStyleInHeader},
		}
		got, err = config.TokenSource(context.Background(), &oauth2.Token{RefreshToken: c.RefreshToken.Reveal()}).Token()
	}
	if refused := new(oauth2.RetrieveError); errors.As(err, &refused) {
		return "", refused.ErrorCode
	}
	if err != nil {
		return "", "no answer"
	}
	return got.AccessToken, ""
}

const (
	accepted = "accepted"
	refused  = "refused"
)

type mend func(*Lab, diag.Request) diag.Request

func again(_ *Lab, r diag.Request) diag.Request      { return r }
func mendHeader(l *Lab, r diag.Request) diag.Request { return bearer(r, l.token) }

func mendURL(l *Lab, r diag.Request) diag.Request {
	r.URL = l.api().url + "/v2/devices"
	return r
}

func mendToOrigin(l *Lab, r diag.Request) diag.Request {
	r.URL = l.person.Origin + "/v2/devices"
	return r
}

func mendWithGood(l *Lab, r diag.Request) diag.Request {
	good, _ := l.issuer.issue(l.draft())
	return bearer(r, good)
}

// told is what each scenario says of itself: how the request as given fares,
// what a fresh token comes to where the person can ask for one, and the one
// change with which it is accepted.
var told = map[string]struct {
	status int
	fresh  string
	scopes []string // to ask for
	mend   mend     // nil: there is none on the client's side
}{
	"resolved":                    {401, "", nil, again},
	"proxy-auth-required":         {407, "", nil, nil},
	"blocked-by-proxy":            {403, "", nil, again}, // which is sent past the proxy
	"client-certificate-required": {0, "", nil, nil},
	"inconclusive":                {401, "", nil, nil},
	"not-reproduced":              {200, accepted, nil, again},
	"intermittent":                {401, "", nil, again},
	"api-unreachable":             {0, "", nil, mendURL},
	"wrong-endpoint":              {401, "", nil, mendURL},
	"redirect-drops-credentials":  {308, "", nil, mendToOrigin},
	"credentials-missing":         {401, accepted, nil, mendWithGood},
	"wrong-header-name": {401, accepted, nil, func(l *Lab, r diag.Request) diag.Request {
		r.Header = r.Header.Without("Authentication")
		return bearer(r, l.token)
	}},
	"scheme-missing":          {401, accepted, nil, mendHeader},
	"scheme-case":             {401, accepted, nil, mendHeader},
	"header-malformed":        {401, accepted, nil, mendHeader},
	"placeholder-credentials": {401, accepted, nil, mendWithGood},
	"duplicate-credentials":   {400, refused, nil, mendURL},
	"scheme-mismatch": {401, "", nil, func(l *Lab, r diag.Request) diag.Request {
		userinfo := base64.StdEncoding.EncodeToString([]byte("operations:" + l.password))
		r.Header = r.Header.With("Authorization", "Basic "+userinfo)
		return r
	}},
	"header-stripped": {401, "", nil, mendToOrigin},
	"saml-response-invalid": {403, "", nil, func(l *Lab, r diag.Request) diag.Request {
		response, err := l.people.respond(r.URL, portal, time.Now())
		l.fail(err)
		r.Body = []byte("SAMLResponse=" + url.QueryEscape(response))
		return r
	}},
	"session-expired": {302, "", nil, func(l *Lab, r diag.Request) diag.Request {
		r.Header = r.Header.With("Cookie", sessionCookie+"="+l.site.signIn())
		return r
	}},
	"csrf-failed": {403, "", nil, func(l *Lab, r diag.Request) diag.Request {
		r.Header = r.Header.With("X-CSRFToken", l.site.guard)
		return r
	}},
	"cors-preflight":       {200, accepted, nil, again},
	"basic-malformed":      {401, "", nil, mendPassword},
	"password-rejected":    {401, "", nil, mendPassword},
	"signature-mismatch":   {403, "", nil, mendSigned},
	"digest-mismatch":      {401, "", nil, mendAnswer},
	"token-malformed":      {401, accepted, nil, mendWithGood},
	"token-expired":        {401, accepted, nil, mendWithGood},
	"token-not-yet-valid":  {401, accepted, nil, mendWithGood},
	"clock-skew":           {401, refused, nil, mendLasting},
	"signature-invalid":    {401, accepted, nil, mendWithGood},
	"signing-key-unknown":  {401, accepted, nil, mendWithGood},
	"algorithm-rejected":   {401, accepted, nil, mendWithGood},
	"issuer-mismatch":      {401, accepted, nil, mendWithGood},
	"wrong-environment":    {401, accepted, nil, mendWithGood},
	"audience-mismatch":    {401, accepted, nil, mendWithGood},
	"wrong-token-type":     {401, accepted, nil, mendWithGood},
	"claim-missing":        {401, accepted, nil, mendWithGood},
	"token-revoked":        {401, accepted, nil, mendWithGood},
	"api-key-missing":      {401, "", nil, mendKey("apikey")},
	"api-key-invalid":      {401, "", nil, mendKey("Ocp-Apim-Subscription-Key")},
	"token-encrypted":      {401, accepted, nil, mendWithGood},
	"token-binding-failed": {401, "", nil, mendProof},
	"step-up-required": {401, "", nil, func(l *Lab, r diag.Request) diag.Request {
		strong, _ := l.issuer.issue(l.draft().with("acr", "urn:northwind:mfa").with("auth_time", seconds(time.Now())))
		return bearer(r, strong)
	}},
	"insufficient-scope":      {403, accepted, []string{"logs:read"}, nil},
	"insufficient-permission": {403, refused, nil, nil},
	"stale-token": {401, accepted, nil, func(l *Lab, r diag.Request) diag.Request {
		return bearer(r, l.issuer.issueOpaque(l.draft()))
	}},
	"client-credentials-invalid": {401, "invalid_client", nil, mendWithGood},
	"refresh-token-invalid":      {401, "invalid_grant", nil, mendWithGood},
	"grant-not-allowed":          {401, "unauthorized_client", nil, mendWithGood},
	"scope-not-granted": {401, "invalid_scope", []string{"logs:read"}, func(l *Lab, r diag.Request) diag.Request {
		good, _ := l.issuer.issue(l.draft().with("scope", "logs:read"))
		return bearer(r, good)
	}},
	"idp-unreachable":            {401, "no answer", nil, mendWithGood},
	"idp-misconfigured":          {401, refused, nil, nil},
	"gateway-rejects":            {401, "", nil, mendToOrigin},
	"validator-misconfigured":    {401, refused, nil, nil},
	"validator-keys-stale":       {401, refused, nil, nil},
	"account-disabled":           {401, "invalid_grant", nil, mendWithGood},
	"validator-cannot-reach-idp": {401, refused, nil, nil},
}

// mendProof proves the token for the address that is called.
func mendProof(l *Lab, r diag.Request) diag.Request {
	var key jose.JSONWebKey
	_ = key.UnmarshalJSON([]byte(l.person.DPoPKey.Reveal()))
	private, _ := key.Key.(*ecdsa.PrivateKey)
	r.Header = r.Header.With("DPoP", l.proof(private, r.URL))
	return r
}

// mendKey sends the key that is in force.
func mendKey(name string) mend {
	return func(l *Lab, r diag.Request) diag.Request {
		r.Header = r.Header.With(name, l.apiKey)
		return r
	}
}

// mendPassword sends the password that is in force.
func mendPassword(l *Lab, r diag.Request) diag.Request {
	r.Header = r.Header.With("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("operations:"+l.password)))
	return r
}

// mendAnswer answers the API's challenge.
func mendAnswer(l *Lab, r diag.Request) diag.Request {
	res, err := l.httpClient().Get(r.URL)
	if err != nil {
		return r
	}
	_ = res.Body.Close()
	challenge, err := digest.FindChallenge(res.Header)
	l.fail(err)
	target := strings.TrimPrefix(r.URL, l.api().url)
	cred, err := digest.Digest(challenge, digest.Options{Method: r.Method, URI: target, Username: "operations", Password: l.password})
	l.fail(err)
	r.Header = r.Header.With("Authorization", cred.String())
	return r
}

// mendLasting outlives the skew of the API's clock.
func mendLasting(l *Lab, r diag.Request) diag.Request {
	l.issuer.lifetime *= 10
	return mendWithGood(l, r)
}

func TestScenariosAreAsTold(t *testing.T) {
	t.Parallel()
	for _, s := range Scenarios() {
		t.Run(string(s.Code), func(t *testing.T) {
			t.Parallel()
			want, ok := told[string(s.Code)]
			if !ok {
				t.Fatal("nothing is told of it")
			}
			l := start(t, string(s.Code))
			c := l.Case()
			if got := through(t, c.Transport, c.Request); got != want.status {
				t.Errorf("the request as given: %d, want %d", got, want.status)
			}
			if got := freshFares(t, c, want.scopes); got != want.fresh {
				t.Errorf("with a fresh token: %q, want %q", got, want.fresh)
			}
			if want.mend != nil {
				if got := send(t, want.mend(l, c.Request)).StatusCode; got != http.StatusOK {
					t.Errorf("mended: %d", got)
				}
			}
			if c.Request.URL = strings.Split(c.Request.URL, "?")[0]; send(t, bearer(c.Request, "made-up")).StatusCode/100 == 2 {
				t.Error("a made-up token is accepted")
			}
		})
	}
}

func freshFares(t *testing.T, c diag.Case, scopes []string) string {
	t.Helper()
	if !c.HasGrant() {
		return ""
	}
	token, failure := fresh(t, c, scopes)
	if failure != "" {
		return failure
	}
	switch status := send(t, bearer(c.Request, token)).StatusCode; {
	case status == 0:
		return ""
	case status < 300:
		return accepted
	}
	return refused
}
