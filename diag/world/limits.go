package world

import (
	"time"

	"example.com/why401/diag"
)

// MaxRequests is how many requests one diagnosis may send, repeats included:
// enough for every experiment, too few to trip a rate limit or to be a load.
const MaxRequests = 24

const (
	maxBody     = 256 << 10        // refusals are short; what is longer is a page or a download
	maxDocument = 1 << 20          // key sets with certificate chains are the longest documents
	maxToken    = 128 << 10        // a token must fit into a header; the rest of the answer is short
	maxHeader   = 2 << 20          // far more than servers allow themselves: what is absurd is told, and not called unreadable
	maxField    = 64 << 10         // of one field line: what is kept of it
	maxFields   = 500              // field lines that are kept
	maxCAs      = 20               // names of accepted certificate authorities: some servers list hundreds
	dialTime    = 10 * time.Second // for address, connection and handshake, each, where --connect-timeout says nothing
	answerTime  = 30 * time.Second // until the answer's header: gateways give up on their backends after 30 s or sooner
	bodyTime    = 5 * time.Second  // for the rest of the answer: a slow body must not eat the time of the other steps
	ntpTime     = 5 * time.Second  // for the datagram and its answer
	maxPEM      = 1 << 20          // certificate authorities of a whole system are a few hundred kilobytes
	knockTime   = 3 * time.Second  // for a handshake and the alert after it
	maxDecoding = 3                // layers of percent-encoding to look under for secrets

	// MaxFile is how long a file may be that a diagnosis reads: captures, bodies
	// and descriptions of APIs fit, and /dev/zero does not fill the memory.
	MaxFile = 4 << 20
)

// bodyLimit is how much of the answer is read.
func bodyLimit(p diag.Purpose) int64 {
	switch p {
	case diag.ReadResource, diag.ReadMetadata, diag.ReadKeys:
		return maxDocument
	case diag.AskToken, diag.Introspect:
		return maxToken
	}
	return maxBody
}
