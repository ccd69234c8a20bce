package authn_test

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

const (
	acs      = "https://sp.example.com/saml/acs"
	idpID    = "https://idp.example.com/saml"
	portalID = "https://sp.example.com/metadata"
)

var samlNoon = time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC)

// samlKey is a key of an identity provider with its certificate.
type samlKey struct {
	signer crypto.Signer
	cert   []byte
}

func newSAMLKey(signer crypto.Signer, name string) samlKey {
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: samlNoon.AddDate(-1, 0, 0), NotAfter: samlNoon.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer)
	if err != nil {
		panic(err)
	}
	return samlKey{signer, der}
}

// samlKeys are the provider's own key, somebody else's, and one on a curve.
var samlKeys = sync.OnceValue(func() [3]samlKey {
	var keys [3]samlKey
	for i, name := range []string{"idp.example.com", "evil.example.net"} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys[i] = newSAMLKey(key, name)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	keys[2] = newSAMLKey(key, "idp.example.com")
	return keys
})

func samlMetadata(id string, keys ...samlKey) []byte {
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, `<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>
%s
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`, base64.StdEncoding.EncodeToString(k.cert))
	}
	return []byte(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="` + id + `"><IDPSSODescriptor>` + b.String() + `</IDPSSODescriptor></EntityDescriptor>`)
}

// samlScene is a response on its way: what it says, who signs what, and how it is sent.
type samlScene struct {
	destination, recipient, audience, status, issuer, answers string
	from, until                                               time.Time
	signs                                                     string // "response", "assertion" or ""
	key                                                       samlKey
	hash                                                      crypto.Hash
	edit                                                      func(string) string // of the signed text
	pack                                                      func(string) string // of the text into the field's value
	query                                                     bool
	c                                                         diag.Case
	clock                                                     *diag.Clock
	answer                                                    diag.Exchange
}

func newSAMLScene() *samlScene {
	return &samlScene{destination: acs, recipient: acs, audience: portalID, status: `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>`,
		issuer: idpID, answers: "_q1", from: samlNoon.Add(-time.Minute), until: samlNoon.Add(4 * time.Minute), signs: "assertion", key: samlKeys()[0], hash: crypto.SHA256,
		edit: func(s string) string { return s }, pack: func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		c: diag.Case{SAMLMetadata: samlMetadata(idpID, samlKeys()[0]), Secrets: diag.NewSecrets("salt")}, clock: &diag.Clock{Name: "API", Error: time.Second},
		answer: diag.Exchange{SentAt: samlNoon, Status: 403}}
}

const samlText = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" Destination="%s" InResponseTo="%s">
  <saml:Issuer>%s</saml:Issuer><samlp:Status>%s</samlp:Status>%s</samlp:Response>`

const samlAssertion = `
  <saml:Assertion ID="_a1" Version="2.0"><saml:Issuer>%s</saml:Issuer><saml:Subject><saml:NameID>alice@example.com</saml:NameID>
    <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="%s" NotOnOrAfter="%s" InResponseTo="%s"/></saml:SubjectConfirmation></saml:Subject>
    <saml:Conditions NotBefore="%s" NotOnOrAfter="%s"><saml:AudienceRestriction><saml:Audience>%s</saml:Audience></saml:AudienceRestriction></saml:Conditions>
    <saml:AttributeStatement xmlns:xs="http://www.w3.org/2001/XMLSchema"><saml:Attribute Name="mail"><saml:AttributeValue>a &amp; b</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`

func (s *samlScene) text() string {
	stamp := func(t time.Time) string { return t.Format(time.RFC3339) }
	assertion := ""
	if strings.Contains(s.status, "Success") {
		assertion = fmt.Sprintf(samlAssertion, s.issuer, s.recipient, stamp(s.until), s.answers, stamp(s.from), stamp(s.until), s.audience)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(fmt.Sprintf(samlText, s.destination, s.answers, s.issuer, s.status, assertion)); err != nil {
		panic(err)
	}
	switch el := doc.FindElement("//Assertion"); {
	case s.signs == "assertion" && el != nil:
		s.sign(el)
	case s.signs == "response":
		s.sign(doc.Root())
	}
	text, err := doc.WriteToString()
	if err != nil {
		panic(err)
	}
	return s.edit(text)
}

// sign puts a signature into the element, as an identity provider does behind its issuer.
func (s *samlScene) sign(el *etree.Element) {
	signer, err := dsig.NewSigningContext(s.key.signer, [][]byte{s.key.cert})
	if err != nil {
		panic(err)
	}
	signer.Hash, signer.Canonicalizer = s.hash, dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	scope, err := etreeutils.NSBuildParentContext(el)
	if err != nil {
		panic(err)
	}
	alone, err := etreeutils.NSDetatch(scope, el)
	if err != nil {
		panic(err)
	}
	sig, err := signer.ConstructSignature(alone, true)
	if err != nil {
		panic(err)
	}
	el.InsertChildAt(1, sig)
}

func (s *samlScene) read() *diag.HeaderFacts { return s.send(s.pack(s.text())) }

func (s *samlScene) send(value string) *diag.HeaderFacts {
	s.c.Request = diag.Request{Method: "POST", URL: acs, Header: diag.Header{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}},
		Body: []byte("RelayState=x&SAMLResponse=" + value)}
	if !strings.Contains(value, "%") && !strings.Contains(value, " ") {
		s.c.Request.Body = []byte("RelayState=x&SAMLResponse=" + url.QueryEscape(value))
	}
	if s.query {
		s.c.Request = diag.Request{Method: "GET", URL: acs + "?SAMLResponse=" + url.QueryEscape(value) + "&SigAlg=x&Signature=y"}
	}
	s.answer.Request = s.c.Request
	return authn.ReadHeader(s.c, diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{s.answer}, Clock: s.clock}})
}

