package authn

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/why401/diag"
)

// StepUp is what an answer asks of the sign-in behind a token (RFC 9470, section 3).
type StepUp struct {
	Told   string        // the words by which it asks
	Plain  bool          // they are the error code of the standard
	ACR    []string      // the contexts that will do, the preferred one first
	MaxAge time.Duration // how long ago the sign-in may be; negative where that does not matter
	Claims string        // a claims request, as a claims challenge brings it: JSON
	Fresh  bool          // any new token will do: its rights were taken anew, not its sign-in
}

// ReadStepUp reads what the challenge asks for. False where it asks for no
// other sign-in.
func ReadStepUp(e diag.Exchange) (StepUp, bool) {
	code, _, _ := OAuthError(e)
	s := StepUp{Told: code, Plain: code == "insufficient_user_authentication", MaxAge: -1}
	if !s.Plain && code != "insufficient_claims" && code != "interaction_required" && code != "mfa_required" {
		return StepUp{}, false
	}
	cs, _ := ReadChallenges(e.Header.Values(challengeHeader(e)))
	for _, ch := range cs {
		if ch.Param("error") != code {
			continue
		}
		s.ACR = strings.Fields(bounded(ch.Param("acr_values"), maxErrorDescription))
		if seconds, err := strconv.ParseUint(ch.Param("max_age"), 10, 31); err == nil {
			s.MaxAge = time.Duration(seconds) * time.Second
		}
		s.claims(ch.Param("claims"))
	}
	if len(s.ACR) == 0 && s.MaxAge < 0 { // some APIs write them into the body
		s.body(e.Body)
	}
	return s, true
}

func (s *StepUp) body(text []byte) {
	object, err := readObject(text)
	if err != nil {
		return
	}
	for _, v := range listOf(object["acr_values"]) {
		s.ACR = append(s.ACR, strings.Fields(bounded(v, maxErrorDescription))...)
	}
	if seconds, err := strconv.ParseUint(digitsOf(object["max_age"]), 10, 31); err == nil {
		s.MaxAge = time.Duration(seconds) * time.Second
	}
}

// claims reads a claims challenge: a claims request (OpenID Connect Core,
// section 5.5) in base64, as Microsoft's APIs send it. It asks for an
// authentication context (acrs, acr), or for a token that was issued after a
// moment at which rights changed (nbf).
func (s *StepUp) claims(raw string) {
	if raw == "" || len(raw) > maxClaims {
		return
	}
	text, err := base64.RawURLEncoding.DecodeString(urlAlphabet(raw))
	if err != nil {
		text = []byte(raw) // some send it as it is
	}
	request, err := readObject(text)
	if err != nil {
		return
	}
	s.Claims = string(text)
	of, _ := request["access_token"].(map[string]any)
	for _, name := range []string{"acrs", "acr"} {
		wants, _ := of[name].(map[string]any)
		s.ACR = append(s.ACR, listOf(wants["value"])...)
		s.ACR = append(s.ACR, listOf(wants["values"])...)
	}
	s.Fresh = len(s.ACR) == 0 && of["nbf"] != nil
}

// maxClaims is more than any claims challenge in use has.
const maxClaims = 4 << 10

// SignIn is what a token, or its issuer, says of the sign-in behind it.
type SignIn struct {
	Known bool     // it could be read
	ACR   []string // acr, and Entra's acrs
	At    time.Time
	From  string // "token", "introspection"
}

// ReadSignIn reads acr and auth_time (RFC 9470, section 6).
func ReadSignIn(t diag.Token, f diag.Facts) SignIn {
	fields, from := t.Claims, "token"
	if fields == nil && f.Token != nil && f.Token.Introspection != nil && f.Token.Introspection.Active {
		fields, from = f.Token.Introspection.Fields, "introspection"
	}
	acr := slices.Concat(listOf(fields["acr"]), listOf(fields["acrs"]))
	return SignIn{Known: fields != nil, ACR: acr, At: Instant(fields["auth_time"]), From: from}
}

// Lacks says what of the demand the sign-in does not meet at that time: nothing
// where it meets all that was named.
func (s StepUp) Lacks(in SignIn, now time.Time) (acr, age bool) {
	acr = len(s.ACR) > 0 && !slices.ContainsFunc(in.ACR, func(a string) bool { return slices.Contains(s.ACR, a) })
	age = s.MaxAge >= 0 && (in.At.IsZero() || now.Sub(in.At) > s.MaxAge)
	return acr, age
}

// Authorization is a command that prints the address of an authorization
// request for what is asked (RFC 9470, section 4).
func (s StepUp) Authorization(clientID string) string {
	words := []string{`curl -sS -o /dev/null -G -w '%{url_effective}\n' --data-urlencode response_type=code`}
	client := `"client_id=$CLIENT_ID"`
	if clientID != "" {
		client = quote("client_id=" + clientID)
	}
	words = append(words, "--data-urlencode "+client, `--data-urlencode "redirect_uri=$REDIRECT_URI"`, `--data-urlencode "scope=$SCOPE"`)
	if len(s.ACR) > 0 && s.Claims == "" {
		words = append(words, "--data-urlencode "+quote("acr_values="+strings.Join(s.ACR, " ")))
	}
	if s.MaxAge >= 0 {
		words = append(words, "--data-urlencode "+quote("max_age="+strconv.Itoa(int(s.MaxAge.Seconds()))))
	}
	if s.Claims != "" {
		words = append(words, "--data-urlencode "+quote("claims="+s.Claims))
	}
	return strings.Join(append(words, `"$AUTHORIZATION_URL"`), " ")
}
