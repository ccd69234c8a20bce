package authn

import (
	"regexp"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// line adds a part to the table, and what is wrong with it where it differs.
func (d *digestCheck) line(part, server string, differs bool, sure float64, what string) {
	sent := d.sent.Param(part)
	if part == "username" {
		sent = digestUser(d.sent)
	}
	d.proof.Lines = append(d.proof.Lines, diag.ProofLine{Part: part, Sent: sent, Server: server, Differs: differs})
	if differs {
		d.fault(sure, what)
	}
}

func (d *digestCheck) fault(sure float64, what string) {
	d.faults = append(d.faults, diag.HeaderFault{Code: "digest-mismatch", What: what, Sure: sure})
}

var eightHex = regexp.MustCompile(`^[0-9a-f]{8}$`)

// compare holds each parameter against the challenge (RFC 7616, sections 3.4 and 3.4.6).
func (d *digestCheck) compare() {
	target := requestTarget(d.c.Request.URL)
	server := d.ch.Param
	known := d.ch.Scheme != ""
	d.nonce()
	d.line("uri", target, !namesTarget(d.sent.Param("uri"), target, d.c.Request.URL), 0.88, "uri is not the target of the request line, which the server computes with")
	d.line("realm", server("realm"), known && d.sent.Param("realm") != server("realm"), 0.90, "realm is not the one of the challenge")
	d.line("algorithm", algorithms(d.offers), known && !sameAlgorithm(d.ch, d.sent), 0.90, "algorithm is none that the challenge offers")
	d.qop(known)
	d.line("opaque", server("opaque"), known && server("opaque") != "" && d.sent.Param("opaque") == "", 0.75, "opaque is missing, which the server wants back as it gave it")
	d.username(known)
}

// nonce compares nothing but what the server says: each answer brings a fresh
// one, and the one before may be good still.
func (d *digestCheck) nonce() {
	switch {
	case d.sent.Param("nonce") == "":
		d.line("nonce", d.ch.Param("nonce"), true, 0.90, "nonce is missing")
	case d.stale:
		d.line("nonce", d.ch.Param("nonce"), true, 0.97, "the server calls the nonce stale: the response was right for it, and it is used up or too old")
	default:
		d.line("nonce", "", false, 0, "")
	}
}

// qop compares the quality of protection and what it needs.
func (d *digestCheck) qop(known bool) {
	sent, offered := d.sent.Param("qop"), qops(d.ch)
	fits := slices.ContainsFunc(offered, func(q string) bool { return strings.EqualFold(q, sent) })
	d.line("qop", strings.Join(offered, ", "), known && !fits && (sent != "" || len(offered) > 0), 0.75, "qop is none that the challenge offers")
	if sent == "" {
		return
	}
	nc := d.sent.Param("nc")
	d.line("nc", "", !eightHex.MatchString(nc), 0.80, "nc is not eight hexadecimal digits in lower case")
	if d.sent.Param("cnonce") == "" {
		d.line("cnonce", "", true, 0.90, "cnonce is missing, which qop needs")
	}
}

// username compares the user's name with the one that the person gave.
func (d *digestCheck) username(known bool) {
	user, _, given := strings.Cut(d.c.User.Reveal(), ":")
	hashed := truth(d.sent, "userhash")
	if hashed {
		user = d.input().userhash()
	}
	name := digestUser(d.sent)
	switch {
	case name == "":
		d.line("username", user, true, 0.90, "username is missing")
	case hashed && known && !truth(d.ch, "userhash"):
		d.line("username", user, true, 0.85, "username is hashed, which the challenge does not offer")
	default:
		d.line("username", user, given && name != user, 0.85, "username is not the user that was given")
	}
}

func algorithms(offers []diag.Challenge) string {
	var names []string
	for _, ch := range offers {
		names = append(names, algorithmOf(ch))
	}
	return strings.Join(names, ", ")
}

// namesTarget says whether uri names what the request line does: the target, or
// the whole URL, as a proxy gets it.
func namesTarget(uri, target, raw string) bool {
	whole, _, _ := strings.Cut(raw, "#")
	return uri == target || uri == whole
}
