//go:build peers

package peers

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// stage is one fault with its products, and the person who meets it.
type stage struct {
	t         *testing.T
	issuers   []*issuer
	apis      []*server // APIs and gateways
	strangers []*server // servers for which none of the person's secrets is meant
	args      []string  // of check
	env       []string
	access    []string // secrets for the API
	client    []string // secrets for the issuer
}

// issuer starts one that the person trusts.
func (s *stage) issuer(change ...func(*settings)) *issuer {
	s.t.Helper()
	i := newIssuer(s.t, change...)
	s.issuers = append(s.issuers, i)
	return i
}

// api starts an API that trusts the issuer, on that validator.
func (s *stage) api(i *issuer, validator string) *server {
	s.t.Helper()
	return s.apiFor(i, validator, devices)
}

// apiFor starts one that wants another audience.
func (s *stage) apiFor(i *issuer, validator, audience string) *server {
	s.t.Helper()
	return s.runAPI(i, validator, audience, nil)
}

// pinnedAPI starts one that never asks for the issuer's keys again.
func (s *stage) pinnedAPI(i *issuer) *server {
	s.t.Helper()
	return s.runAPI(i, "jose", devices, map[string]any{"pinned": true})
}

// runAPI starts one with more settings of testdata/api.mjs.
func (s *stage) runAPI(i *issuer, validator, audience string, more map[string]any) *server {
	s.t.Helper()
	settings := map[string]any{"validator": validator, "issuer": i.realm, "audience": audience, "apiSecret": i.settings.APISecret}
	maps.Copy(settings, more)
	api := node(s.t, "api.mjs", settings)
	s.apis = append(s.apis, api)
	return api
}

// gateway starts nginx with these directives in its server block, and before it.
func (s *stage) gateway(inside string, before ...string) *server {
	s.t.Helper()
	g := nginx(s.t, strings.Join(before, "\n"), inside)
	s.apis = append(s.apis, g)
	return g
}

// request is what the person calls.
func (s *stage) request(url string, more ...string) {
	s.args = append(append(s.args, more...), url)
}

// refreshing gives the person a refresh token, too.
func (s *stage) refreshing(token string) {
	s.client = append(s.client, token)
	s.env = append(s.env, "WHY401_REFRESH_TOKEN="+token)
}

// bearer sends the token as RFC 6750 has it.
func (s *stage) bearer(token string) {
	s.access = append(s.access, token)
	s.env = append(s.env, "WHY401_TOKEN="+token)
}

// header sends a header line with a secret in it.
func (s *stage) header(line, secret string) {
	s.access = append(s.access, secret)
	s.args = append(s.args, "-H", line)
}

// trusts names the issuer.
func (s *stage) trusts(i *issuer) { s.args = append(s.args, "--issuer", i.realm) }

// as names the issuer and a client of it.
func (s *stage) as(i *issuer, client, secret string) {
	s.trusts(i)
	s.args = append(s.args, "--client-id", client)
	s.client = append(s.client, secret)
	s.env = append(s.env, "WHY401_CLIENT_SECRET="+secret)
}

// wait lets time pass where only that makes the fault: products keep the real clock.
func (s *stage) wait(d time.Duration) {
	select {
	case <-time.After(d):
	case <-s.t.Context().Done():
	}
}

// report is what is read of the report.
type report struct {
	Schema  string
	Verdict struct {
		Cause, Summary string
		Confidence     float64
	}
	RequestsSent int `json:"requests_sent"`
}

// check runs why401 as a script does, and holds it to what it promises of every
// diagnosis: one report, the exit status that fits it, and no secrets anywhere.
func (s *stage) check() (report, string) {
	s.t.Helper()
	cmd := exec.Command(why401, append([]string{"check", "--format", "json"}, s.args...)...)
	cmd.Env = append([]string{"HOME=" + s.t.TempDir(), "PATH=" + os.Getenv("PATH")}, s.env...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		s.t.Fatalf("no report: %v\n%s%s", err, out.Bytes(), complaints.Bytes())
	}
	want := map[string]int{"resolved": 0, "not-reproduced": 0, "inconclusive": 3}
	status, known := want[r.Verdict.Cause]
	if !known {
		status = 1
	}
	if got := cmd.ProcessState.ExitCode(); got != status {
		s.t.Errorf("exit status %d for %s, want %d", got, r.Verdict.Cause, status)
	}
	s.silent(out.String() + complaints.String())
	s.discreet()
	return r, out.String() + complaints.String()
}

var compact = regexp.MustCompile(`eyJ[\w-]{8,}\.[\w-]{8,}`)

// silent holds what was printed against the secrets: none of them, and of a token no part.
func (s *stage) silent(printed string) {
	for _, secret := range slices.Concat(s.access, s.client) {
		for _, part := range append(strings.Split(secret, "."), secret) {
			if len(part) >= 8 && strings.Contains(printed, part) {
				s.t.Errorf("%q, which is a secret or a part of one, was printed", part)
			}
		}
	}
	if found := compact.FindString(printed); found != "" {
		s.t.Errorf("a token was printed: %s", found)
	}
}

// discreet holds what each server was sent against the secrets that are meant for it.
func (s *stage) discreet() {
	for _, i := range s.issuers {
		heard := i.heard()
		for _, token := range s.access {
			if strings.Contains(heard, "Bearer "+token) {
				s.t.Errorf("the issuer was sent the access token as a credential")
			}
		}
	}
	for _, api := range s.apis {
		s.heardNone(api, s.client)
	}
	for _, stranger := range s.strangers {
		s.heardNone(stranger, slices.Concat(s.access, s.client))
	}
}

var basic = regexp.MustCompile(`Basic ([A-Za-z0-9+/=]+)`)

func (s *stage) heardNone(srv *server, secrets []string) {
	heard := srv.heard()
	for _, m := range basic.FindAllStringSubmatch(heard, -1) {
		pair, _ := base64.StdEncoding.DecodeString(m[1]) // what is no base64 stays in heard
		heard += string(pair)
	}
	for _, secret := range secrets {
		if strings.Contains(heard, secret) {
			s.t.Errorf("%s at %s was sent a secret that is not meant for it", srv.name, srv.url)
		}
	}
}
