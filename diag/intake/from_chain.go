package intake

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// maxHops bounds the hops of one request that are looked for in a capture.
const maxHops = 10

// record is what a diagnosis wants of a capture: the hops that led to the
// picked exchange, and all the others.
func record(all Capture, picked Entry) diag.Recorded {
	last := slices.IndexFunc(all.Entries, func(e Entry) bool { return e.Number == picked.Number })
	chain := hopsTo(all.Entries, last)
	for next := chain[len(chain)-1] + 1; next < len(all.Entries) && len(chain) < maxHops && leadsTo(all.Entries[next-1].Exchange, all.Entries[next].Exchange); next++ {
		chain = append(chain, next)
	}
	r := diag.Recorded{Form: all.Form, Entry: picked.Number, Of: all.Entries[len(all.Entries)-1].Number, Withheld: all.Withheld}
	for i, e := range all.Entries {
		e.Exchange.Request.Captured = true
		e.Exchange.Request.Purpose = diag.AsGiven
		if slices.Contains(chain, i) {
			r.Given = append(r.Given, e.Exchange)
			continue
		}
		r.Before += map[bool]int{true: 1}[i < last]
		r.Others = append(r.Others, e.Exchange)
	}
	r.By = clockOf(r.Given[len(r.Given)-1])
	return r
}

// hopsTo are the places of the exchanges that led to that one, in their order.
func hopsTo(entries []Entry, at int) []int {
	chain := []int{at}
	for i := at - 1; i >= 0 && len(chain) < maxHops; i-- {
		if leadsTo(entries[i].Exchange, entries[at].Exchange) {
			at = i
			chain = append([]int{i}, chain...)
		}
	}
	return chain
}

// leadsTo says whether a client sends the second request because of the first
// one's answer: a redirect, or a challenge that it waited for.
func leadsTo(a, b diag.Exchange) bool {
	if a.Status == http.StatusUnauthorized && a.Request.URL == b.Request.URL && a.Request.Method == b.Request.Method {
		return !a.Request.Header.Has("Authorization") && answersChallenge(a, b)
	}
	if a.Status/100 != 3 || !a.Header.Has("Location") || b.Request.URL == "" {
		return false
	}
	base, err := url.Parse(a.Request.URL)
	if err != nil {
		return false
	}
	to, err := base.Parse(a.Header.Value("Location"))
	if err != nil {
		return false
	}
	to.Fragment = ""
	return to.String() == b.Request.URL
}

// challenged says whether a client waited for a Digest challenge and answered it.
func challenged(given []diag.Exchange) bool {
	last := given[len(given)-1].Request
	return len(given) > 1 && authn.DigestResponse(last) != "" && !given[0].Request.Header.Has("Authorization")
}

// answersChallenge says whether the second request answers a challenge with
// which a client starts a sign-in: of Digest, Negotiate or NTLM.
func answersChallenge(a, b diag.Exchange) bool {
	scheme, _, _ := strings.Cut(b.Request.Header.Value("Authorization"), " ")
	switch strings.ToLower(scheme) {
	case "digest", "negotiate", "ntlm":
		return authn.Offers(a, scheme)
	}
	return false
}

// clockOf names the clock by which the exchange was sent: "API" where its Date
// stands in for it, "" where nothing tells.
func clockOf(e diag.Exchange) string {
	date, err := http.ParseTime(e.Header.Value("Date"))
	switch {
	case e.SentAt.IsZero():
		return ""
	case err == nil && date.Equal(e.SentAt):
		return "API"
	}
	return "the capture"
}
