package probe_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/probe"
)

func probeFor(s diag.Step) diag.Probe { return probe.For(s) }

func refreshing(c *diag.Case) { c.RefreshToken = diag.NewSecret("the-refresh-token-itself") }
func tokenURL(url string) func(*diag.Case) {
	return func(c *diag.Case) { c.TokenURL = url }
}

// issuing is a world with an issuer that gives out tokens, and an API that takes those only.
func issuing(answer diag.Exchange) *fake {
	return &fake{pages: map[string]diag.Exchange{oidc: metadata()}, answer: func(_ context.Context, r diag.Request) (diag.Exchange, error) {
		switch {
		case r.Purpose == diag.AskToken:
			return answer, nil
		case strings.Contains(r.Header.Value("Authorization"), "fresh-token"):
			return status(200), nil
		}
		return status(401), nil
	}}
}

var granted = document(map[string]any{"access_token": "fresh-token-0123456789", "token_type": "Bearer", "scope": "devices:read"})

// No secret goes to an issuer that only the API, or a document that contradicts itself, speaks for.
func TestSecretsGoToATrustedIssuerOnly(t *testing.T) {
	t.Parallel()
	described := func(f *diag.Facts) { f.Reply.Resource = &diag.ResourceMetadata{AuthorizationServers: []string{idp}} }
	for name, c := range map[string]struct {
		c       diag.Case
		change  func(*diag.Facts)
		pages   map[string]diag.Exchange
		asked   string
		unasked string
	}{
		"the person names it":        {asked(client, atIssuer), nil, nil, idp + "/token", ""},
		"the person names the place": {asked(client, tokenURL("https://idp.example.com/t")), nil, nil, "https://idp.example.com/t", ""},
		"only the token names it":    {asked(client, bearer(signed(map[string]any{"iss": idp}))), nil, nil, "", "name it with --issuer"},
		"only the API names it":      {asked(client), described, nil, "", "name it with --issuer"},
		"only the API, no token":     {asked(client, anonymous), described, nil, "", "name it with --issuer"},
		"the API, not the token":     {asked(client, bearer(signed(map[string]any{"iss": "https://other.example"}))), described, nil, "", "name it with --issuer"},
		"nobody names one":           {asked(client), nil, nil, "", "name it with --issuer"},
		"it calls itself otherwise":  {asked(client, atIssuer), nil, map[string]diag.Exchange{oidc: metadata("issuer", "https://evil.example", "token_endpoint", "https://evil.example/token")}, "", "cannot be used"},
		"its metadata is no JSON":    {asked(client, atIssuer), nil, map[string]diag.Exchange{oidc: html("<html>")}, "", "cannot be used"},
		"it names no endpoint":       {asked(client, atIssuer), nil, map[string]diag.Exchange{oidc: metadata("token_endpoint", "")}, "", "is not known"},
		"it is away":                 {asked(client, atIssuer), nil, map[string]diag.Exchange{oidc: failed(diag.FailConnect)}, "", "is not known"},
		"its refresh token":          {asked(refreshing, atIssuer), nil, nil, idp + "/token", ""},
	} {
		f := refusedWith(c.c, status(401))
		if c.change != nil {
			c.change(&f)
		}
		w := issuing(granted)
		if c.pages != nil {
			w.pages = c.pages
		}
		fr := look(t, diag.FreshToken, w, c.c, f).Fresh
		for _, s := range []string{clientSecret, "the-refresh-token-itself"} {
			for _, url := range w.carried(s) {
				if url != c.asked {
					t.Errorf("%s: a secret went to %s", name, url)
				}
			}
		}
		if n := w.count(diag.AskToken); (n == 1) != (c.asked != "") || n > 1 || !strings.Contains(fr.Unasked, c.unasked) || (fr.Unasked == "") != (c.unasked == "") {
			t.Errorf("%s: asked %d times, %q", name, n, fr.Unasked)
		}
		if c.asked != "" && !slices.Equal(w.trusted, []string{c.asked}) {
			t.Errorf("%s: trusted %v", name, w.trusted)
		}
	}
}

// The fresh token is tried, and beside it the request as given.
func TestTheFreshTokenIsTried(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		c          diag.Case
		try, again bool
	}{
		"with a token":           {asked(client, atIssuer), true, true},
		"without one":            {asked(client, atIssuer, anonymous), true, false},
		"an unsafe method":       {asked(client, atIssuer, method("POST")), false, false},
		"an unsafe one, allowed": {asked(client, atIssuer, method("POST"), writes), true, true},
		"with the refresh token": {asked(refreshing, atIssuer), true, true},
	} {
		w := issuing(granted)
		fr := look(t, diag.FreshToken, w, c.c, refusedWith(c.c, status(401))).Fresh
		if (fr.Try != nil) != c.try || (fr.Again != nil) != c.again || fr.Token == nil {
			t.Errorf("%s: tried %v, again %v", name, fr.Try != nil, fr.Again != nil)
		}
		if c.try && (!fr.Try.Success() || fr.Try.Request.Purpose != diag.Experiment || fr.Try.Request.Change == "") {
			t.Errorf("%s: %d for %q", name, fr.Try.Status, fr.Try.Request.Change)
		}
		if c.again && (fr.Again.Success() || len(authn.Credentials(fr.Again.Request)) != 1) {
			t.Errorf("%s: as given %d", name, fr.Again.Status)
		}
		if !c.c.Secrets.Known("fresh-token-0123456789") {
			t.Errorf("%s: the new token is not known as a secret", name)
		}
	}
}

