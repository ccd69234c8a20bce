package authn

import (
	"regexp"
	"slices"
	"time"

	"example.com/why401/diag"
)

const sessionCode = diag.Code("session-expired")

// sessionNames are how frameworks and people call the cookie of a session.
var sessionNames = regexp.MustCompile(`(?i)sess(ion)?id|^\.asp|^sap-|^token$|(^|[-_.])(sess(ion)?|sid|auth|authn|login|logged[-_]in|remember|jwt|` +
	`(access|id|auth|user)[-_]?token|cf_authorization|oauth2_proxy)([-_.]|$)`)

// Session is the session that a request presents in cookies and nothing else,
// and what the answers do with it.
type Session struct {
	Names    []string  // of the cookies that may hold it
	Named    bool      // one of them is called as sessions are
	Deleted  string    // the cookie that an answer takes away again; "" where none does
	Replaced string    // the cookie in whose place an answer gives another one, as it does to a caller without any
	Over     string    // the cookie that is a JWT past its exp by the API's clock
	End      time.Time // that exp
}

// ReadSession looks at the cookies of the request as given; false where it
// presents none, or other credentials as well.
func ReadSession(f diag.Facts) (Session, bool) {
	var s Session
	if f.Reply == nil || len(f.Reply.Given) == 0 {
		return s, false
	}
	now := f.Now()
	for _, cred := range Credentials(f.Reply.Given[0].Request) {
		if cred.Kind != diag.InCookie {
			return s, false
		}
		s.Names = append(s.Names, cred.Name)
		s.Named = s.Named || sessionNames.MatchString(cred.Name)
		if t := ReadToken(cred.Value); t.Kind == diag.JWS && !t.Expires.IsZero() && t.Expires.Before(now) {
			s.Over, s.End = cred.Name, t.Expires
		}
	}
	s.reread(f, now)
	return s, len(s.Names) > 0
}

// reread looks at what the API's own answers set in place of the cookies.
func (s *Session) reread(f diag.Facts, now time.Time) {
	first := f.Reply.Given[0].Request
	for _, e := range f.Reply.Given {
		if !diag.SameOrigin(first.URL, e.Request.URL) {
			continue
		}
		for _, set := range setCookies(e, now) {
			switch sent := slices.Contains(s.Names, set.Name); {
			case !sent:
			case deletes(set, now):
				s.Deleted = set.Name
			case f.Reply.Without != nil && slices.ContainsFunc(setCookies(*f.Reply.Without, now), func(c diag.Cookie) bool { return c.Name == set.Name && !deletes(c, now) }):
				s.Replaced = set.Name
			}
		}
	}
}

// maxCookies bounds how many Set-Cookie lines of one answer are read: clients
// keep 50 a domain (RFC 6265, section 6.1).
const maxCookies = 50

func setCookies(e diag.Exchange, now time.Time) []diag.Cookie {
	var all []diag.Cookie
	lines := e.Header.Values("Set-Cookie")
	for _, line := range lines[:min(len(lines), maxCookies)] {
		if c, ok := ReadSetCookie(line, now); ok {
			all = append(all, c)
		}
	}
	return all
}

// cookieProof says of a refused request's cookies why some were not sent, and
// what the answers did to those that were.
func cookieProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) {
	if !Refusal(f) {
		return nil, nil
	}
	others := slices.ContainsFunc(f.Header.Credentials, func(cred diag.Credential) bool { return cred.Kind != diag.InCookie })
	if others { // who signs in otherwise needs no session
		return nil, nil
	}
	lines, faults := withheld(c, f)
	if s, ok := ReadSession(f); ok {
		lines = append(lines, s.lines(f.Now())...)
		faults = append(faults, cookieForm(c.Request)...)
		faults = append(faults, crossSite(c)...)
	}
	if len(lines) == 0 {
		return nil, faults
	}
	return []diag.Proof{{Kind: "cookie", Code: sessionCode, Lines: lines}}, faults
}

func (s Session) lines(now time.Time) []diag.ProofLine {
	var lines []diag.ProofLine
	if s.Deleted != "" {
		lines = append(lines, diag.ProofLine{Part: "cookie " + s.Deleted, Sent: "a value", Server: "takes it away (Set-Cookie)", Differs: true})
	}
	if s.Replaced != "" {
		lines = append(lines, diag.ProofLine{Part: "cookie " + s.Replaced, Sent: "a value", Server: "gives another one (Set-Cookie)", Differs: true})
	}
	if s.Over != "" {
		lines = append(lines, diag.ProofLine{Part: "cookie " + s.Over + ", exp", Sent: s.End.UTC().Format(time.RFC3339), Server: "a time after " + now.UTC().Format(time.RFC3339), Differs: true})
	}
	return lines
}
