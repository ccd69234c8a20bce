package cause

import (
	"slices"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// All stands in the order in which a request meets the causes.
var All = slices.Concat(
	wayCauses, reproduceCauses,
	headerCauses, keyCauses, signedCauses, browserCauses, samlCauses, passwordCauses,
	tokenCauses, boundCauses,
	scopesCauses, stepUpCauses,
	freshCauses, configCauses, endCauses,
)

// inconclusive is the verdict where the evidence carries none: why, and what to collect next.
func inconclusive(f diag.Facts, hints []Ranked) Ranked {
	cause, _ := Find("inconclusive")
	with := *cause
	with.Fixes, with.Mend = collectNext, nil
	why := diag.Text("no experiment changed the answer, and nothing that was seen points at one cause")
	e := answer(f)
	switch {
	case f.Reply == nil:
		why = "no answer to the request was seen"
	case e.Status >= 300 && e.Status < 400:
		why = diag.Says("the API answers %s, and its redirects lead to no answer", status(e))
	case e.Answered() && !refused(f):
		why = diag.Says("the API answers %s, which is no refusal for want of credentials", status(e))
	case f.Reply.Recorded && len(hints) == 0:
		why = "the capture shows nothing that points at one cause, and nothing is sent to find out more"
	case f.Reply.Unsent != "" && len(hints) == 0:
		why = diag.Says("the request was sent once, and no experiment was made: %s", f.Reply.Unsent)
	case len(hints) == 1:
		why = diag.Says("%s fits what was seen, and nothing proves it or makes it likely", string(hints[0].Code))
	case len(hints) > 0:
		why = diag.Says("several causes fit what was seen, %s among them, and none is proven or likely", string(hints[0].Code))
	}
	return Ranked{&with, diag.Match{Seen: true, Confidence: 0, Why: why}}
}

// collectNext says what would carry a verdict, given what was not to be had so far.
func collectNext(c diag.Case, f diag.Facts) []diag.Fix {
	if c.Capture {
		return nextOfCapture(c, f)
	}
	var fs []diag.Fix
	token, carries := authn.AccessToken(c, f)
	if answer(f).Status == 429 {
		return []diag.Fix{easy("Wait as long as the answer's Retry-After says, then ask again: nothing was learnt about the credentials.", "")}
	}
	if answer(f).Answered() && !refused(f) {
		fs = append(fs, easy("Read the API's log at the time of the request: the answer is about the API's own state, not the credentials.", ""))
	}
	if !c.MayRepeat() && answer(f).Answered() {
		fs = append(fs, easy("Where sending it again does no harm, allow experiments; else diagnose a GET with the same credentials.", `why401 check --allow-writes -X "$METHOD" "$API_URL"`))
	}
	if carries && c.Issuer == "" && (f.Token == nil || f.Token.Issuer == nil || f.Token.Issuer.Metadata == nil) {
		fs = append(fs, easy("Name the issuer: its keys prove the signature, and its metadata gives the endpoints.", `why401 check --issuer "$ISSUER" "$API_URL"`))
	}
	if carries && !c.HasGrant() {
		text := "Give client credentials or a refresh token: a fresh token beside the old one tells the token from everything else."
		if token.Kind == diag.Opaque {
			text = "Give client credentials: an opaque token can only be judged by its issuer, and a fresh one be held against it."
		}
		fs = append(fs, easy(text, `why401 check --issuer "$ISSUER" --client-id "$CLIENT_ID" --client-secret-file "$CLIENT_SECRET_FILE" "$API_URL"`))
	}
	if c.Origin == "" {
		fs = append(fs, medium("Send the request past the gateway, from where the API itself can be reached.", `why401 check --origin "$ORIGIN_URL" "$API_URL"`))
	}
	return append(fs, medium("Read the log of the server that refused, at the time of the request: it knows why, and does not say.", ""))
}
