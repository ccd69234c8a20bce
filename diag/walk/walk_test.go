package walk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/lab"
	"example.com/why401/diag/probe"
	"example.com/why401/diag/walk"
	"example.com/why401/diag/world"
)

func TestForbiddenGoesToScopesFirst(t *testing.T) {
	t.Parallel()
	steps, _ := way(t, &fake{answer: refusing(403)}, asked("GET"))
	if want := []diag.Step{diag.Reproduce, diag.HeaderStep, diag.ScopesStep, diag.TokenStep}; len(steps) < 4 || !slices.Equal(steps[:4], want) {
		t.Errorf("the way was %v", steps)
	}
	s := walk.New(asked("GET"), noon)
	s.Facts.Reply = &diag.ReplyFacts{Given: []diag.Exchange{{Status: 403}}}
	s.Results[diag.Reproduce].Status, s.Results[diag.HeaderStep].Status = walk.Failed, walk.Pass
	if m := s.Next(); m.Step != diag.ScopesStep || !strings.Contains(string(m.Why), "403: the API knows who asks") {
		t.Errorf("next is %s: %s", m.Step, m.Why)
	}
}

func TestWhatIsSkipped(t *testing.T) {
	t.Parallel()
	proven := asked("GET")
	proven.Request.Header = diag.Header{{Name: "Authorization", Value: "Bearer undefined"}}
	none := asked("GET")
	none.Request.Header = nil
	for name, c := range map[string]struct {
		c      diag.Case
		answer diag.Exchange
		steps  []diag.Step
		step   diag.Step
		why    string
	}{
		"the cause is proven": {proven, diag.Exchange{Status: 401}, []diag.Step{diag.Reproduce, diag.HeaderStep}, diag.TokenStep, "the cause is proven: placeholder-credentials"},
		"success":             {asked("GET"), diag.Exchange{Status: 200}, []diag.Step{diag.Reproduce}, diag.HeaderStep, "the request succeeds"},
		"no answer":           {asked("GET"), diag.Exchange{Failure: &diag.Failure{Kind: diag.FailDNS}}, []diag.Step{diag.Reproduce}, diag.ConfigStep, "no HTTP answer"},
		"no refusal":          {asked("GET"), diag.Exchange{Status: 500}, []diag.Step{diag.Reproduce, diag.HeaderStep}, diag.TokenStep, "no refusal"},
		"no token":            {none, diag.Exchange{Status: 401}, nil, diag.TokenStep, "no token"},
		"nothing for a grant": {asked("GET"), diag.Exchange{Status: 401}, nil, diag.FreshToken, "neither a refresh token nor client credentials"},
		"no form that works":  {asked("GET"), diag.Exchange{Status: 401}, nil, diag.EndToEnd, "no change to the request made it succeed"},
		"a write":             {asked("POST"), diag.Exchange{Status: 401}, nil, diag.ConfigStep, "not safe to repeat"},
	} {
		steps, s := way(t, &fake{answer: func(diag.Request) diag.Exchange { return c.answer }}, c.c)
		if c.steps != nil && !slices.Equal(steps, c.steps) {
			t.Errorf("%s: looked at %v, want %v", name, steps, c.steps)
		}
		if r := s.Results[c.step]; r.Status != walk.Skipped || !strings.Contains(string(r.Skip), c.why) {
			t.Errorf("%s: %s is %q because %q", name, c.step, r.Status, r.Skip)
		}
	}
}

// A look that ran ahead is used once; looking again looks again.
func TestALookAheadIsUsedOnce(t *testing.T) {
	t.Parallel()
	w := &fake{answer: refusing(401)}
	c := asked("GET")
	c.Issuer = "https://idp.example.com"
	l := walk.NewLooker(w.world())
	s := l.Look(t.Context(), walk.New(c, noon), diag.Reproduce)
	s = l.Look(t.Context(), s, diag.HeaderStep)
	s = l.Look(t.Context(), s, diag.TokenStep)
	once := w.reads()
	if once == 0 || s.Facts.Token == nil || s.Facts.Header == nil || s.Facts.Reply == nil {
		t.Fatalf("%d documents were read; token %v, header %v", once, s.Facts.Token != nil, s.Facts.Header != nil)
	}
	if urls := w.read; len(slices.Compact(slices.Sorted(slices.Values(urls)))) != len(urls) {
		t.Errorf("a document was read twice: %v", urls)
	}
	if l.Look(t.Context(), s, diag.TokenStep); w.reads() != 2*once {
		t.Errorf("looking again read %d documents, want %d", w.reads()-once, once)
	}
}

// broken is a probe with a defect.
type broken struct {
	diag.Probe
	at string
}

func (b broken) panics(at string) {
	if b.at == at {
		panic("a defect")
	}
}

func (b broken) Skip(c diag.Case, f diag.Facts) string { b.panics("Skip"); return b.Probe.Skip(c, f) }

