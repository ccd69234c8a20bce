package authn_test

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// The request of RFC 9421, appendix B.2, and the minute in which it was signed.
const digestB2 = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"

var signedB2 = time.Unix(1618884473, 0)

func requestB2(input, signature string) diag.Request {
	return diag.Request{
		Method: "POST", URL: "https://example.com/foo?param=Value&Pet=dog", Body: []byte(`{"hello": "world"}`),
		Header: diag.Header{
			{Name: "Date", Value: "Tue, 20 Apr 2021 02:07:55 GMT"}, {Name: "Content-Type", Value: "application/json"},
			{Name: "Content-Digest", Value: digestB2}, {Name: "Content-Length", Value: "18"},
			{Name: "Signature-Input", Value: input}, {Name: "Signature", Value: signature},
		},
	}
}

// The signature bases of appendices B.2.2 and B.2.3 come out letter by letter,
// those of B.2.5 and B.2.6 verify with the keys that are given there.
func TestSignatureBase(t *testing.T) {
	t.Parallel()
	const b22 = `("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"`
	const b23 = `("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"`
	for input, want := range map[string]string{
		b22: `"@authority": example.com` + "\n" + `"content-digest": ` + digestB2 + "\n" + `"@query-param";name="Pet": dog` + "\n" + `"@signature-params": ` + b22,
		b23: `"date": Tue, 20 Apr 2021 02:07:55 GMT` + "\n" + `"@method": POST` + "\n" + `"@path": /foo` + "\n" + `"@query": ?param=Value&Pet=dog` + "\n" +
			`"@authority": example.com` + "\n" + `"content-type": application/json` + "\n" + `"content-digest": ` + digestB2 + "\n" + `"content-length": 18` + "\n" + `"@signature-params": ` + b23,
	} {
		if got, ok := authn.SignatureBase(requestB2("sig="+input, "sig=:AA==:"), "sig"); !ok || got != want {
			t.Errorf("%s\n got %s\nwant %s", input, got, want)
		}
	}
	decode := func(s string) []byte {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	base, _ := authn.SignatureBase(requestB2(`sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"`, ""), "sig-b25")
	mac := hmac.New(sha256.New, decode("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="))
	mac.Write([]byte(base))
	if !hmac.Equal(mac.Sum(nil), decode("pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=")) {
		t.Errorf("B.2.5 does not verify: %s", base)
	}
	base, _ = authn.SignatureBase(requestB2(`sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`, ""), "sig-b26")
	if !ed25519.Verify(decode("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="), []byte(base), decode("wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==")) {
		t.Errorf("B.2.6 does not verify: %s", base)
	}
}

// What can be seen of a message signature without its key.
func TestMessageSignature(t *testing.T) {
	t.Parallel()
	const whole = `sig=("@method" "@target-uri" "@scheme" "@request-target" "host" "content-digest");created=1618884473;keyid="k"`
	says := body401(`{"message":"Request signature verification failed"}`)
	for name, c := range map[string]struct {
		input, signature string
		change           func(*diag.Request)
		answer           diag.Exchange
		want             string // "" where nothing is wrong with it
	}{
		"in order":               {whole, "sig=:AA==:", nil, body401(""), ""},
		"refused all the same":   {whole, "sig=:AA==:", nil, says, "the API says that the signature does not verify"},
		"a header is missing":    {`sig=("x-request-id");keyid="k"`, "sig=:AA==:", nil, body401(""), `"x-request-id" was signed, and is not in the request`},
		"a parameter is missing": {`sig=("@query-param";name="page")`, "sig=:AA==:", nil, body401(""), "is not in the request"},
		"the body was changed":   {whole, "sig=:AA==:", func(r *diag.Request) { r.Body = []byte(`{"hello":"world"}`) }, body401(""), "another than Content-Digest says"},
		"it ended":               {`sig=("@method");created=1618884373;expires=1618884383`, "sig=:AA==:", nil, body401(""), "the signature ended 90 s ago"},
		"from the future":        {`sig=("@method");created=1618885373`, "sig=:AA==:", nil, body401(""), "created 15 min ahead"},
		"no signature":           {whole, "other=:AA==:", nil, body401(""), "Signature has no sig"},
		"no bytes":               {whole, "sig=?!", nil, body401(""), "no dictionary of byte sequences"},
		"no dictionary":          {`sig=("@method"`, "sig=:AA==:", nil, body401(""), "Signature-Input is no dictionary"},
		"an empty dictionary":    {" ", "sig=:AA==:", nil, body401(""), "names no signature"},
		"no list":                {`sig="@method"`, "sig=:AA==:", nil, body401(""), "no list of what was signed"},
		"no string":              {`sig=(1 2)`, "sig=:AA==:", nil, body401(""), "is no string"},
	} {
		r := requestB2(c.input, c.signature)
		if c.change != nil {
			c.change(&r)
		}
		got := readSigned(r, c.answer)
		if what := signatureFault(got); (c.want == "") != (what == "") || !strings.Contains(what, c.want) {
			t.Errorf("%s: %q, want %q", name, what, c.want)
		}
		if len(got.Proofs) == 0 || got.Proofs[0].Recomputed {
			t.Errorf("%s: %+v", name, got.Proofs)
		}
	}
}

func body401(body string) diag.Exchange {
	return diag.Exchange{SentAt: signedB2, Status: 401, Header: diag.Header{{Name: "Content-Type", Value: "application/json"}}, Body: []byte(body)}
}

func readSigned(r diag.Request, answer diag.Exchange) *diag.HeaderFacts {
	answer.Request = r
	c := diag.Case{Request: r, Secrets: diag.NewSecrets("salt")}
	return authn.ReadHeader(c, diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{answer}}})
}

