package authn

import (
	"slices"
	"strings"

	"example.com/why401/diag"
)

const csrfCode = diag.Code("csrf-failed")

// csrfStatuses are those by which guards against cross-site requests refuse:
// 403 by most, 419 by Laravel, 422 by Rails, 400 by ASP.NET, 401 by others.
var csrfStatuses = []int{400, 401, 403, 419, 422}

// csrfProof holds the token against cross-site requests that was sent against
// the one in its cookie, and Origin and Referer against the target. Safe methods
// need none (RFC 9110, section 9.2.1).
func csrfProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	if c.Request.Safe() || !Refusal(f) || !slices.Contains(csrfStatuses, f.Reply.Last().Status) || len(c.Request.Header.Values("Cookie")) == 0 {
		return nil, nil
	}
	told := slices.ContainsFunc(f.Header.Words, func(w diag.Words) bool { return slices.Contains(w.Codes, csrfCode) })
	p := diag.Proof{Kind: "CSRF token", Code: csrfCode}
	var faults []diag.HeaderFault
	mended := c.Request
	add := func(line diag.ProofLine, fault diag.HeaderFault) {
		p.Lines = append(p.Lines, line)
		if line.Differs {
			fault.Code = csrfCode
			faults = append(faults, fault)
		}
	}
	for _, k := range csrfCookies(c.Request) {
		line, what := k.held(c.Request)
		if line.Differs {
			mended = k.sentBack(mended)
		}
		add(line, diag.HeaderFault{What: what, Mended: changed(mended, "the cookie "+k.name+" sent back in "+k.header), Sure: csrfSure(c.Request, f.Reply.Last().Status, told)})
	}
	if sent, _ := csrfSent(c.Request); told && len(sent) == 0 && len(p.Lines) == 0 { // the server keeps the token in its session
		add(diag.ProofLine{Part: "CSRF token", Server: "the one of the session", Differs: true},
			diag.HeaderFault{What: "no token against cross-site requests is sent, in a header or a form field", Sure: 0.90})
	}
	line, what, sure := originLine(c.Request, told)
	if line.Part != "" {
		mended = withOwnOrigin(mended)
		add(line, diag.HeaderFault{What: what, Mended: changed(mended, "Origin and Referer of the target itself"), Sure: sure})
	}
	if len(p.Lines) == 0 {
		return nil, nil
	}
	return []diag.Proof{p}, faults
}

// csrfSure is how surely a token that is not sent back is the reason: the answer
// says so, or its status is the one that such guards have. Most leave requests
// out that present more than cookies.
func csrfSure(r diag.Request, status int, told bool) float64 {
	switch {
	case told:
		return 0.90
	case CarriesToken(r):
		return 0.35
	case status == 403 || status == 419:
		return 0.65
	}
	return 0.45
}

func changed(r diag.Request, what string) *diag.Request {
	r = r.Changed(diag.Text(what))
	return &r
}

// originLine holds Origin, or Referer where there is none, against the target,
// as guards do that go by them: Django, Rails, SvelteKit, Go's CrossOriginProtection.
func originLine(r diag.Request, told bool) (diag.ProofLine, string, float64) {
	own := originText(r.URL)
	name, sent := "Origin", r.Header.Value("Origin")
	if sent == "" && r.Header.Has("Referer") {
		name, sent = "Referer", originText(r.Header.Value("Referer"))
	}
	line := diag.ProofLine{Part: name, Sent: sent, Server: own, Differs: !diag.SameOrigin(sent, r.URL)}
	switch {
	case sent == "" && !told: // programs send neither, and most servers let that pass
		return diag.ProofLine{}, "", 0
	case sent == "":
		return line, "neither Origin nor Referer is sent", 0.40
	}
	return line, "the " + name + " is another site's than the target", 0.45
}

// originText is the origin of a URL as browsers write it: without the port that
// is usual for its scheme (RFC 6454, section 6.2).
func originText(raw string) string {
	origin := diag.OriginOf(raw)
	if strings.HasPrefix(origin, "https:") {
		return strings.TrimSuffix(origin, ":443")
	}
	return strings.TrimSuffix(origin, ":80")
}

func withOwnOrigin(r diag.Request) diag.Request {
	own := originText(r.URL)
	r.Header = r.Header.With("Origin", own).With("Referer", own+"/")
	return r
}
