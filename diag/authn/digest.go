package authn

import (
	"slices"
	"strings"

	"example.com/why401/diag"
)

// digestProof lays a Digest credential beside the challenge that refused it, and
// computes its response anew where the person gave user and password (RFC 7616).
// The first fault's request answers the fresh challenge: one such answer mends all.
func digestProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	for _, cred := range f.Header.Credentials {
		if sent, ok := digestOf(cred); ok {
			d := newDigestCheck(c, f, sent)
			d.compare()
			d.recompute()
			d.inSession()
			if len(d.faults) > 0 && d.faults[0].Mended == nil && !d.changed { // what changes on the way would change it again
				d.faults[0].Mended = d.mended()
			}
			return []diag.Proof{d.proof}, d.faults
		}
	}
	return nil, nil
}

// digestCheck is one credential, and the challenge that it is held against.
type digestCheck struct {
	c      diag.Case
	sent   diag.Challenge
	ch     diag.Challenge   // zero where the server offers no Digest
	offers []diag.Challenge // all that it offers
	from   diag.Exchange    // the answer that offers them
	stale  bool
	// changed: an answer made here is refused for its form, whatever the password
	changed bool
	proof   diag.Proof
	faults  []diag.HeaderFault
}

func newDigestCheck(c diag.Case, f diag.Facts, sent diag.Challenge) *digestCheck {
	d := &digestCheck{c: c, sent: sent, proof: diag.Proof{Kind: "Digest", Code: "digest-mismatch"}}
	d.stale = Stale(f)
	d.offers = digestChallenges(f.Header.Challenges)
	d.from = f.Reply.Last()
	if w := f.Reply.Without; w != nil && len(f.Header.Challenges) == 0 { // Apache answers 400, without one
		cs, _ := ReadChallenges(w.Header.Values("WWW-Authenticate"))
		d.offers, d.from = digestChallenges(cs), *w
		d.changed = len(d.offers) > 0 && f.Reply.Last().Status == 400 && f.Reply.Bad != nil && f.Reply.Bad.Status == 400
	}
	if len(d.offers) > 0 {
		d.ch = d.offers[0]
	}
	for _, ch := range d.offers {
		if sameAlgorithm(ch, sent) {
			d.ch = ch
			break
		}
	}
	return d
}

func sameAlgorithm(a, b diag.Challenge) bool {
	return strings.EqualFold(algorithmOf(a), algorithmOf(b))
}

func algorithmOf(ch diag.Challenge) string {
	if a := ch.Param("algorithm"); a != "" {
		return a
	}
	return "MD5"
}

// Stale says whether the server calls the nonce stale, by which it says that
// the response was right for it (RFC 7616, section 3.3). A server that says so
// to requests without any credentials says nothing.
func Stale(f diag.Facts) bool {
	if f.Header == nil || f.Reply == nil || !saysStale(f.Header.Challenges) {
		return false
	}
	if f.Reply.Without == nil {
		return true
	}
	cs, _ := ReadChallenges(f.Reply.Without.Header.Values("WWW-Authenticate"))
	return !saysStale(cs)
}

func saysStale(cs []diag.Challenge) bool {
	return slices.ContainsFunc(cs, func(ch diag.Challenge) bool { return strings.EqualFold(ch.Scheme, "Digest") && truth(ch, "stale") })
}

// input is what the response was computed from by the credential's own words,
// with the user and password that the person gave.
func (d *digestCheck) input() digestInput {
	user, password, _ := strings.Cut(d.c.User.Reveal(), ":")
	return digestInput{
		user: user, password: password, realm: d.sent.Param("realm"), nonce: d.sent.Param("nonce"), nc: d.sent.Param("nc"),
		cnonce: d.sent.Param("cnonce"), qop: d.sent.Param("qop"), algorithm: d.sent.Param("algorithm"),
		method: methodOf(d.c.Request), uri: d.sent.Param("uri"), body: d.c.Request.Body,
	}
}

// mended is the request with the fresh challenge answered; nil without user and password.
func (d *digestCheck) mended() *diag.Request {
	req, ok := AnswerDigest(d.c.Request, d.from, d.c.User, 1)
	if !ok || !diag.SameOrigin(d.from.Request.URL, d.c.Request.URL) {
		return nil
	}
	req = req.Changed("user and password computed into an answer to the fresh challenge")
	return &req
}
