package lab

import (
	"net/http"
	"net/url"
	"time"
)

// samlScenarios are the faults in a SAML sign-in.
var samlScenarios = []Scenario{
	{"saml-response-invalid", "The identity provider's clock is slow: its responses are over when they arrive.", func(l *Lab) {
		l.noToken()
		l.tokenOnly()
		idp, err := newIdentityProvider("https://idp.example.com/saml")
		if err != nil {
			l.fail(err)
			return
		}
		l.people = idp
		sp := &serviceProvider{entityID: portal, cert: idp.cert}
		sp.url = l.open(func() http.Handler { return sp })
		response, err := idp.respond(sp.url+"/saml/acs", sp.entityID, time.Now().Add(-25*time.Minute))
		l.fail(err)
		l.person.Request.URL = sp.url + "/saml/acs"
		l.postForm("SAMLResponse", response, "SAML_RESPONSE")
		l.flag("--saml-metadata", l.file("idp-metadata.xml", idp.metadata()))
		l.person.SAMLMetadata = idp.metadata()
	}},
}

// portal is the entity ID of the application.
const portal = "https://portal.example.com/saml"

// postForm sends a form of one field, whose value is a secret of the person.
func (l *Lab) postForm(field, value, variable string) {
	value = url.QueryEscape(value)
	l.person.Request.Method = http.MethodPost
	l.header("Content-Type", "application/x-www-form-urlencoded")
	l.person.Request.Body = []byte(field + "=" + value)
	l.keep(variable, value)
}
