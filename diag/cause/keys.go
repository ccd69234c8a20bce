package cause

var keyCauses = []Cause{}
