package authn

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"example.com/why401/diag"
)

// slip is one way in which clients are known to compute a part otherwise than
// servers do.
type slip struct {
	part  string // of the computation: "canonical URI", "secret"
	what  string // in words: what the client took for it
	apply func(*awsSigning)
	tail  string // what stood behind the secret
}

// maxHashed bounds the bytes that are hashed to find what was signed: some
// thousand computations over a request of the usual length.
const maxHashed = 4 << 20

// signedAs looks for the computation that yields the signature that was sent:
// one slip, then two in different parts. What is found is proof of what the
// client signed, since nothing else has this HMAC.
func signedAs(s awsSignature, g awsSigning, secret string, slips []slip) (made awsSigning, found []slip) {
	left := maxHashed
	try := func(chosen ...slip) bool {
		left -= len(g.canonical.String())
		made = g
		made.headers = slices.Clone(g.headers)
		with := secret
		for _, c := range chosen {
			c.apply(&made)
			with += c.tail
		}
		return strings.EqualFold(made.signature(with), s.signature)
	}
	for _, one := range slips {
		if try(one) {
			return made, []slip{one}
		}
	}
	for i, one := range slips {
		for _, other := range slips[i+1:] {
			if left < 0 {
				return g, nil
			}
			if one.part != other.part && try(one, other) {
				return made, []slip{one, other}
			}
		}
	}
	return g, nil
}

// slipsOf are those that fit the request: each that would change its computation.
func slipsOf(c diag.Case, s awsSignature, g awsSigning) []slip {
	u, err := url.Parse(c.Request.URL)
	if err != nil {
		return nil
	}
	all := slices.Concat(pathSlips(u, s, g), querySlips(u, g), bodySlips(c.Request), headerSlips(c, u, g), secretSlips())
	return slices.DeleteFunc(all, func(one slip) bool {
		changed := g
		changed.headers = slices.Clone(g.headers)
		one.apply(&changed)
		return one.tail == "" && changed.stringToSign() == g.stringToSign()
	})
}

func pathSlips(u *url.URL, s awsSignature, g awsSigning) []slip {
	sent := orSlash(u.EscapedPath())
	plain, _ := url.PathUnescape(sent)
	other := "execute-api"
	if !isS3(s.Service) {
		other = "s3"
	}
	_, below, deeper := strings.Cut(strings.TrimPrefix(g.uri, "/"), "/")
	var slips []slip
	add := func(what, path string) {
		slips = append(slips, slip{part: "canonical URI", what: what, apply: func(g *awsSigning) { g.uri = path }})
	}
	add("the path encoded once", awsEncode(plain, true))
	add("the path encoded as for "+map[bool]string{true: "S3", false: "all services but S3"}[other == "s3"], canonicalPath(u, other))
	add("the path as it stands in the request line", sent)
	add("the path without any encoding", plain)
	add("the path encoded twice too often", awsEncode(g.uri, true))
	add("the path with empty and dot segments in it", awsEncode(sent, true))
	add("the path with a slash at its end", strings.TrimSuffix(g.uri, "/")+"/")
	add("the path without the slash at its end", orSlash(strings.TrimSuffix(g.uri, "/")))
	add("no path", "/")
	add("an empty path", "")
	if deeper {
		add("the path without its first segment", "/"+below)
	}
	return slips
}

func querySlips(u *url.URL, g awsSigning) []slip {
	raw := withoutParams("?"+u.RawQuery, func(name string) bool { return strings.EqualFold(name, "X-Amz-Signature") })
	raw = strings.TrimPrefix(raw, "?")
	pairs := strings.Split(raw, "&")
	slices.Sort(pairs)
	inOrder := strings.Split(raw, "&")
	for i, p := range inOrder {
		name, value, _ := strings.Cut(p, "=")
		inOrder[i] = awsEncode(unescape(name), false) + "=" + awsEncode(unescape(value), false)
	}
	var slips []slip
	add := func(what, query string) {
		slips = append(slips, slip{part: "canonical query", what: what, apply: func(g *awsSigning) { g.query = query }})
	}
	add("no query", "")
	add("the query in the order of the request, unsorted", strings.Join(inOrder, "&"))
	add("the query as it stands in the request line", raw)
	add("the query sorted, not encoded anew", strings.Join(pairs, "&"))
	add("the query with + for a blank", strings.ReplaceAll(g.query, "%20", "+"))
	add("the query with + as a plus sign", canonicalQuery(strings.ReplaceAll(u.RawQuery, "+", "%2B")))
	add("the query encoded twice", canonicalQuery(strings.ReplaceAll(u.RawQuery, "%", "%25")))
	add("the query with small letters in its encoding", lowerPercent(g.query))
	add("the query without encoding", unescape(g.query))
	return slips
}

// lowerPercent writes percent-encoded bytes in small letters, as some encoders do.
func lowerPercent(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:i+3], bytes.ToLower(b[i+1:i+3]))
		}
	}
	return string(b)
}

func bodySlips(r diag.Request) []slip {
	var slips []slip
	add := func(what, hash string) {
		slips = append(slips, slip{part: "payload hash", what: what, apply: func(g *awsSigning) { g.payload = hash }})
	}
	add("the body as it is", hexSum(r.Body))
	add("an empty body", hexSum(nil))
	add(unsignedPayload, unsignedPayload)
	add("the body without white space around it", hexSum(bytes.TrimSpace(r.Body)))
	add("the body with a line break at its end", hexSum(append(bytes.Clone(r.Body), '\n')))
	var compact bytes.Buffer
	if json.Compact(&compact, r.Body) == nil {
		add("the body without white space between its parts", hexSum(compact.Bytes()))
	}
	return slips
}

func headerSlips(c diag.Case, u *url.URL, g awsSigning) []slip {
	var slips []slip
	add := func(name, what, value string) {
		slips = append(slips, slip{part: "header " + name, what: what, apply: func(g *awsSigning) {
			for i, line := range g.headers {
				if strings.HasPrefix(line, name+":") {
					g.headers[i] = name + ":" + value
				}
			}
		}})
	}
	hosts := []string{u.Hostname(), u.Host, u.Hostname() + ":443", u.Hostname() + ":80", c.Request.Header.Value("X-Forwarded-Host")}
	if o, err := url.Parse(c.Origin); err == nil {
		hosts = append(hosts, o.Host, o.Hostname())
	}
	for _, h := range hosts {
		if h != "" {
			add("host", "the host "+h, h)
		}
	}
	for _, line := range g.headers {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "host", "x-amz-date":
		case "content-type":
			media, _, _ := strings.Cut(value, ";")
			for _, v := range []string{"", strings.TrimSpace(media), media + "; charset=utf-8", media + "; charset=UTF-8", media + ";charset=UTF-8", "application/json"} {
				add(name, "the content type "+Quoted(v), v)
			}
		default:
			add(name, "no value for "+name, "")
		}
	}
	for _, method := range []string{"GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS"} {
		slips = append(slips, slip{part: "method", what: "the method " + method, apply: func(g *awsSigning) { g.method = method }})
	}
	return slips
}

// secretSlips are what editors and shells leave behind a secret.
func secretSlips() []slip {
	var slips []slip
	for _, tail := range []string{"\n", "\r\n", " "} {
		slips = append(slips, slip{part: "secret", what: "with white space behind the secret", apply: func(*awsSigning) {}, tail: tail})
	}
	return slips
}
