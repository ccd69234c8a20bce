// Package cause is the registry: every reason for a 401 that why401 can tell
// apart, in the order in which a request meets them. Causes are pure: they judge
// the facts and touch nothing.
package cause

import (
	"strings"

	"example.com/why401/diag"
)

// Cause is one reason for a refusal: all that screens, reports, explain and the lab's list say about it.
type Cause struct {
	Code    diag.Code
	Step    diag.Step   // 0 for a verdict that belongs to no step
	Title   string      // what is wrong, one line
	Means   string      // what that is, a paragraph
	RFC     string      // where it is written: "RFC 6750, section 3.1"
	Confirm []string    // how to see it without why401, a command or a sentence each
	Mend    []diag.Fix  // how to fix it whatever the case; explain shows these alone
	Prevent []string    // how to keep it from coming back
	Unless  []diag.Code // causes that, when they hold, explain this one away
	Final   bool        // where it is likely, later steps can add nothing: who refused never saw the credentials
	Renew   bool        // a fresh token mends it: step 5 tries one even where the cause is proven

	// Holds judges the facts.
	Holds func(diag.Case, diag.Facts) diag.Match
	// Fixes are the fixes for this very case, shown before Mend; nil: none.
	Fixes func(diag.Case, diag.Facts) []diag.Fix
	// Try is the next change whose success confirms the cause; false where
	// there is none left, or it would not be safe. nil: none.
	Try func(diag.Case, diag.Facts) (diag.Request, bool)
}

// IsCommand says whether an item of Confirm is to be pasted: it does not end as a
// sentence does. "jq ." does not either.
func IsCommand(item string) bool {
	return !strings.HasSuffix(item, ".") || strings.HasSuffix(item, " .")
}

// Find is the cause of that code.
func Find(code diag.Code) (*Cause, bool) {
	for i := range All {
		if All[i].Code == code {
			return &All[i], true
		}
	}
	return nil, false
}
