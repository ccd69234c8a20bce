//go:build peers

package peers

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"
)

// fault is one thing wrong with real products, and the cause that it is.
type fault struct {
	cause, title string
	stage        func(*stage)
}

const read = "devices:read"

// Every fault of the products is diagnosed as what it is.
func TestEveryFaultIsDiagnosed(t *testing.T) {
	t.Parallel()
	diagnose(t, slices.Concat(wayFaults, headerFaults, tokenFaults, grantFaults,
		certificateFaults(), basicFaults(), digestFaults,
		keyFaults, browserFaults, signedFaults, samlFaults, boundFaults))
}

// diagnose stages each fault and holds the verdict against its cause.
func diagnose(t *testing.T, faults []fault) {
	for _, f := range faults {
		t.Run(f.cause+": "+f.title, func(t *testing.T) {
			t.Parallel()
			s := &stage{t: t}
			f.stage(s)
			got, printed := s.check()
			t.Logf("%s %.2f, %d requests: %s", got.Verdict.Cause, got.Verdict.Confidence, got.RequestsSent, got.Verdict.Summary)
			if got.Verdict.Cause != f.cause {
				t.Errorf("verdict %s, want %s\n%s", got.Verdict.Cause, f.cause, printed)
			}
		})
	}
}

// expired is an API that refuses the person's token, which ran out. They have a client that can get another.
func expired(s *stage) (*issuer, *server) {
	i := s.issuer(func(s *settings) { s.TTL = 1 })
	api := s.api(i, "express-jwt")
	s.as(i, "job", i.settings.Secret)
	s.bearer(i.token(s.t, devices, read))
	s.wait(6 * time.Second)
	return i, api
}

// A request that changes something reaches the API once.
func TestUnsafeRequestIsSentOnce(t *testing.T) {
	t.Parallel()
	s := &stage{t: t}
	_, api := expired(s)
	s.request(api.url+"/v2/devices", "-X", "POST", "-d", "{}")
	if got, printed := s.check(); got.Verdict.Cause != "token-expired" {
		t.Errorf("verdict %s, want token-expired\n%s", got.Verdict.Cause, printed)
	}
	if n := strings.Count(api.heard(), `"POST /v2/devices"`); n != 1 {
		t.Errorf("the API was sent %d POST requests, want 1:\n%s", n, api.heard())
	}
}

// With --request-only nobody asks the issuer for a token, or about one.
func TestRequestOnlyAsksForNoToken(t *testing.T) {
	t.Parallel()
	s := &stage{t: t}
	i, api := expired(s)
	s.request(api.url+"/v2/devices", "--request-only")
	if got, printed := s.check(); got.Verdict.Cause != "token-expired" {
		t.Errorf("verdict %s, want token-expired\n%s", got.Verdict.Cause, printed)
	}
	if n := strings.Count(i.heard(), `"POST `); n != 1 { // the one of this test
		t.Errorf("the issuer was sent %d POST requests, want 1:\n%s", n, i.heard())
	}
}

// A user and password that the server refuses are tried twice at most: more could lock the account.
func TestPasswordIsTriedTwiceAtMost(t *testing.T) {
	t.Parallel()
	for _, kind := range []struct {
		name, file string
		flags      []string
	}{{"Basic", "users", nil}, {"Digest", "digests", []string{"--digest"}}} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			s := &stage{t: t}
			api := s.apache(protected(kind.name, kind.file))
			s.access = append(s.access, "wrong-battery")
			s.request(api.url+"/v2/devices", append(kind.flags, "-u", user+":wrong-battery")...)
			if got, printed := s.check(); got.Verdict.Cause != "password-rejected" {
				t.Errorf("verdict %s, want password-rejected\n%s", got.Verdict.Cause, printed)
			}
			basic := base64.StdEncoding.EncodeToString([]byte(user + ":wrong-battery"))
			heard := api.heard()
			if n := strings.Count(heard, "Basic "+basic) + strings.Count(heard, `username=\"`+user+`\"`); n < 1 || n > 2 {
				t.Errorf("the server was sent the password %d times, want 1 or 2:\n%s", n, heard)
			}
		})
	}
}
