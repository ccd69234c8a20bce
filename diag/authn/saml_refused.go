package authn

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// failurePage is the last part of a path to which a browser is sent after a
// failed sign-in; a good one leads into the application, often by way of "login" something.
var failurePage = regexp.MustCompile(`(?i)(^|/)(log-?[io]n|sign[_-]?in|(saml_?|auth_?|sso_?|login_?)?(error|failure|failed)|unauthori[sz]ed|access[_-]?denied|denied)(\.[a-z]+)?/?$`)

// samlRefused says whether a service provider turned a SAML response down where
// the status does not tell: by a page that says so, whatever its status, or by
// sending the browser back to the login.
func samlRefused(e diag.Exchange) bool {
	if !carriesSAML(e.Request) {
		return false
	}
	if e.Status >= 300 && e.Status < 400 {
		to, err := url.Parse(e.Header.Value("Location"))
		return err == nil && (failurePage.MatchString(to.Path) || to.Query().Get("error") != "")
	}
	return (e.Success() || e.Status >= 500) &&
		slices.ContainsFunc(Recognise(e), func(w diag.Words) bool { return slices.Contains(w.Codes, samlCode) })
}

// samlSecrets are the signatures inside of a SAML response. The rest of it is no
// secret by itself, and to mask its words would tear up every text.
func samlSecrets(r diag.Request) []string {
	m, found := findSAML(r)
	if !found {
		return nil
	}
	text, _ := m.open()
	if text == nil || checkXML(text) != nil {
		return nil
	}
	var all []string
	for _, v := range signatureValue.FindAllSubmatch(text, 4) {
		all = append(all, strings.Fields(string(v[1]))...)
	}
	return all
}

var signatureValue = regexp.MustCompile(`SignatureValue[^>]*>([A-Za-z0-9+/=\s]+)<`)
