package draw

import (
	"time"

	"example.com/why401/diag"
)

// clocks are how far each clock is from this machine's, and how surely.
func (c canvas) clocks(clocks []diag.Clock) []string {
	if len(clocks) == 0 {
		return nil
	}
	var items []string
	for _, k := range clocks {
		item := k.Name + " " + c.offset(k.Offset)
		if k.Error > 0 {
			item += " " + c.th.PlusMinus + span(k.Error)
		}
		items = append(items, item)
	}
	return render(c.th.Dim, hang("clocks  ", flow(items, " "+c.th.Dot+" ", c.text-len("clocks  "))))
}

func (c canvas) offset(d time.Duration) string {
	switch text := span(d); {
	case text == "0 s":
		return text
	case d < 0:
		return c.th.Minus + text
	default:
		return "+" + text
	}
}
