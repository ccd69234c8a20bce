package authn_test

import (
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func TestWithoutTokenNamesWhatIsThereInstead(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		r    diag.Request
		want string
	}{
		"nothing": {diag.Request{URL: "https://api.example.com/"}, "no token"},
		"Basic":   {diag.Request{URL: "https://api.example.com/", Header: diag.Header{{Name: "Authorization", Value: "Basic dTpw"}}}, "password"},
		"user":    {diag.Request{URL: "https://u:p@api.example.com/"}, "password"},
		"digest":  {diag.Request{URL: "https://api.example.com/", Header: diag.Header{{Name: "Authorization", Value: `digest username="u"`}}}, "Digest"},
		"cookie":  {diag.Request{URL: "https://api.example.com/", Header: diag.Header{{Name: "Cookie", Value: "sid=0a1b2c3d"}}}, "session"},
		"key":     {diag.Request{URL: "https://api.example.com/", Header: diag.Header{{Name: "X-API-Key", Value: "0a1b2c3d4e5f"}}}, "API key"},
		"custom":  {diag.Request{URL: "https://api.example.com/", Header: diag.Header{{Name: "Authorization", Value: "SSWS 0a1b2c3d4e5f"}}}, "hold no token"},
	} {
		if got := authn.WithoutToken(tt.r); !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q, want something with %q", name, got, tt.want)
		}
	}
}
