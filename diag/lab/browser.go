package lab

var browserScenarios = []Scenario{}
