package authn

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/why401/diag"
)

// awsProof takes an AWS signature apart: what it was computed over, beside what
// the server will have computed. With the keys it is computed anew; without
// them, dates, scope, signed headers and the body's hash can still be checked.
func awsProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	s, ok := readAWS(c.Request)
	if !ok {
		return nil, nil
	}
	p := &awsReading{c: c, f: f, s: s, told: heardAWS(f, c.Request), ours: s.canonize(c.Request)}
	p.proof = diag.Proof{Kind: s.algorithm, Code: "signature-mismatch"}
	p.recompute()
	p.form()
	p.times()
	p.scope()
	p.body()
	p.parts()
	p.outcome()
	slices.SortStableFunc(p.faults, func(a, b diag.HeaderFault) int { return cmp.Compare(b.Sure, a.Sure) })
	if p.proof.Recomputed && len(p.faults) > 0 {
		p.mend()
	}
	return []diag.Proof{p.proof}, p.faults
}

// awsReading collects what is found on one signature.
type awsReading struct {
	c      diag.Case
	f      diag.Facts
	s      awsSignature
	told   awsTold
	ours   awsSigning // by the rules, from the request as it is sent
	signed awsSigning // what the client signed, where that is known
	slips  []slip
	proof  diag.Proof
	faults []diag.HeaderFault
}

func (p *awsReading) line(part, sent, server string, differs bool) {
	p.proof.Lines = append(p.proof.Lines, diag.ProofLine{Part: part, Sent: sent, Server: server, Differs: differs})
}

func (p *awsReading) fault(sure float64, format string, args ...any) {
	p.faults = append(p.faults, diag.HeaderFault{Code: "signature-mismatch", What: fmt.Sprintf(format, args...), Sure: sure})
}

// recompute computes the signature with the person's keys, where it is theirs,
// and looks for what they signed where it comes out otherwise.
func (p *awsReading) recompute() {
	p.signed = p.ours
	k := p.c.AWS
	if k == nil || k.Secret.Empty() || k.ID != p.s.id || !p.s.symmetric() || p.s.signature == "" {
		return
	}
	p.proof.Recomputed = true
	ours := p.ours.signature(k.Secret.Reveal())
	p.proof.Agrees = strings.EqualFold(ours, p.s.signature)
	if p.c.Secrets != nil {
		p.c.Secrets.Add(ours) // it is as good as a password for some minutes
	}
	if !p.proof.Agrees {
		made, slips := signedAs(p.s, p.ours, k.Secret.Reveal(), slipsOf(p.c, p.s, p.ours))
		if p.slips = slips; len(slips) > 0 {
			p.signed = made
		}
	}
}

// form is what the signature names, and what of it is missing.
func (p *awsReading) form() {
	p.line("access key", p.s.id, "", false)
	missing := slices.DeleteFunc(p.s.signedNames(), func(name string) bool {
		return name == "host" || name == "content-length" || p.c.Request.Header.Has(name)
	})
	present := slices.DeleteFunc(p.s.signedNames(), func(name string) bool { return slices.Contains(missing, name) })
	if !slices.Contains(present, "host") {
		present = append(present, "host")
	}
	slices.Sort(present)
	want := strings.Join(present, ";")
	p.line("signed headers", p.s.headers, want, want != p.s.headers)
	switch {
	case len(missing) > 0:
		p.fault(0.90, "%s was signed, and is not in the request", strings.Join(missing, ", "))
	case !slices.Contains(p.s.signedNames(), "host"):
		p.fault(0.85, "the header host is not among the signed ones, as it must be")
	case want != p.s.headers:
		p.fault(0.60, "the signed headers are not in small letters and in order")
	}
	if p.s.day == "" || p.s.terminator != awsTerminator || p.s.signature == "" || p.s.headers == "" {
		p.fault(0.85, "the signature is not whole: it takes ID/day/region/service/%s, the signed headers and the signature itself", awsTerminator)
	}
	if strings.HasPrefix(p.s.id, "ASIA") && !p.s.session {
		p.fault(0.85, "the access key is a temporary one, and no session token (x-amz-security-token) came with it")
	}
}

// times holds the signature's date against the clocks.
func (p *awsReading) times() {
	at, now := p.s.time(), p.f.Now()
	if at.IsZero() {
		p.line("x-amz-date", p.s.at, "", false)
		p.fault(0.85, "its date %s is not of the form YYYYMMDD'T'HHMMSS'Z'", Quoted(p.s.at))
		return
	}
	p.line("scope's day", p.s.day, p.s.at[:8], p.s.day != p.s.at[:8])
	if p.s.day != p.s.at[:8] {
		p.fault(0.90, "its scope is of another day (%s) than its date (%s)", p.s.day, p.s.at)
	}
	if now.IsZero() {
		p.line("x-amz-date", p.s.at, "", false)
		return
	}
	late := now.Sub(at)
	if over := late - p.lasts(); p.s.presigned && over > 0 {
		p.line("valid until", at.Add(p.lasts()).Format(awsDate), now.UTC().Format(awsDate), true)
		if !p.says("token-expired") { // then this is the better name for it
			p.fault(0.80, "the presigned URL ended %s ago", diag.Span(over))
		}
		return
	}
	stale := late > p.s.leeway() && !p.s.presigned || -late > p.s.leeway()
	p.line("x-amz-date", p.s.at, now.UTC().Format(awsDate), stale)
	if !stale {
		return
	}
	by := p.f.NowBy()
	switch clock := p.f.Reply.Clock; {
	case clock != nil && clock.Offset.Abs() > p.s.leeway()/2 && (late-clock.Offset).Abs() < time.Minute:
		p.fault(0.92, "the request was dated by this machine's clock, which is %s off the API's; signatures live %s", diag.Span(clock.Offset), diag.Span(p.s.leeway()))
	case late > 0:
		p.fault(0.90, "the request was signed %s ago by the clock of %s; signatures live %s", diag.Span(late), by, diag.Span(p.s.leeway()))
	default:
		p.fault(0.90, "the request is dated %s ahead of the clock of %s", diag.Span(late), by)
	}
}

// lasts is how long a presigned URL is good for (X-Amz-Expires, a week at most).
func (p *awsReading) lasts() time.Duration {
	d, err := time.ParseDuration(p.s.lasts + "s")
	if err != nil || d < 0 || d > 7*24*time.Hour {
		return 7 * 24 * time.Hour
	}
	return d
}

// scope holds region and service against what the API or its host's name wants.
func (p *awsReading) scope() {
	sure := 0.80
	if p.told.from == "the API" {
		sure = 0.92
	}
	for _, row := range []struct{ part, sent, want string }{
		{"region", p.s.Region, p.told.want.Region}, {"service", p.s.Service, p.told.want.Service},
	} {
		differs := row.want != "" && row.want != row.sent
		p.line(row.part, row.sent, row.want, differs)
		if differs {
			p.fault(sure, "the request is signed for the %s %s, and %s says %s", row.part, Quoted(row.sent), p.told.from, Quoted(row.want))
		}
	}
}

// body holds the hash that was signed against the body that is sent.
func (p *awsReading) body() {
	named, is := strings.TrimSpace(p.c.Request.Header.Value("X-Amz-Content-Sha256")), hexSum(p.c.Request.Body)
	if !hexHash(named) {
		return
	}
	p.line("x-amz-content-sha256", named, is, named != is)
	if named != is {
		p.fault(0.92, "the body is not the one that was signed: its SHA-256 is another than x-amz-content-sha256 says")
	}
}
