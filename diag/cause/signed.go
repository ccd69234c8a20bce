package cause

var signedCauses = []Cause{}
