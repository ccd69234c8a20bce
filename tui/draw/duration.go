package draw

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// span says how long something took or takes, in the unit that a person would use.
func span(d time.Duration) string {
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	d = d.Abs()
	switch {
	case d == math.MaxInt64: // time.Sub ends there
		return "over 292 years"
	case d < 10*time.Second:
		return decimal(d.Seconds()) + " s"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	case d < 2*day:
		return strings.TrimSuffix(fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60), " 0 min")
	case d < 2*year:
		return fmt.Sprintf("%d days", d/day)
	}
	return fmt.Sprintf("%d years", (d+year/2)/year)
}

// decimal has one decimal place, and none where it would be zero.
func decimal(f float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0") }
