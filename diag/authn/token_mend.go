package authn

import (
	"fmt"
	"strings"
	"unicode"

	"example.com/why401/diag"
)

const quoteMarks = "\"'`“”‘’"

// mend removes what never belongs to a token, white space, invisible characters
// and quotes around it, and says where it stood (RFC 6750, section 2.1: b64token).
func mend(raw string) (string, []diag.TokenFault) {
	var faults []diag.TokenFault
	say := func(what, text string, fatal bool) {
		faults = append(faults, diag.TokenFault{What: what, Source: "token", Text: text, Fatal: fatal})
	}
	token := strings.TrimFunc(raw, func(r rune) bool { return blank(r) || strings.ContainsRune(quoteMarks, r) })
	before, after, _ := strings.Cut(raw, token)
	switch around := before + after; {
	case strings.ContainsAny(around, quoteMarks):
		say("quotes", "quotes around the token: they are sent as a part of it", true)
	case around != "":
		say("whitespace", "white space before or after the token", false)
	}
	if text := blanks(token); text != "" {
		say("whitespace", text, true)
	}
	return strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, token), faults
}

// blanks says where white space stands inside, "" where there is none.
func blanks(token string) string {
	first, more := "", 0
	at, run := 0, ""
	for _, r := range token + "." {
		switch {
		case blank(r):
			run += string(r)
		case run != "" && first == "":
			first = fmt.Sprintf("%s after character %d", blankName(run), at-len([]rune(run)))
			run = ""
		case run != "":
			more++
			run = ""
		}
		at++
	}
	if more > 0 {
		return fmt.Sprintf("%s, and white space in %d more places", first, more)
	}
	return first
}

// blank says whether a character cannot be seen: white space, zero-width
// characters, byte order marks.
func blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

func blankName(run string) string {
	r := []rune(run)
	switch {
	case strings.ContainsAny(run, "\r\n"):
		return "a line break"
	case r[0] == '\t':
		return "a tab"
	case run == " ":
		return "a blank"
	case r[0] == ' ':
		return "blanks"
	case unicode.IsSpace(r[0]):
		return fmt.Sprintf("white space (%U)", r[0])
	}
	return fmt.Sprintf("an invisible character (%U)", r[0])
}
