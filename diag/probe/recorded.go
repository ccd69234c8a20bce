package probe

import (
	"context"
	"net/url"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// fromCapture is why nothing is sent.
const fromCapture = "from a capture: nothing is sent"

// replayed is what step 1 sees of a capture: the recorded answers, hop by hop,
// and of the other exchanges those that stand for a control.
func replayed(ctx context.Context, w diag.World, c diag.Case) (*diag.ReplyFacts, error) {
	r := &diag.ReplyFacts{Recorded: true, By: c.Recorded.By, Unsent: fromCapture}
	for _, e := range c.Recorded.Given {
		e, err := w.Do(ctx, e.Request.As(diag.AsGiven))
		if err != nil {
			return r, err
		}
		if e.SentAt.IsZero() {
			e.SentAt = w.Now() // nothing tells when it was sent: this machine's clock stands in
		}
		r.Given = append(r.Given, e)
	}
	if c.Recorded.By != "" {
		if clock, ok := authn.DateClock("API", r.Last()); ok && !r.Last().AtProxy {
			r.Clock = &clock
		}
	}
	r.Home = home(c, r.Given)
	for i, e := range c.Recorded.Others {
		switch {
		case authn.IsPreflight(e.Request) && e.Request.URL == r.First().Request.URL && e.Answered():
			r.Preflight = &e
		case i >= c.Recorded.Before && authn.Refused(r.Last()) && identical(e.Request, c.Request) && e.Answered():
			// Only what came after a refusal is a repeat: between an earlier
			// success and the refusal the token may have ended.
			r.Repeats = append(r.Repeats, e)
		}
	}
	return r, nil
}

// home is the last hop that the request's own origin sent it on to.
func home(c diag.Case, given []diag.Exchange) (n int) {
	for n+1 < len(given) && diag.SameOrigin(given[n+1].Request.URL, c.Request.URL) && !toLogin(given, n) {
		n++
	}
	return n
}

// identical says whether two recorded requests are the same, credentials and all.
func identical(a, b diag.Request) bool {
	return a.URL != "" && a.Method == b.Method && a.URL == b.URL && string(a.Body) == string(b.Body) && authn.SameCredentials(a, b)
}

// asked is the last token request of the capture up to the picked exchange.
func asked(c diag.Case) (diag.Exchange, bool) {
	for _, list := range [][]diag.Exchange{c.Recorded.Given, c.Recorded.Others[:c.Recorded.Before]} {
		for i := len(list) - 1; i >= 0; i-- {
			if authn.GrantOf(list[i].Request) != "" {
				return list[i], true
			}
		}
	}
	return diag.Exchange{}, false
}

// askedThen is what step 5 sees of a capture: how a token was asked for before the
// request, and what the issuer answered.
func askedThen(c diag.Case, f diag.Facts) diag.Facts {
	e, ok := asked(c)
	if !ok {
		return f
	}
	fr := &diag.FreshFacts{Grant: authn.GrantOf(e.Request), Endpoint: e.Request.URL, Issuer: &diag.Issuer{From: "the capture"}, Answer: &e}
	answer := authn.ReadTokenAnswer(e)
	fr.Error, fr.ErrorText = answer.Error, answer.Description
	form, _ := url.ParseQuery(string(e.Request.Body))
	c.Scopes = strings.Fields(form.Get("scope"))
	switch {
	case !answer.AccessToken.Empty() && !authn.RedactedSecret(answer.AccessToken):
		take(c, fr, answer)
	case !answer.AccessToken.Empty(), len(e.Body) == 0 && e.Success(), e.Truncated:
		return f // redacted, or a capture without bodies: a token came, or may have
	case fr.Error == "":
		fr.ErrorText = answer.Fault
	}
	f.Fresh = fr
	return f
}

// capture says what is diagnosed, and by which clock.
func capture(c diag.Case, f diag.Facts) []diag.Finding {
	if !c.Capture {
		return nil
	}
	text := diag.Says("%s: nothing is sent", c.Show(c.Recorded.Form))
	if c.Recorded.Of > 1 {
		text = diag.Says("%s, exchange %d of %d: nothing is sent", c.Show(c.Recorded.Form), c.Recorded.Entry, c.Recorded.Of)
	}
	by := diag.Says("times are judged by the clock of %s, at %s", f.NowBy(), stamp(f.Now()))
	if f.Undated() {
		by += "; the capture tells no time of its own"
	}
	fs := []diag.Finding{finding(diag.Info, "capture", "capture", "capture", text), finding(diag.Info, "capture-clock", "clock", "capture", by)}
	if c.Unseen() {
		fs = append(fs, finding(diag.Warn, "request-unseen", "request", "capture", "the capture shows the answer alone: what was sent is not known"))
	}
	if authn.AnyRedacted(c.Request) {
		fs = append(fs, finding(diag.Info, "redacted", "redacted", "capture", "the credentials are redacted or cut off in the capture: they cannot be judged"))
	}
	return fs
}
