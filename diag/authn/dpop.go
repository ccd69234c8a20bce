package authn

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
)

// bindingCode is the cause that a wrong or missing proof of possession speaks for.
const bindingCode = "token-binding-failed"

// dpopProof reads what binds a token to a key or a certificate, and the proof of
// it that the request brings (RFC 9449, sections 4.3 and 7.1; RFC 8705, section 3).
func dpopProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	b, ok := newBinding(c, f)
	if !ok {
		return nil, nil
	}
	proofs, faults := b.certificate()
	if b.speaksDPoP() {
		b.presentation()
		if len(b.proofs) > 0 {
			b.read(b.proofs[0])
			proofs = append(proofs, diag.Proof{Kind: "DPoP", Code: bindingCode, Lines: b.lines})
		}
	}
	return proofs, append(faults, b.faults...)
}

// binding is a request with a token, and what its server will have seen of both.
type binding struct {
	given   diag.Case
	request diag.Request // as it went to the server that the answer is from
	answer  diag.Exchange
	token   diag.Token
	line    diag.Credential // the credential in Authorization; zero where the token stands elsewhere
	cnf     Confirmation
	proofs  []string        // the lines DPoP
	asked   *diag.Challenge // for DPoP; nil where the server does not ask for it
	now     time.Time

	lines  []diag.ProofLine
	faults []diag.HeaderFault
}

func newBinding(c diag.Case, f diag.Facts) (*binding, bool) {
	t, ok := AccessToken(c, f)
	if !ok || f.Reply == nil || len(f.Reply.Given) == 0 {
		return nil, false
	}
	b := &binding{given: c, request: c.Request, answer: f.Reply.Last(), token: t, cnf: ReadConfirmation(t, f), now: f.Now()}
	if at := f.Reply.First().Request; at.URL != "" {
		b.request = at
	}
	b.proofs = b.request.Header.Values("DPoP")
	for _, cred := range Credentials(c.Request) {
		if cred.Kind == diag.InAuthorization {
			b.line = cred
			break
		}
	}
	cs, _ := ReadChallenges(b.answer.Header.Values("WWW-Authenticate"))
	if i := slices.IndexFunc(cs, func(ch diag.Challenge) bool { return strings.EqualFold(ch.Scheme, "DPoP") }); i >= 0 {
		b.asked = &cs[i]
	}
	return b, true
}

// speaksDPoP says whether request, token, server or person has anything to do
// with DPoP. A server that asks for it, and a token that nobody calls bound, is
// a matter of the scheme.
func (b *binding) speaksDPoP() bool {
	return len(b.proofs) > 0 || b.cnf.Key != "" || strings.EqualFold(b.line.Scheme, "DPoP") ||
		b.asked != nil && !b.given.DPoPKey.Empty()
}

// presentation is how token and proof are sent (RFC 9449, sections 4.3 and 7.1):
// a token under the scheme DPoP, and exactly one proof beside it.
func (b *binding) presentation() {
	scheme := strings.EqualFold(b.line.Scheme, "DPoP")
	bound := ""
	if b.cnf.Key != "" {
		bound = ": the token is bound to a key (cnf.jkt)"
	}
	switch n := len(b.proofs); {
	case n == 0 && (scheme || b.asked != nil):
		b.fault("no DPoP proof came with the token"+bound, 0.92)
	case n == 0:
		b.fault("no DPoP proof came with the token"+bound+"; an API that takes Bearer alone does not look at that", 0.60)
	case n > 1:
		b.fault(fmt.Sprintf("%d DPoP headers, where exactly one may be sent", n), 0.90)
		one := b.request
		one.Header = one.Header.With("DPoP", b.proofs[n-1])
		b.mended(one, "the last of the DPoP headers alone")
	}
	if len(b.proofs) > 0 && !scheme {
		sure := 0.50
		if b.asked != nil || b.cnf.Key != "" {
			sure = 0.85
		}
		b.fault(fmt.Sprintf("the token goes under the scheme %s; with a proof it has to be DPoP", orNone(b.line.Scheme)), sure)
		if b.line.Kind != "" {
			b.mended(WithScheme(b.request, b.line, "DPoP"), "the scheme DPoP in place of "+orNone(b.line.Scheme))
		}
	}
}

func (b *binding) fault(what string, sure float64) {
	b.faults = append(b.faults, diag.HeaderFault{Code: bindingCode, What: what, Sure: sure})
}

// mended gives the last fault its experiment.
func (b *binding) mended(r diag.Request, change string) {
	r = r.Changed(b.given.Show(change))
	b.faults[len(b.faults)-1].Mended = &r
}
