package diag

// Recorded is what a capture holds of a diagnosis in which nothing is sent.
type Recorded struct {
	Form      string     // as its makers call it: "curl -v", "HAR", "token"
	Entry, Of int        // which of its exchanges is diagnosed, from 1, and how many there are
	Given     []Exchange // the request that is diagnosed, hop by hop
	Others    []Exchange // all the other exchanges, in their order
	Before    int        // how many of the others stand before the picked one
	By        string     // whose clock told when it was sent: "API" for its Date, "the capture"; "" where nothing did
	Withheld  bool       // its maker may have left credentials out
}

// Unseen says whether the capture shows an answer alone: what was sent is not known.
func (c Case) Unseen() bool { return c.Capture && len(c.Request.Header) == 0 }

// Undated says whether neither the capture nor the answer in it tells the time.
func (f Facts) Undated() bool {
	return f.Reply != nil && f.Reply.Recorded && f.Reply.Clock == nil && f.Reply.By == ""
}
