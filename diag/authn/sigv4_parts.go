package authn

import (
	"slices"
	"strings"

	"example.com/why401/diag"
)

// parts lays the canonical request beside the server's: the one that it shows,
// else, where the signature is known to be over another one, that of the rules.
func (p *awsReading) parts() {
	theirs, shown := readCanonical(p.told.canonical)
	known := shown || p.proof.Recomputed
	if !shown {
		theirs = p.ours.canonical
	}
	add := func(part, sent, server string) {
		if !known {
			server = ""
		}
		p.line(part, sent, server, known && sent != server)
	}
	add("method", p.signed.method, theirs.method)
	add("canonical URI", p.signed.uri, theirs.uri)
	add("canonical query", p.signed.query, theirs.query)
	for _, line := range p.signed.headers {
		name, value, _ := strings.Cut(line, ":")
		add("header "+name, value, strings.Join(theirs.values(name), ","))
	}
	add("payload hash", p.signed.payload, theirs.payload)
	if p.told.stringToSign != "" {
		p.line("string to sign", p.signed.stringToSign(), p.told.stringToSign, p.signed.stringToSign() != p.told.stringToSign)
	}
	if p.proof.Recomputed {
		theirs := "" // with the same secret; the API's may be another one
		if !p.proof.Agrees {
			theirs = p.ours.signature(p.c.AWS.Secret.Reveal())
		}
		p.line("signature", p.s.signature, theirs, !p.proof.Agrees)
	}
	if shown && len(p.slips) == 0 {
		p.changed()
	}
}

// changed names the parts in which the server computes with something else
// than the request that was sent.
func (p *awsReading) changed() {
	var parts []string
	for _, l := range p.proof.Lines {
		if l.Differs && (strings.HasPrefix(l.Part, "canonical") || strings.HasPrefix(l.Part, "header ") || l.Part == "method" || l.Part == "payload hash") {
			parts = append(parts, l.Part)
		}
	}
	if len(parts) > 0 {
		p.fault(0.88, "the API computes with another %s than the request as it was sent: something changes it on the way, or it is signed otherwise than the API reads it",
			strings.Join(parts, ", "))
	}
}

// outcome says what the recomputation, or the API's own one, came to.
func (p *awsReading) outcome() {
	told := p.says("signature-mismatch")
	switch {
	case len(p.slips) > 0:
		p.faults = slices.Insert(p.faults, 0, diag.HeaderFault{Code: "signature-mismatch", Sure: 0.90, What: "the client signed " + slipped(p.slips) + ": so computed, with the given keys, it is the signature that was sent"})
	case p.proof.Recomputed && !p.proof.Agrees:
		p.fault(map[bool]float64{true: 0.88, false: 0.60}[told], "the signature is not the one that the given keys make over this request")
	case p.proof.Agrees && told && len(p.faults) == 0:
		p.fault(0.85, "the given keys make this very signature over the request, and the API another one: it has another secret for this access key, or gets another request")
	case told && len(p.faults) == 0:
		p.fault(0.85, "the API computed another signature over the request")
	}
}

func slipped(slips []slip) string {
	var whats []string
	for _, s := range slips {
		whats = append(whats, s.what+" (another "+s.part+" than the API has)")
	}
	return strings.Join(whats, " and ")
}

func (p *awsReading) says(code diag.Code) bool { return toldOf(p.f, code) }

// mend signs the request anew by the rules, with the person's keys, the API's
// time, and the region and service that it asks for. Nothing that the server
// shows of its computation is signed: it could be any request. The host always
// is, so that what comes of it is good nowhere else.
func (p *awsReading) mend() {
	scope, keys := p.s.AWSScope, *p.c.AWS
	if p.told.want.Region != "" {
		scope.Region = p.told.want.Region
	}
	if p.told.want.Service != "" {
		scope.Service = p.told.want.Service
	}
	if keys.Session.Empty() {
		keys.Session = diag.NewSecret(sessionToken(p.c.Request))
	}
	mended, err := SignAWS(p.c.Request, keys, scope, p.f.Now())
	if err != nil {
		return
	}
	if p.c.Secrets != nil {
		p.c.Secrets.Add(SecretValues(mended)...)
	}
	change := diag.Text("signed anew by the rules, with the same keys")
	if scope != p.s.AWSScope {
		change += diag.Says(", for the region %s and the service %s", p.c.Show(scope.Region), p.c.Show(scope.Service))
	}
	mended = mended.Changed(change)
	p.faults[0].Mended = &mended
}

func sessionToken(r diag.Request) string {
	if v := r.Header.Value("X-Amz-Security-Token"); v != "" {
		return v
	}
	return awsQuery(r)["X-Amz-Security-Token"]
}

// readCanonical takes apart the canonical request that a server shows. False
// where it is none.
func readCanonical(text string) (canonical, bool) {
	lines := strings.Split(strings.TrimLeft(text, "\n"), "\n")
	n := len(lines)
	if n < 6 || n > 200 || lines[n-3] != "" {
		return canonical{}, false
	}
	return canonical{
		method: lines[0], uri: lines[1], query: lines[2],
		headers: lines[3 : n-3], signed: lines[n-2], payload: lines[n-1],
	}, true
}

func (q canonical) values(name string) []string {
	var vs []string
	for _, line := range q.headers {
		if n, v, _ := strings.Cut(line, ":"); n == name {
			vs = append(vs, v)
		}
	}
	return vs
}