// The signatures of products: what they list has to be there, and their dates to fit.
func TestHMACSignatures(t *testing.T) {
	t.Parallel()
	const now, old = "Tue, 20 Apr 2021 02:08:00 GMT", "Tue, 20 Apr 2021 01:08:00 GMT"
	const kong = `hmac username="alice", algorithm="hmac-sha256", headers="date request-line digest", signature="AAAA"`
	const sum = "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=" // of {"hello": "world"}, RFC 9530, appendix B
	told := body401(`{"message":"HMAC signature does not match"}`)
	azure := body401("<Error><Code>AuthenticationFailed</Code><AuthenticationErrorDetail>The MAC signature found in the HTTP request 'x' is not the same as any computed signature. " +
		"Server used following string to sign: 'GET\n\n\nx-ms-date:" + now + "\nx-ms-version:2023-11-03\n/account/c'.</AuthenticationErrorDetail></Error>")
	for name, c := range map[string]struct {
		header diag.Header
		answer diag.Exchange
		kind   string // of the proof; "" where there is none
		want   string
	}{
		"Kong, in order":         {diag.Header{{Name: "Authorization", Value: kong}, {Name: "Date", Value: now}, {Name: "Digest", Value: sum}}, body401(""), "HMAC", ""},
		"Kong says no":           {diag.Header{{Name: "Authorization", Value: kong}, {Name: "Date", Value: now}, {Name: "Digest", Value: sum}}, told, "HMAC", "the API says"},
		"Kong, no digest":        {diag.Header{{Name: "Authorization", Value: kong}, {Name: "Date", Value: now}}, body401(""), "HMAC", "digest was signed, and is not in the request"},
		"Kong, another body":     {diag.Header{{Name: "Authorization", Value: kong}, {Name: "Date", Value: now}, {Name: "Digest", Value: "SHA-256=AAAA"}}, body401(""), "HMAC", "another than Digest says"},
		"Kong, an hour ago":      {diag.Header{{Name: "Authorization", Value: kong}, {Name: "Date", Value: old}, {Name: "Digest", Value: sum}}, told, "HMAC", "signed 60 min ago"},
		"Cavage":                 {diag.Header{{Name: "Signature", Value: `keyId="k",headers="(request-target) host (created)",created=1618884473,signature="AA=="`}}, body401(""), "HTTP signature (draft-cavage)", ""},
		"Cavage, over":           {diag.Header{{Name: "Authorization", Value: `Signature keyId="k",headers="host",expires=1618884000,signature="AA=="`}}, body401(""), "HTTP signature (draft-cavage)", "the signature ended"},
		"Cavage, nothing signed": {diag.Header{{Name: "Authorization", Value: `Signature keyId="k",signature="AA=="`}}, body401(""), "HTTP signature (draft-cavage)", "date was signed"},
		"OAuth 1.0":              {diag.Header{{Name: "Authorization", Value: `OAuth oauth_consumer_key="k", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1618880000", oauth_signature="AA%3D"`}}, body401(""), "OAuth 1.0 HMAC-SHA1", "signed 75 min ago"},
		"Azure":                  {diag.Header{{Name: "Authorization", Value: "SharedKey account:AAAA"}, {Name: "x-ms-date", Value: now}, {Name: "x-ms-version", Value: "2021-01-01"}}, azure, "SharedKey", "another x-ms-version than"},
		"Azure, another secret":  {diag.Header{{Name: "Authorization", Value: "SharedKey account:AAAA"}, {Name: "x-ms-date", Value: now}, {Name: "x-ms-version", Value: "2023-11-03"}}, azure, "SharedKey", "over the string that it shows"},
		"Azure, no date":         {diag.Header{{Name: "Authorization", Value: "SharedKey account:AAAA"}}, azure, "SharedKey", "neither x-ms-date nor Date"},
		"a webhook":              {diag.Header{{Name: "X-Hub-Signature-256", Value: "sha256=" + strings.Repeat("0a", 32)}}, body401(""), "X-Hub-Signature-256", ""},
		"half a webhook":         {diag.Header{{Name: "X-Hub-Signature-256", Value: strings.Repeat("0a", 32)}}, body401(""), "X-Hub-Signature-256", "64 hexadecimal digits"},

		"a token under OAuth": {diag.Header{{Name: "Authorization", Value: "OAuth 4f9c1e7ab2d84c0f9e6a"}}, told, "", ""},
		"a bearer token":      {diag.Header{{Name: "Authorization", Value: "Bearer 4f9c1e7ab2d84c0f9e6a"}, {Name: "Date", Value: old}}, told, "", ""},
		"Basic":               {diag.Header{{Name: "Authorization", Value: "Basic dXNlcjpodW50ZXIyMg=="}}, told, "", ""},
		"nothing":             {nil, told, "", ""},
	} {
		got := readSigned(diag.Request{Method: "POST", URL: "https://example.com/foo", Header: c.header, Body: []byte(`{"hello": "world"}`)}, c.answer)
		if what := signatureFault(got); (c.want == "") != (what == "") || !strings.Contains(what, c.want) {
			t.Errorf("%s: %q, want %q", name, what, c.want)
		}
		if kind := kindOf(got.Proofs); kind != c.kind {
			t.Errorf("%s: read as %q, want %q", name, kind, c.kind)
		}
		if name == "Azure" && !differs(got.Proofs, "x-ms-version") {
			t.Errorf("the header that the server read otherwise is not named: %+v", got.Proofs)
		}
	}
}

