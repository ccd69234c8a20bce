package authn

import (
	"reflect"
	"strings"
	"testing"

	"example.com/why401/diag"
)

// ask is a challenge with parameters given as name, value, name, value.
func ask(scheme string, params ...string) diag.Challenge {
	c := diag.Challenge{Scheme: scheme}
	for i := 0; i < len(params); i += 2 {
		c.Params = append(c.Params, diag.Param{Name: params[i], Value: params[i+1]})
	}
	return c
}

// challengeLines are headers of real products, and what they say.
var challengeLines = []struct {
	name   string
	values []string
	want   []diag.Challenge
	fault  string // a part of the one fault; "" for none
}{
	{"scheme alone", []string{"Bearer"}, []diag.Challenge{ask("Bearer")}, ""},
	{"two schemes alone", []string{"Negotiate, NTLM"}, []diag.Challenge{ask("Negotiate"), ask("NTLM")}, ""},
	{"two lines", []string{"Negotiate", "NTLM"}, []diag.Challenge{ask("Negotiate"), ask("NTLM")}, ""},
	{"two challenges with parameters", []string{`Basic realm="a, b", charset="UTF-8", Bearer realm="c", error="invalid_token"`},
		[]diag.Challenge{ask("Basic", "realm", "a, b", "charset", "UTF-8"), ask("Bearer", "realm", "c", "error", "invalid_token")}, ""},
	{"escapes", []string{`Basic realm="say \"hi\" \\ bye"`}, []diag.Challenge{ask("Basic", "realm", `say "hi" \ bye`)}, ""},
	{"names in capitals", []string{`Digest Realm="r", NONCE="n", Stale=TRUE`}, []diag.Challenge{ask("Digest", "realm", "r", "nonce", "n", "stale", "TRUE")}, ""},
	{"token68", []string{"Negotiate YIIKxwYGKwYBBQUCoIIKuzCC=="}, []diag.Challenge{{Scheme: "Negotiate", Token68: "YIIKxwYGKwYBBQUCoIIKuzCC=="}}, ""},
	{"token68 before another", []string{"Negotiate a/b+c=, Basic realm=x"}, []diag.Challenge{{Scheme: "Negotiate", Token68: "a/b+c="}, ask("Basic", "realm", "x")}, ""},
	{"Docker registry", []string{`Bearer realm="https://auth.example/token",service="registry",scope="repository:a/b:pull,push",error="invalid_token"`},
		[]diag.Challenge{ask("Bearer", "realm", "https://auth.example/token", "service", "registry", "scope", "repository:a/b:pull,push", "error", "invalid_token")}, ""},
	{"empty list members", []string{`, Bearer realm="x",, error="y" ,`}, []diag.Challenge{ask("Bearer", "realm", "x", "error", "y")}, ""},
	{"AWS API Gateway", []string{`Bearer scope="" error="invalid_token" error_description="the token has expired"`},
		[]diag.Challenge{ask("Bearer", "scope", "", "error", "invalid_token", "error_description", "the token has expired")}, "no comma before the parameter error"},
	{"Elasticsearch", []string{`Basic realm="security" charset="UTF-8"`, `Bearer realm="security"`, "ApiKey"},
		[]diag.Challenge{ask("Basic", "realm", "security", "charset", "UTF-8"), ask("Bearer", "realm", "security"), ask("ApiKey")}, "no comma before the parameter charset"},
	{"no comma between challenges", []string{`Basic realm="x" Bearer realm="y"`}, []diag.Challenge{ask("Basic", "realm", "x"), ask("Bearer", "realm", "y")}, "no comma before the scheme Bearer"},
	{"blanks around equals", []string{`Basic realm = "x"`}, []diag.Challenge{ask("Basic", "realm", "x")}, "blanks around"},
	{"URL without quotes", []string{"Bearer resource_metadata=https://a.example/x"}, []diag.Challenge{ask("Bearer", "resource_metadata", "https://a.example/x")}, "needs quotes"},
	{"unterminated", []string{`Bearer error="invalid_token", error_description="it is`}, []diag.Challenge{ask("Bearer", "error", "invalid_token", "error_description", "it is")}, "not closed"},
	{"unescaped quotes inside", []string{`Bearer error_description="The "aud" claim is wrong", error="invalid_token"`},
		[]diag.Challenge{ask("Bearer", "error_description", `The "aud" claim is wrong`, "error", "invalid_token")}, "not escaped"},
	{"single quotes", []string{`Basic realm='my api'`}, []diag.Challenge{ask("Basic", "realm", "my api")}, "single quotes"},
	{"semicolons", []string{`Bearer realm="x"; error="y"`}, []diag.Challenge{ask("Bearer", "realm", "x", "error", "y")}, "semicolon"},
	{"colon", []string{`Bearer: realm="x"`}, []diag.Challenge{ask("Bearer", "realm", "x")}, "colon"},
	{"no scheme", []string{`error="invalid_token"`}, []diag.Challenge{ask("", "error", "invalid_token")}, "before any scheme"},
	{"empty value", []string{"Bearer realm="}, []diag.Challenge{ask("Bearer", "realm", "")}, "has no value"},
	{"twice", []string{`Basic realm="a", realm="b"`}, []diag.Challenge{ask("Basic", "realm", "a", "realm", "b")}, "twice"},
	{"prose", []string{"Basic please log in"}, []diag.Challenge{ask("Basic")}, "neither a scheme nor a parameter"},
	{"nothing", []string{""}, nil, ""},
}

func TestReadChallenges(t *testing.T) {
	t.Parallel()
	for _, c := range challengeLines {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, faults := ReadChallenges(c.values)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("read %+v, want %+v", got, c.want)
			}
			all := strings.Join(faults, "; ")
			if c.fault == "" && all != "" || !strings.Contains(all, c.fault) {
				t.Errorf("faults %q, want %q", all, c.fault)
			}
		})
	}
}

func TestReadChallengesIsBounded(t *testing.T) {
	t.Parallel()
	cs, faults := ReadChallenges([]string{strings.Repeat("a b=c, ", 20000), strings.Repeat("X,", 20000)})
	if len(cs) > maxChallenges || len(faults) > maxFaults {
		t.Errorf("%d challenges and %d faults", len(cs), len(faults))
	}
	cs, _ = ReadChallenges([]string{"Bearer " + strings.Repeat("a=b,", 4000)})
	if len(cs) != 1 || len(cs[0].Params) > maxParams {
		t.Errorf("%d challenges, the first with %d parameters", len(cs), len(cs[0].Params))
	}
}

// spell is a challenge as RFC 9110 wants it.
func spell(c diag.Challenge) string {
	parts := []string{}
	for _, p := range c.Params {
		quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.Value)
		parts = append(parts, p.Name+`="`+quoted+`"`)
	}
	list := strings.Join(parts, ", ")
	if c.Token68 != "" && list != "" {
		list = ", " + list
	}
	return strings.TrimSpace(c.Scheme + " " + c.Token68 + list)
}

// What was read, written by the rules, reads as the same again.
func FuzzReadChallenges(f *testing.F) {
	for _, c := range challengeLines {
		f.Add(strings.Join(c.values, ", "))
	}
	f.Fuzz(func(t *testing.T, line string) {
		cs, _ := ReadChallenges([]string{line})
		if len(line) > maxChallengeText/2 {
			return
		}
		var lines []string
		for _, c := range cs {
			lines = append(lines, spell(c))
		}
		again, _ := ReadChallenges(lines)
		if !reflect.DeepEqual(again, cs) {
			t.Errorf("%q read as %+v, written and read again as %+v", line, cs, again)
		}
	})
}
