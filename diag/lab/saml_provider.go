package lab

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// identityProvider signs people in and says so in SAML 2.0.
type identityProvider struct {
	entityID string
	key      *rsa.PrivateKey
	cert     *x509.Certificate
}

func newIdentityProvider(entityID string) (*identityProvider, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "idp.example.com"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &identityProvider{entityID, key, cert}, err
}

// metadata is what the provider publishes of itself.
func (p *identityProvider) metadata() []byte {
	return fmt.Appendf(nil, `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>%s</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="%s/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>
`, p.entityID, base64.StdEncoding.EncodeToString(p.cert.Raw), p.entityID)
}

// samlForm is a response as the POST binding brings it; it holds for five minutes.
const samlForm = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="%[1]s" Destination="%[3]s" InResponseTo="_q1">
<saml:Issuer>%[5]s</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="_a1" Version="2.0" IssueInstant="%[1]s"><saml:Issuer>%[5]s</saml:Issuer>
<saml:Subject><saml:NameID>alice@example.com</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="%[3]s" NotOnOrAfter="%[2]s" InResponseTo="_q1"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="%[1]s" NotOnOrAfter="%[2]s"><saml:AudienceRestriction><saml:Audience>%[4]s</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="%[1]s"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement></saml:Assertion></samlp:Response>`

// respond is a signed response for that receiver, in base64, issued at that time.
func (p *identityProvider) respond(acs, audience string, at time.Time) (string, error) {
	doc := etree.NewDocument()
	stamp := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	if err := doc.ReadFromString(fmt.Sprintf(samlForm, stamp(at), stamp(at.Add(5*time.Minute)), acs, audience, p.entityID)); err != nil {
		return "", err
	}
	signer, err := dsig.NewSigningContext(p.key, [][]byte{p.cert.Raw})
	if err != nil {
		return "", err
	}
	signer.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signed, err := signer.SignEnveloped(doc.Root())
	if err != nil {
		return "", err
	}
	doc.SetRoot(signed)
	text, err := doc.WriteToBytes()
	return base64.StdEncoding.EncodeToString(text), err
}
