package cause_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
)

// order is the public list of codes, in the order in which a request meets the causes.
const order = `proxy-auth-required blocked-by-proxy client-certificate-required
api-unreachable intermittent not-reproduced wrong-endpoint redirect-drops-credentials
credentials-missing placeholder-credentials wrong-header-name scheme-missing header-malformed
duplicate-credentials scheme-case scheme-mismatch header-stripped
api-key-missing api-key-invalid
signature-mismatch
session-expired csrf-failed cors-preflight
saml-response-invalid
basic-malformed password-rejected digest-mismatch
token-malformed wrong-environment issuer-mismatch algorithm-rejected signing-key-unknown signature-invalid
clock-skew token-expired token-not-yet-valid audience-mismatch wrong-token-type claim-missing token-revoked
token-encrypted token-binding-failed
insufficient-scope insufficient-permission step-up-required
client-credentials-invalid refresh-token-invalid grant-not-allowed scope-not-granted account-disabled idp-unreachable
idp-misconfigured stale-token
gateway-rejects validator-misconfigured validator-keys-stale validator-cannot-reach-idp
resolved inconclusive`

func TestAllHoldsEveryCodeOnceAndInOrder(t *testing.T) {
	t.Parallel()
	var got []string
	for _, c := range cause.All {
		got = append(got, string(c.Code))
	}
	if want := strings.Fields(order); !slices.Equal(got, want) {
		t.Errorf("codes\n got %v\nwant %v", got, want)
	}
	var last diag.Step
	for _, c := range cause.All[:len(cause.All)-1] {
		if c.Step < last {
			t.Errorf("%s: step %s stands after step %s", c.Code, c.Step, last)
		}
		last = c.Step
	}
	if c := cause.All[len(cause.All)-1]; c.Step != 0 {
		t.Errorf("%s belongs to step %s, want none", c.Code, c.Step)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	if c, ok := cause.Find("token-expired"); !ok || c.Code != "token-expired" {
		t.Errorf("Find(token-expired) = %v, %v", c, ok)
	}
	if _, ok := cause.Find("no-such-cause"); ok {
		t.Error("a code that does not exist was found")
	}
}

func TestEveryCauseIsExplained(t *testing.T) {
	t.Parallel()
	titles := map[string]diag.Code{}
	for _, c := range cause.All {
		if len(c.Confirm) == 0 || len(c.Mend) == 0 || len(c.Prevent) == 0 {
			t.Errorf("%s: Confirm, Mend or Prevent is empty", c.Code)
		}
		if len(c.Title) > 60 || strings.ContainsAny(c.Title, ".\n") {
			t.Errorf("%s: the title is no line of at most 60 characters without a full stop: %q", c.Code, c.Title)
		}
		if other := titles[c.Title]; other != "" {
			t.Errorf("%s and %s have the same title", c.Code, other)
		}
		titles[c.Title] = c.Code
		if !strings.Contains(c.RFC, "section") {
			t.Errorf("%s: no section is named: %q", c.Code, c.RFC)
		}
		if !commanded(c.Confirm) {
			t.Errorf("%s: Confirm has no command", c.Code)
		}
		for _, s := range slices.Concat([]string{c.Means}, c.Prevent) {
			if !sentence(s) {
				t.Errorf("%s: not a sentence: %q", c.Code, s)
			}
		}
	}
}

func TestFixesStandEasiestFirst(t *testing.T) {
	t.Parallel()
	ladder := []diag.Difficulty{diag.Easy, diag.Medium, diag.Hard}
	for _, c := range cause.All {
		last := 0
		for _, f := range c.Mend {
			at := slices.Index(ladder, f.Difficulty)
			if at < last {
				t.Errorf("%s: %s after %s: %q", c.Code, f.Difficulty, ladder[last], f.Text)
			}
			last = at
			if s := string(f.Text); !sentence(s) && !(strings.HasSuffix(s, ":") && f.Command != "") {
				t.Errorf("%s: a fix is neither a sentence nor followed by a command: %q", c.Code, s)
			}
		}
	}
}

// The words stand on ASCII terminals, and the last filter on every output must leave them as they are.
func TestWordsAreFitToBeShown(t *testing.T) {
	t.Parallel()
	tone := regexp.MustCompile(`(?i)\b(please|oops|sorry)\b|!(?:$|[ .])`)
	filter := diag.NewSecrets("")
	for _, c := range cause.All {
		for _, s := range words(c) {
			if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 {
				t.Errorf("%s: a character that is not printable ASCII at %q", c.Code, s[i:])
			}
			if m := tone.FindString(s); m != "" {
				t.Errorf("%s: %q in %q", c.Code, m, s)
			}
			if masked := filter.Mask(s); masked != s {
				t.Errorf("%s: taken for a secret:\n %s\n %s", c.Code, s, masked)
			}
		}
	}
}

// The variables that a person, or the command before, has set when a command is pasted.
var variables = strings.Fields(`API_URL API_HOST FINAL_URL KNOWN_GOOD_URL OTHER_ENVIRONMENT_URL ORIGIN_URL OPENAPI_URL
TOKEN OLD_TOKEN OTHER_TOKEN TOKEN_FILE REFRESH_TOKEN USER_NAME PASSWORD API_KEY CREDENTIALS CA_FILE
ISSUER TOKEN_URL INTROSPECTION_URL CLIENT_ID CLIENT_SECRET CLIENT_SECRET_FILE SCOPE AUDIENCE KID ACCOUNT
AWS_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN API_ID AUTHORIZER_ID DISTRIBUTION_ID
PROXY_URL PROXY_USER PROXY_PASSWORD CERT_FILE KEY_FILE
DPOP_PROOF DPOP_KEY_FILE REDIRECT_URI ACR_VALUES MAX_AGE AUTHORIZATION_URL
SAML_RESPONSE SAML_CERT_FILE
DEPLOYMENT GATEWAY_DEPLOYMENT SERVICE SECRET_NAME ENVOY_ADMIN_PORT
COOKIE_FILE CSRF_TOKEN PAGE_ORIGIN METHOD`)

var (
	// secret finds what stands where a command has a secret.
	secret = regexp.MustCompile(`(?i)(?:authentication: bearer |authorization: (?:bearer |dpop )?| -u |--user |(?:secret|token|password|assertion)=)["']?([^\s"']+)`)
	// bare is what may stand there: variables, what another command prints, or the word that is meant to be refused.
	bare = regexp.MustCompile(`^(?:(?:\$\w+|\$[({].*|:)+|invalid)$`)
)

func TestCommandsCanBePasted(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, c := range cause.All {
		for _, command := range commands(c) {
			parsed, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(command), "")
			if err != nil {
				t.Errorf("%s: %v in %s", c.Code, err, command)
				continue
			}
			for _, name := range expanded(parsed) {
				used[name] = true
				if !slices.Contains(variables, name) {
					t.Errorf("%s: nobody sets $%s in %s", c.Code, name, command)
				}
			}
			for _, m := range secret.FindAllStringSubmatch(command, -1) {
				if !bare.MatchString(m[1]) {
					t.Errorf("%s: %q stands where a variable should: %s", c.Code, m[1], command)
				}
			}
		}
	}
	for _, name := range variables {
		if !used[name] {
			t.Errorf("no command uses $%s", name)
		}
	}
}

