package steps

import (
	"net/url"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/walk"
)

// way is the request's path as far as it is known, with the hop at which it ends marked.
func way(s walk.Session) []Block {
	r := s.Facts.Reply
	if r == nil || len(r.Given) == 0 {
		return nil
	}
	w := Way{Hops: []Hop{{Name: "you", Mark: Good, Notes: notes(took(r.First().Timing.Total))}}}
	if r.Last().Proxy != "" {
		hop := proxyHop(s, r.Last())
		w.Hops = append(w.Hops, hop)
		if hop.Ends != "" {
			w.Hops = append(w.Hops, Hop{Name: "API", Notes: notes(host(s.Case, r.First()), "not reached")})
			return []Block{w}
		}
	}
	for _, e := range r.Given[:len(r.Given)-1] {
		w.Hops = append(w.Hops, Hop{Name: string(host(s.Case, e)), Mark: Odd, Notes: notes("redirects", answer(s.Case, e))})
	}
	w.Hops = append(w.Hops, target(s)...)
	if hop, ok := issuerHop(s); ok {
		w.Hops = append(w.Hops, hop)
	}
	return []Block{w}
}

// target is what stands at the address: a gateway and the API behind it where
// the API was asked past the gateway, else both as one.
func target(s walk.Session) []Hop {
	last := s.Facts.Reply.Last()
	c := s.Facts.Config
	if c == nil || c.Origin == nil {
		return []Hop{answering(s.Case, "API", last)}
	}
	api := answering(s.Case, "API", *c.Origin)
	api.Notes = append(notes("past the gateway"), api.Notes...)
	gateway := answering(s.Case, "gateway", last)
	switch {
	case gateway.Ends == "": // and so the API's answer past it does not matter
		api.Ends = ""
	case api.Ends != "":
		gateway.Ends, gateway.Mark = "", Good
	}
	return []Hop{gateway, api}
}

// answering is the hop that gave an answer, or none.
func answering(c diag.Case, name string, e diag.Exchange) Hop {
	h := Hop{Name: name, Mark: Good, Notes: notes(host(c, e), c.Show(authn.Hop(e)), answer(c, e))}
	switch {
	case !e.Answered():
		h.Mark, h.Ends = Wrong, "the way ends here"
	case !authn.Accepted(e):
		h.Mark, h.Ends = Wrong, "refused here"
	}
	return h
}

// proxyHop is the forward proxy. The way ends there where it refused the tunnel,
// asks for credentials of its own (RFC 9110, section 15.5.8), or was shown to block.
func proxyHop(s walk.Session, e diag.Exchange) Hop {
	h := Hop{Name: "proxy", Mark: Good, Notes: notes(s.Case.Show(hostOf(e.Proxy)))}
	v := s.Ranking().Verdict
	blocks := v.Code == "blocked-by-proxy" && v.Confidence >= diag.Confirmed
	switch {
	case e.AtProxy || e.Status == 407 || blocks:
		h.Mark, h.Ends = Wrong, "refused here"
		h.Notes = append(h.Notes, notes(answer(s.Case, e))...)
	case e.Failure != nil && e.Failure.Kind == diag.FailProxy:
		h.Mark, h.Ends = Wrong, "the way ends here"
	}
	return h
}

// issuerHop is where the API has its keys from, once the issuer is known.
func issuerHop(s walk.Session) (Hop, bool) {
	if s.Facts.Token == nil || s.Facts.Token.Issuer == nil || s.Facts.Token.Issuer.URL == "" {
		return Hop{}, false
	}
	issuer := s.Facts.Token.Issuer
	h := Hop{Name: "issuer", Mark: Good, Aside: true, Notes: notes(s.Case.Show(hostOf(issuer.URL)))}
	for _, fault := range issuer.Faults {
		if !fault.Minor {
			h.Mark = Wrong
			h.Notes = append(h.Notes, string(s.Case.Show(fault.Text)))
			break
		}
	}
	return h, true
}

func host(c diag.Case, e diag.Exchange) diag.Text { return c.Show(hostOf(e.Request.URL)) }

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return u.Host
}

func notes(texts ...diag.Text) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, string(t))
		}
	}
	return out
}
