package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"example.com/why401/diag/lab"
)

// servers are commands that start something to diagnose and put its address into $URL.
var servers = map[string]func(*testscript.TestScript, bool, []string){
	"lab":    startLab,
	"silent": serve(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }),
	"endless": serve(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		for chunk := make([]byte, 1<<16); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}),
	"escapes": serve(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", "Bearer error=\"\x1b]0;title\x07\", error_description=\"\u202eright to left\"")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, "\x1b[2J\x1b[31m{\"error\":\"\x9b31m\"}")
	}),
	"garbage": startGarbage,
}

func serve(h http.HandlerFunc) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, _ []string) {
		s := httptest.NewServer(h)
		ts.Defer(func() {
			s.CloseClientConnections()
			s.Close()
		})
		ts.Setenv("URL", s.URL+"/v2/devices")
	}
}

// startGarbage answers every connection with what is no HTTP.
func startGarbage(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv("URL", "http://"+l.Addr().String()+"/")
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(c, "\x00\x01garbage\r\n\r\n")
			_ = c.Close()
		}
	}()
}

// running is what the script's last lab command has started.
type running struct{ *lab.Lab }

// startLab starts a scenario. $CHECK is the command that diagnoses it, $CURL the
// one that sends its request; secrets are variables.
func startLab(ts *testscript.TestScript, _ bool, args []string) {
	sc, ok := lab.Find(args[0])
	if !ok {
		ts.Fatalf("no scenario %s", args[0])
	}
	l, err := lab.Start(sc)
	ts.Check(err)
	ts.Defer(func() { ts.Check(l.Close()) })
	ts.Value(labKey{}).(*running).Lab = l
	ts.Setenv("URL", l.Case().Request.URL)
	ts.Setenv("CHECK", l.Command())
	ts.Setenv("CURL", l.Curl())
	for _, line := range l.Exports() {
		name, value, _ := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		ts.Setenv(name, strings.Trim(value, "'"))
	}
}

type labKey struct{}

// masked: none of the lab's secrets stands in the last command's output.
func masked(ts *testscript.TestScript, _ bool, _ []string) {
	for _, out := range []string{"stdout", "stderr"} {
		text := ts.ReadFile(out)
		for _, secret := range ts.Value(labKey{}).(*running).Secrets() {
			if strings.Contains(text, secret) {
				ts.Fatalf("%s shows a secret:\n%s", out, text)
			}
		}
	}
}

// report STATUS CODE: standard output is one report of that answer and verdict, and keeps the contract.
func reportIs(ts *testscript.TestScript, _ bool, args []string) {
	var got struct {
		Schema  string
		Target  struct{ Status int }
		Verdict struct {
			Cause      string
			Confidence float64
			Summary    string
		}
		Causes []struct {
			Cause           string
			Evidence, Fixes []any
		}
		RuledOut []any `json:"ruled_out"`
		Steps    []struct {
			Name, Status string
			Findings     []any
		}
		StartedAt    string `json:"started_at"`
		RequestsSent int    `json:"requests_sent"`
		Capture      any
		Requests     []any
	}
	text := ts.ReadFile("stdout")
	ts.Check(json.Unmarshal([]byte(text), &got)) // and nothing after the object
	if have := fmt.Sprint(got.Target.Status, " ", got.Verdict.Cause); have != strings.Join(args, " ") {
		ts.Fatalf("%s, want %s\n%s", have, args, text)
	}
	if got.Schema != "why401.report/v1" || len(got.Causes) == 0 || got.Causes[0].Cause != got.Verdict.Cause || got.Verdict.Summary == "" {
		ts.Fatalf("schema, or a verdict that is not the first cause:\n%s", text)
	}
	for _, c := range got.Causes {
		if c.Evidence == nil || c.Fixes == nil {
			ts.Fatalf("%s: a list is null", c.Cause)
		}
	}
	var names []string
	for _, s := range got.Steps {
		names = append(names, s.Name)
		if !strings.Contains("pass warn fail skipped", s.Status) || s.Status == "" || s.Findings == nil {
			ts.Fatalf("step %+v", s)
		}
	}
	if have := strings.Join(names, " "); have != "reproduce header token scopes fresh-token config end-to-end" {
		ts.Fatalf("steps: %s", have)
	}
	if (got.RequestsSent == 0) != (got.Capture != nil) || len(got.Requests) != got.RequestsSent || !strings.HasSuffix(got.StartedAt, "Z") || got.RuledOut == nil {
		ts.Fatalf("requests, started_at or ruled_out:\n%s", text)
	}
}