func kindOf(proofs []diag.Proof) string {
	for _, p := range proofs {
		if p.Code == "signature-mismatch" {
			return p.Kind
		}
	}
	return ""
}

// No request and no answer makes the readers of signatures panic or go on without bound.
func FuzzSignatures(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=00", "", "", "https://a/?b=c%zz", "The Canonical String for this request should have been\n'GET\n/\n\nhost:a\n\nhost\nx'\n\nThe String-to-Sign should have been\n''")
	f.Add("AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=;;, Signature=", "", "", "http://[::1]/%2f/..//?&=&+", "<CanonicalRequest>\n\n\n\n\n\n</CanonicalRequest><Region>eu-west-1</Region>")
	f.Add("", " ", "0", "0", "0")
	f.Add("", `sig=("@query-param";name="a" "content-digest";key="x" "@method");created=-1;expires=9999999999`, "sig=:AA==:", "https://a", "")
	f.Add(`hmac headers="",signature=,expires=9e9`, "", `keyId="",headers="(created)"`, "x", "Server used following string to sign: 'GET\nx-ms-:'")
	f.Add("SharedKey a", "()", "=", "https://b.s3.amazonaws.com/?X-Amz-Algorithm=AWS4-&X-Amz-Credential=%2F&X-Amz-Date=20150830T123600Z&X-Amz-Expires=99999999999999999999", "{\"message\":\"\\u")
	f.Fuzz(func(t *testing.T, authorization, input, signature, url, answer string) {
		r := diag.Request{Method: "GET", URL: url, Header: diag.Header{
			{Name: "Authorization", Value: authorization}, {Name: "Signature-Input", Value: input}, {Name: "Signature", Value: signature}, {Name: "X-Amz-Date", Value: "20150830T123600Z"},
		}}
		if input == "" {
			r.Header = r.Header.Without("Signature-Input")
		}
		id, _ := authn.SignedByAWS(r)
		c := diag.Case{Request: r, Secrets: diag.NewSecrets("s"), AWS: &diag.AWSKeys{ID: id, Secret: diag.NewSecret("secret")}}
		e := body401(answer)
		e.Request = r
		h := authn.ReadHeader(c, diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{e}}})
		for _, p := range h.Proofs {
			if len(p.Lines) > 4*len(authorization+input+signature)+200 {
				t.Errorf("%d lines", len(p.Lines))
			}
		}
		authn.Strip(r)
		authn.Curl(r)
	})
}
