package intake

import (
	"github.com/spf13/pflag"

	"example.com/why401/diag/files"
)

// Flags are the flags that describe a case, as written.
type Flags struct {
	method, user, oauth2Bearer string
	userAgent, referer         string
	headers, cookies           []string
	data                       []datum
	inQuery, head              bool // curl's -G and -I

	// curl's alone
	form                          []field
	query                         []datum // of --url-query
	upload                        string
	connectTo                     []string
	compressed, pathAsIs, globOff bool

	proxy, proxyUser       string
	insecure, follow       bool
	caCert, cert, key      string
	resolve                []string
	connectTimeout, within string

	tokenFile                               string
	issuer, jwksURL, tokenURL, introspectAt string
	clientID, clientSecretFile, refreshFile string
	scopes, requireScopes                   []string
	scopeMap, audience, resource            string
	origin                                  string
	verify                                  []string
	ntp                                     string
	awsSigV4                                string // curl's --aws-sigv4
	noProxy, awsProfile, dpopKey            string
	samlMetadata, openAPI                   string
	digest, anyAuth                         bool // anyAuth is curl's, and takes Basic too
	allowWrites, requestOnly                bool

	from  string // a capture
	entry int

	profile  string
	profiled *files.ProfileFile // what it says; nil without one

	imitates bool // a curl command, which knows no $WHY401_TOKEN
}

// Register adds the flags to a set. Those that curl has are called as curl's.
func (f *Flags) Register(set *pflag.FlagSet) {
	set.StringVarP(&f.method, "request", "X", "", "the request's `METHOD`")
	set.StringArrayVarP(&f.headers, "header", "H", nil, "a header line, `'Name: value'`; may be repeated")
	set.VarP(dataFlag{"data", &f.data}, "data", "d", "the request's `BODY`; @FILE reads a file")
	set.Var(dataFlag{"data-raw", &f.data}, "data-raw", "the request's `BODY`, @ and all")
	set.Var(dataFlag{"data-binary", &f.data}, "data-binary", "the request's `BODY`; @FILE reads a file and keeps its line breaks")
	set.Var(dataFlag{"data-urlencode", &f.data}, "data-urlencode", "a form field, `NAME=VALUE`, to be percent-encoded")
	set.StringVarP(&f.user, "user", "u", "", "`USER:PASSWORD`, sent as Basic")
	set.BoolVar(&f.digest, "digest", false, "the client answers a Digest challenge with user and password")
	set.StringVar(&f.awsProfile, "aws-profile", "", "the `NAME` of the AWS profile that signed the request; also $AWS_ACCESS_KEY_ID and its companions")
	set.StringArrayVarP(&f.cookies, "cookie", "b", nil, "cookies, `'name=value; …'`, or a file of them")
	set.StringVarP(&f.proxy, "proxy", "x", "", "the forward proxy's `URL`")
	set.StringVarP(&f.proxyUser, "proxy-user", "U", "", "`USER:PASSWORD` for the proxy")
	set.StringVar(&f.noProxy, "noproxy", "", "`HOSTS` to reach without a proxy, separated by commas")
	set.BoolVarP(&f.insecure, "insecure", "k", false, "do not check certificates")
	set.BoolVarP(&f.follow, "location", "L", false, "the client follows redirects")
	set.StringVar(&f.caCert, "cacert", "", "a `FILE` of certificate authorities")
	set.StringVar(&f.cert, "cert", "", "a `FILE` with the client certificate")
	set.StringVar(&f.key, "key", "", "a `FILE` with its key")
	set.StringArrayVar(&f.resolve, "resolve", nil, "`HOST:PORT:ADDR`, in place of asking DNS")
	set.StringVar(&f.connectTimeout, "connect-timeout", "", "how many `SECONDS` a connection may take (10)")
	set.StringVarP(&f.within, "max-time", "m", "", "how many `SECONDS` the diagnosis may take (60)")

	set.StringVar(&f.tokenFile, "token-file", "", "a `FILE` with the access token, - for standard input; also $WHY401_TOKEN")
	set.StringVar(&f.issuer, "issuer", "", "the authorization server's `URL`")
	set.StringVar(&f.jwksURL, "jwks-url", "", "the `URL` of its key set, where it has no metadata")
	set.StringVar(&f.tokenURL, "token-url", "", "the `URL` of its token endpoint")
	set.StringVar(&f.introspectAt, "introspection-url", "", "the `URL` of its introspection endpoint")
	set.StringVar(&f.clientID, "client-id", "", "the client's `ID`")
	set.StringVar(&f.clientSecretFile, "client-secret-file", "", "a `FILE` with its secret; also $WHY401_CLIENT_SECRET")
	set.StringVar(&f.refreshFile, "refresh-token-file", "", "a `FILE` with a refresh token; also $WHY401_REFRESH_TOKEN")
	set.StringArrayVar(&f.scopes, "scope", nil, "a `SCOPE` to ask a fresh token for; may be repeated")
	set.StringArrayVar(&f.requireScopes, "require-scope", nil, "a `SCOPE` that the endpoint needs; may be repeated")
	set.StringVar(&f.scopeMap, "scope-map", "", "a YAML `FILE` that says which endpoint needs which scopes")
	set.StringVar(&f.openAPI, "openapi", "", "the API's description, a `FILE` in OpenAPI")
	set.StringVar(&f.dpopKey, "dpop-key", "", "a `FILE` with the private key of DPoP proofs, PEM or JWK")
	set.StringVar(&f.samlMetadata, "saml-metadata", "", "a `FILE` with the metadata of the SAML issuer")
	set.StringVar(&f.audience, "audience", "", "the `AUDIENCE` that the API expects")
	set.StringVar(&f.resource, "resource", "", "the `URI` to ask a fresh token for (RFC 8707)")
	set.StringVar(&f.origin, "origin", "", "the `URL` of the same API past the gateway")
	set.StringArrayVar(&f.verify, "verify", nil, "a further endpoint's `URL` for the last step; may be repeated")
	set.StringVar(&f.ntp, "ntp", "", "the `HOST` of a time source")
	set.StringVar(&f.from, "from", "", "diagnose a capture and send nothing: a `FILE` of curl -v, curl -i, HTTPie, wget or HAR; - for standard input")
	set.IntVar(&f.entry, "entry", 0, "of a capture, the exchange `N`, from 1; else the last one that was refused")
	set.StringVar(&f.profile, "profile", "", "an API's facts kept in a `NAME|FILE`: why401 profile --help")
	set.BoolVar(&f.allowWrites, "allow-writes", false, "an unsafe method may be sent more than once")
	set.BoolVar(&f.requestOnly, "request-only", false, "send nothing but the request and reads of public metadata")
}
