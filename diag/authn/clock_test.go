package authn

import (
	"testing"
	"time"

	"example.com/why401/diag"
)

func TestDateClock(t *testing.T) {
	t.Parallel()
	sent := time.Date(2026, 3, 8, 15, 0, 0, 0, time.UTC)
	const good = "Sun, 08 Mar 2026 15:00:10 GMT"
	ms := time.Millisecond
	for name, c := range map[string]struct {
		date, age     string
		timing        diag.Timing
		ok            bool
		offset, bound time.Duration
	}{
		"total only":        {good, "", diag.Timing{Total: 200 * ms}, true, 10400 * ms, 600 * ms},
		"first byte known":  {good, "", diag.Timing{DNS: 50 * ms, Connect: 100 * ms, TLS: 150 * ms, FirstByte: 40 * ms, Total: 400 * ms}, true, 10180 * ms, 520 * ms},
		"first byte capped": {good, "", diag.Timing{Connect: 100 * ms, FirstByte: 160 * ms, Total: 160 * ms}, true, 10370 * ms, 530 * ms},
		"RFC 850":           {"Sunday, 08-Mar-26 15:00:10 GMT", "", diag.Timing{}, true, 10500 * ms, 500 * ms},
		"asctime":           {"Sun Mar  8 15:00:10 2026", "", diag.Timing{}, true, 10500 * ms, 500 * ms},
		"age 0":             {good, "0", diag.Timing{}, true, 10500 * ms, 500 * ms},
		"from a cache":      {good, "7", diag.Timing{}, false, 0, 0},
		"no date":           {"", "", diag.Timing{}, false, 0, 0},
		"bad date":          {"yesterday", "", diag.Timing{}, false, 0, 0},
		"senseless date":    {"Mon, 01 Jan 0001 00:00:00 GMT", "", diag.Timing{}, false, 0, 0},
	} {
		e := diag.Exchange{Status: 401, SentAt: sent, Timing: c.timing, Header: diag.Header{{Name: "date", Value: c.date}}}
		if c.age != "" {
			e.Header = e.Header.With("Age", c.age)
		}
		clock, ok := DateClock("API", e)
		if ok != c.ok || clock.Offset != c.offset || clock.Error != c.bound || ok && (clock.Name != "API" || !clock.Time.Equal(sent.Add(10*time.Second))) {
			t.Errorf("%s: %+v, %t", name, clock, ok)
		}
	}
}

func TestDateClockNeedsAnAnswer(t *testing.T) {
	t.Parallel()
	date := diag.Field{Name: "Date", Value: "Sun, 08 Mar 2026 15:00:10 GMT"}
	for name, e := range map[string]diag.Exchange{
		"no answer":  {SentAt: time.Unix(1, 0), Header: diag.Header{date}},
		"not timed":  {Status: 200, Header: diag.Header{date}},
		"two clocks": {Status: 200, SentAt: time.Unix(1, 0), Header: diag.Header{date, date}},
	} {
		if _, ok := DateClock("API", e); ok {
			t.Error(name)
		}
	}
}