func TestHowTheTokenEndpointAnswers(t *testing.T) {
	t.Parallel()
	oauth := document(map[string]any{"error": "invalid_client", "error_description": "no such client"})
	oauth.Status = 401
	wants := func(c *diag.Case) { c.Scopes = []string{"devices:read", "logs:read"} }
	narrower := document(map[string]any{"access_token": "fresh-token-0123456789", "scope": "devices:read", "refresh_token": "the-next-refresh-token"})
	for name, c := range map[string]struct {
		answer diag.Exchange
		check  func(*diag.FreshFacts) bool
	}{
		"an OAuth error": {oauth, func(f *diag.FreshFacts) bool {
			return f.Error == "invalid_client" && f.ErrorText == "no such client" && f.Token == nil
		}},
		"a server error":   {status(503), func(f *diag.FreshFacts) bool { return f.Error == "" && f.ErrorText != "" && f.Token == nil }},
		"no answer":        {failed(diag.FailTimeout), func(f *diag.FreshFacts) bool { return f.Error == "" && f.Answer.Failure != nil && f.Token == nil }},
		"HTML":             {html("<html>"), func(f *diag.FreshFacts) bool { return f.Error == "" && f.ErrorText != "" && f.Token == nil }},
		"a narrower scope": {narrower, func(f *diag.FreshFacts) bool { return slices.Equal(f.Dropped, []string{"logs:read"}) && f.NewRefresh }},
	} {
		in := asked(client, atIssuer, wants)
		w := issuing(c.answer)
		fr := look(t, diag.FreshToken, w, in, refusedWith(in, status(401))).Fresh
		if !c.check(fr) {
			t.Errorf("%s: %+v", name, fr)
		}
		if fr.Token == nil && w.count(diag.Experiment) > 0 {
			t.Errorf("%s: a token that is not there was tried", name)
		}
	}
	in := asked(client, atIssuer)
	w := issuing(granted)
	w.answer = func(context.Context, diag.Request) (diag.Exchange, error) { return diag.Exchange{}, diag.ErrBudget }
	if fr := look(t, diag.FreshToken, w, in, refusedWith(in, status(401))).Fresh; !strings.Contains(fr.Unasked, "bound on requests") {
		t.Errorf("the bound is reached: %q", fr.Unasked)
	}
}

func TestWhenFreshTokensAreAskedForAhead(t *testing.T) {
	t.Parallel()
	over := bearer(signed(map[string]any{"iss": idp, "exp": seconds(-time.Hour)}))
	for name, c := range map[string]struct {
		c    diag.Case
		e    diag.Exchange
		want bool
	}{
		"it is over":               {asked(client, over, atIssuer), status(401), true},
		"there is none":            {asked(client, anonymous, atIssuer), status(401), true},
		"it is not over":           {asked(client, bearer(signed(map[string]any{"iss": idp, "exp": seconds(time.Hour)})), atIssuer), status(401), false},
		"within a leeway":          {asked(client, bearer(signed(map[string]any{"iss": idp, "exp": seconds(-30 * time.Second)})), atIssuer), status(401), false},
		"a refresh token is spent": {asked(refreshing, over, atIssuer), status(401), false},
		"no client":                {asked(over, atIssuer), status(401), false},
		"success":                  {asked(client, over, atIssuer), status(200), false},
		"403":                      {asked(client, over, atIssuer), status(403), false},
		"the request only":         {asked(client, over, atIssuer, requestOnly), status(401), false},
		"nobody names the issuer":  {asked(client, over), status(401), false},
		"the header is malformed": {asked(client, over, atIssuer, func(c *diag.Case) {
			c.Request.Header[0].Value = strings.Replace(c.Request.Header[0].Value, " ", "   ", 1)
		}), status(401), false},
	} {
		if got := probeFor(diag.FreshToken).Ahead(c.c, refusedWith(c.c, c.e)); got != c.want {
			t.Errorf("%s: ahead is %v", name, got)
		}
	}
	if probeFor(diag.FreshToken).Ahead(asked(client, over, atIssuer), diag.Facts{}) {
		t.Error("a token is asked for before the request was sent")
	}
}