func deflated(text string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestSAMLResponses(t *testing.T) {
	t.Parallel()
	other, curve := samlKeys()[1], samlKeys()[2]
	swap := func(old, new string) func(*samlScene) {
		return func(s *samlScene) { s.edit = func(text string) string { return strings.Replace(text, old, new, 1) } }
	}
	for _, tt := range []struct {
		name   string
		change func(*samlScene)
		what   string // of the surest fault; "" for none
		sure   float64
	}{
		{"in order", func(*samlScene) {}, "no cookie of the session that asked", .50},
		{"in order, nobody asked", func(s *samlScene) { s.answers = "" }, "", 0},
		{"the response is signed", func(s *samlScene) { s.answers, s.signs = "", "response" }, "", 0},
		{"over for an hour", func(s *samlScene) { s.until = samlNoon.Add(-time.Hour) }, "ended 60 min ago", .97},
		{"over for an hour, by this machine", func(s *samlScene) { s.until, s.clock = samlNoon.Add(-time.Hour), nil }, "ended 60 min ago", .88},
		{"over for an hour, the API's clock is behind", func(s *samlScene) { s.until, s.clock.Offset = samlNoon.Add(-time.Hour), -2*time.Hour; s.from = s.until }, "begins in 60 min", .97},
		{"over for an hour, not signed", func(s *samlScene) { s.until, s.signs = samlNoon.Add(-time.Hour), "" }, "ended", .88},
		{"over for a minute", func(s *samlScene) { s.until = samlNoon.Add(-time.Minute) }, "ended 60 s ago", .55},
		{"not yet", func(s *samlScene) { s.from = samlNoon.Add(10 * time.Minute) }, "begins in 10 min", .97},
		{"not signed", func(s *samlScene) { s.signs = "" }, "neither the response nor the assertion is signed", .85},
		{"another audience", func(s *samlScene) { s.c.Audience = "https://sp.example.com/metadata/" }, "a trailing slash", .90},
		{"the answer names the audience", func(s *samlScene) {
			s.answer.Body = []byte("https://staging.example.com is not a valid audience for this Response")
		}, "the service provider is \"https://staging.example.com\" by the answer", .90},
		{"the right audience", func(s *samlScene) { s.c.Audience, s.answers = portalID, "" }, "", 0},
		{"another host", func(s *samlScene) { s.destination = "https://staging.example.com/saml/acs" }, "another host", .78},
		{"another recipient", func(s *samlScene) { s.recipient = "https://sp.example.com/saml/other" }, "Recipient", .78},
		{"a proxy ends TLS", func(s *samlScene) { s.destination = "http://sp.example.com/saml/acs" }, "ends TLS", .55},
		{"the default port", func(s *samlScene) { s.destination, s.answers = "https://sp.example.com:443/saml/acs", "" }, "", 0},
		{"changed after it was signed", swap("alice@", "admin@"), "changed after it was signed", .96},
		{"changed after it was signed, no metadata", func(s *samlScene) { swap("alice@", "admin@")(s); s.c.SAMLMetadata = nil }, "changed after it was signed", .85},
		{"another key", func(s *samlScene) { s.key = other }, "a key that the metadata does not hold: that of CN=evil.example.net", .96},
		{"another key, no metadata", func(s *samlScene) { s.key, s.c.SAMLMetadata, s.answers = other, nil, "" }, "", 0},
		{"another key, of nobody in the metadata", func(s *samlScene) { s.key, s.issuer = other, "https://evil.example.net" }, "a key that the metadata does not hold", .85},
		{"another issuer with that key", func(s *samlScene) { s.issuer = idpID + "/" }, "a trailing slash", .85},
		{"a broken signature", func(s *samlScene) {
			s.edit = func(text string) string {
				at := strings.Index(text, "SignatureValue>") + 30
				return text[:at] + strings.Repeat("A", 20) + text[at+20:]
			}
		}, "does not verify", .96},
		{"a curve, as libraries write it", func(s *samlScene) { s.key, s.c.SAMLMetadata, s.answers = curve, samlMetadata(idpID, curve), "" }, "", 0},
		{"a curve, as XML Signature has it", func(s *samlScene) {
			s.key, s.c.SAMLMetadata, s.answers = curve, samlMetadata(idpID, curve), ""
			s.edit = rawECDSA
		}, "", 0},
		{"two keys during a rotation", func(s *samlScene) { s.c.SAMLMetadata, s.answers = samlMetadata(idpID, other, s.key), "" }, "", 0},
		{"SHA-1", func(s *samlScene) { s.hash, s.answers = crypto.SHA1, "" }, "SHA-1", .35},
		{"the identity provider refused", func(s *samlScene) {
			s.signs = ""
			s.status = `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></samlp:StatusCode><samlp:StatusMessage>locked</samlp:StatusMessage>`
		}, "status Responder / AuthnFailed, it could not authenticate the user (locked)", .90},
		{"the identity provider refused, and signed that", func(s *samlScene) {
			s.signs, s.status = "response", `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/>`
		}, "it failed itself", .97},
		{"no status", func(s *samlScene) {
			s.signs, s.status = "response", "<!-- Success -->"
		}, "the response has no status", .85},
		{"encrypted", func(s *samlScene) {
			s.edit = func(text string) string {
				return strings.NewReplacer("<saml:Assertion ", "<saml:EncryptedAssertion ", "</saml:Assertion>", "</saml:EncryptedAssertion>").Replace(text)
			}
		}, "", 0},
		{"no assertion", func(s *samlScene) {
			s.edit = func(text string) string { return text[:strings.Index(text, "<saml:Assertion")] + "</samlp:Response>" }
		}, "holds no assertion", .85},
		{"holder of key", swap("cm:bearer", "cm:holder-of-key"), "changed after it was signed", .96},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSAMLScene()
			tt.change(s)
			h := s.read()
			check(t, h, tt.what, tt.sure)
			if len(h.Proofs) != 1 || h.Proofs[0].Kind != "SAML response" {
				t.Errorf("proofs: %+v", h.Proofs)
			}
		})
	}
}

