package diag_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"example.com/why401/diag"
)

const canary = "CANARY-0123456789"

// wrapped holds a secret where fmt may not call the methods of its type.
type wrapped struct {
	Case    diag.Case
	Pointer *diag.Case
	Map     map[string]diag.Secret
	Secrets *diag.Secrets
}

// Whatever prints a case or a part of it, no secret may come out.
func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	secrets := diag.NewSecrets("")
	secrets.Add(canary)
	req := diag.Request{
		Method: "POST", URL: "https://user:" + canary + "@api.example.com/v2?key=" + canary + "#" + canary,
		Header: diag.Header{{Name: "Authorization", Value: "Bearer " + canary}}, Body: []byte(canary),
	}
	c := diag.Case{
		Request: req, Secrets: secrets, ClientSecret: diag.NewSecret(canary), RefreshToken: diag.NewSecret(canary),
		Transport: diag.Transport{Proxy: "http://user:" + canary + "@proxy:3128"}, Origin: "https://user:" + canary + "@origin.example.com",
	}
	broken := req
	broken.URL = "https://api.example.com/%zz?key=" + canary
	for name, v := range map[string]any{
		"secret": c.ClientSecret, "field": req.Header[0], "header": req.Header, "request": req, "pointer": &req, "unreadable": broken,
		"case": c, "pointer to case": &c, "secrets": secrets, "credential": diag.Credential{Raw: diag.NewSecret(canary), Value: diag.NewSecret(canary)},
		"token": diag.Token{Raw: diag.NewSecret(canary), Mended: diag.NewSecret(canary)},
		"fault": diag.HeaderFault{Mended: &req}, "nested": wrapped{c, &c, map[string]diag.Secret{"x": c.ClientSecret}, secrets},
	} {
		for form, out := range printed(t, v) {
			if strings.Contains(out, "CANARY") || strings.Contains(out, "Q0FOQVJZ") || strings.Contains(out, "43414e415259") {
				t.Errorf("%s by %s: %s", name, form, out)
			}
		}
	}
}

// printed is a value in all the ways in which Go prints one.
func printed(t *testing.T, v any) map[string]string {
	t.Helper()
	out := map[string]string{"error": fmt.Errorf("it is %v: %w", v, io.EOF).Error(), "print": fmt.Sprint(v, v), "join": errors.Join(fmt.Errorf("%+v", v)).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T %[1]v", "%10.3s"} {
		out[verb] = fmt.Sprintf(verb, v)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Errorf("json: %v", err)
	}
	out["json"] = string(text)
	var plain, asJSON bytes.Buffer
	slog.New(slog.NewTextHandler(&plain, nil)).Info("it", "v", v, slog.Group("g", "v", v))
	slog.New(slog.NewJSONHandler(&asJSON, nil)).Info("it", "v", v, slog.Group("g", "v", v))
	out["slog text"], out["slog JSON"] = plain.String(), asJSON.String()
	return out
}

func TestWhatIsPrintedInstead(t *testing.T) {
	t.Parallel()
	req := diag.Request{Method: "GET", URL: "https://user:pw@api.example.com/a%2Fb?key=1"}
	field := diag.Field{Name: "Authorization", Value: "Bearer x"}
	for got, want := range map[string]string{
		fmt.Sprintf("%#v", diag.NewSecret("x")):    "***",
		diag.NewSecret("x").String():               "***",
		diag.NewSecret("x").GoString():             "***",
		fmt.Sprintf("%+v", req):                    "GET https://api.example.com/a%2Fb",
		req.String():                               "GET https://api.example.com/a%2Fb",
		fmt.Sprintf("%v", diag.Case{Request: req}): "GET https://api.example.com/a%2Fb",
		fmt.Sprintf("%v", field):                   "Authorization: ***",
		fmt.Sprint(knowing()):                      "0 spellings of secrets",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if s := diag.NewSecret("x"); s.Reveal() != "x" || s.Empty() || !diag.NewSecret("").Empty() {
		t.Error("a secret does not hold its value")
	}
}
