package lab

var wayScenarios = []Scenario{}