func check(t *testing.T, h *diag.HeaderFacts, what string, sure float64) {
	t.Helper()
	var faults []diag.HeaderFault
	for _, f := range h.Faults {
		if f.Code == "saml-response-invalid" {
			faults = append(faults, f)
		}
	}
	switch {
	case what == "" && len(faults) > 0:
		t.Errorf("faults: %+v", faults)
	case what == "":
	case len(faults) == 0:
		t.Errorf("no fault, want %q", what)
	case !strings.Contains(faults[0].What, what) || faults[0].Sure != sure:
		t.Errorf("%.2f %q, want %.2f %q", faults[0].Sure, faults[0].What, sure, what)
	}
}

// rawECDSA writes the signature as two numbers side by side (XML Signature, section 6.4.3).
func rawECDSA(text string) string {
	from := strings.Index(text, "SignatureValue>") + len("SignatureValue>")
	to := from + strings.Index(text[from:], "<")
	der, _ := base64.StdEncoding.DecodeString(text[from:to])
	var n struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &n); err != nil {
		panic(err)
	}
	raw := append(n.R.FillBytes(make([]byte, 32)), n.S.FillBytes(make([]byte, 32))...)
	return text[:from] + base64.StdEncoding.EncodeToString(raw) + text[to:]
}

// What is signed has to be what is read: an assertion that was put in front of
// the signed one, under the same ID or another, is not covered by its signature.
func TestSAMLSignatureWrapping(t *testing.T) {
	t.Parallel()
	forged := func(id string) func(string) string {
		return func(text string) string {
			from, to := strings.Index(text, "<saml:Assertion"), strings.Index(text, "</samlp:Response>")
			signed := text[from:to]
			sig := signed[strings.Index(signed, "<ds:Signature"):]
			sig = sig[:strings.Index(sig, "</ds:Signature>")+len("</ds:Signature>")]
			evil := strings.Replace(strings.Replace(strings.Replace(signed, sig, "", 1), "alice@", "admin@", 1), `ID="_a1"`, `ID="`+id+`"`, 1)
			evil = strings.Replace(evil, "</saml:Issuer>", "</saml:Issuer>"+strings.Replace(sig, "</ds:Signature>", "<ds:Object>"+strings.Replace(signed, sig, "", 1)+"</ds:Object></ds:Signature>", 1), 1)
			return text[:from] + evil + text[to:]
		}
	}
	for _, id := range []string{"_a1", "_evil"} {
		s := newSAMLScene()
		s.edit = forged(id)
		h := s.read()
		check(t, h, "does not cover that assertion", .85)
		for _, l := range h.Proofs[0].Lines {
			if strings.HasPrefix(l.Part, "Signature") && strings.Contains(l.Sent, "good") {
				t.Errorf("%s: the wrapped signature counts as good", id)
			}
		}
	}
}

