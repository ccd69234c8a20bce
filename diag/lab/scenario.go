package lab

import (
	"slices"

	"example.com/why401/diag"
)

// Scenario is one fault to practise on. Its code is the cause that a diagnosis
// of it should end in.
type Scenario struct {
	Code  diag.Code
	Title string // what went before, in a line

	stage func(*Lab) // breaks one thing in a healthy lab
}

// Scenarios are all of them, in the order in which the causes are listed.
func Scenarios() []Scenario {
	return slices.Concat(outcomeScenarios, wayScenarios, reproduceScenarios,
		headerScenarios, keyScenarios, signedScenarios, browserScenarios, samlScenarios, passwordScenarios,
		tokenScenarios, boundScenarios, scopeScenarios, stepUpScenarios, freshTokenScenarios, configScenarios)
}

// Find is the scenario of that code.
func Find(code string) (Scenario, bool) {
	all := Scenarios()
	if i := slices.IndexFunc(all, func(s Scenario) bool { return string(s.Code) == code }); i >= 0 {
		return all[i], true
	}
	return Scenario{}, false
}
