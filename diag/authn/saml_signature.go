package authn

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// xmlSigned says what became of checking an enveloped signature.
type xmlSigned string

const (
	xmlUnsigned  xmlSigned = "not signed"
	xmlGood      xmlSigned = "good"
	xmlAltered   xmlSigned = "made over other content"
	xmlOtherKey  xmlSigned = "made with another key"
	xmlBad       xmlSigned = "does not verify"
	xmlElsewhere xmlSigned = "over another element"
	xmlUnchecked xmlSigned = "cannot be checked here"
)

// xmlSignature is an enveloped signature (XML Signature, section 6.6.4) as it was found.
type xmlSignature struct {
	State     xmlSigned
	Algorithm string            // "rsa-sha256"; "" where there is none
	Cert      *x509.Certificate // that it carries, which proves nothing by itself
	SHA1      bool              // of the signature or of the digest
}

// checkXMLSignature checks the signature that stands directly in the element and
// covers it, and no other: what is signed has to be what is read, or it could be
// wrapped around something else. Without certificates to trust it is held
// against the one that it carries, which shows whether it is intact.
func checkXMLSignature(el *etree.Element, trusted []*x509.Certificate) xmlSignature {
	sig := xmlChild(el, signatureNS, "Signature")
	if sig == nil {
		return xmlSignature{State: xmlUnsigned}
	}
	info := xmlChild(sig, signatureNS, "SignedInfo")
	references := xmlChildren(info, signatureNS, "Reference")
	method := xmlAttr(xmlChild(info, signatureNS, "SignatureMethod"), "Algorithm")
	s := xmlSignature{State: xmlElsewhere, Algorithm: method[strings.LastIndex(method, "#")+1:], Cert: keyInfoCertificate(sig)}
	if len(references) != 1 || !covers(references[0], el) {
		return s
	}
	digest := xmlAttr(xmlChild(references[0], signatureNS, "DigestMethod"), "Algorithm")
	s.SHA1 = strings.HasSuffix(method, "sha1") || strings.HasSuffix(digest, "sha1")
	s.State = verifyWithAny(el, trusted, s.Cert)
	return s
}

// covers says whether a reference is to that element: by its ID, which must stand once in the document.
func covers(reference, el *etree.Element) bool {
	id := xmlAttr(el, "ID")
	uri := xmlAttr(reference, "URI")
	if id == "" || uri != "#"+id {
		return uri == "" && el.Parent() == nil
	}
	top := el
	for top.Parent() != nil {
		top = top.Parent()
	}
	same := 0
	for _, other := range append(top.FindElements(".//*"), top) {
		if xmlAttr(other, "ID") == id {
			same++
		}
	}
	return same == 1
}

func verifyWithAny(el *etree.Element, trusted []*x509.Certificate, carried *x509.Certificate) xmlSigned {
	state := xmlUnchecked
	for _, cert := range trusted {
		switch got := verifyXML(el, cert); {
		case got == xmlGood || got == xmlAltered:
			return got
		case state == xmlUnchecked:
			state = got
		}
	}
	known := slices.ContainsFunc(trusted, func(c *x509.Certificate) bool { return carried != nil && c.Equal(carried) })
	if carried == nil || known || len(trusted) > 0 && state == xmlUnchecked {
		return state
	}
	switch own := verifyXML(el, carried); {
	case len(trusted) == 0 || own == xmlAltered:
		return own
	case own == xmlGood:
		return xmlOtherKey // its own key verifies it, so nothing else is wrong with it
	}
	return state
}

// verifyXML checks the signature with one certificate. Its dates do not matter:
// metadata trusts the key, whatever the certificate around it says (SAML 2.0 Metadata Interoperability Profile, section 2.5).
func verifyXML(el *etree.Element, cert *x509.Certificate) (state xmlSigned) {
	defer func() {
		if recover() != nil {
			state = xmlUnchecked
		}
	}()
	scope, err := etreeutils.NSBuildParentContext(el)
	if err != nil {
		return xmlUnchecked
	}
	alone, err := etreeutils.NSDetatch(scope, el)
	if err != nil {
		return xmlUnchecked
	}
	sig := xmlChild(alone, signatureNS, "Signature")
	if info := xmlChild(sig, signatureNS, "KeyInfo"); info != nil {
		sig.RemoveChild(info) // the key is the one that we say
	}
	asDER(xmlChild(sig, signatureNS, "SignatureValue"))
	v := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{cert}})
	v.Clock = dsig.NewFakeClockAt(cert.NotBefore.Add(time.Second))
	_, err = v.Validate(alone)
	return verified(err)
}

// verified reads the library's error. What is no plain mismatch says nothing about the signature.
func verified(err error) xmlSigned {
	switch {
	case err == nil:
		return xmlGood
	case err.Error() == "Signature could not be verified": // the key fits, the digest does not
		return xmlAltered
	case errors.Is(err, rsa.ErrVerification), strings.Contains(err.Error(), "ECDSA verification failure"),
		strings.Contains(err.Error(), "but have public key of type"):
		return xmlBad
	}
	return xmlUnchecked
}

// asDER turns an ECDSA signature, which XML writes as two numbers side by side
// (XML Signature, section 6.4.3), into the form that crypto/x509 takes.
func asDER(value *etree.Element) {
	raw, err := base64.StdEncoding.DecodeString(samlBlanks.ReplaceAllString(xmlText(value), ""))
	if err != nil || value == nil {
		return
	}
	if n := len(raw); n == 64 || n == 96 || n == 132 {
		if der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(raw[:n/2]), new(big.Int).SetBytes(raw[n/2:])}); err == nil {
			raw = der
		}
	}
	value.SetText(base64.StdEncoding.EncodeToString(raw))
}
