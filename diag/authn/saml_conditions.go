package authn

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
)

// samlLeeway is more than any service provider allows between clocks by default: one to five minutes.
const samlLeeway = 5 * time.Minute

// conditions are the times between which the assertion holds (SAML 2.0 Core,
// section 2.5.1.2), and the end of the session that it tells of.
func (w *samlWalk) conditions(a samlAssertion) {
	w.from("Conditions NotBefore", a.NotBefore)
	w.until("Conditions NotOnOrAfter", a.NotOnOrAfter)
	w.until("SessionNotOnOrAfter", a.SessionEnd)
}

// until holds the end of something against the API's clock.
func (w *samlWalk) until(part string, end time.Time) {
	now := w.f.Now()
	if end.IsZero() || now.IsZero() {
		return
	}
	over := now.Sub(end)
	w.line(part, samlTime(end), "later than "+samlTime(now), over >= 0)
	if over >= 0 && !end.Equal(w.told) {
		w.told = end
		w.fault(w.surely(over), "the assertion ended ", diag.Span(over), " ago: ", part, " ", samlTime(end), ", and by the clock of ", w.f.NowBy(), " it is ", samlTime(now))
	}
}

// from holds a beginning against the API's clock.
func (w *samlWalk) from(part string, begin time.Time) {
	now := w.f.Now()
	if begin.IsZero() || now.IsZero() {
		return
	}
	early := begin.Sub(now)
	w.line(part, samlTime(begin), "not later than "+samlTime(now), early > 0)
	if early > 0 {
		w.fault(w.surely(early), "the assertion begins in ", diag.Span(early), ": ", part, " ", samlTime(begin), ", and by the clock of ", w.f.NowBy(), " it is ", samlTime(now))
	}
}

// surely is how certainly a service provider refuses for a time that is off: it
// is proven where the time is authentic, the clock the API's own, and no leeway covers it.
func (w *samlWalk) surely(off time.Duration) float64 {
	clock := w.f.Reply.Clock
	switch {
	case clock != nil && off-clock.Error > samlLeeway && w.authentic:
		return .97
	case off > samlLeeway:
		return .88
	}
	return .55 // within the leeway of many
}

// audience holds for whom the assertion is meant against the service provider's
// entity ID, by the person or by the refusing answer (SAML 2.0 Core, section 2.5.1.4).
func (w *samlWalk) audience(a samlAssertion) {
	want, by := w.c.Audience, w.c.By("--audience")
	for _, said := range w.f.Header.Words {
		if want == "" && slices.Contains(said.Codes, samlCode) && strings.Contains(strings.ToLower(said.Text), "audience") {
			want, by = said.Expected, "the answer"
		}
	}
	if len(a.Audiences) == 0 {
		w.line("Audience", "", want, want != "")
		w.fault(.55, "the assertion names no audience, which the profile demands (SAML 2.0 Profiles, section 4.1.4.2)")
		return
	}
	all := strings.Join(slices.Concat(a.Audiences...), " ")
	for _, list := range a.Audiences {
		if want != "" && !slices.Contains(list, want) {
			near := ""
			for _, have := range list {
				if near == "" {
					near = NearMiss(have, want)
				}
			}
			w.line("Audience", all, want, true)
			w.fault(.90, "the assertion is meant for ", Quoted(all), ", and the service provider is ", Quoted(want), " by ", by, parenthesis(near))
			return
		}
	}
	w.line("Audience", all, want, false)
}

// confirmations are the ways in which the bearer is confirmed; one that holds is
// enough (SAML 2.0 Profiles, section 4.1.4.3).
func (w *samlWalk) confirmations(a samlAssertion) {
	if len(a.Confirmations) == 0 {
		w.fault(.80, "the assertion has no subject confirmation of the method bearer")
		return
	}
	lines, faults := len(w.proof.Lines), len(w.faults)
	for _, s := range a.Confirmations {
		w.proof.Lines, w.faults = w.proof.Lines[:lines], w.faults[:faults]
		w.place("Recipient", s.Recipient)
		w.from("SubjectConfirmationData NotBefore", s.NotBefore)
		w.until("SubjectConfirmationData NotOnOrAfter", s.NotOnOrAfter)
		if s.Recipient == "" || s.NotOnOrAfter.IsZero() {
			w.fault(.55, "the subject confirmation names no Recipient or no end, which the profile demands (SAML 2.0 Profiles, section 4.1.4.2)")
		}
		if len(w.faults) == faults {
			return
		}
	}
}

// place holds an address in the response against the one that it was sent to.
// It proves nothing: a service provider behind a proxy may know itself by another one.
func (w *samlWalk) place(part, have string) {
	want := placeOf(w.c.Request.URL)
	if have == "" {
		w.line(part, "", want, false)
		return
	}
	differs, sure := placesDiffer(have, w.c.Request.URL)
	w.line(part, have, want, differs != "")
	if differs != "" {
		w.fault(sure, part, " is ", Quoted(have), ", and the response was sent to ", Quoted(want), ": ", differs)
	}
}

// placeOf is a URL without its query, which may hold secrets.
func placeOf(raw string) string {
	raw, _, _ = strings.Cut(raw, "?")
	raw, _, _ = strings.Cut(raw, "#")
	return raw
}

// placesDiffer says in what two addresses differ, and how surely a service provider cares.
func placesDiffer(have, want string) (string, float64) {
	h, errH := url.Parse(have)
	u, errU := url.Parse(want)
	switch {
	case errH != nil || errU != nil || h.Host == "":
		return "the first is no address", .80
	case !strings.EqualFold(h.Hostname(), u.Hostname()):
		return "another host", .78
	case strings.TrimSuffix(h.EscapedPath(), "/") != strings.TrimSuffix(u.EscapedPath(), "/"):
		return "another path", .78
	case h.EscapedPath() != u.EscapedPath() && len(h.EscapedPath()) > 1:
		return "a slash at the end", .72
	case diag.OriginOf(have) != diag.OriginOf(want):
		return "another scheme or port, as behind a proxy that ends TLS", .55
	}
	return "", 0
}
