package intake

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// What tells the forms apart.
var (
	curlLine = regexp.MustCompile(`^(?:> [A-Z]+ \S+ HTTP/\d|< HTTP/\d|curl: \(\d+\)|\* +(?:Trying |Connected to |About to connect|` +
		`Host \S+ was resolved|Could ?n.t resolve|connect to |Failed to connect|Uses proxy env|Closing connection|Connection #?\d|ALPN|SSL |` +
		`TLSv|using HTTP/|\[?HTTP/|\[?h2h3|h2 \[|Re-using|Reusing|Established|Server certificate|Request completely|Server auth using|` +
		`Issue another|Mark bundle|upload completely|We are completely|Rebuilt URL|Send failure|Recv failure|Empty reply|` +
		`Operation timed out|Connection timed out|CONNECT ))`)
	ofWget   = regexp.MustCompile(`^(?:--\d{4}-\d\d-\d\d \d\d:\d\d:\d\d--  |---(?:request|response) begin---|DEBUG output created by Wget)`)
	ofHTTPie = regexp.MustCompile(`(?i)^(?:User-Agent: (?:HTTPie|xh)/|(?:.*[$#%>] )?https? (?:-|[A-Z]+ |:|\w+[./:])|https?: (?:LogLevel\.)?error: )`)
)

// readText reads a capture that is lines of text.
func readText(text string) (Capture, error) {
	lines := cleanLines(text)
	at := firstLine(lines)
	if at == 0 {
		return Capture{}, errors.New("line 1: there is nothing in it")
	}
	c := readLines(lines)
	if len(c.Entries) == 0 {
		return c, fmt.Errorf("line %d: no form of capture is recognised: not curl -v or -i, HAR, an HTTP message, HTTPie, wget, "+
			"a token, a challenge or a JSON body", at)
	}
	c.finish()
	return c, nil
}

// readLines reads the text as the first form that finds something in it.
func readLines(lines []line) (c Capture) {
	for _, form := range []struct {
		is   bool
		read func([]line) Capture
	}{
		{someLine(lines, ofWget), readWget},
		{someLine(lines, curlLine), readTranscript},
		{someLine(lines, messageStart) || requestFirst(lines), readMessages},
		{true, readFragment},
	} {
		if form.is {
			c = form.read(lines)
		}
		if len(c.Entries) > 0 {
			return c
		}
	}
	return c
}

// firstLine is the number of the first line with something in it, or 0.
func firstLine(lines []line) int {
	for _, l := range lines {
		if strings.TrimSpace(l.text) != "" {
			return l.n
		}
	}
	return 0
}

func someLine(lines []line, re *regexp.Regexp) bool {
	for _, l := range lines {
		if re.MatchString(l.text) {
			return true
		}
	}
	return false
}
