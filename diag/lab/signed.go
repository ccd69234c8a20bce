package lab

var signedScenarios = []Scenario{}
