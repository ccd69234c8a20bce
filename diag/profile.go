package diag

import "slices"

// Profile is what an API's own people wrote down about it, apart from what
// flags say as well.
type Profile struct {
	Name         string // as the person named it: "devices"
	Settings     string // where its settings are found: "Settings → API → Applications"
	Contact      string // who helps with it
	Environments []Environment
	ErrorCodes   []ErrorCode
	Filled       []string // the flags that were not given and that it stands for: "--audience"
}

// By names who said a value: the flag, or the profile that stands for it.
func (c Case) By(flag string) string {
	if c.Profile != nil && slices.Contains(c.Profile.Filled, flag) {
		return "the profile"
	}
	return flag
}

// Environment is one of the places in which a system runs, by what names it.
type Environment struct {
	Name      string
	Hosts     []string // of the API, in lower case, with a port only where one is written
	Issuers   []string // iss of its tokens
	Audiences []string // aud of its tokens
}

// ErrorCode is an error code of the API's own, and what it means.
type ErrorCode struct {
	Text  string // as it stands in an answer: "E-AUTH-001"
	Cause Code
	Means string // in the words of the profile; may be empty
}
