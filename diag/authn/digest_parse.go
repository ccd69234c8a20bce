package authn

import (
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// digestOf are the parameters of a Digest credential as it was sent (RFC 7616,
// section 3.4): the grammar is that of a challenge. False where it is none.
func digestOf(c diag.Credential) (diag.Challenge, bool) {
	if c.Kind != diag.InAuthorization || !strings.EqualFold(c.Scheme, "Digest") {
		return diag.Challenge{}, false
	}
	cs, _ := ReadChallenges([]string{"Digest " + c.Value.Reveal()})
	if len(cs) == 0 || len(cs[0].Params) == 0 {
		return diag.Challenge{}, false
	}
	return cs[0], true
}

// digestUser is the user's name in a Digest credential: username, or username*
// in the extended notation (RFC 7616, section 3.4; RFC 8187, section 3.2).
func digestUser(sent diag.Challenge) string {
	if extended := sent.Param("username*"); extended != "" {
		if parts := strings.SplitN(extended, "'", 3); len(parts) == 3 {
			if name, err := url.PathUnescape(parts[2]); err == nil {
				return name
			}
		}
	}
	return sent.Param("username")
}

// digestChallenges are the Digest challenges that can be answered: the server
// lists the strongest first (RFC 7616, section 3.7).
func digestChallenges(cs []diag.Challenge) []diag.Challenge {
	return slices.DeleteFunc(slices.Clone(cs), func(ch diag.Challenge) bool {
		name, _ := cutSession(ch.Param("algorithm"))
		_, known := pickQop(ch)
		return !strings.EqualFold(ch.Scheme, "Digest") || ch.Param("nonce") == "" || hashOf(name) == nil || !known
	})
}

// qops are the qualities of protection that a challenge offers.
func qops(ch diag.Challenge) []string {
	return strings.FieldsFunc(ch.Param("qop"), func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
}

// pickQop is the one to answer with: auth where it is offered, as curl does.
func pickQop(ch diag.Challenge) (qop string, known bool) {
	offered := qops(ch)
	for _, want := range []string{"auth", "auth-int"} {
		if i := slices.IndexFunc(offered, func(s string) bool { return strings.EqualFold(s, want) }); i >= 0 {
			return offered[i], true
		}
	}
	return "", len(offered) == 0
}

// truth says whether a parameter is true, in quotes or not.
func truth(ch diag.Challenge, name string) bool { return strings.EqualFold(ch.Param(name), "true") }

// requestTarget is what stands in the request line, which uri has to repeat
// (RFC 7616, section 3.4.6).
func requestTarget(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	u.RawQuery = strings.ReplaceAll(u.RawQuery, " ", "%20") // as it is sent
	return u.RequestURI()
}
