package authn

import (
	"crypto/x509"
	"encoding/base64"
	"errors"

	"github.com/beevik/etree"
)

// samlIssuer is one identity provider of a metadata document and the
// certificates that it signs with (SAML 2.0 Metadata, section 2.4.3).
type samlIssuer struct {
	ID    string
	Certs []*x509.Certificate
}

// maxSAMLKeys bounds the certificates that a signature is tried with; a rotation needs two.
const maxSAMLKeys = 20

// CheckSAMLMetadata says in a line why a document is no metadata of an identity
// provider that signatures could be checked with; nil where it is.
func CheckSAMLMetadata(doc []byte) error {
	if _, err := readXML(doc); err != nil {
		return err
	}
	for _, i := range samlMetadata(doc) {
		if len(i.Certs) > 0 {
			return nil
		}
	}
	return errors.New("no EntityDescriptor of an identity provider with a signing certificate in it")
}

// samlMetadata are the identity providers of a document: one, or those of a federation.
func samlMetadata(doc []byte) []samlIssuer {
	if len(doc) == 0 || len(doc) > maxSAML {
		return nil
	}
	root, err := readXML(doc)
	if err != nil {
		return nil
	}
	var all []samlIssuer
	for _, entity := range append(root.FindElements(".//EntityDescriptor"), root) {
		provider := xmlChild(entity, samlMetaNS, "IDPSSODescriptor")
		if !xmlIs(entity, samlMetaNS, "EntityDescriptor") || provider == nil {
			continue
		}
		issuer := samlIssuer{ID: xmlAttr(entity, "entityID")}
		for _, key := range xmlChildren(provider, samlMetaNS, "KeyDescriptor") {
			if cert := keyInfoCertificate(key); cert != nil && xmlAttr(key, "use") != "encryption" && len(issuer.Certs) < maxSAMLKeys {
				issuer.Certs = append(issuer.Certs, cert)
			}
		}
		all = append(all, issuer)
	}
	return all
}

// keyInfoCertificate is the first certificate of a KeyInfo (XML Signature, section 4.5.4); nil where it holds none.
func keyInfoCertificate(parent *etree.Element) *x509.Certificate {
	data := xmlChild(xmlChild(parent, signatureNS, "KeyInfo"), signatureNS, "X509Data")
	der, err := base64.StdEncoding.DecodeString(samlBlanks.ReplaceAllString(xmlText(xmlChild(data, signatureNS, "X509Certificate")), ""))
	if err != nil {
		return nil
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return cert
}
