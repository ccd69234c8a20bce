package cause

var browserCauses = []Cause{}
