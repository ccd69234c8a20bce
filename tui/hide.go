package tui

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"example.com/why401/diag"
)

// secretShapes find what must not be read over someone's shoulder while it is
// being typed. Nothing is known of the text yet, so they hide too much rather
// than too little. The last group of each is what is hidden.
var secretShapes = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(?:^|\s)(?:-u|--user|-b|--cookie|--oauth2-bearer|--proxy-user|-U|-E|--pass)[ =]*((?:'[^']*'?|"[^"]*"?|\S)+)`),
	regexp.MustCompile(`(?i)[\w-]*(?:auth|token|key|secret|cookie|session|signature|passw|sig)[\w-]*["']?\s*[:=]\s*["']?(?:(?:bearer|basic|dpop|digest|token) +)?([^'"&]+)`),
	regexp.MustCompile(`(?i)\b(?:bearer|basic|dpop) +([^\s'"]+)`),
	regexp.MustCompile(`//[^/\s@]*:([^/\s@]+)@`),
	regexp.MustCompile(`(?:^|[\s'"])([\w+=~.-]{40,})`),
	regexp.MustCompile(`(?:eyJ|gh[pousr]_|github_pat_|glpat-|xox[abp]-|sk[-_]|AKIA|ya29\.|AIza|hvs\.|npm_)(\S+)`),
}

// secretRunes says for each character whether it looks like part of a secret.
func secretRunes(text []rune) []bool {
	hidden := make([]bool, len(text))
	s := string(text)
	if isToken(strings.TrimSpace(s)) { // all of it, whatever broke it
		for i := range hidden {
			hidden[i] = i >= len(diag.Prefix(s))
		}
	}
	for _, shape := range secretShapes {
		for _, at := range shape.FindAllStringSubmatchIndex(s, -1) {
			from := utf8.RuneCountInString(s[:at[2]])
			for i := range utf8.RuneCountInString(s[at[2]:at[3]]) {
				hidden[from+i] = true
			}
		}
	}
	return hidden
}
