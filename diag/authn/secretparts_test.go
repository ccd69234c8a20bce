package authn_test

import (
	"slices"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

const inParts = "--b\r\nContent-Disposition: form-data; name=\"client_secret\"\r\n\r\ns3cret-of-client\r\n--b\r\nContent-Disposition: form-data; name=\"colour\"\r\n\r\nblue\r\n" +
	"--b\r\nContent-Disposition: form-data; name=\"password\"; filename=\"notes.txt\"\r\n\r\nof a file\r\n--b--\r\n"

func ofParts(body string) diag.Request {
	return diag.Request{Method: "POST", URL: "https://api.example.com/", Body: []byte(body), Header: diag.Header{{Name: "Content-Type", Value: "multipart/form-data; boundary=b"}}}
}

// A field of a form in parts is secret by its name, a file is not, and a body
// that was cut off gives what came before.
func TestSecretsInParts(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"whole": inParts, "cut off": inParts[:strings.Index(inParts, "blue")]} {
		got := authn.SecretValues(ofParts(body))
		if !slices.Contains(got, "s3cret-of-client") || slices.Contains(got, "blue") || slices.Contains(got, "of a file") {
			t.Errorf("%s: %d values", name, len(got))
		}
	}
}

func FuzzSecretsInParts(f *testing.F) {
	f.Add(inParts)
	f.Add("--b\r\n\r\n--b--")
	f.Fuzz(func(t *testing.T, body string) {
		for _, v := range authn.SecretValues(ofParts(body)) {
			if v == "" {
				t.Error("an empty secret would mask everything")
			}
		}
	})
}
