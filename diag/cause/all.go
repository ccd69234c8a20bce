package cause

import "example.com/why401/diag"

// All stands in the order in which a request meets the causes.
var All []Cause

func inconclusive(c diag.Case, f diag.Facts, hints []Ranked) Ranked {
	return Ranked{&Cause{Code: "inconclusive"}, diag.Match{Seen: true}}
}
