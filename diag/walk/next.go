package walk

import (
	"example.com/why401/diag"
	"example.com/why401/diag/authn"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/probe"
)

// order is the way through the steps. A 403 says that the API knows who asks,
// so what the token may do comes before whether it is good.
func (s Session) order() []diag.Step {
	if s.status() == 403 {
		return []diag.Step{diag.Reproduce, diag.HeaderStep, diag.ScopesStep, diag.TokenStep, diag.FreshToken, diag.ConfigStep, diag.EndToEnd}
	}
	return diag.Steps
}

func (s Session) status() int {
	if r := s.Facts.Reply; r != nil && len(r.Given) > 0 {
		return r.Last().Status
	}
	return 0
}

// Next says where the walk goes from here: the first step that was not looked at
// and has something to see, or the verdict.
func (s Session) Next() Move {
	m := Move{Skip: map[diag.Step]diag.Text{}}
	if s.Stopped != nil {
		return m
	}
	verdict := s.Ranking().Verdict
	for _, step := range s.order() {
		if s.Results[step].Status != "" {
			continue
		}
		if why := s.pointless(step, verdict); why != "" {
			m.Skip[step] = why
			continue
		}
		m.Step, m.Why, m.Ask = step, s.reason(step, verdict), s.ask(step)
		return m
	}
	if cause.Band(verdict.Confidence) == 3 && !authn.Accepted(s.Facts.Reply.Last()) {
		m.Why = "The cause is proven."
	}
	return m
}

// reason is why a step comes next.
func (s Session) reason(step diag.Step, verdict cause.Ranked) diag.Text {
	switch {
	case step == diag.ScopesStep && s.status() == 403:
		return "403: the API knows who asks, so the question is what the token may do."
	case (step == diag.TokenStep || step == diag.ConfigStep) && verdict.Confidence >= diag.Likely && verdict.Step < step:
		return diag.Says("%s is likely and not proven, so the search goes on.", string(verdict.Code))
	}
	return reason[step]
}

var reason = map[diag.Step]diag.Text{
	diag.HeaderStep: "First the form of the credentials: most refusals end there.",
	diag.TokenStep:  "Nothing speaks against the header, so the token itself is next.",
	diag.ScopesStep: "What the endpoint needs is held against what the token may do.",
	diag.FreshToken: "A fresh token would settle it: the request is sent with it, and as given beside it.",
	diag.ConfigStep: "Nothing speaks against the token, so the way and the API's own settings are next.",
	diag.EndToEnd:   "A form of the request works: it is held against the one that did not.",
}

// pointless says why a step has nothing to add, or "".
func (s Session) pointless(step diag.Step, verdict cause.Ranked) diag.Text {
	if step == diag.Reproduce {
		return ""
	}
	if s.Facts.Reply == nil {
		return "the request was not sent"
	}
	last := s.Facts.Reply.Last()
	switch {
	case authn.Accepted(last) && (step != diag.EndToEnd || len(s.Case.Verify) == 0):
		return "the request succeeds"
	case last.Failure != nil:
		return "no HTTP answer came"
	case !authn.Accepted(last) && !authn.Refusal(s.Facts) && step != diag.HeaderStep:
		return "the answer is no refusal, so there is nothing to learn about credentials"
	case verdict.Final && verdict.Confidence >= diag.Likely && step < diag.EndToEnd:
		return diag.Says("the refusing server never saw the credentials: %s", string(verdict.Code))
	case step < diag.EndToEnd && cause.Band(verdict.Confidence) == 3 && !(step == diag.FreshToken && verdict.Renew):
		return diag.Says("the cause is proven: %s", string(verdict.Code))
	}
	return s.Case.Show(skip(probe.For(step), s.Case, s.Facts))
}

// skip asks the probe. Where that panics, Look meets the same and makes it the step's result.
func skip(p diag.Probe, c diag.Case, f diag.Facts) (why string) {
	defer func() { _ = recover() }()
	return p.Skip(c, f)
}

// ask says what a step is about to send that is more than the request itself.
func (s Session) ask(step diag.Step) diag.Text {
	switch {
	case step != diag.FreshToken:
		return ""
	case !s.Case.RefreshToken.Empty():
		return "The refresh token will be sent to the issuer; many issuers let it be used once only."
	}
	return diag.Says("The client id %s and its secret will be sent to the issuer.", s.Case.Show(s.Case.ClientID))
}

// Skip writes down the steps that a move passes over.
func (s Session) Skip(m Move) Session {
	for step, why := range m.Skip {
		s.Results[step] = Result{Status: Skipped, Skip: why}
	}
	return s
}

// Needs are the questions whose answers would let that step see more; none where they are answered.
func (s Session) Needs(step diag.Step) []diag.Need { return probe.For(step).Needs(s.Case, s.Facts) }

// Fix is the change that mends the request, where one is known: proven by an
// experiment, or, where none could be made, the one that the verdict asks for.
func (s Session) Fix() (Fix, bool) {
	c := s.Case
	verdict := s.Ranking().Verdict
	if c.Capture { // nothing is sent, so nothing can be tried
		return Fix{}, false
	}
	if works := authn.Working(s.Facts); works != nil && !authn.Accepted(s.Facts.Reply.Last()) {
		c = authn.Reanswer(c, works.Request.As(diag.AsGiven))
		return Fix{Case: c, What: works.Request.Change, Proven: true}, true
	}
	if fr := s.Facts.Fresh; fr != nil && fr.Token != nil && fr.Try == nil {
		c.Request = authn.WithToken(c.Request, fr.Token.Raw)
		return Fix{Case: c, What: "a fresh token in place of the old"}, true
	}
	if verdict.Try != nil && s.Facts.Trial(verdict.Code) == nil {
		if req, ok := verdict.Try(s.Case, s.Facts); ok {
			c.Request = req.As(diag.AsGiven)
			return Fix{Case: c, What: req.Change}, true
		}
	}
	return Fix{}, false
}

// Restart is a new session on the fixed case, which remembers how the request fared before.
func (s Session) Restart(f Fix) Session {
	n := New(f.Case, s.Started)
	n.Case.Request.Purpose, n.Case.Request.Change = diag.AsGiven, ""
	n.Facts.Before = &diag.Before{Status: s.status(), Code: s.Ranking().Verdict.Code, Fix: f.What}
	return n
}
