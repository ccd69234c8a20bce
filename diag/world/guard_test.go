package world

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"example.com/why401/diag"
)

const token = "s3cret/token+with=signs"

// meant is a guard for an API at https://api.example that knows the token.
func meant(change ...func(*diag.Case)) *guard {
	c := diag.Case{Request: diag.Request{Method: "GET", URL: "https://api.example/v2"}, Secrets: diag.NewSecrets("salt")}
	c.Secrets.Add(token)
	for _, f := range change {
		f(&c)
	}
	g := newGuard(c)
	return &g
}

func TestSecretsGoOnlyWhereTheyAreMeantTo(t *testing.T) {
	t.Parallel()
	g := meant(func(c *diag.Case) {
		c.Origin, c.Issuer = "http://127.0.0.1:8080", "https://issuer.example/tenant"
		c.TokenURL, c.JWKSURL, c.IntrospectionURL = "https://token.example/t", "https://keys.example/k", "https://check.example/i"
		c.Verify = []string{"https://other.example/v"}
	})
	g.mean("https://found.example:8443/token")
	for _, tt := range []struct {
		url string
		ok  bool
	}{
		{"https://api.example/anything", true},
		{"https://API.example:443/anything", true},
		{"http://127.0.0.1:8080/v2", true},
		{"https://issuer.example/introspect", true},
		{"https://token.example/t", true},
		{"https://keys.example/k", true},
		{"https://check.example/i", true},
		{"https://other.example/v", true},
		{"https://found.example:8443/token", true},
		{"https://found.example/token", false},
		{"https://api.example:8443/", false},
		{"http://api.example/", false},
		{"https://api.example.evil.example/", false},
		{"https://api.example@evil.example/", false},
		{"https://evil.example/?https://api.example/", false},
		{"https://evil.example/#@api.example", false},
		{"http://127.0.0.1:9/", false},
	} {
		err := g.may(get(tt.url, diag.Field{Name: "Authorization", Value: "Bearer " + token}))
		if tt.ok && err != nil || !tt.ok && err != diag.ErrNotMeant {
			t.Errorf("%s: %v, want it sent: %v", tt.url, err, tt.ok)
		}
	}
}

