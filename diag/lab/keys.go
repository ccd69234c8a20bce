package lab

var keyScenarios = []Scenario{}
