package probe

import (
	"context"
	"fmt"
	"strings"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// expected names the issuer whose tokens the API should accept, and who says
// so: the person, else the API's own metadata, else the token (https, or this
// machine). Only an issuer that the person names is trusted with secrets: an API
// can name a server that collects them, and a token can be anybody's.
func expected(c diag.Case, f diag.Facts, t diag.Token) (url, from string, trusted bool) {
	if c.Issuer != "" {
		return c.Issuer, "--issuer", true
	}
	if f.Reply != nil && f.Reply.Resource != nil && len(f.Reply.Resource.AuthorizationServers) > 0 {
		as := f.Reply.Resource.AuthorizationServers[0]
		if fetchable(as) {
			return as, "resource metadata", false
		}
	}
	if fetchable(t.Issuer) {
		return t.Issuer, "token.iss", false
	}
	return "", "", false
}

// fetchable says whether an issuer that others name may be asked for its documents.
func fetchable(issuer string) bool {
	return strings.HasPrefix(issuer, "https://") || strings.HasPrefix(issuer, "http://") && diag.Loopback(issuer)
}

// readIssuer reads an issuer's metadata and key set. What cannot be had is a fault of it.
func readIssuer(ctx context.Context, w diag.World, c diag.Case, url, from string, trusted bool) *diag.Issuer {
	is := readMetadata(ctx, w, c, url, from, trusted)
	readKeys(ctx, w, c, is)
	return is
}

// readKeys reads the key set where its address is known.
func readKeys(ctx context.Context, w diag.World, c diag.Case, is *diag.Issuer) {
	keysAt := c.JWKSURL
	if keysAt == "" && is.Metadata != nil {
		keysAt = is.Metadata.JWKSURI
	}
	if keysAt == "" || is.Keys != nil || c.Capture {
		return
	}
	e, err := w.Public(ctx, keysAt, diag.ReadKeys)
	if fault := unanswered(e, err, "issuer.keys", keysAt); fault != nil {
		is.Faults = append(is.Faults, *fault)
		return
	}
	set, err := authn.ReadKeySet(keysAt, e.Body)
	if err != nil {
		is.Faults = append(is.Faults, diag.IssuerFault{Code: "idp-misconfigured", Source: "issuer.keys",
			Text: "the key set cannot be read: " + err.Error(), Observed: err.Error(), Expected: "a JSON Web Key Set (RFC 7517)"})
		return
	}
	if len(set.Keys) == 0 {
		is.Faults = append(is.Faults, diag.IssuerFault{Code: "idp-misconfigured", Source: "issuer.keys",
			Text: "the key set holds no key, so no signature can be checked", Observed: "keys: []", Expected: "the keys that the issuer signs with"})
		return
	}
	is.Keys = set
}

// readMetadata reads the document at the first address that has one.
func readMetadata(ctx context.Context, w diag.World, c diag.Case, url, from string, trusted bool) *diag.Issuer {
	is := &diag.Issuer{URL: url, From: from, Trusted: trusted}
	if url == "" || c.Capture { // no document is read for a capture
		return is
	}
	for _, at := range authn.MetadataURLs(url) {
		e, err := w.Public(ctx, at, diag.ReadMetadata)
		if clock, ok := authn.DateClock("issuer", e); ok && err == nil {
			is.Clock = &clock
		}
		if fault := unanswered(e, err, "issuer.metadata", at); fault != nil {
			is.Faults = append(is.Faults, *fault)
			if e.Status == 404 {
				continue // its other address may have it
			}
			return is
		}
		doc, err := authn.ReadMetadata(at, e.Body)
		if err != nil {
			is.Faults = append(is.Faults, diag.IssuerFault{Code: "idp-misconfigured", Source: "issuer.metadata",
				Text: "the metadata cannot be read: " + err.Error(), Observed: err.Error(), Expected: "a JSON document (RFC 8414, section 3.2)"})
			return is
		}
		is.Metadata, is.Faults = doc, nil
		is.Faults = append(is.Faults, metadataFaults(c, url, doc)...)
		return is
	}
	for i := range is.Faults { // an issuer without metadata is none the worse where its endpoints are known
		is.Faults[i].Minor = is.Faults[i].Minor || from != "--issuer" || c.TokenURL != "" || c.JWKSURL != ""
	}
	return is
}

func metadataFaults(c diag.Case, url string, doc *diag.Metadata) []diag.IssuerFault {
	var fs []diag.IssuerFault
	if doc.Issuer != url {
		near := authn.NearMiss(doc.Issuer, url)
		fs = append(fs, diag.IssuerFault{Code: "idp-misconfigured", Source: "issuer.metadata", Observed: doc.Issuer, Expected: url,
			Text:  "its metadata names another issuer" + parenthesis(near) + "; both must be the same, character by character (RFC 8414, section 3.3)",
			Minor: strings.TrimSuffix(doc.Issuer, "/") == strings.TrimSuffix(url, "/")})
	}
	if doc.JWKSURI == "" && c.JWKSURL == "" {
		fs = append(fs, diag.IssuerFault{Code: "idp-misconfigured", Source: "issuer.metadata", Minor: true,
			Text: "its metadata names no jwks_uri", Observed: "none", Expected: "jwks_uri (RFC 8414, section 2)"})
	}
	return fs
}

func parenthesis(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// unanswered is what kept a document from being read, or nil. Unreachable,
// overloaded and broken are told apart from an answer that is wrong.
func unanswered(e diag.Exchange, err error, source, at string) *diag.IssuerFault {
	fault := diag.IssuerFault{Code: "idp-unreachable", Source: source, Expected: "200 from " + at}
	switch {
	case err != nil:
		fault.Text, fault.Minor = err.Error(), true
	case e.Failure != nil:
		fault.Text = fmt.Sprintf("no HTTP answer from %s (%s)", at, e.Failure.Kind)
		fault.Observed = string(e.Failure.Kind) + ": " + e.Failure.Text
	case e.Status >= 500 || e.Status == 429:
		fault.Text, fault.Observed = fmt.Sprintf("%s answers %d", at, e.Status), fmt.Sprint(e.Status)
	case e.Status != 200:
		fault.Code = "idp-misconfigured"
		fault.Text, fault.Observed = fmt.Sprintf("%s answers %d", at, e.Status), fmt.Sprint(e.Status)
	default:
		return nil
	}
	return &fault
}
