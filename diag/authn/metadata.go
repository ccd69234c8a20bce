package authn

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// ReadMetadata reads what an authorization server says of itself. A member of
// the wrong type is passed over. The error is a plain line.
func ReadMetadata(source string, body []byte) (*diag.Metadata, error) {
	m, err := readObject(body)
	if err != nil {
		return nil, err
	}
	if firstText(m, "issuer", "jwks_uri", "token_endpoint") == "" {
		return nil, errors.New("not an issuer's metadata: no issuer, jwks_uri or token_endpoint in it")
	}
	return &diag.Metadata{
		Source:                source,
		Issuer:                textOf(m, "issuer"),
		JWKSURI:               textOf(m, "jwks_uri"),
		TokenEndpoint:         textOf(m, "token_endpoint"),
		IntrospectionEndpoint: textOf(m, "introspection_endpoint"),
		GrantTypes:            listOf(m["grant_types_supported"]),
		TokenAuthMethods:      listOf(m["token_endpoint_auth_methods_supported"]),
		Scopes:                listOf(m["scopes_supported"]),
		SigningAlgs:           listOf(m["id_token_signing_alg_values_supported"]),
	}, nil
}

// ReadResourceMetadata reads what an API says of itself (RFC 9728).
func ReadResourceMetadata(source string, body []byte) (*diag.ResourceMetadata, error) {
	m, err := readObject(body)
	if err != nil {
		return nil, err
	}
	r := &diag.ResourceMetadata{
		Source:               source,
		Resource:             textOf(m, "resource"),
		AuthorizationServers: listOf(m["authorization_servers"]),
		Scopes:               listOf(m["scopes_supported"]),
		JWKSURI:              textOf(m, "jwks_uri"),
	}
	if r.Resource == "" && len(r.AuthorizationServers) == 0 {
		return nil, errors.New("not a resource's metadata: no resource or authorization_servers in it")
	}
	return r, nil
}

const wellKnown = "/.well-known/"

// MetadataURLs are the places where an issuer's metadata may stand, the usual one
// first: OpenID Connect Discovery appends to the issuer's path (section 4), RFC
// 8414 inserts before it (section 3). A well-known URL given as issuer is itself the place.
func MetadataURLs(issuer string) []string {
	origin, path, ok := siteOf(issuer)
	if !ok {
		return nil
	}
	if strings.Contains(path, wellKnown) {
		return []string{origin + path}
	}
	path = strings.TrimSuffix(path, "/")
	return unique([]string{
		origin + path + wellKnown + "openid-configuration",
		origin + wellKnown + "oauth-authorization-server" + path,
		origin + wellKnown + "openid-configuration" + path,
	})
}

// ResourceMetadataURL are the places where an API's metadata may stand: for its
// path, then for the whole host (RFC 9728, section 3.1).
func ResourceMetadataURL(target string) []string {
	origin, path, ok := siteOf(target)
	if !ok {
		return nil
	}
	if path == "/" {
		path = ""
	}
	root := origin + wellKnown + "oauth-protected-resource"
	return unique([]string{root + path, root})
}

// siteOf takes a URL apart; its query is left out, because it may hold credentials.
func siteOf(raw string) (origin, path string, ok bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, u.Scheme) {
		return "", "", false
	}
	return u.Scheme + "://" + u.Host, u.EscapedPath(), true
}
