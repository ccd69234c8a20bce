package cause

var samlCauses = []Cause{}
