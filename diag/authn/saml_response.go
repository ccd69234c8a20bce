package authn

import (
	"errors"
	"strings"
	"time"

	"github.com/beevik/etree"
)

const (
	samlProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	samlAssertNS  = "urn:oasis:names:tc:SAML:2.0:assertion"
	samlBearer    = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
	samlMetaNS    = "urn:oasis:names:tc:SAML:2.0:metadata"
	signatureNS   = "http://www.w3.org/2000/09/xmldsig#"
	samlVersion11 = "urn:oasis:names:tc:SAML:1.0:protocol"
)

// samlResponse is what a response says (SAML 2.0 Core, section 3.2.2). What is absent is zero.
type samlResponse struct {
	root                                  *etree.Element
	ID, Issuer, Destination, InResponseTo string
	IssueInstant                          time.Time
	Status                                []string // the outer code first, without the standard's prefix; never empty
	Unsaid                                bool     // there is no status at all
	Message                               string
	Assertions                            []samlAssertion // those that stand directly in it
	Encrypted                             int             // assertions that are encrypted
	Hidden                                int             // assertions that stand elsewhere in it: nobody should read those
}

// samlAssertion is what an assertion says (SAML 2.0 Core, section 2.3.3).
type samlAssertion struct {
	el                      *etree.Element
	ID, Issuer              string
	NotBefore, NotOnOrAfter time.Time
	Audiences               [][]string // a list for each restriction: every one must name the receiver
	Confirmations           []samlConfirmation
	SessionEnd              time.Time
}

// samlConfirmation is one SubjectConfirmation of the method bearer.
type samlConfirmation struct {
	Recipient, InResponseTo string
	NotBefore, NotOnOrAfter time.Time
}

// issuer is who speaks: the assertion's issuer, else the response's.
func (r *samlResponse) issuer() string {
	if len(r.Assertions) > 0 && r.Assertions[0].Issuer != "" {
		return r.Assertions[0].Issuer
	}
	return r.Issuer
}

// readSAML reads a response. The error says in words why it is none.
func readSAML(text []byte) (*samlResponse, error) {
	root, err := readXML(text)
	switch {
	case err != nil:
		return nil, err
	case xmlIs(root, samlVersion11, "Response"):
		return nil, errors.New("it is a response of SAML 1.1, which is another protocol")
	case xmlIs(root, samlAssertNS, "Assertion"):
		return nil, errors.New("it is an assertion without the response around it")
	case root.NamespaceURI() != samlProtocol || !strings.HasSuffix(root.Tag, "Response"):
		return nil, errors.New("it is no SAML response: its first element is " + bounded(root.Tag, 40))
	}
	r := &samlResponse{root: root, ID: xmlAttr(root, "ID"), Issuer: xmlText(xmlChild(root, samlAssertNS, "Issuer")),
		Destination: xmlAttr(root, "Destination"), InResponseTo: xmlAttr(root, "InResponseTo"), IssueInstant: xmlTime(root, "IssueInstant")}
	status := xmlChild(root, samlProtocol, "Status")
	for code := xmlChild(status, samlProtocol, "StatusCode"); code != nil; code = xmlChild(code, samlProtocol, "StatusCode") {
		r.Status = append(r.Status, strings.TrimPrefix(xmlAttr(code, "Value"), samlStatusPrefix))
	}
	if len(r.Status) == 0 {
		r.Status = []string{samlSuccess}
		r.Unsaid = true
	}
	r.Message = xmlText(xmlChild(status, samlProtocol, "StatusMessage"))
	for _, el := range xmlChildren(root, samlAssertNS, "Assertion") {
		r.Assertions = append(r.Assertions, readAssertion(el))
	}
	r.Encrypted = len(xmlChildren(root, samlAssertNS, "EncryptedAssertion"))
	r.Hidden = len(root.FindElements(".//Assertion")) - len(r.Assertions)
	return r, nil
}

func readAssertion(el *etree.Element) samlAssertion {
	conditions := xmlChild(el, samlAssertNS, "Conditions")
	a := samlAssertion{el: el, ID: xmlAttr(el, "ID"), Issuer: xmlText(xmlChild(el, samlAssertNS, "Issuer")),
		NotBefore: xmlTime(conditions, "NotBefore"), NotOnOrAfter: xmlTime(conditions, "NotOnOrAfter"),
		SessionEnd: xmlTime(xmlChild(el, samlAssertNS, "AuthnStatement"), "SessionNotOnOrAfter")}
	for _, restriction := range xmlChildren(conditions, samlAssertNS, "AudienceRestriction") {
		var list []string
		for _, audience := range xmlChildren(restriction, samlAssertNS, "Audience") {
			list = append(list, xmlText(audience))
		}
		a.Audiences = append(a.Audiences, list)
	}
	for _, confirmation := range xmlChildren(xmlChild(el, samlAssertNS, "Subject"), samlAssertNS, "SubjectConfirmation") {
		if data := xmlChild(confirmation, samlAssertNS, "SubjectConfirmationData"); xmlAttr(confirmation, "Method") == samlBearer {
			a.Confirmations = append(a.Confirmations, samlConfirmation{xmlAttr(data, "Recipient"), xmlAttr(data, "InResponseTo"),
				xmlTime(data, "NotBefore"), xmlTime(data, "NotOnOrAfter")})
		}
	}
	return a
}

// readXML makes a tree of what checkXML lets through.
func readXML(text []byte) (*etree.Element, error) {
	if err := checkXML(text); err != nil {
		return nil, err
	}
	doc := etree.NewDocument()
	doc.ReadSettings.PreserveDuplicateAttrs = true
	if err := doc.ReadFromBytes(text); err != nil || doc.Root() == nil {
		return nil, errors.New("its XML is malformed or breaks off")
	}
	return doc.Root(), nil
}

func xmlIs(el *etree.Element, space, tag string) bool {
	return el.Tag == tag && el.NamespaceURI() == space
}

// xmlChildren are the direct children of that name. An absent parent has none.
func xmlChildren(el *etree.Element, space, tag string) []*etree.Element {
	var all []*etree.Element
	if el != nil {
		for _, c := range el.ChildElements() {
			if xmlIs(c, space, tag) {
				all = append(all, c)
			}
		}
	}
	return all
}

func xmlChild(el *etree.Element, space, tag string) *etree.Element {
	if all := xmlChildren(el, space, tag); len(all) > 0 {
		return all[0]
	}
	return nil
}

func xmlAttr(el *etree.Element, name string) string {
	if el == nil {
		return ""
	}
	return strings.TrimSpace(el.SelectAttrValue(name, ""))
}

// xmlTime is a time as SAML writes it (SAML 2.0 Core, section 1.3.3); zero where it is none.
func xmlTime(el *etree.Element, name string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, xmlAttr(el, name))
	if err != nil {
		return time.Time{}
	}
	return t
}

// xmlText is an element's text, of which a comment in the middle is no end.
func xmlText(el *etree.Element) string {
	if el == nil {
		return ""
	}
	var b strings.Builder
	for _, t := range el.Child {
		if text, ok := t.(*etree.CharData); ok {
			b.WriteString(text.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
