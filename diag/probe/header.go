package probe

import (
	"context"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// header reads the credentials as they are sent and what the refusing answer
// says of them. It sends nothing: the experiments are the causes'.
type header struct{}

func (header) Step() diag.Step                         { return diag.HeaderStep }
func (header) Needs(diag.Case, diag.Facts) []diag.Need { return nil }
func (header) Skip(diag.Case, diag.Facts) string       { return "" }
func (header) Ahead(diag.Case, diag.Facts) bool        { return false }

func (header) Look(_ context.Context, _ diag.World, c diag.Case, f diag.Facts) (diag.Facts, error) {
	f.Header = authn.ReadHeader(c, f)
	return f, nil
}

func (header) Findings(c diag.Case, f diag.Facts) []diag.Finding {
	h := f.Header
	if h == nil {
		return nil
	}
	fs := append(sent(c, h), domainSchemes(c, h.Credentials, h.Challenges)...)
	for _, p := range h.Proofs {
		if proofStep(p) == diag.HeaderStep {
			fs = append(fs, proof(c, p)...)
		}
	}
	for _, fault := range h.Faults {
		if fault.Code == "token-binding-failed" {
			continue // the next step's
		}
		level := diag.Error
		if fault.Code == "scheme-case" || fault.Code == "duplicate-credentials" || fault.Code == "wrong-header-name" {
			level = diag.Warn // servers differ here; the experiment decides
		}
		if fault.Sure > 0 && fault.Sure < diag.Likely {
			level = diag.Info // a place to try, no more
		}
		fs = append(fs, finding(level, string(fault.Code), "form", "request.header", c.Show(fault.What)))
	}
	for _, ch := range h.Challenges {
		fs = append(fs, finding(diag.Info, "challenge", "challenge", "response.www-authenticate", challenge(c, ch)))
	}
	for _, fault := range h.ChallengeFaults {
		fs = append(fs, finding(diag.Warn, "challenge-form", "challenge", "response.www-authenticate", c.Show(fault)))
	}
	for _, w := range h.Words {
		fs = append(fs, finding(diag.Info, "says", "it says", w.Source, says(c, w)))
	}
	return append(fs, trials(c, f, diag.HeaderStep)...)
}

// sent names the credentials that the request presents.
func sent(c diag.Case, h *diag.HeaderFacts) []diag.Finding {
	if c.Unseen() {
		return []diag.Finding{finding(diag.Info, "request-unseen", "sent", "capture", "what was sent is not in the capture")}
	}
	if len(h.Credentials) == 0 {
		return []diag.Finding{finding(diag.Warn, "no-credentials", "sent", "request", "the request carries no credentials")}
	}
	var fs []diag.Finding
	for _, cred := range h.Credentials {
		text := diag.Says("%s %s: ", string(cred.Kind), c.Show(cred.Name))
		if cred.Kind == diag.InAuthorization {
			text = "Authorization: "
		}
		if cred.Scheme != "" {
			text += c.Show(cred.Scheme) + " "
		}
		fs = append(fs, finding(diag.Info, "credentials", "sent", "request."+string(cred.Kind), text+named(c, cred)))
	}
	return fs
}

// named shows a placeholder as it is, and any other value by its fingerprint.
func named(c diag.Case, cred diag.Credential) diag.Text {
	if v, ok := authn.PlaceholderIn(cred); ok {
		return c.Show(v)
	}
	if c.Secrets == nil {
		return "***"
	}
	return c.Secrets.Name(authn.SecretPart(cred))
}

func challenge(c diag.Case, ch diag.Challenge) diag.Text {
	parts := []string{ch.Scheme}
	for _, p := range ch.Params {
		parts = append(parts, p.Name+`="`+p.Value+`"`)
	}
	return c.Show(strings.Join(parts, " "))
}

// says is what was recognised in the answer, whose words they are, and their likeliest cause.
func says(c diag.Case, w diag.Words) diag.Text {
	text := `"` + c.Show(w.Text) + `"`
	if w.Product != "" {
		text += diag.Says(" (words of %s)", c.Show(w.Product))
	}
	if w.Means != "" {
		text += diag.Says(" (by the profile: %s)", c.Show(w.Means))
	}
	if len(w.Codes) > 0 {
		text += diag.Says(", which speaks for %s", string(w.Codes[0]))
	}
	return text
}

// trials tells what the experiments of a step came to.
func trials(c diag.Case, f diag.Facts, step diag.Step) []diag.Finding {
	var fs []diag.Finding
	for _, t := range f.Trials {
		if t.Step != step {
			continue
		}
		level, text := diag.Info, diag.Says("%s: %s", t.Exchange.Request.Change, outcome(c, t.Exchange))
		if authn.Accepted(t.Exchange) {
			level = diag.Error
			text += ", so this is what keeps the request from succeeding"
		}
		if t.Again != nil {
			text += diag.Says(" (the request as given, again: %s)", outcome(c, *t.Again))
		}
		fs = append(fs, finding(level, "experiment-"+string(t.Code), "experiment", "experiment", text))
	}
	return fs
}
