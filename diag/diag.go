// Package diag holds the words of the trade: what a person tells us (Case),
// what was seen (Facts), the doors to the outside (World), and what is said
// about it (Finding, Match, Fix). It imports nothing of ours and does nothing
// by itself: probes look, causes judge, reports show.
package diag

import (
	"context"
	"errors"
	"time"
)

// Step is one of the seven steps of a diagnosis, in the order of the walk.
type Step int

// The seven steps. Their numbers are public: they stand in the JSON report.
const (
	Reproduce Step = iota + 1
	HeaderStep
	TokenStep
	ScopesStep
	FreshToken
	ConfigStep
	EndToEnd
)

// Steps are all seven, in order.
var Steps = []Step{Reproduce, HeaderStep, TokenStep, ScopesStep, FreshToken, ConfigStep, EndToEnd}

var stepNames = map[Step]string{
	Reproduce: "reproduce", HeaderStep: "header", TokenStep: "token", ScopesStep: "scopes",
	FreshToken: "fresh-token", ConfigStep: "config", EndToEnd: "end-to-end",
}

// String is the step's name as it stands in the JSON report.
func (s Step) String() string { return stepNames[s] }

// Code names a cause. The codes are public and never change their meaning.
type Code string

// World is everything outside this process. A door that is shut returns
// ErrShut, and the probe notes as a fact that it could not ask.
type World struct {
	// Do sends one request and reads its answer; redirects are not followed.
	// A failure of the other side is part of the Exchange; an error means that
	// nothing was sent, by one of the errors below, or that the context was cancelled.
	Do func(context.Context, Request) (Exchange, error)
	// Public reads a public document with GET, without credentials. The same
	// document is asked for once in a diagnosis, however many probes want it.
	Public func(ctx context.Context, url string, why Purpose) (Exchange, error)
	// Log is every exchange so far, in the order in which they were sent.
	Log func() []Exchange
	Now func() time.Time
	// Time asks a time source (NTP) for its clock.
	Time func(ctx context.Context, host string) (Clock, error)
	// Trust lets requests with credentials go to that URL's origin: an endpoint
	// that the person has named since, or that the metadata of a trusted issuer names.
	Trust func(url string)
}

var (
	// ErrShut says that this door is closed for this diagnosis (--request-only, --from).
	ErrShut = errors.New("not sent: this diagnosis sends the request only")
	// ErrBudget says that the bound on requests is reached.
	ErrBudget = errors.New("not sent: the bound on requests is reached")
	// ErrNotMeant says that a request would have carried a secret to an origin that it was not meant for.
	ErrNotMeant = errors.New("not sent: it would carry credentials to an origin that they were not meant for")
	// ErrUnsafe says that the request changes something, and has been sent once.
	ErrUnsafe = errors.New("not sent: the method is not safe to repeat; --allow-writes permits it")
	// ErrLockout says that one more try might lock the account.
	ErrLockout = errors.New("not sent: one more try might lock the account")
	// ErrPlain says that a document would have been read where anyone on the way can change it.
	ErrPlain = errors.New("not read: plain http, and this address was not named by you")
)

// Probe looks at the world for one step. It judges nothing.
type Probe interface {
	Step() Step
	// Needs are the questions whose answers would let the step see more.
	Needs(Case, Facts) []Need
	// Skip says why this step has nothing to look at, or "".
	Skip(Case, Facts) string
	// Ahead says whether the step may look before its turn, with the facts there are.
	Ahead(Case, Facts) bool
	// Look returns the facts with the step's own part filled in. An error means
	// that we could not look; a failure of the API is a fact.
	Look(context.Context, World, Case, Facts) (Facts, error)
	// Findings puts the step's part of the facts into words.
	Findings(Case, Facts) []Finding
}

// Level says how a finding is to be taken.
type Level string

// The levels of the JSON report.
const (
	Info  Level = "info"
	Warn  Level = "warn"
	Error Level = "error"
)

// Finding is one thing that a step saw, in a line.
type Finding struct {
	Level  Level
	Code   string // a short machine word: "status-401", "token-expired"
	Text   Text   // the fact in plain words
	Source string // where it was seen: "response.status", "token.exp"
	Label  string // one or two words for the screen: "expiry"
	Passed bool   // of an Info: a check that was passed, and not a mere observation
}

// Evidence is one observation held against what was expected.
type Evidence struct {
	Step     Step
	Source   string
	Observed Text
	Expected Text
}

// Confidence bands. A cause below Possible is a hint: it is not listed.
const (
	Confirmed = 0.95 // an experiment or cryptography proves it
	Likely    = 0.70 // several observations agree and none speaks against
	Possible  = 0.30 // it fits, and so do others
)

// Match is what a cause makes of the facts. The zero Match: they say nothing about it.
type Match struct {
	Seen       bool    // they speak for it or against it
	Confidence float64 // 0 rules it out, 1 confirms it
	Why        Text    // in a line: "three clocks agree to 1 s"
	Evidence   []Evidence
}

// Difficulty says how hard a fix is.
type Difficulty string

// The difficulties of the JSON report.
const (
	Easy   Difficulty = "easy"
	Medium Difficulty = "medium"
	Hard   Difficulty = "hard"
)

// Fix is one way to mend a cause.
type Fix struct {
	Difficulty Difficulty
	Text       Text
	Command    Text // to paste into a shell, secrets as shell variables; may be empty
}
