package cause_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/big"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"example.com/why401/diag"
)

const consumer = "https://sp.example.com/saml/acs"

type samlKeyPair struct {
	key  *rsa.PrivateKey
	cert []byte
}

// samlPairs are the identity provider's key and somebody else's.
var samlPairs = sync.OnceValue(func() (pairs [2]samlKeyPair) {
	for i := range pairs {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: noon.AddDate(-1, 0, 0), NotAfter: noon.AddDate(1, 0, 0)}
		cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		if err != nil {
			panic(err)
		}
		pairs[i] = samlKeyPair{key, cert}
	}
	return pairs
})

// samlText is a response in order at noon, that ends at an instant; signed where there is a key.
func samlText(destination string, end time.Time, by *samlKeyPair) string {
	doc := etree.NewDocument()
	err := doc.ReadFromString(fmt.Sprintf(`<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Destination="%[1]s" InResponseTo="_q"><a:Issuer>idp</a:Issuer>
<p:Status><p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></p:Status><a:Assertion ID="_a"><a:Issuer>idp</a:Issuer><a:Subject><a:NameID>alice</a:NameID>
<a:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><a:SubjectConfirmationData Recipient="%[1]s" NotOnOrAfter="%[2]s"/></a:SubjectConfirmation></a:Subject>
<a:Conditions NotOnOrAfter="%[2]s"><a:AudienceRestriction><a:Audience>sp</a:Audience></a:AudienceRestriction></a:Conditions></a:Assertion></p:Response>`, destination, end.Format(time.RFC3339)))
	if err != nil {
		panic(err)
	}
	if by != nil {
		signer, err := dsig.NewSigningContext(by.key, [][]byte{by.cert})
		if err != nil {
			panic(err)
		}
		signed, err := signer.SignEnveloped(doc.Root())
		if err != nil {
			panic(err)
		}
		doc.SetRoot(signed)
	}
	text, err := doc.WriteToString()
	if err != nil {
		panic(err)
	}
	return text
}

// posted sends the response to the consumer; the person has the identity provider's metadata.
func posted(text string) part {
	return func(s *scene) {
		s.c.Request = diag.Request{Method: "POST", URL: consumer, Header: diag.Header{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}},
			Body: []byte("SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(text))))}
		s.c.SAMLMetadata = fmt.Appendf(nil, `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="idp"><IDPSSODescriptor><KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
<X509Certificate>%s</X509Certificate></X509Data></KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>`, base64.StdEncoding.EncodeToString(samlPairs()[0].cert))
	}
}

func TestSAMLCause(t *testing.T) {
	t.Parallel()
	const code = "saml-response-invalid"
	pairs := samlPairs()
	idp, other := &pairs[0], &pairs[1]
	good := samlText(consumer, noon.Add(5*time.Minute), idp)
	over := samlText(consumer, noon.Add(-time.Hour), idp)
	elsewhere := samlText("https://staging.example.com/saml/acs", noon.Add(5*time.Minute), idp)
	clock, no := apiClock(0), given(answer(403))
	says := given(body(403, `{"error": "Signature validation failed. SAML Response rejected"}`))
	back := answer(302, "Location", "/login")
	judge(t, []row{
		{"over, signed, by the API's clock", saw(posted(over), no, clock), code, "confirmed", "ended 60 min ago"},
		{"over, and sent back to the login", saw(posted(over), given(back), clock), code, "confirmed", "ended 60 min ago"},
		{"over, by this machine's clock", saw(posted(over), no), code, "likely", "ended 60 min ago"},
		{"over, and nothing proves that it is", saw(posted(samlText(consumer, noon.Add(-time.Hour), nil)), no, clock), code, "likely", "ended 60 min ago"},
		{"over for a minute", saw(posted(samlText(consumer, noon.Add(-time.Minute), idp)), no, clock), code, "possible", "ended 60 s ago"},
		{"changed", saw(posted(strings.Replace(good, "alice", "admin", 1)), no, clock), code, "confirmed", "changed after it was signed"},
		{"another key", saw(posted(samlText(consumer, noon.Add(5*time.Minute), other)), no, clock), code, "confirmed", "the metadata does not hold"},
		{"for another place", saw(posted(elsewhere), no, clock), code, "likely", "another host"},
		{"for another place, and it says so", saw(posted(elsewhere), says, clock), code, "confirmed", "another host"},
		{"in order: it may have been used", saw(posted(good), no, clock), code, "possible", "answers request"},
		{"in order, and it says that it refuses it", saw(posted(good), says, clock), code, "likely", "the answer says"},
		{"over, and it says that something else is wrong", saw(posted(over), given(body(403, `{"message": "invalid csrf token"}`)), clock), code, "likely", ""},
		{"mended, it succeeds", saw(posted(over), no, clock, tried(code, ok)), code, "confirmed", "with that mended"},
		{"mended, no change", saw(posted(over), no, clock, tried(code, answer(403))), code, "possible", "does not help"},
		{"accepted", saw(posted(over), given(ok), clock), code, silent, ""},
		{"sent on into the application", saw(posted(over), given(answer(302, "Location", "/dashboard")), clock), code, silent, ""},
		{"a token, and words about SAML", saw(says), code, silent, ""},
		{"a token", saw(given(refused)), code, silent, ""},
	})
}
