// Package report puts a finished session into words: as JSON for programs, as
// text for a terminal or a log, as Markdown for a ticket. All three are made
// from one document in which every secret is masked already, and the filter of
// the case goes over the result once more. It also explains causes.
package report

import (
	"cmp"
	"math"
	"reflect"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/walk"
)

// document is the report. Its JSON form is public: members may be added, none changes its meaning.
type document struct {
	Schema       word       `json:"schema"`
	Target       target     `json:"target"`
	Verdict      verdict    `json:"verdict"`
	Causes       []held     `json:"causes"`
	RuledOut     []ruledOut `json:"ruled_out"`
	Steps        []step     `json:"steps"`
	Requests     []request  `json:"requests"`
	StartedAt    time.Time  `json:"started_at"`
	DurationMS   int64      `json:"duration_ms"`
	RequestsSent int        `json:"requests_sent"`
	Capture      *captured  `json:"capture,omitempty"` // what it was diagnosed from; nothing was sent
	Stopped      diag.Text  `json:"stopped,omitempty"` // why the walk ended early
}

// captured is the capture that a diagnosis is from.
type captured struct {
	Form      diag.Text `json:"form"`
	Exchange  int       `json:"exchange"` // from 1
	Exchanges int       `json:"exchanges"`
	Clock     diag.Text `json:"clock"` // by which times were judged
	Time      time.Time `json:"time"`  // by that clock

	unanswered bool // the answer, if there was one, is not in it
}

type target struct {
	Method string    `json:"method"`
	URL    diag.Text `json:"url"`
	Status int       `json:"status"` // of the last answer; 0 where none came
}

type verdict struct {
	Cause      diag.Code `json:"cause"`
	Step       diag.Step `json:"step"`
	Confidence float64   `json:"confidence"`
	Band       word      `json:"band,omitempty"`
	Summary    diag.Text `json:"summary"`
}

type held struct {
	Cause      diag.Code  `json:"cause"`
	Step       diag.Step  `json:"step"`
	Confidence float64    `json:"confidence"`
	Band       word       `json:"band,omitempty"`
	Title      string     `json:"title"`
	Why        diag.Text  `json:"why,omitempty"`
	Evidence   []evidence `json:"evidence"`
	Fixes      []fix      `json:"fixes"`
}

type evidence struct {
	Step     diag.Step `json:"step"`
	Source   string    `json:"source"`
	Observed diag.Text `json:"observed"`
	Expected diag.Text `json:"expected"`
}

type fix struct {
	Difficulty diag.Difficulty `json:"difficulty"`
	Text       diag.Text       `json:"text"`
	Command    diag.Text       `json:"command,omitempty"`
}

type ruledOut struct {
	Cause diag.Code `json:"cause"`
	Why   diag.Text `json:"why"`
}

type step struct {
	N          diag.Step   `json:"n"`
	Name       word        `json:"name"`
	Status     walk.Status `json:"status"`
	DurationMS int64       `json:"duration_ms"`
	Findings   []finding   `json:"findings"`
}

type finding struct {
	Level  diag.Level `json:"level"`
	Code   string     `json:"code"`
	Text   diag.Text  `json:"text"`
	Source string     `json:"source"`
}

// request is one line of the log of what was sent.
type request struct {
	Purpose    diag.Purpose `json:"purpose"`
	Change     diag.Text    `json:"change,omitempty"`
	Method     string       `json:"method"`
	URL        diag.Text    `json:"url"`
	Status     int          `json:"status"`
	Failure    diag.Text    `json:"failure,omitempty"`
	DurationMS int64        `json:"duration_ms"`
}

// word is a word of our own.
type word string

// vocabulary are the types whose values are words of our own. The filter leaves
// them alone, or a password such as "pass" would change the contract.
var vocabulary = map[reflect.Type]bool{
	reflect.TypeFor[word](): true, reflect.TypeFor[diag.Code](): true, reflect.TypeFor[diag.Level](): true,
	reflect.TypeFor[diag.Difficulty](): true, reflect.TypeFor[diag.Purpose](): true, reflect.TypeFor[walk.Status](): true,
}

// compose makes the document of a session with all secrets masked.
func compose(s walk.Session, r cause.Ranking) document {
	d := document{
		Schema:       "why401.report/v1",
		Target:       targetOf(s),
		Verdict:      verdictOf(r.Verdict),
		Causes:       make([]held, 0, len(r.Causes)),
		RuledOut:     make([]ruledOut, 0, len(r.Out)),
		Steps:        make([]step, 0, len(diag.Steps)),
		Requests:     make([]request, 0, len(s.Log)),
		StartedAt:    s.Started.UTC().Truncate(time.Millisecond),
		DurationMS:   s.Duration.Milliseconds(),
		RequestsSent: s.Sent,
	}
	for _, c := range r.Causes {
		d.Causes = append(d.Causes, heldOf(c, s))
	}
	for _, c := range r.Out {
		d.RuledOut = append(d.RuledOut, ruledOut{c.Code, c.Why})
	}
	if r := s.Case.Recorded; s.Case.Capture {
		last := r.Given[len(r.Given)-1]
		d.Capture = &captured{s.Case.Show(r.Form), r.Entry, r.Of, diag.Text(s.Facts.NowBy()), s.Facts.Now().UTC().Truncate(time.Second),
			last.Status == 0 && last.Failure == nil}
	}
	if s.Stopped != nil {
		d.Stopped = s.Case.Show(s.Stopped.Error())
	}
	for _, n := range diag.Steps {
		d.Steps = append(d.Steps, stepOf(s, n))
	}
	for _, e := range s.Log {
		d.Requests = append(d.Requests, requestOf(s.Case, e))
	}
	maskStrings(reflect.ValueOf(&d).Elem(), secretsOf(s).Mask)
	return d
}

