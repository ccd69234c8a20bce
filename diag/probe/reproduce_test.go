package probe_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/probe"
)

// The controls wait until the request as given is written, and not for its answer.
func TestTheRequestGoesFirst(t *testing.T) {
	t.Parallel()
	controls := make(chan diag.Purpose, 2)
	w := &fake{answer: func(ctx context.Context, r diag.Request) (diag.Exchange, error) {
		if r.Purpose != diag.AsGiven {
			controls <- r.Purpose
			return status(401), nil
		}
		if len(controls) > 0 {
			t.Error("a control was sent before the request as given was")
		}
		wrote(ctx)
		for range 2 {
			select {
			case <-controls:
			case <-ctx.Done():
				t.Error("the controls wait for the answer")
				return diag.Exchange{}, ctx.Err()
			}
		}
		return status(401), nil
	}}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	f, err := probe.For(diag.Reproduce).Look(ctx, w.world(), asked(), diag.Facts{})
	if err != nil || f.Reply == nil || f.Reply.Without == nil || f.Reply.Bad == nil {
		t.Fatalf("%v", err)
	}
	if first := w.purposes()[0]; first != diag.AsGiven {
		t.Errorf("the first request was %s", first)
	}
}

func TestControls(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		c      diag.Case
		answer diag.Exchange
		want   []diag.Purpose
		unsent string
	}{
		"a safe method":           {asked(), status(401), []diag.Purpose{diag.AsGiven, diag.WithoutCredentials, diag.BadCredentials}, ""},
		"no credentials":          {asked(anonymous), status(401), []diag.Purpose{diag.AsGiven, diag.BadCredentials}, ""},
		"an unsafe method":        {asked(method("POST")), status(401), []diag.Purpose{diag.AsGiven}, "POST is not safe to repeat"},
		"an unsafe one, allowed":  {asked(method("POST"), writes), status(401), []diag.Purpose{diag.AsGiven, diag.WithoutCredentials, diag.BadCredentials}, ""},
		"the request only":        {asked(requestOnly), status(401), []diag.Purpose{diag.AsGiven}, "--request-only"},
		"nothing answers":         {asked(), failed(diag.FailConnect), []diag.Purpose{diag.AsGiven}, ""},
		"success, repeated":       {asked(), status(200), append([]diag.Purpose{diag.AsGiven, diag.WithoutCredentials, diag.BadCredentials}, slices.Repeat([]diag.Purpose{diag.Repeat}, 10)...), ""},
		"success of the one only": {asked(requestOnly), status(200), []diag.Purpose{diag.AsGiven}, "--request-only"},
		"success of a write":      {asked(method("DELETE")), status(204), []diag.Purpose{diag.AsGiven}, "DELETE"},
	} {
		w := &fake{answer: always(c.answer)}
		f := look(t, diag.Reproduce, w, c.c, diag.Facts{})
		got := w.purposes()
		slices.Sort(got[1:])
		slices.Sort(c.want[1:])
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: sent %v, want %v", name, got, c.want)
		}
		if !strings.Contains(f.Reply.Unsent, c.unsent) || (f.Reply.Unsent != "") != (c.unsent != "") {
			t.Errorf("%s: %q, want %q", name, f.Reply.Unsent, c.unsent)
		}
		for _, r := range w.sent {
			holds := strings.Contains(r.Header.Value("Authorization"), secret)
			if control := r.Purpose == diag.WithoutCredentials || r.Purpose == diag.BadCredentials; control == holds && len(c.c.Request.Header) > 0 {
				t.Errorf("%s: %s carries the secret: %v", name, r.Purpose, holds)
			}
		}
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	body := func(c *diag.Case) {
		c.Request.Body = []byte("a=1")
		c.Request.Header = append(c.Request.Header, diag.Field{Name: "Host", Value: "api.example.com"}, diag.Field{Name: "Cookie", Value: "session=0123456789"},
			diag.Field{Name: "Content-Type", Value: "text/plain"}, diag.Field{Name: "Content-Length", Value: "3"})
	}
	for name, c := range map[string]struct {
		c        diag.Case
		status   int
		location string
		url      string // of the second hop; "" where there is none
		method   string
		keeps    bool // the credentials
		body     string
	}{
		"the same origin":               {asked(body), 302, "/v3/devices", "https://api.example.com/v3/devices", "GET", true, "a=1"},
		"the same origin, port written": {asked(body), 307, "https://API.example.com:443/v3", "https://API.example.com:443/v3", "GET", true, "a=1"},
		"another host":                  {asked(body), 302, "https://new.example.com/v2", "https://new.example.com/v2", "GET", false, "a=1"},
		"another scheme":                {asked(body), 301, "http://api.example.com/v2", "http://api.example.com/v2", "GET", false, "a=1"},
		"another port":                  {asked(body), 308, "https://api.example.com:8443/", "https://api.example.com:8443/", "GET", false, "a=1"},
		"303 of a POST":                 {asked(body, method("POST"), writes), 303, "/done", "https://api.example.com/done", "GET", true, ""},
		"302 of a POST":                 {asked(body, method("POST"), writes), 302, "/done", "https://api.example.com/done", "GET", true, ""},
		"307 of a POST":                 {asked(body, method("POST"), writes), 307, "/again", "https://api.example.com/again", "POST", true, "a=1"},
		"302 of a PUT":                  {asked(body, method("PUT"), writes), 302, "/again", "https://api.example.com/again", "PUT", true, "a=1"},
		"303 of a HEAD":                 {asked(method("HEAD")), 303, "/done", "https://api.example.com/done", "HEAD", true, ""},
		"of a POST that may not repeat": {asked(body, method("POST")), 307, "/again", "", "", false, ""},
		"a file":                        {asked(), 302, "file:///etc/passwd", "", "", false, ""},
		"nowhere":                       {asked(), 302, "", "", "", false, ""},
		"no URL":                        {asked(), 302, "https://%zz/", "", "", false, ""},
		"not modified":                  {asked(), 304, "/v3", "", "", false, ""},
	} {
		w := &fake{answer: func(_ context.Context, r diag.Request) (diag.Exchange, error) {
			if r.URL == api && r.Purpose == diag.AsGiven {
				return status(c.status, "Location", c.location), nil
			}
			return status(401), nil
		}}
		hops := look(t, diag.Reproduce, w, c.c, diag.Facts{}).Reply.Given
		if (len(hops) == 2) != (c.url != "") {
			t.Errorf("%s: %d hops", name, len(hops))
			continue
		}
		if c.url == "" {
			continue
		}
		r := hops[1].Request
		keeps := len(authn.Credentials(r)) > 0
		if r.URL != c.url || r.Method != c.method || keeps != c.keeps || string(r.Body) != c.body {
			t.Errorf("%s: %s %s, credentials %v, body %q", name, r.Method, r.URL, keeps, r.Body)
		}
		if !c.keeps && (r.Header.Has("Host") || r.Header.Has("Cookie")) {
			t.Errorf("%s: Host or Cookie went to another origin", name)
		}
		if len(r.Body) == 0 && (r.Header.Has("Content-Length") || r.Header.Has("Content-Type")) {
			t.Errorf("%s: the header speaks of a body that is not there", name)
		}
	}
}

