package diag_test

import (
	"testing"
	"time"

	"example.com/why401/diag"
)

var noon = time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)

func TestNowIsTheAPIsClockWhereItIsKnown(t *testing.T) {
	t.Parallel()
	e := diag.Exchange{SentAt: noon, Status: 401, Timing: diag.Timing{Total: time.Second}}
	f := diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}}}
	if f.Now() != noon.Add(time.Second) || f.NowBy() != "this machine" {
		t.Errorf("%v by %s", f.Now(), f.NowBy())
	}
	f.Reply.Clock = &diag.Clock{Name: "API", Offset: time.Hour}
	if f.Now() != noon.Add(time.Hour+time.Second) || f.NowBy() != "the API" {
		t.Errorf("%v by %s", f.Now(), f.NowBy())
	}
	f.Token = &diag.TokenFacts{Issuer: &diag.Issuer{Clock: &diag.Clock{Name: "issuer"}}, NTP: &diag.Clock{Name: "ntp"}}
	var names []string
	for _, c := range f.Clocks() {
		names = append(names, c.Name)
	}
	if len(names) != 4 || names[0] != "this machine" || names[1] != "API" || names[2] != "issuer" || names[3] != "ntp" {
		t.Errorf("clocks %v", names)
	}
	if nothing := (diag.Facts{}); !nothing.Now().IsZero() || len(nothing.Clocks()) != 1 {
		t.Error("a clock without an answer")
	}
}

func TestTheSuccessfulTrialCounts(t *testing.T) {
	t.Parallel()
	f := diag.Facts{Trials: []diag.Trial{
		{Code: "scheme-case", Exchange: diag.Exchange{Status: 200}},
		{Code: "header-malformed", Exchange: diag.Exchange{Status: 401}},
		{Code: "header-malformed", Exchange: diag.Exchange{Status: 204}},
	}}
	if got := f.Trial("header-malformed"); got == nil || got.Exchange.Status != 204 {
		t.Errorf("got %v", got)
	}
	if f.Trial("scheme-missing") != nil {
		t.Error("a trial that was not made")
	}
}

func TestHeaderNamesHaveNoCase(t *testing.T) {
	t.Parallel()
	h := diag.Header{{Name: "authorization", Value: "a"}, {Name: "Accept", Value: "b"}, {Name: "AUTHORIZATION", Value: "c"}}
	if h.Value("Authorization") != "a" || len(h.Values("Authorization")) != 2 || !h.Has("accept") || h.Has("Cookie") || h.Value("Cookie") != "" {
		t.Errorf("read wrongly: %v", h.Values("Authorization"))
	}
	if got := h.With("Authorization", "d"); len(got) != 2 || got.Value("Authorization") != "d" || len(h) != 3 || h[0].Value != "a" {
		t.Errorf("With changed %d lines of the original, and gave %d", len(h), len(got))
	}
}

func TestACopyForAnotherPurposeIsACopy(t *testing.T) {
	t.Parallel()
	r := diag.Request{Purpose: diag.AsGiven, Header: diag.Header{{Name: "A", Value: "1"}}}
	c := r.Changed("the header A changed")
	c.Header[0].Value = "2"
	if r.Header[0].Value != "1" || r.Purpose != diag.AsGiven || r.Change != "" || c.Purpose != diag.Experiment || c.Change == "" {
		t.Error("the copy shares its header with the original")
	}
}

func TestAnIssuerThatNamesAnotherIsUnusable(t *testing.T) {
	t.Parallel()
	fault := diag.IssuerFault{Code: "idp-misconfigured", Source: "issuer.metadata"}
	minor, keys, away := fault, fault, fault
	minor.Minor, keys.Source, away.Code = true, "issuer.keys", "idp-unreachable"
	if !(&diag.Issuer{Faults: []diag.IssuerFault{away, fault}}).Unusable() {
		t.Error("its metadata contradicts it")
	}
	if (&diag.Issuer{Faults: []diag.IssuerFault{minor, keys, away}}).Unusable() {
		t.Error("none of these keeps anyone from using it")
	}
}