func TestSAMLPacking(t *testing.T) {
	t.Parallel()
	packed := func(pack func(string) string) func(*samlScene) {
		return func(s *samlScene) { s.answers, s.pack = "", pack }
	}
	plain := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for _, tt := range []struct {
		name   string
		change func(*samlScene)
		what   string
		sure   float64
	}{
		{"line breaks", packed(func(s string) string { return url.QueryEscape(plain(s)[:76] + "\r\n" + plain(s)[76:]) }), "", 0},
		{"plus signs", func(s *samlScene) {
			packed(func(s string) string { return strings.ReplaceAll(plain(s), "+", " ") })(s)
			s.edit = func(text string) string { return strings.Replace(text, "<saml:NameID>", "<saml:NameID><!--~~~>-->", 1) }
		}, "plus signs", .95},
		{"encoded twice", packed(func(s string) string { return url.QueryEscape(url.QueryEscape(plain(s) + "\n")) }), "percent-encoded twice", .90},
		{"deflated in a form", packed(deflated), "deflated as for the redirect binding", .85},
		{"deflated in the query", func(s *samlScene) { packed(deflated)(s); s.query = true }, "", 0},
		{"not deflated in the query", func(s *samlScene) { packed(plain)(s); s.query = true }, "not deflated", .60},
		{"plain XML", packed(func(s string) string { return url.QueryEscape(s) }), "plain XML", .85},
		{"no base64", packed(func(string) string { return "%25%25%25" }), "no base64", .85},
		{"no XML", packed(func(string) string { return plain("hello, world") }), "no XML", .85},
		{"broken off", packed(func(s string) string { return plain(s[:len(s)/2]) }), "breaks off", .85},
		{"an assertion alone", packed(func(string) string { return plain(`<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"/>`) }), "without the response", .85},
		{"SAML 1.1", packed(func(string) string { return plain(`<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol"/>`) }), "SAML 1.1", .85},
		{"a request", packed(func(string) string { return plain(`<AuthnRequest xmlns="urn:oasis:names:tc:SAML:2.0:protocol"/>`) }), "no SAML response", .85},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSAMLScene()
			tt.change(s)
			h := s.read()
			check(t, h, tt.what, tt.sure)
			if tt.what == "plus signs" || tt.what == "percent-encoded twice" {
				mended := *h.Faults[0].Mended
				check(t, authn.ReadHeader(diag.Case{Request: mended}, diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{{SentAt: samlNoon, Status: 403, Request: mended}}}}), "", 0)
			}
		})
	}
}

