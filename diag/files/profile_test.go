package files_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/files"
)

var vocabulary = files.Vocabulary{Causes: []diag.Code{"token-expired", "insufficient-scope"}, Distance: authn.Distance}

const orders = `# All that a profile can hold.
issuer: https://id.example.com
token-url: https://id.example.com/token
client_id: 4711
scope: orders:read
require_scope: [orders:read, "orders:write"]
verify:
  - https://api.example.com/v2/me
settings: Settings → API → Applications
contact: api-support@example.com
scope_map:
  - {method: GET, path: "/v2/orders/{id}", any_of: [orders:read, admin]}
  - {method: POST, path: /v2/orders, all_of: orders:write}
environments:
  production: {hosts: [API.example.com], issuers: [https://id.example.com]}
  staging: {hosts: ["api.stg.example.com:8443"], audiences: [api://orders-stg]}
error_codes:
  E-AUTH-001: token-expired
  4012: {cause: insufficient-scope, means: the plan lacks exports}
`

func TestProfile(t *testing.T) {
	t.Parallel()
	got, err := files.Profile([]byte(orders), vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	want := files.ProfileFile{
		Values: map[string][]string{
			"issuer": {"https://id.example.com"}, "token_url": {"https://id.example.com/token"}, "client_id": {"4711"},
			"scope": {"orders:read"}, "require_scope": {"orders:read", "orders:write"}, "verify": {"https://api.example.com/v2/me"},
		},
		ScopeMap: []diag.ScopeRule{
			{Method: "GET", Path: "/v2/orders/{id}", AnyOf: []string{"orders:read", "admin"}},
			{Method: "POST", Path: "/v2/orders", AllOf: []string{"orders:write"}},
		},
		Profile: diag.Profile{
			Settings: "Settings → API → Applications", Contact: "api-support@example.com",
			Environments: []diag.Environment{
				{Name: "production", Hosts: []string{"api.example.com"}, Issuers: []string{"https://id.example.com"}},
				{Name: "staging", Hosts: []string{"api.stg.example.com:8443"}, Audiences: []string{"api://orders-stg"}},
			},
			ErrorCodes: []diag.ErrorCode{
				{Text: "E-AUTH-001", Cause: "token-expired"},
				{Text: "4012", Cause: "insufficient-scope", Means: "the plan lacks exports"},
			},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nwant %+v", got, want)
	}
}

func TestProfileProblems(t *testing.T) {
	t.Parallel()
	const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
	for name, c := range map[string]struct{ doc, want string }{
		"empty":                {"", "line 1: it is empty"},
		"comments only":        {"# nothing\n", "line 1: it is empty"},
		"no mapping":           {"- a\n", "line 1, column 1: the profile: keys with values"},
		"no YAML":              {"issuer: [\n", "no YAML"},
		"no YAML, its line":    {"issuer: https://a\n\tb: c\n", "line 2: no YAML"},
		"two documents":        {"contact: a\n---\ncontact: b\n", "line 2, column 1: a second document"},
		"unknown key":          {"contact: a\nisuer: https://a\n", `line 2, column 1: unknown key "isuer": did you mean issuer?`},
		"unknown, not near":    {"colour: red\n", `unknown key "colour": known here are audience, `},
		"a permission":         {"insecure: true\n", `"insecure": this is decided for each run`},
		"unknown below":        {"environments:\n  prod: {hots: [a]}\n", `line 2, column 10: unknown key "hots": did you mean hosts?`},
		"twice":                {"contact: a\nsettings: b\ncontact: c\n", `line 3, column 1: "contact" stands twice`},
		"twice, two spellings": {"client_id: a\nclient-id: b\n", `"client-id" stands twice`},
		"a list for a text":    {"contact: [a]\n", "line 1, column 10: contact: a value is needed"},
		"nothing":              {"contact:\n", "contact: a value is needed"},
		"lines":                {"contact: |\n  a\n  b\n", "contact: one line of at most"},
		"long":                 {"contact: " + strings.Repeat("a ", 300), "contact: one line of at most"},
		"no URL":               {"issuer: id.example.com\n", "line 1, column 9: issuer: no scheme"},
		"a relative endpoint":  {"verify: [https://a/b, /v2/me]\n", "line 1, column 23: verify: no scheme"},
		"a secret":             {"client_secret: hunter2\n", `"client_secret": no secret belongs in a profile: name a file with client_secret_file`},
		"a token":              {"access_token: hunter2\n", "give it with --token-file"},
		"a token's file":       {"token_file: t\n", "give it with --token-file"},
		"a password":           {"password: hunter2\n", "no secret belongs in a profile"},
		"a header line":        {"header: 'X-API-Key: hunter2'\n", "no secret belongs in a profile"},
		"a secret's shape":     {"contact: " + jwt + "\n", "contact: it looks like a secret"},
		"a password in a URL":  {"issuer: https://me:hunter2@id.example.com\n", "issuer: "},
		"a user in a URL":      {"issuer: https://me@id.example.com\n", "issuer: a user or password stands before the host"},
		"an alias":             {"contact: &a b\nsettings: *a\n", "line 2, column 11: settings: aliases are not followed"},
		"a merge":              {"environments: {a: &a {hosts: [x]}, b: {<<: *a}}\n", "a plain word is needed as a key"},
		"too many":             {"scope: [" + strings.Repeat("a,", 600) + "]\n", "scope: more than 500 entries"},
		"a rule's method":      {"scope_map:\n  - {path: /a, any_of: [b]}\n", "line 2, column 5: scope_map: a method and a path"},
		"a rule's misspelling": {"scope_map:\n  - {method: GET, path: /a, anyof: [b]}\n", `unknown key "anyof": did you mean any_of?`},
		"rules as a mapping":   {"scope_map: {method: GET}\n", "scope_map: a list of"},
		"a URL for a host":     {"environments: {a: {hosts: [\"https://a\"]}}\n", "hosts: a host is needed"},
		"a host twice":         {"environments:\n  a: {hosts: [x]}\n  b: {hosts: [X]}\n", `line 3, column 3: "b": a host of it is one of "a" too`},
		"no such cause":        {"error_codes:\n  E-AUTH-1: token-expird\n", `line 2, column 13: unknown cause "token-expird": did you mean token-expired?`},
		"a cause far off":      {"error_codes: {E-AUTH-1: nonsense}\n", "why401 explain lists all"},
		"no cause":             {"error_codes: {E-AUTH-1: {means: a}}\n", `"E-AUTH-1": its cause is missing`},
		"a code too short":     {"error_codes: {E1: token-expired}\n", `"E1": an error code needs at least 3`},
		"signs alone":          {"error_codes: {\"{}[]\": token-expired}\n", "an error code needs at least 3"},
	} {
		_, err := files.Profile([]byte(c.doc), vocabulary)
		var all files.Problems
		if !errors.As(err, &all) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
			continue
		}
		if text := err.Error(); strings.Contains(text, "\n") || strings.Contains(text, "hunter2") || strings.Contains(text, jwt) {
			t.Errorf("%s: %q", name, text)
		}
	}
}

func TestProfileTellsAll(t *testing.T) {
	t.Parallel()
	_, err := files.Profile([]byte("isuer: a\ncontact: [b]\nerror_codes: {E-1-2: nonsense}\n"), vocabulary)
	var all files.Problems
	if !errors.As(err, &all) || len(all) != 3 || all[0].Line != 1 || all[1].Line != 2 || all[2].Column != 22 || !strings.HasSuffix(err.Error(), "(and 2 more)") {
		t.Errorf("%v: %+v", err, all)
	}
	if _, err := files.Profile([]byte("error_codes: {E-AUTH-1: anything}\n"), files.Vocabulary{}); err != nil {
		t.Errorf("without a vocabulary: %v", err)
	}
	if _, err := files.Profile(make([]byte, files.MaxProfile+1), vocabulary); err == nil || !strings.Contains(err.Error(), "longer than 256 KiB") {
		t.Errorf("too long: %v", err)
	}
}

func FuzzProfile(f *testing.F) {
	for _, doc := range []string{orders, "", "a: [", "<<: *a", "error_codes: {? [a] : b}", "- - -", "a: &a [*a]", "---\n...\n---\n", "issuer: https://u:p@h", "environments: {a: {hosts: ['[::1]:80']}}"} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		p, err := files.Profile(doc, vocabulary)
		var all files.Problems
		if err != nil && (!errors.As(err, &all) || len(all) == 0 || len(all) > 20 || strings.ContainsAny(err.Error(), "\n\x1b")) {
			t.Errorf("%q", err)
		}
		if len(p.Environments) > 501 || len(p.ErrorCodes) > 501 || len(p.ScopeMap) > 501 {
			t.Error("no bound")
		}
	})
}
