package intake

import (
	"cmp"
	"slices"
)

const (
	maxEvidence = 32 << 20 // bytes of entries that are kept in full
	maxOthers   = 1000     // entries that are kept without their bodies
	maxURL      = 8 << 10
)

// shelf keeps the entries that may be asked for: the evidence in full, of the
// others the newest, without their bodies.
type shelf struct {
	evidence, others []Entry
	weight           int
	count, dropped   int
}

func (s *shelf) add(e Entry) {
	s.count++
	e.Number = s.count
	if evidence(e) {
		s.keep(e)
		return
	}
	e.Truncated = e.Truncated || len(e.Body) > 0
	e.Body, e.Request.Body = nil, nil
	if weigh(e) > maxURL*4 {
		e.Header, e.Request.Header = nil, nil
	}
	if len(e.Request.URL) > maxURL {
		s.dropped++
		return
	}
	if s.others = append(s.others, e); len(s.others) > maxOthers {
		s.others[0] = Entry{}
		s.others = s.others[1:]
		s.dropped++
	}
}

// keep makes room for evidence: what the last refusal was is asked for first.
func (s *shelf) keep(e Entry) {
	s.evidence = append(s.evidence, e)
	for s.weight += weigh(e); s.weight > maxEvidence && len(s.evidence) > 1; s.dropped++ {
		s.weight -= weigh(s.evidence[0])
		s.evidence[0] = Entry{}
		s.evidence = s.evidence[1:]
	}
}

// weigh is about how many bytes an entry takes.
func weigh(e Entry) int {
	w := 1<<10 + len(e.Request.URL) + len(e.Request.Body) + len(e.Body)
	for _, f := range append(e.Header[:len(e.Header):len(e.Header)], e.Request.Header...) {
		w += 32 + len(f.Name) + len(f.Value)
	}
	return w
}

// entries are those that were kept, in their order.
func (s *shelf) entries() []Entry {
	all := slices.Concat(s.evidence, s.others)
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Compare(a.Number, b.Number) })
	return all
}
