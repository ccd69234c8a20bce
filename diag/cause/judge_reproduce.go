package cause

import (
	"net/url"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

func holdsUnreachable(c diag.Case, f diag.Facts) diag.Match {
	e := answer(f)
	if e.Failure == nil {
		return diag.Match{}
	}
	ev := diag.Evidence{Step: diag.Reproduce, Source: "request." + string(e.Failure.Kind), Observed: c.Show(e.Failure.Text), Expected: "an HTTP answer"}
	why := unreachableWhy[e.Failure.Kind]
	if e.Failure.Kind == diag.FailTLS || e.Failure.Kind == diag.FailProxy {
		why += ": " + c.Show(e.Failure.Text)
	}
	return hold(0.97, why, ev)
}

var unreachableWhy = map[diag.FailureKind]diag.Text{
	diag.FailDNS:     "the host name has no address",
	diag.FailConnect: "nothing accepts a connection at that address",
	diag.FailTLS:     "the TLS handshake fails",
	diag.FailTimeout: "no answer came in time",
	diag.FailAnswer:  "what answers is no HTTP that can be read",
	diag.FailClosed:  "the connection ends before an answer",
	diag.FailProxy:   "the way through the forward proxy fails",
	diag.FailRequest: "the request cannot be sent as HTTP",
}

// samples are all answers to the request as given, and how many of them were successes.
func samples(f diag.Facts) (all []diag.Exchange, good int) {
	if f.Reply == nil || len(f.Reply.Given) == 0 {
		return nil, 0
	}
	all = append(all, answer(f))
	for _, t := range f.Trials {
		if t.Again != nil {
			all = append(all, *t.Again)
		}
	}
	if f.Fresh != nil && f.Fresh.Again != nil {
		all = append(all, *f.Fresh.Again)
	}
	all = append(all, f.Reply.Repeats...)
	for _, e := range all {
		if authn.Accepted(e) {
			good++
		}
	}
	return all, good
}

func holdsIntermittent(_ diag.Case, f diag.Facts) diag.Match {
	all, good := samples(f)
	bad := 0
	for _, e := range all {
		if authn.Refused(e) {
			bad++
		}
	}
	switch {
	case good > 0 && bad > 0 && !healed(f):
		return hold(0.98, diag.Says("of %d identical requests %d succeeded and %d were refused", len(all), good, bad),
			diag.Evidence{Step: diag.Reproduce, Source: "request", Observed: diag.Says("%d × success, %d × refused", good, bad), Expected: "the same answer to the same request"})
	case len(all) >= 5 && good == 0:
		return out(diag.Says("%d identical requests were all refused", len(all)))
	}
	return diag.Match{}
}

// healed says whether the request was refused at first and has succeeded ten times in a row since.
func healed(f diag.Facts) bool {
	all, good := samples(f)
	return len(all) > 10 && authn.Refused(all[0]) && good == len(all)-1
}

func holdsNotReproduced(_ diag.Case, f diag.Facts) diag.Match {
	all, good := samples(f)
	if len(all) == 0 || good < len(all) || f.Before != nil || strayed(f) {
		return diag.Match{}
	}
	confidence, why := 0.97, diag.Says("the request succeeded %d times out of %d", good, len(all))
	if len(all) == 1 {
		why = "the request succeeded; it was not repeated"
	}
	if f.Reply.Without != nil && authn.Accepted(*f.Reply.Without) {
		why += "; it succeeds without credentials as well"
	}
	return hold(confidence, why, diag.Evidence{Step: diag.Reproduce, Source: "response.status", Observed: status(answer(f)), Expected: "a refusal, as reported"})
}

func holdsWrongEndpoint(c diag.Case, f diag.Facts) diag.Match {
	if !refused(f) {
		return diag.Match{}
	}
	evs := wordsEvidence(c, f, "wrong-endpoint")
	t, success, _ := tried(f, "wrong-endpoint")
	if t != nil {
		evs = append(evs, trialEvidence(f, diag.Reproduce, t))
	}
	e := answer(f)
	res := f.Reply.Resource
	switch {
	case success:
		return hold(0.98, diag.Says("the same request succeeds at %s", c.Show(pathOf(t.Exchange.Request.URL))), evs...)
	case t != nil && authn.Refused(t.Exchange) && e.Status != 404:
		return out("the address that the API names refuses the request too")
	case says(f, "wrong-endpoint") == 2:
		return hold(0.78, "the answer is the one for a path or method that does not exist there", evs...)
	case res != nil && !under(c.Request.URL, res.Resource) && diag.SameOrigin(c.Request.URL, res.Resource):
		return hold(0.60, diag.Says("the API says that it lives at %s", c.Show(res.Resource)), append(evs,
			diag.Evidence{Step: diag.Reproduce, Source: "resource.metadata", Observed: c.Show(pathOf(c.Request.URL)), Expected: diag.Says("below %s", c.Show(pathOf(res.Resource)))})...)
	case e.Status == 404 && uniform(f) && f.Token != nil && !unremarkable(f):
		return hold(0.60, "404 to everyone; but the token is not good either, and an API may hide what it does not show to everyone", evs...)
	case e.Status == 404 && uniform(f):
		return hold(0.75, "404 to everyone, with or without credentials: nothing is known there", append(evs,
			diag.Evidence{Step: diag.Reproduce, Source: "response.status", Observed: "404 with, without and with invented credentials", Expected: "401 without credentials"})...)
	case e.Status == 404:
		return hold(0.50, "404: the path is wrong, or the API hides what these credentials may not see", append(evs,
			diag.Evidence{Step: diag.Reproduce, Source: "response.status", Observed: "404", Expected: "401 or 403, were the path known to be right"})...)
	}
	return diag.Match{}
}

func pathOf(raw string) string {
	if u, err := url.Parse(raw); err == nil {
		return u.EscapedPath()
	}
	return ""
}

// under says whether a URL lies at or below another one.
func under(raw, base string) bool {
	return diag.SameOrigin(raw, base) && (pathOf(raw)+"/" == strings.TrimSuffix(pathOf(base), "/")+"/" ||
		strings.HasPrefix(pathOf(raw), strings.TrimSuffix(pathOf(base), "/")+"/"))
}

// tryWrongEndpoint sends the request below the address that the API itself, or
// the token's audience, names on the same origin.
func tryWrongEndpoint(c diag.Case, f diag.Facts) (diag.Request, bool) {
	if f.Trial("wrong-endpoint") != nil || !refused(f) {
		return diag.Request{}, false
	}
	var bases []string
	if f.Reply.Resource != nil {
		bases = append(bases, f.Reply.Resource.Resource)
	}
	if t, ok := authn.AccessToken(c, f); ok {
		bases = append(bases, t.Audience...)
	}
	for _, base := range bases {
		if diag.SameOrigin(c.Request.URL, base) && !under(c.Request.URL, base) {
			req := c.Request.Changed(diag.Says("sent below %s", c.Show(pathOf(base))))
			req.URL = moved(c.Request.URL, base)
			return req, true
		}
	}
	return diag.Request{}, false
}

// moved puts a base's path in the place of as many segments of the URL's own: /v1/devices below /v2 is /v2/devices.
func moved(raw, base string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	to := strings.Split(strings.Trim(pathOf(base), "/"), "/")
	from := strings.Split(strings.Trim(u.Path, "/"), "/")
	u.RawPath = ""
	u.Path = "/" + strings.Join(append(to, from[min(len(to), len(from)):]...), "/")
	return u.String()
}

func holdsRedirect(c diag.Case, f diag.Facts) diag.Match {
	if f.Reply == nil || len(f.Reply.Given) < 2 || !refused(f) {
		return diag.Match{}
	}
	lost := lostAt(f)
	if lost < 0 {
		return diag.Match{}
	}
	from, to := f.Reply.Given[lost-1], f.Reply.Given[lost]
	evs := []diag.Evidence{{Step: diag.Reproduce, Source: "response.location", Observed: diag.Says("%d to %s", from.Status, c.Show(diag.OriginOf(to.Request.URL))), Expected: "an answer from the origin that the credentials are for"}}
	if t, success, _ := tried(f, "redirect-drops-credentials"); success {
		return hold(0.98, "sent to the redirect's target directly, the same request succeeds", append(evs, trialEvidence(f, diag.Reproduce, t))...)
	} else if t != nil && authn.Refused(t.Exchange) {
		return hold(0.72, "the redirect's target got no credentials; sent to it directly they are refused too", append(evs, trialEvidence(f, diag.Reproduce, t))...)
	}
	return hold(0.90, "a redirect leads to another origin, where clients do not send the Authorization header along", evs...)
}

// lostAt is the hop that went without the credentials that the one before it carried, or -1.
func lostAt(f diag.Facts) int {
	for i := 1; i < len(f.Reply.Given); i++ {
		if len(authn.Credentials(f.Reply.Given[i-1].Request)) > 0 && len(authn.Credentials(f.Reply.Given[i].Request)) == 0 {
			return i
		}
	}
	return -1
}

// tryRedirect sends the request to the redirect's target with its credentials.
// Only an origin that the person named gets them; the world refuses any other.
func tryRedirect(c diag.Case, f diag.Facts) (diag.Request, bool) {
	if f.Reply == nil || f.Trial("redirect-drops-credentials") != nil {
		return diag.Request{}, false
	}
	i := lostAt(f)
	if i < 0 || !diag.SameOrigin(f.Reply.Given[i].Request.URL, c.Origin) && !upgrade(c.Request.URL, f.Reply.Given[i].Request.URL) {
		return diag.Request{}, false
	}
	req := c.Request.Changed("sent to the redirect's target directly")
	req.URL = f.Reply.Given[i].Request.URL
	return req, true
}

// upgrade says whether the second URL is the first one's host by https, both on their usual ports.
func upgrade(from, to string) bool {
	a, b := diag.OriginOf(from), diag.OriginOf(to)
	return strings.HasPrefix(a, "http://") && strings.HasSuffix(a, ":80") &&
		b == "https://"+strings.TrimSuffix(strings.TrimPrefix(a, "http://"), ":80")+":443"
}

func holdsResolved(_ diag.Case, f diag.Facts) diag.Match {
	all, good := samples(f)
	switch {
	case len(all) == 0:
		return diag.Match{}
	case f.Before != nil && good == len(all):
		return hold(0.98, diag.Says("refused with %d before, and now answered with success", f.Before.Status),
			diag.Evidence{Step: diag.EndToEnd, Source: "response.status", Observed: status(answer(f)), Expected: "success"})
	case healed(f):
		return hold(0.95, diag.Says("refused at first, and answered with success %d times in a row since, with nothing changed", good),
			diag.Evidence{Step: diag.Reproduce, Source: "request", Observed: diag.Says("%d, then %d × success", all[0].Status, good), Expected: "the same answer to the same request"})
	}
	return diag.Match{}
}
