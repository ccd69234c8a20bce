package lab

var passwordScenarios = []Scenario{}
