package cause

import (
	"sort"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// Ranked is a cause and what the facts say of it.
type Ranked struct {
	*Cause
	diag.Match
}

// FixesFor are the fixes for this very case, then the general ones; of these the
// easy ones only where the case has none of its own.
func (r Ranked) FixesFor(c diag.Case, f diag.Facts) []diag.Fix {
	fixes := proven(r.Code, c, f)
	if r.Fixes != nil {
		own := r.Fixes(c, f)
		if len(own) > 0 && len(fixes) > 0 && fixes[0].Command == c.Command(authn.Curl(c.Request)) {
			fixes = nil // what was changed is a secret, and the command reads as before
		}
		fixes = append(fixes, own...)
	}
	own := len(fixes) > 0
	for _, f := range r.Mend {
		if !own || f.Difficulty != diag.Easy {
			fixes = append(fixes, f)
		}
	}
	return withProfile(fixes, r.Code, c)
}

// Ranking is all that the facts say.
type Ranking struct {
	Verdict Ranked   // the first of Causes
	Causes  []Ranked // those that hold, in order of rank; Inconclusive first where none is likely
	Out     []Ranked // those that were looked at and ruled out, with why
}

// Rank judges the facts. Causes that hold and are not explained away stand by
// band (confirmed, likely, possible); inside a band the ones that the API itself
// names come first, and then the order in which a request meets them.
func Rank(c diag.Case, f diag.Facts) Ranking {
	matches := make(map[diag.Code]diag.Match, len(All))
	for i := range All {
		if All[i].Holds != nil {
			matches[All[i].Code] = judge(&All[i], c, f)
		}
	}
	var r Ranking
	for i := range All {
		cause := &All[i]
		m := matches[cause.Code]
		switch {
		case m.Confidence >= diag.Possible && !explained(cause, matches):
			r.Causes = append(r.Causes, Ranked{cause, m})
		case m.Seen && m.Confidence < diag.Possible && m.Why != "":
			r.Out = append(r.Out, Ranked{cause, m})
		}
	}
	sort.SliceStable(r.Causes, func(i, j int) bool {
		a, b := r.Causes[i], r.Causes[j]
		if Band(a.Confidence) != Band(b.Confidence) {
			return Band(a.Confidence) > Band(b.Confidence)
		}
		return says(f, a.Code) == 2 && says(f, b.Code) < 2
	})
	if len(r.Causes) == 0 || r.Causes[0].Confidence < diag.Likely {
		r.Causes = append([]Ranked{inconclusive(f, r.Causes)}, r.Causes...)
	}
	r.Verdict = r.Causes[0]
	return r
}

// judge keeps a cause that panics from taking the others with it.
func judge(cause *Cause, c diag.Case, f diag.Facts) (m diag.Match) {
	defer func() {
		if p := recover(); p != nil {
			m = diag.Match{Seen: true, Why: c.Show("this cause could not be judged: a defect of why401")}
		}
	}()
	return captured(c, f, cause.Code, byOwnCode(c, f, cause.Code, cause.Holds(c, f)))
}

// explained says whether a cause that holds as firmly accounts for what this one was seen by.
func explained(cause *Cause, matches map[diag.Code]diag.Match) bool {
	for _, code := range cause.Unless {
		if m := matches[code]; m.Confidence >= diag.Likely && Band(m.Confidence) >= Band(matches[cause.Code].Confidence) {
			return true
		}
	}
	return false
}

// Band is 3 for confirmed, 2 for likely, 1 for possible, 0 for less.
func Band(confidence float64) int {
	switch {
	case confidence >= diag.Confirmed:
		return 3
	case confidence >= diag.Likely:
		return 2
	case confidence >= diag.Possible:
		return 1
	}
	return 0
}

// BandName is the band in a word.
func BandName(confidence float64) string {
	return [...]string{"ruled out", "possible", "likely", "confirmed"}[Band(confidence)]
}