// expanded are the variables that a command reads and does not set itself.
func expanded(f *syntax.File) []string {
	var read, set []string
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Assign:
			if n.Name.Value != "TOKEN" { // which commands replace
				set = append(set, n.Name.Value)
			}
		case *syntax.ParamExp:
			read = append(read, n.Param.Value)
		}
		return true
	})
	return slices.DeleteFunc(read, func(name string) bool { return slices.Contains(set, name) })
}

// words is all that a cause says.
func words(c cause.Cause) []string {
	all := slices.Concat([]string{c.Title, c.Means, c.RFC}, c.Confirm, c.Prevent)
	for _, f := range c.Mend {
		all = append(all, string(f.Text), string(f.Command))
	}
	return all
}

// commands are what a cause offers to paste.
func commands(c cause.Cause) []string {
	var all []string
	for _, s := range c.Confirm {
		if !sentence(s) {
			all = append(all, s)
		}
	}
	for _, f := range c.Mend {
		if f.Command != "" {
			all = append(all, string(f.Command))
		}
	}
	return all
}

func commanded(confirm []string) bool {
	return slices.ContainsFunc(confirm, func(s string) bool { return !sentence(s) })
}

// sentence tells the sentences of Confirm from its commands: none of these ends in a full stop.
func sentence(s string) bool { return strings.HasSuffix(s, ".") || strings.HasSuffix(s, ":") }
