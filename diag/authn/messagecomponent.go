package authn

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"github.com/dunglas/httpsfv"

	"example.com/why401/diag"
)

// component is the value of what a message signature covers: a header field or
// a part of the request that is derived (RFC 9421, sections 2.1 and 2.2). False
// where the request has no such thing.
func component(r diag.Request, name string, params *httpsfv.Params) (string, bool) {
	if strings.HasPrefix(name, "@") {
		return derived(r, name, params)
	}
	values := r.Header.Values(name)
	u, err := url.Parse(r.URL)
	switch {
	case len(values) == 0 && strings.EqualFold(name, "host") && err == nil:
		return u.Host, true
	case len(values) == 0 && strings.EqualFold(name, "content-length"):
		return strconv.Itoa(len(r.Body)), true
	case len(values) == 0:
		return "", false
	}
	if key, ok := params.Get("key"); ok { // one member of a dictionary
		members, err := httpsfv.UnmarshalDictionary(values)
		k, text := key.(string)
		if err != nil || !text {
			return "", false
		}
		member, found := members.Get(k)
		if !found {
			return "", false
		}
		value, err := httpsfv.Marshal(member)
		return value, err == nil
	}
	for i, v := range values {
		values[i] = strings.TrimSpace(v)
	}
	return strings.Join(values, ", "), true
}

func derived(r diag.Request, name string, params *httpsfv.Params) (string, bool) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return "", false
	}
	authority := r.Header.Value("Host")
	if authority == "" {
		authority = u.Host
	}
	authority = strings.TrimSuffix(strings.ToLower(authority), map[string]string{"http": ":80", "https": ":443"}[strings.ToLower(u.Scheme)])
	method := r.Method
	if method == "" {
		method = "GET"
	}
	path := orSlash(u.EscapedPath())
	switch name {
	case "@method":
		return method, true
	case "@authority":
		return authority, true
	case "@scheme":
		return strings.ToLower(u.Scheme), true
	case "@path":
		return path, true
	case "@query":
		return "?" + u.RawQuery, true
	case "@request-target":
		return u.RequestURI(), true
	case "@target-uri":
		u.User, u.Fragment = nil, ""
		return u.String(), true
	case "@query-param":
		return queryParam(u, params)
	}
	return "", false
}

// queryParam is the one parameter of that name, encoded anew (RFC 9421, section 2.2.8).
func queryParam(u *url.URL, params *httpsfv.Params) (string, bool) {
	want, _ := params.Get("name")
	name, ok := want.(string)
	if !ok {
		return "", false
	}
	for _, pair := range strings.Split(u.RawQuery, "&") {
		if n, v, _ := strings.Cut(pair, "="); unescape(n) == unescape(name) {
			return awsEncode(unescape(v), false), true
		}
	}
	return "", false
}

// digests recomputes the digest of the body: Content-Digest (RFC 9530), and
// Digest, which it replaced (RFC 3230).
func (r *signatureReading) digests(p *diag.Proof) {
	for _, row := range bodyDigests(r.c.Request) {
		line(p, "digest", row.header+" "+row.sent, row.header+" "+row.is, row.sent != row.is)
		if row.sent != row.is {
			r.fault(0.92, "the body is not the one that was signed: its digest is another than %s says", row.header)
		}
	}
}

type bodyDigest struct{ header, sent, is string }

func bodyDigests(r diag.Request) []bodyDigest {
	var rows []bodyDigest
	add := func(header, algorithm, sent string) {
		switch strings.ToLower(algorithm) {
		case "sha-256":
			sum := sha256.Sum256(r.Body)
			rows = append(rows, bodyDigest{header, sent, base64.StdEncoding.EncodeToString(sum[:])})
		case "sha-512":
			sum := sha512.Sum512(r.Body)
			rows = append(rows, bodyDigest{header, sent, base64.StdEncoding.EncodeToString(sum[:])})
		}
	}
	if members, err := httpsfv.UnmarshalDictionary(r.Header.Values("Content-Digest")); err == nil {
		for _, name := range members.Names() {
			member, _ := members.Get(name)
			item, _ := member.(httpsfv.Item)
			if sum, ok := item.Value.([]byte); ok {
				add("Content-Digest", name, base64.StdEncoding.EncodeToString(sum))
			}
		}
	}
	for _, v := range r.Header.Values("Digest") {
		for _, part := range strings.Split(v, ",") {
			algorithm, sum, _ := strings.Cut(strings.TrimSpace(part), "=")
			add("Digest", algorithm, sum)
		}
	}
	return rows
}
