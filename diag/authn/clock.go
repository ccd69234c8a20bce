package authn

import (
	"strings"
	"time"

	"example.com/why401/diag"
)

// dateLayouts are the three forms of a date (RFC 9110, section 5.6.7).
var dateLayouts = []string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC}

// DateClock is the clock that an answer's Date header shows, held against this
// machine's. False where there is no good date, or a cache answered: its Date is
// that of the stored answer (RFC 9111, section 4.2.3).
func DateClock(name string, e diag.Exchange) (diag.Clock, bool) {
	dates := e.Header.Values("Date")
	if !e.Answered() || e.SentAt.IsZero() || len(dates) != 1 || cached(e) {
		return diag.Clock{}, false
	}
	date, ok := parseDate(dates[0])
	if !ok {
		return diag.Clock{}, false
	}
	sent, trip := onTheWire(e)
	const resolution = 500 * time.Millisecond // Date is cut to whole seconds
	return diag.Clock{
		Name:   name,
		Time:   date,
		Offset: date.Add(resolution).Sub(sent.Add(trip / 2)),
		Error:  resolution + trip/2,
	}, true
}

func cached(e diag.Exchange) bool {
	age := strings.TrimSpace(e.Header.Value("Age"))
	return strings.Trim(age, "0") != ""
}

// onTheWire is when the request left and how long its answer took to begin: the
// server wrote its date between the two.
func onTheWire(e diag.Exchange) (sent time.Time, trip time.Duration) {
	t := e.Timing
	if before := t.DNS + t.Connect + t.TLS; t.FirstByte > 0 && before < t.Total {
		return e.SentAt.Add(before), min(t.FirstByte, t.Total-before)
	}
	return e.SentAt, max(t.Total, 0)
}

func parseDate(s string) (time.Time, bool) {
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil && t.Year() >= 1970 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
