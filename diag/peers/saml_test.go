//go:build peers

package peers

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// samlIssuer is an issuer of SAML responses: its keys are made for the test.
type samlIssuer struct {
	keys dsig.X509KeyStore
	der  []byte
}

const (
	idpName = "https://idp.example/metadata"
	spName  = "https://portal.example/saml"
)

func (s *stage) samlIssuer() samlIssuer {
	s.t.Helper()
	keys := dsig.RandomKeyStoreForTest()
	_, der, err := keys.GetKeyPair()
	must(s.t, err)
	return samlIssuer{keys, der}
}

// metadata is a file with the issuer's name and certificate (SAML 2.0 metadata, section 2.4.3).
func (i samlIssuer) metadata(s *stage) string {
	s.t.Helper()
	dir := workshop(s.t)
	put(s.t, dir, "idp.xml", fmt.Sprintf(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">
<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>%s</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/></IDPSSODescriptor></EntityDescriptor>`,
		idpName, base64.StdEncoding.EncodeToString(i.der)))
	return dir + "/idp.xml"
}

// sp runs node-saml's assertion consumer, which trusts that issuer.
func (s *stage) sp(i samlIssuer) *server {
	s.t.Helper()
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.der})
	srv := node(s.t, "sp.mjs", map[string]string{"audience": spName, "issuer": idpName, "cert": string(cert)})
	s.apis = append(s.apis, srv)
	return srv
}

// statement is what varies in a response.
type statement struct {
	audience, acs string
	at            time.Time
}

const responseXML = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="%[1]s" Destination="%[3]s"><saml:Issuer>%[5]s</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="_a1" Version="2.0" IssueInstant="%[1]s"><saml:Issuer>%[5]s</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">robin@northwind.example</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="%[2]s" Recipient="%[3]s"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="%[1]s" NotOnOrAfter="%[2]s"><saml:AudienceRestriction><saml:Audience>%[4]s</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="%[1]s" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement></saml:Assertion></samlp:Response>`

// response is one with a signed assertion, lasting five minutes.
func (i samlIssuer) response(s *stage, st statement) string {
	s.t.Helper()
	instant := func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
	doc := etree.NewDocument()
	must(s.t, doc.ReadFromString(fmt.Sprintf(responseXML, instant(st.at), instant(st.at.Add(5*time.Minute)), st.acs, st.audience, idpName)))
	assertion := doc.FindElement("//saml:Assertion")
	detached := assertion.Copy() // what is signed has its name spaces in it
	detached.CreateAttr("xmlns:saml", "urn:oasis:names:tc:SAML:2.0:assertion")
	signing := dsig.NewDefaultSigningContext(i.keys)
	signing.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signed, err := signing.SignEnveloped(detached)
	must(s.t, err)
	signature := signed.RemoveChildAt(len(signed.Child) - 1)
	signed.InsertChildAt(1, signature) // after the issuer (SAML core, section 2.3.3)
	doc.Root().RemoveChild(assertion)
	doc.Root().AddChild(signed)
	text, err := doc.WriteToString()
	must(s.t, err)
	return text
}

// consumed posts that response, as a browser does after the sign-in.
func (s *stage) consumed(i samlIssuer, response, acs string, more ...string) {
	s.t.Helper()
	encoded := base64.StdEncoding.EncodeToString([]byte(response))
	s.access = append(s.access, encoded)
	s.args = append(s.args, "-d", "SAMLResponse="+url.QueryEscape(encoded), "--saml-metadata", i.metadata(s), "--audience", spName)
	s.request(acs, more...)
}

// samlFaults are those of SAML responses at node-saml.
var samlFaults = []fault{
	{"not-reproduced", "a good response", samlFault(func(*statement) {}, nil)},
	{"saml-response-invalid", "a response of two hours ago", samlFault(func(st *statement) { st.at = st.at.Add(-2 * time.Hour) }, nil)},
	{"saml-response-invalid", "a response of tomorrow", samlFault(func(st *statement) { st.at = st.at.Add(24 * time.Hour) }, nil)},
	{"saml-response-invalid", "a response for staging", samlFault(func(st *statement) { st.audience = "https://staging.portal.example/saml" }, nil)},
	{"saml-response-invalid", "another person in a signed response", samlFault(func(*statement) {}, func(xml string) string {
		return strings.Replace(xml, "robin@", "wren@", 1)
	})},
	{"saml-response-invalid", "a response without its signature", samlFault(func(*statement) {}, func(xml string) string {
		from, to := strings.Index(xml, "<ds:Signature"), strings.Index(xml, "</ds:Signature>")
		return xml[:from] + xml[to+len("</ds:Signature>"):]
	})},
	{"saml-response-invalid", "a response under another key", func(s *stage) {
		ours, theirs := s.samlIssuer(), s.samlIssuer()
		acs := s.sp(ours).url + "/saml/acs"
		s.consumed(ours, theirs.response(s, statement{spName, acs, time.Now()}), acs)
	}},
}

// samlFault is a response with something else in it, or changed after it was signed.
func samlFault(change func(*statement), after func(string) string) func(*stage) {
	return func(s *stage) {
		i := s.samlIssuer()
		acs := s.sp(i).url + "/saml/acs"
		st := statement{spName, acs, time.Now()}
		change(&st)
		response := i.response(s, st)
		if after != nil {
			response = after(response)
		}
		s.consumed(i, response, acs)
	}
}
