package lab

import (
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"mvdan.cc/sh/v3/shell"

	"example.com/why401/diag"
)

// TestCloseLeavesNothing does not run beside others: it counts goroutines.
func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, code := range []string{"intermittent", "token-revoked", "idp-unreachable"} {
		s, _ := Find(code)
		l, err := Start(s)
		if err != nil {
			t.Fatal(err)
		}
		keepAlive := &http.Client{Transport: &http.Transport{}}
		for range 3 {
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, l.Case().Request.URL, nil)
			for _, f := range l.Case().Request.Header {
				req.Header.Set(f.Name, f.Value)
			}
			if res, err := keepAlive.Do(req); err == nil {
				_ = res.Body.Close()
			}
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if err := l.Close(); err != nil {
			t.Errorf("closed again: %v", err)
		}
		for _, s := range l.servers {
			if res, err := keepAlive.Get(s.url); err == nil {
				_ = res.Body.Close()
				t.Errorf("%s still answers", s.url)
			}
		}
		keepAlive.CloseIdleConnections()
	}
	// The connections' own goroutines end by themselves, soon after.
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
		}
	}
}

func TestNobodyCanListenNowhere(t *testing.T) {
	t.Parallel()
	l := start(t, "api-unreachable")
	taken, err := net.Listen("tcp", strings.TrimPrefix(l.nowhere, "http://"))
	if err == nil {
		_ = taken.Close()
		t.Error("the port is free: another lab could get it")
	}
}

func TestLabsAreIndependent(t *testing.T) {
	t.Parallel()
	a, b := start(t, "not-reproduced"), start(t, "not-reproduced")
	if got := send(t, bearer(a.Case().Request, b.token)).StatusCode; got != http.StatusUnauthorized {
		t.Errorf("one lab's token at the other's API: %d", got)
	}
	if slices.Contains(b.Secrets(), a.token) {
		t.Error("two labs share a token")
	}
}

func TestCaseIsFresh(t *testing.T) {
	t.Parallel()
	l := start(t, "insufficient-permission")
	first, second := l.Case(), l.Case()
	first.Request.Header[0].Value = "text/html"
	first.RequireScopes[0] = "admin"
	if second.Request.Header.Value("Accept") != "application/json" || second.RequireScopes[0] != "devices:read" {
		t.Error("two cases share what they hold")
	}
	if first.Secrets == second.Secrets || !second.Secrets.Known(l.token) || !second.Secrets.Known(l.clientSecret) {
		t.Error("each case has its own Secrets, which know the person's")
	}
	if second.Transport.MaxTime != 20*time.Second || second.Transport.ConnectTimeout != 5*time.Second {
		t.Errorf("limits: %+v", second.Transport)
	}
}

func TestSecretsGrowWithWhatIsIssued(t *testing.T) {
	t.Parallel()
	l := start(t, "token-expired")
	token, failure := fresh(t, l.Case(), nil)
	if failure != "" {
		t.Fatal(failure)
	}
	all := l.Secrets()
	for _, s := range []string{token, l.token, l.clientSecret, token[strings.LastIndex(token, ".")+1:]} {
		if !slices.Contains(all, s) {
			t.Error("a secret is not listed")
		}
	}
	if slices.Contains(all, "") {
		t.Error("the empty string is no secret")
	}
}

// TestCommands holds what is printed for a shell against the case.
func TestCommands(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"token-expired":           `why401 check -H "Accept: application/json" -H "Authorization: Bearer $TOKEN" --issuer ISSUER --client-id device-sync API/v2/devices`,
		"header-malformed":        `why401 check -H "Accept: application/json" -H "Authorization: Bearer  \"$TOKEN\"" --issuer ISSUER --client-id device-sync API/v2/devices`,
		"duplicate-credentials":   `why401 check -H "Accept: application/json" -H "Authorization: Bearer $TOKEN" --issuer ISSUER --client-id device-sync "API/v2/devices?access_token=$TOKEN"`,
		"gateway-rejects":         `why401 check -H "Accept: application/json" -H "Authorization: Bearer $TOKEN" --issuer ISSUER --origin API GATEWAY/v2/devices`,
		"scope-not-granted":       `why401 check -H "Accept: application/json" --issuer ISSUER --client-id device-sync --scope logs:read API/v2/logs/audit`,
		"placeholder-credentials": `why401 check -H "Accept: application/json" -H "Authorization: Bearer undefined" --issuer ISSUER --client-id device-sync API/v2/devices`,
	} {
		l := start(t, code)
		got := strings.NewReplacer(l.issuer.url, "ISSUER", l.api().url, "API", l.gateway.url, "GATEWAY").Replace(l.Command())
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", code, got, want)
		}
	}
	l := start(t, "redirect-drops-credentials")
	if got, want := l.Curl(), `curl -i -L -H "Accept: application/json" -H "Authorization: Bearer $TOKEN" `+l.Case().Request.URL; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := l.Exports(); len(got) != 1 || got[0] != "export TOKEN='"+l.token+"'" {
		t.Errorf("%d exports", len(got))
	}
}

// TestShellReadsTheRequest lets a shell's parser read what is printed for one:
// with the exports set, the words are the request's own values.
func TestShellReadsTheRequest(t *testing.T) {
	t.Parallel()
	for _, s := range Scenarios() {
		l := start(t, string(s.Code))
		values := map[string]string{}
		for _, v := range l.variables() {
			values[v.name] = v.value
		}
		c := l.Case()
		var want []string
		for _, f := range c.Request.Header {
			want = append(want, "-H", f.Name+": "+f.Value)
		}
		want = append(want, c.Request.URL)
		for _, line := range []string{l.Curl(), l.Command()} {
			words, err := shell.Fields(line, func(name string) string { return values[name] })
			if err != nil {
				t.Fatalf("%s: %v", s.Code, err)
			}
			for _, word := range want {
				if !slices.Contains(words, word) {
					t.Errorf("%s: a word of the request is missing in %s", s.Code, line)
				}
			}
		}
	}
}

func TestCommandsHoldNoSecret(t *testing.T) {
	t.Parallel()
	for _, s := range Scenarios() {
		l := start(t, string(s.Code))
		for _, value := range l.Secrets() {
			if strings.Contains(l.Command()+l.Curl(), value) {
				t.Errorf("%s: a secret stands in a command", s.Code)
			}
		}
	}
}

// TestNothingGivesTheLabAway looks for its own words in what the servers answer.
func TestNothingGivesTheLabAway(t *testing.T) {
	t.Parallel()
	own := []string{"why401", "scenario", "fault", "practice", " lab"}
	for _, s := range Scenarios() {
		own = append(own, string(s.Code))
	}
	for _, s := range Scenarios() {
		if s.Code == "api-unreachable" {
			continue
		}
		l := start(t, string(s.Code))
		r := l.Case().Request
		for _, request := range []diag.Request{r, {Method: "GET", URL: l.issuer.url + "/.well-known/openid-configuration"}} {
			answer := strings.ToLower(dump(t, request))
			for _, word := range own {
				if strings.Contains(answer, word) {
					t.Errorf("%s: %q stands in an answer:\n%s", s.Code, word, answer)
				}
			}
		}
	}
}

func BenchmarkStart(b *testing.B) {
	s, _ := Find("token-expired")
	for b.Loop() {
		l, err := Start(s)
		if err != nil {
			b.Fatal(err)
		}
		_ = l.Close()
	}
}
