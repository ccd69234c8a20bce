package lab

var samlScenarios = []Scenario{}
