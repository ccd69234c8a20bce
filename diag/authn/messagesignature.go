package authn

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dunglas/httpsfv"

	"example.com/why401/diag"
)

// maxSignatures bounds how many signatures of one request are taken apart.
const maxSignatures = 4

// messageProof takes HTTP message signatures (RFC 9421) and the signatures of
// products with a header of their own apart. Their keys are not known here, so
// that they are not computed anew: what was covered, when, and the digest of the
// body can be checked all the same.
func messageProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	if _, aws := readAWS(c.Request); aws {
		return nil, nil
	}
	read := &signatureReading{c: c, f: f}
	switch {
	case c.Request.Header.Has("Signature-Input"):
		read.message()
	default:
		read.hmac()
	}
	if len(read.proofs) > 0 && len(read.faults) == 0 && toldOf(f, "signature-mismatch") {
		read.fault(0.85, "the API says that the signature does not verify")
	}
	slices.SortStableFunc(read.faults, func(a, b diag.HeaderFault) int { return cmp.Compare(b.Sure, a.Sure) })
	return read.proofs, read.faults
}

// toldOf says whether a text of the refusing answer names that cause first.
func toldOf(f diag.Facts, code diag.Code) bool {
	return slices.ContainsFunc(f.Header.Words, func(w diag.Words) bool { return len(w.Codes) > 0 && w.Codes[0] == code })
}

// signatureReading collects what is found on the signatures of one request.
type signatureReading struct {
	c      diag.Case
	f      diag.Facts
	proofs []diag.Proof
	faults []diag.HeaderFault
}

func (r *signatureReading) fault(sure float64, format string, args ...any) {
	r.faults = append(r.faults, diag.HeaderFault{Code: "signature-mismatch", What: fmt.Sprintf(format, args...), Sure: sure})
}

func (r *signatureReading) proof(kind string) *diag.Proof {
	r.proofs = append(r.proofs, diag.Proof{Kind: kind, Code: "signature-mismatch"})
	return &r.proofs[len(r.proofs)-1]
}

func line(p *diag.Proof, part, sent, server string, differs bool) {
	p.Lines = append(p.Lines, diag.ProofLine{Part: part, Sent: sent, Server: server, Differs: differs})
}

// message reads Signature-Input and Signature (RFC 9421, section 4).
func (r *signatureReading) message() {
	h := r.c.Request.Header
	inputs, err := httpsfv.UnmarshalDictionary(h.Values("Signature-Input"))
	if err != nil {
		r.proof("HTTP message signature")
		r.fault(0.85, "Signature-Input is no dictionary of signatures (RFC 9421, section 4.1)")
		return
	}
	values, err := httpsfv.UnmarshalDictionary(h.Values("Signature"))
	if err != nil {
		r.fault(0.85, "Signature is no dictionary of byte sequences (RFC 9421, section 4.2)")
		values = httpsfv.NewDictionary()
	}
	names := inputs.Names()
	if len(names) == 0 {
		r.proof("HTTP message signature")
		r.fault(0.85, "Signature-Input names no signature (RFC 9421, section 4.1)")
	}
	for _, name := range names[:min(len(names), maxSignatures)] {
		member, _ := inputs.Get(name)
		covered, ok := member.(httpsfv.InnerList)
		p := r.proof("HTTP message signature " + name)
		if !ok {
			r.fault(0.85, "Signature-Input %s is no list of what was signed (RFC 9421, section 4.1)", name)
			continue
		}
		if _, there := values.Get(name); !there && err == nil {
			r.fault(0.85, "Signature-Input names %s, and Signature has no %s (RFC 9421, section 4.2)", name, name)
		}
		r.covered(p, covered)
		r.params(p, covered.Params)
	}
	r.digests(&r.proofs[0])
}

// covered are the components that were signed, as they stand in the request.
func (r *signatureReading) covered(p *diag.Proof, list httpsfv.InnerList) {
	for _, item := range list.Items {
		id, err := httpsfv.Marshal(item)
		name, text := item.Value.(string)
		if err != nil || !text {
			r.fault(0.85, "a component of %s is no string (RFC 9421, section 2)", p.Kind)
			continue
		}
		value, ok := component(r.c.Request, name, item.Params)
		line(p, id, value, "", false)
		if !ok {
			p.Lines[len(p.Lines)-1].Differs = true
			r.fault(0.90, "%s was signed, and is not in the request (RFC 9421, section 2.5)", id)
		}
	}
}

// params are the signature's own parameters (RFC 9421, section 2.3).
func (r *signatureReading) params(p *diag.Proof, params *httpsfv.Params) {
	now := r.f.Now()
	const leeway = time.Minute // clocks differ
	if at, ok := instant(params, "created"); ok {
		early := !now.IsZero() && at.After(now.Add(leeway))
		line(p, "created", stampOf(at), stampOf(now), early)
		if early {
			r.fault(0.90, "the signature was created %s ahead of the clock of %s", diag.Span(at.Sub(now)), r.f.NowBy())
		}
	}
	if at, ok := instant(params, "expires"); ok {
		over := !now.IsZero() && now.After(at)
		line(p, "expires", stampOf(at), stampOf(now), over)
		if over {
			r.fault(0.90, "the signature ended %s ago by the clock of %s", diag.Span(now.Sub(at)), r.f.NowBy())
		}
	}
	for _, name := range []string{"keyid", "alg", "tag"} {
		if v, ok := params.Get(name); ok {
			line(p, name, fmt.Sprint(v), "", false)
		}
	}
}

func instant(params *httpsfv.Params, name string) (time.Time, bool) {
	v, _ := params.Get(name)
	n, ok := v.(int64)
	return time.Unix(n, 0), ok
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// SignatureBase is what a message signature is computed over (RFC 9421, section
// 2.5), of the signature of that name. False where it cannot be made.
func SignatureBase(r diag.Request, name string) (string, bool) {
	inputs, err := httpsfv.UnmarshalDictionary(r.Header.Values("Signature-Input"))
	if err != nil {
		return "", false
	}
	member, _ := inputs.Get(name)
	list, ok := member.(httpsfv.InnerList)
	if !ok {
		return "", false
	}
	var base strings.Builder
	for _, item := range list.Items {
		id, err := httpsfv.Marshal(item)
		of, text := item.Value.(string)
		value, found := component(r, of, item.Params)
		if err != nil || !text || !found {
			return "", false
		}
		base.WriteString(id + ": " + value + "\n")
	}
	params, err := httpsfv.Marshal(list)
	return base.String() + `"@signature-params": ` + params, err == nil
}
