package cause

var passwordCauses = []Cause{}