// bombs are responses that are made to take time and memory.
func bombs() map[string]string {
	lol := `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">`
	for i := 'b'; i < 'k'; i++ {
		lol += fmt.Sprintf(`<!ENTITY %c "%s">`, i, strings.Repeat(fmt.Sprintf("&%c;", i-1), 10))
	}
	plain := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	return map[string]string{
		"entities":   plain(`<?xml version="1.0"?>` + lol + `]><r>&j;</r>`),
		"external":   plain(`<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>`),
		"deep":       plain(strings.Repeat("<a>", 100000)),
		"wide":       plain("<r>" + strings.Repeat("<a/>", 200000) + "</r>"),
		"attributes": plain("<r " + strings.Repeat(`a="" `, 150000) + "/>"),
		"long":       plain("<r>" + strings.Repeat("x", 2<<20) + "</r>"),
		"inflates":   deflated("<r>" + strings.Repeat("x", 20<<20) + "</r>"),
	}
}

func TestSAMLBombsAreRefusedInLittleMemory(t *testing.T) {
	for name, value := range bombs() {
		s := newSAMLScene()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		h := s.send(value)
		runtime.ReadMemStats(&after)
		if len(h.Faults) == 0 || h.Faults[len(h.Faults)-1].Code != "saml-response-invalid" {
			t.Errorf("%s: no fault", name)
			continue
		}
		used := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%-10s %3d MiB  %s", name, used, h.Faults[len(h.Faults)-1].What)
		if used > 128 {
			t.Errorf("%s: took %d MiB", name, used)
		}
	}
}

func TestSAMLIsACredentialAndASecret(t *testing.T) {
	t.Parallel()
	s := newSAMLScene()
	s.read()
	r := s.c.Request
	if cs := authn.Credentials(r); len(cs) != 1 || cs[0].Name != "SAMLResponse" || cs[0].Kind != diag.InBody {
		t.Fatalf("credentials: %v", cs)
	}
	if _, token := authn.BearerToken(r); token {
		t.Error("it counts as an access token")
	}
	if got := string(authn.Strip(r).Body); got != "RelayState=x" {
		t.Errorf("stripped: %q", got)
	}
	if invented, ok := authn.Invent(r, "seed"); !ok || bytes.Equal(invented.Body, r.Body) {
		t.Error("nothing was invented")
	}
	secrets := diag.NewSecrets("salt")
	secrets.Add(authn.SecretValues(r)...)
	text := s.text()
	value := text[strings.Index(text, "SignatureValue>")+len("SignatureValue>"):][:40]
	if shown := secrets.Mask(text + " " + s.pack(text)); strings.Contains(shown, value) || strings.Contains(shown, s.pack(text)[100:130]) {
		t.Error("the response or its signature is shown")
	}
	if shown := secrets.Mask(idpID); shown != idpID {
		t.Errorf("the issuer is masked: %s", shown)
	}
}

