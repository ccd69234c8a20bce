package lab

var boundScenarios = []Scenario{}
