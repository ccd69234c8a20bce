package cause

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// The most that a capture can carry: without controls and experiments nothing is proven.
const (
	shown   = 0.90 // request and answer are in it, and agree
	partial = 0.80 // one of the two is missing, and what is there is plain
	guessed = 0.49 // it fits, and so may what the capture does not show
)

// captured bounds what a cause may claim from a capture. What is no band below
// likely stays below a half: a guess is none that anyone should act on.
func captured(c diag.Case, f diag.Facts, code diag.Code, m diag.Match) diag.Match {
	if !c.Capture {
		return m
	}
	m = wordsAlone(c, f, code, m)
	if !m.Seen || m.Confidence < diag.Possible {
		return m
	}
	m.Confidence = min(m.Confidence, boundOf(c, f, code, m))
	if m.Confidence < diag.Likely {
		m.Confidence = min(m.Confidence, guessed)
	}
	return m
}

// wordsAlone judges by the answer's words alone where the capture does not show the
// credentials: it holds the answer alone, or they are redacted.
func wordsAlone(c diag.Case, f diag.Facts, code diag.Code, m diag.Match) diag.Match {
	none := c.Unseen() && code == "credentials-missing" // that there are none is not known either
	if !none && (m.Confidence >= diag.Likely || !c.Unseen() && !authn.AnyRedacted(c.Request)) {
		return m
	}
	if m.Seen && refused(f) && says(f, code) == 2 && onlyMeans(f, code) { // a step-up, a scope: the answer is about what the token is good for
		m.Confidence = max(m.Confidence, 0.75)
		return m
	}
	if told := byWords(c, f, code, 0.75); refused(f) && told.Seen {
		if !onlyMeans(f, code) { // what was sent would tell which of the reasons it is
			told.Confidence = min(told.Confidence, guessed)
		}
		return told
	}
	if none {
		return bareChallenge(f)
	}
	return m
}

// bareChallenge is what a request without credentials gets, and from many servers
// any other request too (RFC 6750, section 3.1).
func bareChallenge(f diag.Facts) diag.Match {
	if f.Header == nil || len(f.Header.Challenges) == 0 || f.Header.Challenges[0].Param("error") != "" {
		return diag.Match{}
	}
	return hold(0.40, "the challenge names no error, as in the answer to a request without credentials; what was sent is not in the capture",
		diag.Evidence{Step: diag.HeaderStep, Source: "response.www-authenticate", Observed: "a challenge without an error", Expected: "an error, had credentials been sent"})
}

func boundOf(c diag.Case, f diag.Facts, code diag.Code, m diag.Match) float64 {
	e := answer(f)
	plain := says(f, code) == 2
	switch {
	case authn.Accepted(e) || e.Failure != nil || e.AtProxy && e.Status == 407:
		return m.Confidence // what was seen is all there is to it
	case c.Unseen() && code == "blocked-by-proxy":
		return partial // the page says itself who made it
	case c.Unseen() || code == "credentials-missing" && c.Recorded.Withheld:
		if plain && !contradicted(f, code) {
			return partial
		}
		return guessed
	case e.Status == 0 && c.Request.URL != "" && (cut[code] || code == "credentials-missing"):
		return guessed // the capture ends before the answer: the request may go on, too
	case code == "credentials-missing" && plain:
		return m.Confidence // none were sent, and the answer says so
	case e.Status == 0 || f.Undated() && timely[code] && !plain:
		return partial
	}
	return shown
}

// timely are the causes that depend on when the request was sent.
var timely = map[diag.Code]bool{"token-expired": true, "token-not-yet-valid": true, "clock-skew": true, "assertion-expired": true}

// cut are the causes that a capture's own end looks like.
var cut = map[diag.Code]bool{"token-malformed": true, "header-malformed": true, "basic-malformed": true, "placeholder-credentials": true, "scheme-missing": true}

// contradicted says whether the answer names another cause first, too.
func contradicted(f diag.Facts, code diag.Code) bool {
	return slices.ContainsFunc(f.Header.Words, func(w diag.Words) bool {
		return len(w.Codes) > 0 && !slices.Contains(w.Codes, code) && w.Codes[0] != "gateway-rejects"
	})
}

// nextOfCapture says what would tell more than the capture does.
func nextOfCapture(c diag.Case, f diag.Facts) []diag.Fix {
	var fs []diag.Fix
	if c.Unseen() || answer(f).Status == 0 || c.Recorded.Withheld && f.Header != nil && len(f.Header.Credentials) == 0 {
		fs = append(fs, easy("Record request and answer together, with their headers, and diagnose that.",
			`curl -sv -H "Authorization: Bearer $TOKEN" "$API_URL" 2>&1 | why401 check --from -`))
	}
	return append(fs, easy("Let the request be sent from where it fails: controls and experiments tell what a capture cannot.",
		`why401 check --token-file "$TOKEN_FILE" "$API_URL"`))
}
