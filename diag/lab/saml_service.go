package lab

import (
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// serviceProvider is an application that people reach by SAML. It says that it
// refuses a response, and not why.
type serviceProvider struct {
	url, entityID string
	cert          *x509.Certificate // of the identity provider that it trusts
}

func (s *serviceProvider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if r.Method != http.MethodPost || r.URL.Path != "/saml/acs" {
		http.NotFound(w, r)
		return
	}
	if !s.accepts(r.FormValue("SAMLResponse")) {
		http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
		return
	}
	writeJSON(w, http.StatusOK, object{"state": "signed in"})
}

// accepts makes the checks of SAML 2.0 Profiles, section 4.1.4.3, on what is signed.
func (s *serviceProvider) accepts(response string) bool {
	text, err := base64.StdEncoding.DecodeString(response)
	if err != nil {
		return false
	}
	doc := etree.NewDocument()
	if doc.ReadFromBytes(text) != nil || doc.Root() == nil {
		return false
	}
	signed, err := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{s.cert}}).Validate(doc.Root())
	if err != nil {
		return false
	}
	said := func(path, attr string) string {
		el := signed.FindElement(path)
		if el == nil {
			return ""
		}
		if attr == "" {
			return el.Text()
		}
		return el.SelectAttrValue(attr, "")
	}
	end, err := time.Parse(time.RFC3339, said("./Assertion/Conditions", "NotOnOrAfter"))
	return err == nil && time.Now().Before(end) &&
		said("./Assertion/Conditions/AudienceRestriction/Audience", "") == s.entityID &&
		said("./Assertion/Subject/SubjectConfirmation/SubjectConfirmationData", "Recipient") == s.url+"/saml/acs"
}