func TestSecretsAreSeenInEverySpelling(t *testing.T) {
	t.Parallel()
	const evil = "https://evil.example/"
	everyByte := ""
	for _, b := range []byte(token) {
		everyByte += "%" + strings.ToUpper(string("0123456789abcdef"[b>>4])+string("0123456789abcdef"[b&15]))
	}
	field := func(v string) diag.Request { return get(evil, diag.Field{Name: "X-Any", Value: v}) }
	g := meant()
	for name, r := range map[string]diag.Request{
		"header":               field("x" + token + "y"),
		"Basic":                field("Basic " + base64.StdEncoding.EncodeToString([]byte("client:"+token))),
		"query":                get(evil + "?t=" + token),
		"percent-encoded":      get(evil + "?t=s3cret%2Ftoken%2Bwith%3Dsigns"),
		"every byte":           get(evil + "?t=" + everyByte),
		"twice encoded":        get(evil + "?t=s3cret%252Ftoken%252Bwith%253Dsigns"),
		"beside a stray sign":  get(evil + "?100%&t=%733cret/token+with=signs"),
		"header, encoded":      field("s3cret%2Ftoken%2bwith%3dsigns"),
		"path":                 get(evil + "s3cret%2Ftoken+with=signs/x"),
		"fragment":             get(evil + "#" + token),
		"body":                 {Purpose: diag.AskToken, Method: "POST", URL: evil, Body: []byte("token=" + token)},
		"body, encoded":        {Purpose: diag.AskToken, Method: "POST", URL: evil, Body: []byte("token=s3cret%2Ftoken%2Bwith%3Dsigns")},
		"body as JSON, base64": {Purpose: diag.AskToken, Method: "POST", URL: evil, Body: []byte(`{"t":"` + base64.StdEncoding.EncodeToString([]byte(token)) + `"}`)},
	} {
		if err := g.may(r); err != diag.ErrNotMeant {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, r := range map[string]diag.Request{"no secret": field("100% harmless"), "a part": field("s3c")} {
		if err := g.may(r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUpgradeAndDowngrade(t *testing.T) {
	t.Parallel()
	plain := func(url string) func(*diag.Case) { return func(c *diag.Case) { c.Request.URL = url } }
	for _, tt := range []struct {
		target, url string
		want        error
	}{
		{"http://api.example/", "https://api.example/", nil},
		{"http://api.example:8080/", "https://api.example/", diag.ErrNotMeant},
		{"http://api.example/", "https://www.api.example/", diag.ErrNotMeant},
		{"https://api.example/", "http://api.example:443/", diag.ErrNotMeant},
		{"http://api.example/", "http://origin.example/", nil},
		{"https://api.example/", "http://origin.example/", nil}, // a backend behind a TLS gateway: the person named it
		{"https://api.example/", "http://api.example/", diag.ErrNotMeant},
	} {
		g := meant(plain(tt.target), func(c *diag.Case) { c.Origin = "http://origin.example" })
		if err := g.may(get(tt.url, diag.Field{Name: "Authorization", Value: token})); err != tt.want {
			t.Errorf("%s → %s: %v, want %v", tt.target, tt.url, err, tt.want)
		}
	}
}

func TestUpgradeIsStillTheAPI(t *testing.T) {
	t.Parallel()
	n := live(t, "http://api.example/x", func(c *diag.Case) { c.Issuer = "https://issuer.example" })
	for origin, want := range map[string]*http.Transport{
		"https://api.example:443": n.lines.api, "https://issuer.example:443": n.lines.named, "https://else.example:443": n.lines.found,
	} {
		if n.line(origin) != want {
			t.Errorf("%s goes another way", origin)
		}
	}
}

func TestNothingReachesAnotherOrigin(t *testing.T) {
	t.Parallel()
	evil := server(t, func(http.ResponseWriter, *http.Request) { t.Error("a request came") })
	api := server(t, nil)
	n := live(t, api.URL, func(c *diag.Case) { c.Secrets.Add(token) })
	if _, err := n.Do(t.Context(), get(evil.URL+"/?t=s3cret%2ftoken%2bwith%3dsigns")); err != diag.ErrNotMeant {
		t.Errorf("error %v", err)
	}
	if n.Sent() != 0 {
		t.Errorf("%d counted", n.Sent())
	}
}

func TestTrust(t *testing.T) {
	t.Parallel()
	s := server(t, nil)
	n := live(t, "https://api.example/", func(c *diag.Case) { c.Secrets.Add(token) })
	ask := diag.Request{Purpose: diag.AskToken, Method: "POST", URL: s.URL, Body: []byte(token)}
	if _, err := n.Do(t.Context(), ask); err != diag.ErrNotMeant {
		t.Errorf("before: %v", err)
	}
	n.Trust(s.URL + "/token")
	n.Trust("no URL")
	if e := do(t, n, ask); e.Status != 200 {
		t.Errorf("after: %+v", e.Failure)
	}
}

func TestRequestOnly(t *testing.T) {
	t.Parallel()
	s := server(t, nil)
	n := live(t, s.URL, func(c *diag.Case) { c.RequestOnly = true })
	for _, p := range []diag.Purpose{
		diag.WithoutCredentials, diag.BadCredentials, diag.Repeat, diag.Experiment, diag.AskToken,
		diag.Introspect, diag.AtOrigin, diag.VerifyEndpoint, "",
	} {
		if _, err := n.Do(t.Context(), get(s.URL).As(p)); err != diag.ErrShut {
			t.Errorf("%q: %v", p, err)
		}
	}
	if _, err := n.Time(t.Context(), "127.0.0.1:1"); err != diag.ErrShut {
		t.Errorf("the clock: %v", err)
	}
	do(t, n, get(s.URL))
	if _, err := n.Public(t.Context(), s.URL+"/keys", diag.ReadKeys); err != nil {
		t.Errorf("public: %v", err)
	}
	if n.Sent() != 2 {
		t.Errorf("sent %d", n.Sent())
	}
}

func TestUnsafeMethodsAreSentOnce(t *testing.T) {
	t.Parallel()
	s := server(t, nil)
	post := diag.Request{Purpose: diag.AsGiven, Method: "POST", URL: s.URL, Body: []byte("x")}
	n := live(t, s.URL)
	for i, tt := range []struct {
		r    diag.Request
		want error
	}{
		{post.As(diag.WithoutCredentials), diag.ErrUnsafe}, // before the first: it would use up the one
		{post, nil},
		{post, diag.ErrUnsafe},
		{post.As(diag.Experiment), diag.ErrUnsafe},
		{post.As(diag.AtOrigin), diag.ErrUnsafe},
		{post.As(diag.AskToken), nil},
		{post.As(diag.AskToken), nil},
		{post.As(diag.Introspect), nil},
		{get(s.URL), nil},
		{diag.Request{Purpose: diag.AsGiven, Method: "POST", URL: s.URL + "/redirected"}, nil},
	} {
		if _, err := n.Do(t.Context(), tt.r); err != tt.want {
			t.Errorf("%d: %v, want %v", i, err, tt.want)
		}
	}
	writes := live(t, s.URL, func(c *diag.Case) { c.AllowWrites = true })
	for range 3 {
		do(t, writes, post.As(diag.Repeat))
	}
}

func TestPasswordIsSentTwiceAtMost(t *testing.T) {
	t.Parallel()
	s := server(t, func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != "right" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	n := live(t, s.URL)
	basic := func(pair string) diag.Field {
		return diag.Field{Name: "authorization", Value: "basic " + base64.StdEncoding.EncodeToString([]byte(pair))}
	}
	byDigest := diag.Field{Name: "Authorization", Value: `Digest realm="x", username="alice", response="5ccc"`}
	do(t, n, get(s.URL, basic("alice:one")))
	do(t, n, get(strings.Replace(s.URL, "//", "//alice:two@", 1)))
	for _, third := range []diag.Field{basic("alice:three"), byDigest} {
		if _, err := n.Do(t.Context(), get(s.URL, third)); err != diag.ErrLockout {
			t.Errorf("the third: %v", err)
		}
	}
	do(t, n, get(s.URL, basic("invented:x")))
	do(t, n, get(s.URL))
	for range 3 { // a client at its issuer
		do(t, n, get(s.URL, basic("alice:secret")).As(diag.AskToken))
	}
	for range 3 { // a right one locks nobody out
		do(t, n, get(s.URL, basic("bob:right")))
	}
	do(t, n, get(s.URL, basic("bob:one")))
	do(t, n, get(s.URL, basic("bob:two")))
	if _, err := n.Do(t.Context(), get(s.URL, basic("bob:right"))); err != diag.ErrLockout {
		t.Errorf("after two wrong ones: %v", err)
	}
}

// The answer to a Digest challenge makes a write another request than the one that was refused, once.
func TestAWriteIsSentAgainWithItsAnswerToAChallenge(t *testing.T) {
	t.Parallel()
	s := server(t, nil)
	n := live(t, s.URL)
	post := get(s.URL).As(diag.AsGiven)
	post.Method = "POST"
	answered := post.As(diag.AsGiven)
	answered.Header = diag.Header{{Name: "Authorization", Value: `Digest username="alice", response="5ccc"`}}
	do(t, n, post)
	do(t, n, answered)
	for _, r := range []diag.Request{post, answered} {
		if _, err := n.Do(t.Context(), r); err != diag.ErrUnsafe {
			t.Errorf("a second time: %v", err)
		}
	}
}

func TestNoCredentialsAfterAPauseWasAskedFor(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusTooManyRequests, http.StatusLocked} {
		s := server(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		n := live(t, s.URL, func(c *diag.Case) { c.Secrets.Add(token) })
		r := get(s.URL, diag.Field{Name: "Authorization", Value: "Bearer " + token})
		do(t, n, r)
		if _, err := n.Do(t.Context(), r.As(diag.Repeat)); !errors.Is(err, diag.ErrLockout) {
			t.Errorf("after %d: %v", status, err)
		}
		do(t, n, get(s.URL))
	}
}
