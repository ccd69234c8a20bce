package world

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"example.com/why401/diag"
)

// What an API says of the account counts as its status does: nothing more that
// could prolong a lockout goes there, and what carries no credentials still may.
func TestNoCredentialsAfterALockoutInWords(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]error{
		`{"error":"Your account is locked."}`:          diag.ErrLockout,
		`{"message":"Too many failed login attempts"}`: diag.ErrLockout,
		`{"error":"invalid_token"}`:                    nil,
	} {
		s := server(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, body)
		})
		n := live(t, s.URL, func(c *diag.Case) { c.Secrets.Add(token) })
		r := get(s.URL, diag.Field{Name: "Authorization", Value: "Bearer " + token})
		do(t, n, r)
		if _, err := n.Do(t.Context(), r.As(diag.Repeat)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", body, err, want)
		}
		do(t, n, get(s.URL))
	}
}
