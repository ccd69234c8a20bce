package authn

import (
	"strings"

	"example.com/why401/diag"
)

// inSession speaks for a server that keeps its nonces in a session: the challenge
// came with a cookie, and the client does not send it back. It says so only
// where nothing else is wrong with the response.
func (d *digestCheck) inSession() {
	fresh := setCookies(d.from, d.from.SentAt)
	if len(d.faults) > 0 || len(fresh) == 0 || len(d.c.Request.Header.Values("Cookie")) > 0 {
		return
	}
	d.faults = []diag.HeaderFault{{
		Code: d.proof.Code, Sure: 0.50,
		What: "the challenge comes with the cookie " + fresh[0].Name + ", which the client does not send back: a server that keeps its nonces in a session does not know this one",
	}}
	if req := d.mended(); req != nil {
		var pairs []string
		for _, k := range fresh {
			pairs = append(pairs, k.Name+"="+k.Value.Reveal())
		}
		req.Header = req.Header.With("Cookie", strings.Join(pairs, "; "))
		back := req.Changed("the fresh challenge answered, and its cookie sent back")
		d.faults[0].Mended = &back
	}
}
