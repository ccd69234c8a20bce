package cause

var wayCauses = []Cause{}
