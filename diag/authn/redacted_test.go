package authn

import (
	"strings"
	"testing"

	"example.com/why401/diag"
)

const wholeJWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.q3S3s3GfQ4uU0lJ0o8V1V2Wn4c0Yb1y7Zz5xXxXxXxX"

func TestRedacted(t *testing.T) {
	t.Parallel()
	for _, v := range []string{
		"***", "****", "[REDACTED]", "<redacted>", "REDACTED", "redacted", "xxxxx", "XXXXXXXX", "xxx", "eyJ...", "eyJhbG…", "eyJhbGciOiJSUzI1NiJ9.eyJzdW[...]",
		"[...]", "<token>", "[token]", "(secret)", "•••••", "█████", "Bearer ***", "Bearer [Filtered]", "Basic ****", "<your-token-here>", "TOKEN", "my-token",
		"ghp_xxxxxxxxxxxxxxxx", "sk-****************abcd", "[truncated]", "eyJhbGciOiJSUzI1NiJ9.[truncated 900 bytes]", "{masked}", "<snip>", "...",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.SIGNATURE", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.***", `"[REDACTED]"`, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0...",
	} {
		if !Redacted(v) {
			t.Errorf("%s is one", v)
		}
	}
	for _, v := range []string{
		wholeJWT, "Bearer " + wholeJWT, "undefined", "null", "None", "[object Object]", "$TOKEN", "${TOKEN}", "Basic YWxpY2U6c2VjcmV0", "2YotnFZFEjr1zCsicMWpAA",
		"ghp_16C7e42F292c6912E7710c838347Ae178B4a", "", "Bearer", "a b c", wholeJWT[:40],
		strings.Replace(wholeJWT, "q3S3s3", "hidden", 1), // by chance
	} {
		if Redacted(v) {
			t.Errorf("%s is none", v)
		}
	}
}

// Outside of a capture what stands there was sent: it is a placeholder.
func TestRedactionsAreSentWhereNoCaptureIs(t *testing.T) {
	t.Parallel()
	r := diag.Request{Method: "GET", URL: "https://api.example.com/", Header: diag.Header{{Name: "Authorization", Value: "Bearer <token>"}}}
	if fs := HeaderFaults(r); len(fs) != 1 || fs[0].Code != "placeholder-credentials" {
		t.Errorf("sent: %v", fs)
	}
	r.Captured = true
	if fs := HeaderFaults(r); len(fs) != 0 {
		t.Errorf("recorded: %v", fs)
	}
	if len(Credentials(r)) != 1 {
		t.Error("recorded: it is there")
	}
	if _, ok := BearerToken(r); ok {
		t.Error("recorded: it cannot be read")
	}
}

func TestSameCredentials(t *testing.T) {
	t.Parallel()
	with := func(v string) diag.Request {
		return diag.Request{Method: "GET", URL: "https://api.example.com/", Header: diag.Header{{Name: "Authorization", Value: v}}}
	}
	for _, tt := range []struct {
		a, b string
		want bool
	}{{"Bearer " + wholeJWT, "Bearer " + wholeJWT, true}, {"Bearer " + wholeJWT, "Bearer other-token-12", false}, {"Bearer ***", "Bearer ***", false}} {
		if got := SameCredentials(with(tt.a), with(tt.b)); got != tt.want {
			t.Errorf("%s, %s: %v", tt.a, tt.b, got)
		}
	}
	if SameCredentials(diag.Request{}, diag.Request{}) {
		t.Error("none are the same")
	}
}

func FuzzRedacted(f *testing.F) {
	for _, v := range []string{"***", "Bearer eyJ...", wholeJWT, "[REDACTED]", "Basic YTpi", "\x00", strings.Repeat("x", 5000)} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v string) {
		r := diag.Request{Method: "GET", URL: "https://api.example.com/", Captured: true, Header: diag.Header{{Name: "Authorization", Value: v}}}
		faults := HeaderFaults(r)
		if !Redacted(v) {
			return
		}
		for _, fault := range faults {
			if formFaults[fault.Code] {
				t.Errorf("%q is redacted, and %s", v, fault.What)
			}
		}
	})
}
