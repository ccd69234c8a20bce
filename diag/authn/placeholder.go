package authn

import (
	"regexp"
	"strings"

	"example.com/why401/diag"
)

// emptyWords are what programs print for a value that is not there, and what
// documentation writes where a value belongs.
var emptyWords = nameSet(`undefined null none nil nan (null) <nil> <null> n/a void [objectobject] [objectpromise] [object]
	token accesstoken access_token jwt apikey api_key bearer bearertoken secret password placeholder example dummy
	changeme change_me change-me replaceme replace_me replace-me todo tbd fixme yourtoken tokenhere ...  …`)

// templates are values that a program or a shell should have filled in.
var templates = []*regexp.Regexp{
	regexp.MustCompile(`^\$(env:)?[A-Za-z_]\w*$`), // $TOKEN, PowerShell's $env:TOKEN
	regexp.MustCompile(`^[$#]?\{\{?[^{}]*\}?\}$`), // ${TOKEN} {{token}} {token} #{token} ${{ secrets.TOKEN }}
	regexp.MustCompile(`^\$\([^)]*\)$`),           // $(cat token)
	regexp.MustCompile(`^%[A-Za-z_]\w*%$`),        // %TOKEN%
	regexp.MustCompile(`^%[sdv]$`),                // printf's
	regexp.MustCompile(`^:[a-z][a-z_]*$`),         // :token
	regexp.MustCompile(`^<[^<>]*>$`),
	regexp.MustCompile(`^\[[A-Za-z][A-Za-z _-]*\]$`),
	regexp.MustCompile(`^(?i)[xX]{3,}$`),
	regexp.MustCompile(`^[*]?(?i)(your|my|the|insert|enter|paste|put|add|replace)[-_ ]?(.*[-_ ])?(token|jwt|key|apikey|secret|password|credentials?|here)[*]?$`),
	regexp.MustCompile(`^(?i)process\.env\.\w+$`),
}

// Placeholder says whether a value stands where a credential belongs and is
// none: nothing, a word for nothing, or a template that nobody filled in.
func Placeholder(v string) bool {
	v = strings.Trim(strings.TrimSpace(v), `"'`)
	if v == "" || emptyWords[strings.ToLower(strings.ReplaceAll(v, " ", ""))] || knownScheme(v) != "" {
		return true
	}
	if len(v) > 100 || looksJWT(strings.Trim(v, "<>{}[]$")) {
		return false
	}
	for _, re := range templates {
		if re.MatchString(v) {
			return !longRandom(strings.Trim(v, "<>{}[]$#% "))
		}
	}
	return false
}

// PlaceholderIn is the placeholder that stands in a credential. It is no secret, so it may be shown.
func PlaceholderIn(c diag.Credential) (string, bool) {
	v := c.Value.Reveal()
	if !Placeholder(v) {
		return "", false
	}
	return v, true
}

// longRandom tells a real value in brackets from a name in brackets.
func longRandom(v string) bool {
	return len(v) >= 20 && strings.ContainsAny(v, digits) && !strings.ContainsAny(v, " _") && strings.ToLower(v) != v
}
