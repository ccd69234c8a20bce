package cause

var boundCauses = []Cause{}

var stepUpCauses = []Cause{}
