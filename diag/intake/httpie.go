package intake

import (
	"regexp"
	"strings"
)

var (
	httpieLine  = regexp.MustCompile(`^(?:.*[$#%❯➜>] +)?(https?|xhs?) (.+)$`)
	httpieError = regexp.MustCompile(`^https?: (?:LogLevel\.)?(?i:error): `)
	verb        = regexp.MustCompile(`^[A-Z]+$`)
	hostFirst   = regexp.MustCompile(`^(?:https?://|:\d+|:/|localhost\b|[\w-]+(?:\.[\w-]+)*(?::\d+)?/)`)
)

// called is what HTTPie's command line tells: its messages name no scheme.
type called struct{ address string }

// read takes the address from a line that is a call of http or https.
func (c *called) read(text string) {
	m := httpieLine.FindStringSubmatch(text)
	if m == nil {
		return
	}
	afterVerb := false
	for _, word := range strings.Fields(m[2]) {
		word = strings.Trim(word, `'"`)
		if hostFirst.MatchString(word) || afterVerb && !strings.HasPrefix(word, "-") {
			c.address = httpieAddress(strings.HasSuffix(m[1], "s"), word)
			return
		}
		afterVerb = verb.MatchString(word)
	}
}

// httpieAddress adds what HTTPie lets people leave out: the scheme, and
// localhost before a port.
func httpieAddress(secure bool, word string) string {
	if strings.Contains(word, "://") {
		return word
	}
	if rest, short := strings.CutPrefix(word, ":"); short {
		word = "localhost:" + rest
		if strings.HasPrefix(rest, "/") || rest == "" {
			word = "localhost" + rest
		}
	}
	if secure {
		return "https://" + word
	}
	return "http://" + word
}