func targetOf(s walk.Session) target {
	t := target{Method: cmp.Or(s.Case.Request.Method, "GET"), URL: address(s.Case, s.Case.Request.URL)}
	if s.Facts.Reply != nil && len(s.Facts.Reply.Given) > 0 {
		t.Status = s.Facts.Reply.Last().Status
	}
	return t
}

func verdictOf(r cause.Ranked) verdict {
	v := verdict{Cause: r.Code, Step: r.Step, Confidence: round(r.Confidence), Band: bandOf(r.Confidence), Summary: diag.Text(r.Title)}
	if r.Why != "" {
		v.Summary += ": " + r.Why
	}
	return v
}

func heldOf(r cause.Ranked, s walk.Session) held {
	h := held{
		Cause: r.Code, Step: r.Step, Confidence: round(r.Confidence), Band: bandOf(r.Confidence),
		Title: r.Title, Why: r.Why, Evidence: []evidence{}, Fixes: []fix{},
	}
	for _, e := range r.Evidence {
		h.Evidence = append(h.Evidence, evidence{e.Step, e.Source, e.Observed, e.Expected})
	}
	for _, f := range r.FixesFor(s.Case, s.Facts) {
		h.Fixes = append(h.Fixes, fix(f))
	}
	return h
}

// stepOf is one step; one that was not reached is skipped, with the reason as its finding.
func stepOf(s walk.Session, n diag.Step) step {
	r := s.Results[n]
	st := step{N: n, Name: word(n.String()), Status: r.Status, DurationMS: r.Duration.Milliseconds(), Findings: []finding{}}
	for _, f := range r.Findings {
		st.Findings = append(st.Findings, finding{f.Level, f.Code, f.Text, f.Source})
	}
	switch {
	case r.Err != nil:
		st.Findings = append(st.Findings, finding{diag.Error, "not-looked", "why401 could not look: " + s.Case.Show(r.Err.Error()), "why401"})
		st.Status = cmp.Or(st.Status, walk.Skipped)
	case r.Status == walk.Skipped:
		st.Findings = append(st.Findings, finding{diag.Info, "skipped", cmp.Or(r.Skip, "there was nothing for this step to see"), "why401"})
	case r.Status == "":
		st.Status = walk.Skipped
		st.Findings = append(st.Findings, finding{diag.Info, "not-reached", notReached(s), "why401"})
	}
	return st
}

func notReached(s walk.Session) diag.Text {
	if s.Stopped != nil {
		return "not reached: the diagnosis ended before: " + s.Case.Show(s.Stopped.Error())
	}
	return "not reached: the verdict stood without it"
}

func requestOf(c diag.Case, e diag.Exchange) request {
	r := request{
		Purpose: e.Request.Purpose, Change: e.Request.Change, Method: cmp.Or(e.Request.Method, "GET"),
		URL: address(c, e.Request.URL), Status: e.Status, DurationMS: e.Timing.Total.Milliseconds(),
	}
	if e.Failure != nil {
		r.Failure = diag.Says("%s: %s", e.Failure.Kind, c.Show(e.Failure.Text))
	}
	return r
}

// secretsOf is the case's filter; without one the shapes of secrets are still known.
func secretsOf(s walk.Session) *diag.Secrets {
	if s.Case.Secrets == nil {
		return diag.NewSecrets("")
	}
	return s.Case.Secrets
}

// bandOf is the confidence in a word, empty for a verdict such as inconclusive that claims nothing.
func bandOf(confidence float64) word {
	if cause.Band(confidence) == 0 {
		return ""
	}
	return word(cause.BandName(confidence))
}

func round(confidence float64) float64 { return math.Round(confidence*100) / 100 }

// maskStrings sends every string under v through the filter, but for those of our own vocabulary.
func maskStrings(v reflect.Value, mask func(string) string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			maskStrings(v.Elem(), mask)
		}
	case reflect.String:
		if !vocabulary[v.Type()] {
			v.SetString(mask(v.String()))
		}
	case reflect.Slice:
		for i := range v.Len() {
			maskStrings(v.Index(i), mask)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			maskStrings(v.Field(i), mask)
		}
	}
}
