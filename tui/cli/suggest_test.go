package cli

import (
	"strings"
	"testing"

	"example.com/why401/diag/authn"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"token-expired", "token-revoked", "clock-skew", "scheme-case", "scheme-missing", "session-expired"}
	for _, c := range []struct{ name, want string }{
		{"token-expird", "token-expired"},
		{"Token-Expired", "token-expired"},
		{"expired", "token-expired session-expired"},
		{"clokc-skew", "clock-skew"},
		{"scheme", "scheme-case scheme-missing"},
		{"zzz", ""},
		{"", ""},
		{"-", ""},
	} {
		if got := strings.Join(nearest(c.name, known), " "); got != c.want {
			t.Errorf("nearest(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "bc", 1}, {"kitten", "sitting", 3}} {
		if got := authn.Distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
