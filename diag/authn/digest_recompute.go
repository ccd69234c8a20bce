package authn

import (
	"strings"

	"example.com/why401/diag"
)

// recompute computes the response anew from user and password, by the
// credential's own parameters, and says what it was computed with instead where
// it comes out otherwise.
func (d *digestCheck) recompute() {
	sent := d.sent.Param("response")
	line := diag.ProofLine{Part: "response", Sent: sent}
	if _, _, given := strings.Cut(d.c.User.Reveal(), ":"); given && sent != "" {
		line.Server = d.input().response()
	}
	d.proof.Recomputed = line.Server != ""
	d.proof.Agrees = d.proof.Recomputed && line.Server == sent
	line.Differs = d.proof.Recomputed && !d.proof.Agrees
	if d.proof.Agrees {
		line.Server = "" // by the same password; the server's may be another one
	}
	d.proof.Lines = append(d.proof.Lines, line)
	switch {
	case sent == "":
		d.fault(0.90, "response is missing")
	case line.Differs:
		d.fault(0.88, d.slip(sent))
	case d.c.Digest && d.changed:
		d.fault(0.78, "a right answer to the challenge is refused for its form, and so is an invented one: something on the way changes what it is computed from, such as the path")
	case !d.c.Digest && len(d.faults) == 0 && d.ch.Scheme != "":
		d.fault(0.50, d.replayed())
	}
}

// replayed is what a credential without a fault still may suffer from: each
// nonce count is good for one request (RFC 7616, section 5.12), and a header
// that was copied is sent a second time.
func (d *digestCheck) replayed() string {
	if d.proof.Agrees {
		return "the response is right for its nonce, so the server refuses the nonce: it was answered before, or is too old"
	}
	return "the nonce was answered before, and an answer to it is good for one request"
}

// slip says with what else the response comes out as it was sent.
func (d *digestCheck) slip(sent string) string {
	in := d.input()
	if strings.EqualFold(in.response(), sent) {
		return "response is written in capitals, and servers compare it letter by letter"
	}
	for _, s := range d.slips() {
		with := in
		s.slip(&with)
		if strings.EqualFold(with.response(), sent) {
			return "the response was computed with " + s.what
		}
	}
	return "the response does not come out of this user and password and the parameters beside it"
}

type digestSlip struct {
	what string
	slip func(*digestInput)
}

// slips are the ways in which clients get the computation wrong.
func (d *digestCheck) slips() []digestSlip {
	target := requestTarget(d.c.Request.URL)
	path, _, _ := strings.Cut(target, "?")
	return []digestSlip{
		{"another realm than it names: the challenge's", func(i *digestInput) { i.realm = d.ch.Param("realm") }},
		{"another uri than it names: the request's target", func(i *digestInput) { i.uri = target }},
		{"another uri than it names: the path without its query", func(i *digestInput) { i.uri = path }},
		{"another uri than it names: the whole URL", func(i *digestInput) { i.uri = d.c.Request.URL }},
		{"a password that ends with a line break", func(i *digestInput) { i.password += "\n" }},
		{"an empty password", func(i *digestInput) { i.password = "" }},
		{"user and password in Latin-1", func(i *digestInput) {
			user, fits := toLatin1(i.user)
			password, too := toLatin1(i.password)
			if fits && too {
				i.user, i.password = user, password
			}
		}},
		{"the form of RFC 2069, without qop, nc and cnonce", func(i *digestInput) { i.qop = "" }},
		{"qop auth, without the hash of the body that auth-int asks for", func(i *digestInput) { i.bodyless = true }},
		{"a nonce count that is not written as it is sent", func(i *digestInput) { i.nc = swapCount(i.nc) }},
		{"the form of an algorithm with -sess, and names one without", func(i *digestInput) { i.sessionAlone = true }},
		{"the form of an algorithm without -sess, and names one with it", func(i *digestInput) { i.algorithm, _ = cutSession(i.algorithm) }},
		{"MD5, and names another algorithm", func(i *digestInput) { i.algorithm = "MD5" }},
		{"SHA-256, and names another algorithm", func(i *digestInput) { i.algorithm = "SHA-256" }},
		{"SHA-512 cut off at 256 bits, which is another function than SHA-512/256 (erratum 4897 to RFC 7616)", func(i *digestInput) { i.truncated = true }},
	}
}

// swapCount is the nonce count without its zeros, or with them.
func swapCount(nc string) string {
	if bare := strings.TrimLeft(nc, "0"); bare != nc && bare != "" {
		return bare
	}
	if len(nc) < 8 {
		return strings.Repeat("0", 8-len(nc)) + nc
	}
	return nc
}