func TestRedirectsEnd(t *testing.T) {
	t.Parallel()
	w := &fake{answer: always(status(302, "Location", api))}
	if hops := look(t, diag.Reproduce, w, asked(), diag.Facts{}).Reply.Given; len(hops) != 6 {
		t.Errorf("%d hops were followed", len(hops)-1)
	}
}

// Who answers in the API's place could send us anywhere.
func TestResourceMetadataIsReadAtTheSameOriginOnly(t *testing.T) {
	t.Parallel()
	described := document(map[string]any{"resource": api, "authorization_servers": []string{idp}})
	for name, c := range map[string]struct {
		link  string
		page  diag.Exchange
		read  bool
		fault string
	}{
		"here":         {"https://api.example.com/.well-known/oauth-protected-resource", described, true, ""},
		"elsewhere":    {"https://evil.example/.well-known/oauth-protected-resource", described, false, "another origin"},
		"by http":      {"http://api.example.com/.well-known/oauth-protected-resource", described, false, "another origin"},
		"not there":    {"https://api.example.com/gone", status(404), true, "404"},
		"HTML":         {"https://api.example.com/html", func() diag.Exchange { e := status(200); e.Body = []byte("<html>"); return e }(), true, "JSON"},
		"nothing said": {"https://api.example.com/empty", document(map[string]any{}), true, "not a resource's metadata"},
	} {
		w := &fake{answer: always(status(401, "WWW-Authenticate", `Bearer resource_metadata="`+c.link+`"`)), pages: map[string]diag.Exchange{c.link: c.page}}
		r := look(t, diag.Reproduce, w, asked(), diag.Facts{}).Reply
		if read := len(w.read) > 0; read != c.read || (r.Resource != nil) != (c.fault == "") || !strings.Contains(r.ResourceFault, c.fault) {
			t.Errorf("%s: read %v, %q", name, w.read, r.ResourceFault)
		}
	}
}

func TestTheAPIsClock(t *testing.T) {
	t.Parallel()
	w := &fake{answer: always(status(401, "Date", noon.Add(10*time.Minute).Format("Mon, 02 Jan 2006 15:04:05 GMT")))}
	clock := look(t, diag.Reproduce, w, asked(), diag.Facts{}).Reply.Clock
	if clock == nil || (clock.Offset-10*time.Minute).Abs() > time.Second || clock.Name != "API" {
		t.Errorf("the clock is %v", clock)
	}
}

func TestReproduceThatCouldNotLook(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	w := &fake{answer: always(status(401))}
	if f, err := probe.For(diag.Reproduce).Look(cancelled, w.world(), asked(), diag.Facts{}); !errors.Is(err, context.Canceled) || f.Reply != nil {
		t.Errorf("cancelled: %v", err)
	}
	w.answer = func(context.Context, diag.Request) (diag.Exchange, error) { return diag.Exchange{}, diag.ErrBudget }
	if _, err := probe.For(diag.Reproduce).Look(t.Context(), w.world(), asked(), diag.Facts{}); !errors.Is(err, diag.ErrBudget) {
		t.Errorf("no budget: %v", err)
	}
	w.answer = func(_ context.Context, r diag.Request) (diag.Exchange, error) {
		if r.Purpose == diag.BadCredentials {
			panic("a defect")
		}
		return status(401), nil
	}
	if _, err := probe.For(diag.Reproduce).Look(t.Context(), w.world(), asked(), diag.Facts{}); err == nil || !strings.Contains(err.Error(), "a defect of why401") {
		t.Errorf("a panic: %v", err)
	}
}