func (b broken) Look(ctx context.Context, w diag.World, c diag.Case, f diag.Facts) (diag.Facts, error) {
	b.panics("Look")
	return b.Probe.Look(ctx, w, c, f)
}

func (b broken) Findings(c diag.Case, f diag.Facts) []diag.Finding {
	b.panics("Findings")
	return b.Probe.Findings(c, f)
}

// A defect in one step is that step's result, and the others go on. Not parallel: it changes the list of probes.
func TestAProbeThatPanics(t *testing.T) {
	for _, at := range []string{"Skip", "Look", "Findings"} {
		for _, step := range []diag.Step{diag.HeaderStep, diag.TokenStep, diag.ConfigStep} {
			whole := probe.All[step-1]
			probe.All[step-1] = broken{whole, at}
			steps, s := way(t, &fake{answer: refusing(401)}, asked("GET"))
			probe.All[step-1] = whole
			if r := s.Results[step]; r.Status != walk.Failed || r.Err == nil || !strings.Contains(r.Err.Error(), "a defect of why401") || s.Stopped != nil {
				t.Errorf("%s in %s: %q %v", at, step, r.Status, r.Err)
			}
			if last := steps[len(steps)-1]; last != diag.ConfigStep {
				t.Errorf("%s in %s: the walk ended at %s", at, step, last)
			}
		}
	}
}

func TestFixAndRestart(t *testing.T) {
	t.Parallel()
	for _, code := range []diag.Code{"token-expired", "scheme-missing", "credentials-missing", "header-malformed"} {
		sc, _ := lab.Find(string(code))
		l, err := lab.Start(sc)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		run := func(s walk.Session) walk.Session {
			n, err := world.Live(s.Case)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(n.Close)
			return walk.Run(t.Context(), n.World, s, nil)
		}
		first := run(walk.New(l.Case(), time.Now()))
		fix, ok := first.Fix()
		if !ok || fix.What == "" || !fix.Proven {
			t.Errorf("%s: no proven fix: %v %q", code, ok, fix.What)
			continue
		}
		again := first.Restart(fix)
		if b := again.Facts.Before; b == nil || b.Status != 401 || b.Code != code || b.Fix != fix.What || again.Case.Request.Purpose != diag.AsGiven || again.Case.Request.Change != "" {
			t.Errorf("%s: before is %+v", code, b)
		}
		if v := run(again).Ranking().Verdict; v.Code != "resolved" || cause.Band(v.Confidence) != 3 {
			t.Errorf("%s: after the fix %s, %s", code, v.Code, v.Why)
		}
	}
	if _, ok := walk.New(asked("GET"), noon).Fix(); ok {
		t.Error("a fix for what was not looked at")
	}
}

// Two faults at once: first the one that the API refuses on now.
func TestTwoFaultsAtOnce(t *testing.T) {
	t.Parallel()
	expired, _ := lab.Find("token-expired")
	bare := func(c *diag.Case) {
		_, token, _ := strings.Cut(c.Request.Header.Value("Authorization"), " ")
		c.Request.Header = c.Request.Header.With("Authorization", token)
	}
	dead := func(c *diag.Case) {
		c.RefreshToken = diag.NewSecret("a-refresh-token-that-is-dead")
		c.Secrets.Add("a-refresh-token-that-is-dead")
	}
	for name, c := range map[string]struct {
		change func(*diag.Case)
		want   []diag.Code
	}{
		"no scheme, and expired":        {bare, []diag.Code{"scheme-missing", "token-expired"}},
		"expired, and nothing to renew": {dead, []diag.Code{"token-expired", "refresh-token-invalid"}},
	} {
		var got []diag.Code
		for _, r := range diagnose(t, expired, c.change).Ranking().Causes {
			got = append(got, r.Code)
		}
		if len(got) < 2 || !slices.Equal(got[:2], c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestAskSaysWhatIsSentBeforeItIs(t *testing.T) {
	t.Parallel()
	s := walk.New(asked("GET"), noon)
	s.Facts.Reply = &diag.ReplyFacts{Given: []diag.Exchange{{Request: s.Case.Request, Status: 401}}}
	for _, step := range []diag.Step{diag.Reproduce, diag.HeaderStep, diag.TokenStep, diag.ScopesStep} {
		s.Results[step].Status = walk.Pass
	}
	s.Case.ClientID, s.Case.ClientSecret = "sync", diag.NewSecret("x")
	if m := s.Next(); m.Step != diag.FreshToken || !strings.Contains(string(m.Ask), "client id sync") {
		t.Errorf("%s asks %q", m.Step, m.Ask)
	}
	s.Case.RefreshToken = diag.NewSecret("y")
	if m := s.Next(); m.Step != diag.FreshToken || !strings.Contains(string(m.Ask), "used once only") {
		t.Errorf("%s asks %q", m.Step, m.Ask)
	}
}
