package cause

import (
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// What several judges ask of the facts. All of it is pure, and says nothing
// (false, zero) where the part of the facts is missing.

// answer is the last answer to the request as given.
func answer(f diag.Facts) diag.Exchange {
	if f.Reply == nil || len(f.Reply.Given) == 0 {
		return diag.Exchange{}
	}
	return f.Reply.Last()
}

// refused says whether the request as given was refused for want of credentials or rights.
func refused(f diag.Facts) bool { return authn.Refusal(f) }

// alike says whether two answers tell the same.
func alike(a, b diag.Exchange) bool { return len(authn.Differ(a, b)) == 0 }

// seen says whether the server shows that it read the credentials: without them it answers otherwise.
func seen(f diag.Facts) bool {
	return f.Reply != nil && f.Reply.Without != nil && !alike(f.Reply.First(), *f.Reply.Without)
}

// unseen says whether the server answers the same with and without the credentials.
func unseen(f diag.Facts) bool {
	return f.Reply != nil && f.Reply.Without != nil && alike(f.Reply.First(), *f.Reply.Without)
}

// uniform says whether it answers the same to everything that was sent.
func uniform(f diag.Facts) bool {
	return unseen(f) && (f.Reply.Bad == nil || alike(f.Reply.First(), *f.Reply.Bad))
}

// says is how plainly the refusing answer names a cause: 2 first, 1 among
// others, 0 not. Texts that leave the reason open name none.
func says(f diag.Facts, code diag.Code) (n int) {
	best := 0
	if f.Header == nil {
		return 0
	}
	if (code == "token-expired" || code == "token-revoked") && f.Reply != nil && f.Reply.Bad != nil && alike(f.Reply.First(), *f.Reply.Bad) {
		defer func() { n = min(n, 1) }() // it says so to an invented token, too
	}
	for _, w := range f.Header.Words {
		switch i := slices.Index(w.Codes, code); {
		case i == 0 && !leavesOpen(w):
			return 2
		case i >= 0:
			best = 1
		}
	}
	return best
}

// leavesOpen says whether a text names several reasons in one breath: "invalid or expired".
func leavesOpen(w diag.Words) bool {
	return len(w.Codes) > 1 && strings.Contains(strings.ToLower(w.Text), " or ")
}

// saysOther says whether the refusing answer plainly names a reason, and not this one.
func saysOther(f diag.Facts, code diag.Code) bool {
	if f.Header == nil || says(f, code) > 0 {
		return false
	}
	for _, w := range f.Header.Words {
		if len(w.Codes) > 0 && len(w.Codes) <= 2 && w.Codes[0] != "gateway-rejects" && w.Codes[0] != "credentials-missing" {
			return true
		}
	}
	return false
}

// saysOf says whether the answer plainly names this reason and no first other.
func firstWords(f diag.Facts) (diag.Words, bool) {
	if f.Header == nil || len(f.Header.Words) == 0 {
		return diag.Words{}, false
	}
	return f.Header.Words[0], true
}

// signed says whether the token's claims are authentic: the issuer's key verifies them.
func signed(f diag.Facts) bool {
	return f.Token != nil && (f.Token.Signature.State == diag.SigGood || f.Token.OwnSignature.State == diag.SigGood)
}

// formed says whether nothing in the form of the header keeps a server from reading the token.
func formed(c diag.Case) bool {
	for _, fault := range authn.HeaderFaults(c.Request) {
		if fault.Code != "scheme-case" && fault.Code != "duplicate-credentials" {
			return false
		}
	}
	return true
}

// freshWorks says whether the request succeeds with a fresh token and, beside it, is refused as given.
func freshWorks(f diag.Facts) bool {
	return f.Fresh != nil && f.Fresh.Try != nil && authn.Accepted(*f.Fresh.Try) && (f.Fresh.Again == nil || !authn.Accepted(*f.Fresh.Again))
}

// freshFails says whether the request is refused with a fresh token too.
func freshFails(f diag.Facts) bool {
	return f.Fresh != nil && f.Fresh.Try != nil && (authn.Refused(*f.Fresh.Try) || f.Fresh.Try.Status == answer(f).Status)
}

// accepted says whether the API evidently took the token as good and refuses what it is used for.
func accepted(f diag.Facts) bool {
	code, _, _ := authn.OAuthError(answer(f))
	return code == "insufficient_scope" || code == "insufficient_user_authentication"
}

// weigh says how surely a fault that was seen in the token is the reason of the
// refusal. The fault itself is certain; what is weighed is whether the API
// refuses for it.
func weigh(c diag.Case, f diag.Facts, code diag.Code) float64 {
	var w float64
	switch {
	case freshWorks(f) && formed(c):
		w = 0.98 // one without the fault is accepted in the same second
	case says(f, code) == 2 && signed(f):
		w = 0.97 // the fault is authentic, and the API names it by itself
	case says(f, code) > 0:
		w = 0.92
	case signed(f):
		w = 0.88
	default:
		w = 0.80
	}
	return doubt(f, code, w)
}

// doubt lowers a confidence where something speaks against it.
func doubt(f diag.Facts, code diag.Code, w float64) float64 {
	switch {
	case accepted(f):
		return min(w, 0.20)
	case saysOther(f, code):
		w = min(w, 0.74) // it fails on something else first
	case answer(f).Status == 404 && unseen(f):
		w = min(w, 0.45)
	}
	return w
}

// times are the instants by which a token is judged.
type times struct {
	api   time.Time   // by the API's clock, or this machine's where it shows none
	other []time.Time // by every other clock
	err   time.Duration
}

func clocksOf(f diag.Facts) times {
	t := times{api: f.Now()}
	var base time.Duration
	if f.Reply != nil && f.Reply.Clock != nil {
		base, t.err = f.Reply.Clock.Offset, f.Reply.Clock.Error
	}
	for _, clock := range f.Clocks() {
		if clock.Name == "API" {
			continue
		}
		t.other = append(t.other, t.api.Add(clock.Offset-base))
	}
	return t
}

// skew is how far the API's clock is ahead of the nearest other one, beyond the bound of the measurement.
func (t times) skew() time.Duration {
	nearest := time.Duration(0)
	for i, o := range t.other {
		if d := t.api.Sub(o); i == 0 || d.Abs() < nearest.Abs() {
			nearest = d
		}
	}
	switch {
	case nearest > t.err:
		return nearest - t.err
	case nearest < -t.err:
		return nearest + t.err
	}
	return 0
}

// tried is what became of a cause's experiment: its trial, whether it
// succeeded, and whether the API at least answered otherwise.
func tried(f diag.Facts, code diag.Code) (t *diag.Trial, success, moved bool) {
	t = f.Trial(code)
	if t == nil || t.Exchange.Failure != nil && t.Exchange.Failure.Kind == diag.FailRequest { // it was not to be sent, and shows nothing
		return nil, false, false
	}
	success = authn.Accepted(t.Exchange) && (t.Again == nil || !authn.Accepted(*t.Again))
	moved = f.Reply != nil && t.Exchange.Answered() && !alike(f.Reply.First(), t.Exchange)
	return t, success, moved
}

// trialEvidence tells the experiment as evidence.
func trialEvidence(f diag.Facts, step diag.Step, t *diag.Trial) diag.Evidence {
	return diag.Evidence{Step: step, Source: "experiment", Observed: diag.Says("%s: %s", t.Exchange.Request.Change, status(t.Exchange)),
		Expected: diag.Says("%s, as for the request as given", status(answer(f)))}
}

func status(e diag.Exchange) diag.Text {
	if e.Failure != nil {
		return diag.Says("no HTTP answer (%s)", string(e.Failure.Kind))
	}
	return diag.Says("%d", e.Status)
}

// wordsEvidence is what the refusing answer says, where it names this cause: the
// whole sentence where the text that was recognised stands in one.
func wordsEvidence(c diag.Case, f diag.Facts, code diag.Code) []diag.Evidence {
	if f.Header == nil {
		return nil
	}
	for _, w := range f.Header.Words {
		if slices.Contains(w.Codes, code) {
			text := w.Text
			if _, sentence, _ := authn.OAuthError(answer(f)); strings.Contains(strings.ToLower(sentence), strings.ToLower(text)) {
				text = sentence
			}
			return []diag.Evidence{{Step: diag.HeaderStep, Source: w.Source, Observed: c.Show(text) + inProfile(c, w), Expected: "no refusal"}}
		}
	}
	return nil
}

// freshEvidence is what the fresh token showed.
func freshEvidence(f diag.Facts) []diag.Evidence {
	if f.Fresh == nil || f.Fresh.Try == nil {
		return nil
	}
	return []diag.Evidence{{Step: diag.FreshToken, Source: "experiment", Observed: diag.Says("with a fresh token: %s", status(*f.Fresh.Try)),
		Expected: diag.Says("%s, as for the request as given", status(answer(f)))}}
}

func stamp(t time.Time) diag.Text { return diag.Text(t.UTC().Format("2006-01-02T15:04:05Z")) }

// hold is a match that speaks for a cause.
func hold(confidence float64, why diag.Text, evidence ...diag.Evidence) diag.Match {
	return diag.Match{Seen: true, Confidence: confidence, Why: why, Evidence: evidence}
}

// out is a match that rules a cause out.
func out(why diag.Text) diag.Match { return diag.Match{Seen: true, Why: why} }

func list(values []string) string { return strings.Join(values, " ") }
