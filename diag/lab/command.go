package lab

import (
	"regexp"
	"strings"
)

// variable is a shell variable that stands for a secret of the person.
type variable struct{ name, value string }

func (l *Lab) variables() []variable {
	var set []variable
	for _, v := range []variable{
		{"TOKEN", l.token}, {"WHY401_CLIENT_SECRET", l.clientSecret}, {"WHY401_REFRESH_TOKEN", l.refreshToken},
	} {
		if v.value != "" {
			set = append(set, v)
		}
	}
	return append(set, l.kept...)
}

// Command diagnoses the scenario's case. Secrets stand in it as shell variables,
// which Exports sets.
func (l *Lab) Command() string {
	words := append([]string{"why401", "check"}, l.requestWords()...)
	for _, flag := range []struct{ name, value string }{
		{"--issuer", l.person.Issuer}, {"--client-id", l.person.ClientID}, {"--audience", l.person.Audience},
		{"--scope", strings.Join(l.person.Scopes, " ")}, {"--require-scope", strings.Join(l.person.RequireScopes, " ")},
		{"--origin", l.person.Origin},
	} {
		if flag.value != "" {
			words = append(words, flag.name, l.shell(flag.value))
		}
	}
	for i := 0; i+1 < len(l.flags); i += 2 {
		words = append(words, l.flags[i])
		if l.flags[i+1] != "" {
			words = append(words, l.shell(l.flags[i+1]))
		}
	}
	return strings.Join(append(words, l.shell(l.person.Request.URL)), " ")
}

// Curl sends the scenario's request.
func (l *Lab) Curl() string {
	words := append([]string{"curl", "-i"}, l.requestWords()...)
	return strings.Join(append(words, l.shell(l.person.Request.URL)), " ")
}

// Exports are the shell lines that set the variables of Command and Curl. They
// hold the secrets: they are for the terminal of the person who serves the lab.
func (l *Lab) Exports() []string {
	var lines []string
	for _, v := range l.variables() {
		lines = append(lines, "export "+v.name+"='"+v.value+"'")
	}
	return lines
}

// requestWords are the request in flags that curl and check share.
func (l *Lab) requestWords() []string {
	var words []string
	if l.person.Follow {
		words = append(words, "-L")
	}
	t := l.person.Transport
	for _, flag := range []struct{ name, value string }{
		{"-x", t.Proxy}, {"--noproxy", t.NoProxy}, {"--cacert", t.CACert}, {"--cert", t.Cert}, {"--key", t.Key},
	} {
		if flag.value != "" {
			words = append(words, flag.name, l.shell(flag.value))
		}
	}
	if m := l.person.Request.Method; m != "GET" {
		words = append(words, "-X", m)
	}
	for _, f := range l.person.Request.Header {
		words = append(words, "-H", l.shell(f.Name+": "+f.Value))
	}
	if body := l.person.Request.Body; len(body) > 0 {
		words = append(words, "--data-raw", l.shell(string(body)))
	}
	return words
}

var (
	bare    = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)
	special = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`")
)

// shell is one word for a POSIX shell, with the person's secrets as variables.
func (l *Lab) shell(word string) string {
	if !bare.MatchString(word) {
		word = `"` + special.Replace(word) + `"`
	}
	plain := word
	for _, v := range l.variables() {
		word = strings.ReplaceAll(word, v.value, "$"+v.name)
	}
	if word != plain && !strings.HasPrefix(word, `"`) {
		word = `"` + word + `"`
	}
	return word
}