func TestSAMLRefusals(t *testing.T) {
	t.Parallel()
	s := newSAMLScene()
	s.read()
	page := func(status int, body string) diag.Exchange {
		return diag.Exchange{Request: s.c.Request, Status: status, Body: []byte(body), Header: diag.Header{{Name: "Content-Type", Value: "text/html"}}}
	}
	to := func(place string) diag.Exchange {
		return diag.Exchange{Request: s.c.Request, Status: 302, Header: diag.Header{{Name: "Location", Value: place}}}
	}
	for name, tt := range map[string]struct {
		e    diag.Exchange
		want bool
	}{
		"Shibboleth":          {page(500, "<h1>opensaml::SecurityPolicyException</h1>"), true},
		"a page of success":   {page(200, "Your request included an invalid SAML response. To logout, click here"), true},
		"signed in":           {page(200, "Welcome"), false},
		"another failure":     {page(500, "NullPointerException"), false},
		"back to the login":   {to("/users/sign_in"), true},
		"an error in the URL": {to("https://sp.example.com/?error=saml_failed"), true},
		"into the app":        {to("/login/sessionCookieRedirect?token=x"), false},
		"into the dashboard":  {to("/dashboard"), false},
	} {
		if got := authn.Refused(tt.e); got != tt.want {
			t.Errorf("%s: refused %v, want %v", name, got, tt.want)
		}
	}
	if authn.Refused(diag.Exchange{Status: 500, Body: []byte("opensaml::SecurityPolicyException")}) {
		t.Error("a request without a SAML response counts as refused for it")
	}
}

func TestCheckSAMLMetadata(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]string{
		string(samlMetadata(idpID, samlKeys()[0])): "",
		`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + string(samlMetadata(idpID, samlKeys()[0])) + `</EntitiesDescriptor>`: "",
		string(samlMetadata(idpID)): "no EntityDescriptor",
		strings.Replace(string(samlMetadata(idpID, samlKeys()[0])), "signing", "encryption", 1): "no EntityDescriptor",
		"{}":               "malformed",
		"":                 "malformed",
		`<!DOCTYPE x><x/>`: "document type",
		`<html/>`:          "no EntityDescriptor",
	} {
		switch err := authn.CheckSAMLMetadata([]byte(doc)); {
		case want == "" && err != nil:
			t.Errorf("%.40q: %v", doc, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%.40q: %v, want %q", doc, err, want)
		}
	}
}

func FuzzSAML(f *testing.F) {
	s := newSAMLScene()
	f.Add(s.pack(s.text()), samlMetadata(idpID, s.key), false)
	f.Add(deflated(s.text()), []byte("<EntityDescriptor/>"), true)
	f.Add(base64.StdEncoding.EncodeToString([]byte(`<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>`)), []byte(nil), false)
	f.Add("a+b%2B c", []byte("<a"), true)
	f.Fuzz(func(t *testing.T, value string, metadata []byte, query bool) {
		s := newSAMLScene()
		s.c.SAMLMetadata, s.query = metadata, query
		for _, fault := range s.send(value).Faults {
			if len(fault.What) > 4000 {
				t.Errorf("%d characters in a fault", len(fault.What))
			}
		}
	})
}

// FuzzSAMLXML feeds what base64 would hide from a fuzzer.
func FuzzSAMLXML(f *testing.F) {
	s := newSAMLScene()
	f.Add(s.text())
	s.signs = "response"
	f.Add(s.text())
	f.Add(`<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"><Status/></Response>`)
	f.Fuzz(func(t *testing.T, text string) {
		newSAMLScene().send(base64.StdEncoding.EncodeToString([]byte(text)))
		_ = authn.CheckSAMLMetadata([]byte(text))
	})
}
