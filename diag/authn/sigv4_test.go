package authn_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"example.com/why401/diag"
	"example.com/why401/diag/authn"
)

// The keys of AWS's published examples.
const (
	suiteSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	s3Secret    = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	emptyHash   = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

// awsCase is a request of the person who has these keys, and its refusal at that time.
func awsCase(method, url string, header diag.Header, body, id, secret string, answer diag.Exchange) (diag.Case, diag.Facts) {
	c := diag.Case{Request: diag.Request{Method: method, URL: url, Header: header, Body: []byte(body)}, Secrets: diag.NewSecrets("salt")}
	if secret != "" {
		c.AWS = &diag.AWSKeys{ID: id, Secret: diag.NewSecret(secret)}
	}
	answer.Request = c.Request
	return c, diag.Facts{Reply: &diag.ReplyFacts{Given: []diag.Exchange{answer}}}
}

func refusedAt(at time.Time, body string) diag.Exchange {
	return diag.Exchange{SentAt: at, Status: 403, Header: diag.Header{{Name: "Content-Type", Value: "application/json"}}, Body: []byte(body)}
}

// suite is the Authorization of AWS's Signature Version 4 test suite.
func suite(headers, signature string, more ...string) diag.Header {
	h := diag.Header{{Name: "X-Amz-Date", Value: "20150830T123600Z"}, {
		Name:  "Authorization",
		Value: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=" + headers + ", Signature=" + signature,
	}}
	for i := 0; i+1 < len(more); i += 2 {
		h = append(h, diag.Field{Name: more[i], Value: more[i+1]})
	}
	return h
}

func s3(headers, signature, hash string, more ...string) diag.Header {
	h := diag.Header{{Name: "x-amz-date", Value: "20130524T000000Z"}, {Name: "x-amz-content-sha256", Value: hash}, {
		Name:  "Authorization",
		Value: "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=" + headers + ",Signature=" + signature,
	}}
	for i := 0; i+1 < len(more); i += 2 {
		h = append(h, diag.Field{Name: more[i], Value: more[i+1]})
	}
	return h
}

// The examples that AWS publishes come out as it says: those of its test suite,
// and those of the S3 API reference, section "Authenticating Requests".
func TestAWSExamples(t *testing.T) {
	t.Parallel()
	const at, bucket = "https://example.amazonaws.com", "https://examplebucket.s3.amazonaws.com"
	const vanilla = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
	for name, c := range map[string]struct {
		method, url, body string
		header            diag.Header
	}{
		"get-vanilla":                      {"GET", at + "/", "", suite("host;x-amz-date", vanilla)},
		"normalize-path/get-slash":         {"GET", at + "//", "", suite("host;x-amz-date", vanilla)},
		"normalize-path/get-relative":      {"GET", at + "/example/..", "", suite("host;x-amz-date", vanilla)},
		"get-vanilla-query-order-key-case": {"GET", at + "/?Param2=value2&Param1=value1", "", suite("host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")},
		"get-header-value-trim":            {"GET", at + "/", "", suite("host;my-header1;my-header2;x-amz-date", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736", "My-Header1", " value1", "My-Header2", ` "a   b   c"`)},
		"post-vanilla":                     {"POST", at + "/", "", suite("host;x-amz-date", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")},
		"post-x-www-form-urlencoded":       {"POST", at + "/", "Param1=value1", suite("content-type;host;x-amz-date", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a", "Content-Type", "application/x-www-form-urlencoded")},

		"S3 GET object":    {"GET", bucket + "/test.txt", "", s3("host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", emptyHash, "Range", "bytes=0-9")},
		"S3 PUT object":    {"PUT", bucket + "/test$file.text", "Welcome to Amazon S3.", s3("date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", "Date", "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class", "REDUCED_REDUNDANCY")},
		"S3 GET lifecycle": {"GET", bucket + "/?lifecycle", "", s3("host;x-amz-content-sha256;x-amz-date", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543", emptyHash)},
		"S3 list objects":  {"GET", bucket + "/?max-keys=2&prefix=J", "", s3("host;x-amz-content-sha256;x-amz-date", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7", emptyHash)},
		"S3 presigned URL": {"GET", bucket + "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404", "", nil},
	} {
		id, secret, day := "AKIDEXAMPLE", suiteSecret, time.Date(2015, 8, 30, 12, 37, 0, 0, time.UTC)
		if strings.HasPrefix(name, "S3") {
			id, secret, day = "AKIAIOSFODNN7EXAMPLE", s3Secret, time.Date(2013, 5, 24, 0, 1, 0, 0, time.UTC)
		}
		h := authn.ReadHeader(awsCase(c.method, c.url, c.header, c.body, id, secret, refusedAt(day, "")))
		if len(h.Proofs) != 1 || !h.Proofs[0].Recomputed || !h.Proofs[0].Agrees {
			t.Errorf("%s does not come out as published: %+v", name, h.Proofs)
			continue
		}
		for _, l := range h.Proofs[0].Lines {
			if l.Differs {
				t.Errorf("%s: %+v differs", name, l)
			}
		}
		if what := signatureFault(h); what != "" {
			t.Errorf("%s: a fault where there is none: %s", name, what)
		}
	}
}

func signatureFault(h *diag.HeaderFacts) string {
	for _, fault := range h.Faults {
		if fault.Code == "signature-mismatch" {
			return fault.What
		}
	}
	return ""
}

// byHand signs a canonical request as the documentation spells it out.
func byHand(canonical, day, region, service, secret string) string {
	sum := func(b string) string { s := sha256.Sum256([]byte(b)); return hex.EncodeToString(s[:]) }
	key := []byte("AWS4" + secret)
	for _, part := range []string{day, region, service, "aws4_request", "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/" + region + "/" + service + "/aws4_request\n" + sum(canonical)} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return hex.EncodeToString(key)
}

// What a client signed instead is found by its signature.
func TestAWSSlips(t *testing.T) {
	t.Parallel()
	const at = "https://example.amazonaws.com/v2/a%20b"
	const query = "limit=5&from=2026-03-01T10:00:00Z&filter=x%20y"
	const good = "filter=x%20y&from=2026-03-01T10%3A00%3A00Z&limit=5"
	const tail = "\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n" + emptyHash
	for name, c := range map[string]struct {
		canonical, secret string
		want              string // in the fault
		part              string // that differs
	}{
		"the path once":     {"GET\n/v2/a%20b\n" + good + tail, suiteSecret, "the path encoded once", "canonical URI"},
		"the path plain":    {"GET\n/v2/a b\n" + good + tail, suiteSecret, "without any encoding", "canonical URI"},
		"a stage left out":  {"GET\n/a%2520b\n" + good + tail, suiteSecret, "without its first segment", "canonical URI"},
		"no query":          {"GET\n/v2/a%2520b\n" + tail, suiteSecret, "no query", "canonical query"},
		"unsorted":          {"GET\n/v2/a%2520b\nlimit=5&from=2026-03-01T10%3A00%3A00Z&filter=x%20y" + tail, suiteSecret, "unsorted", "canonical query"},
		"blank as plus":     {"GET\n/v2/a%2520b\n" + strings.ReplaceAll(good, "%20", "+") + tail, suiteSecret, "+ for a blank", "canonical query"},
		"another method":    {"POST\n/v2/a%2520b\n" + good + tail, suiteSecret, "the method POST", "method"},
		"another host":      {"GET\n/v2/a%2520b\n" + good + strings.Replace(tail, ".com", ".com:443", 1), suiteSecret, "the host example.amazonaws.com:443", "header host"},
		"unsigned payload":  {"GET\n/v2/a%2520b\n" + good + strings.Replace(tail, emptyHash, "UNSIGNED-PAYLOAD", 1), suiteSecret, "UNSIGNED-PAYLOAD", "payload hash"},
		"two at once":       {"GET\n/v2/a%20b\n" + tail, suiteSecret, "the path encoded once (another canonical URI than the API has) and no query", "canonical URI"},
		"a line break":      {"GET\n/v2/a%2520b\n" + good + tail, suiteSecret + "\n", "white space behind the secret", "signature"},
		"another secret":    {"GET\n/v2/a%2520b\n" + good + tail, "another", "not the one that the given keys make", "signature"},
		"something unknown": {"GET\n/v2/else\n" + good + tail, suiteSecret, "not the one that the given keys make", "signature"},
	} {
		signature := byHand(c.canonical, "20150830", "us-east-1", "service", c.secret)
		h := authn.ReadHeader(awsCase("GET", at+"?"+query, suite("host;x-amz-date", signature), "", "AKIDEXAMPLE", suiteSecret,
			refusedAt(time.Date(2015, 8, 30, 12, 37, 0, 0, time.UTC), "")))
		if what := signatureFault(h); !strings.Contains(what, c.want) {
			t.Errorf("%s: %q, want %q", name, what, c.want)
		}
		if !differs(h.Proofs, c.part) {
			t.Errorf("%s: %s does not differ in %+v", name, c.part, h.Proofs)
		}
		for _, f := range h.Faults { // each is mended by signing anew
			if f.Mended == nil {
				t.Errorf("%s: %q is not mended", name, f.What)
				continue
			}
			mended, facts := awsCase("GET", f.Mended.URL, f.Mended.Header, "", "AKIDEXAMPLE", suiteSecret, refusedAt(time.Date(2015, 8, 30, 12, 37, 0, 0, time.UTC), ""))
			if again := authn.ReadHeader(mended, facts); !again.Proofs[0].Agrees {
				t.Errorf("%s: the mended request does not verify", name)
			}
		}
	}
}

func differs(proofs []diag.Proof, part string) bool {
	for _, p := range proofs {
		for _, l := range p.Lines {
			if l.Part == part && l.Differs {
				return true
			}
		}
	}
	return false
}

// What can be said of a signature without its keys, and what the API says.
func TestAWSWithoutKeys(t *testing.T) {
	t.Parallel()
	const region = "https://abc.execute-api.eu-west-1.amazonaws.com/prod/items"
	minute := func(n int) time.Time { return time.Date(2015, 8, 30, 12, 36+n, 0, 0, time.UTC) }
	signed := func(scope string, more ...string) diag.Header {
		h := suite("host;x-amz-date", strings.Repeat("0a", 32), more...)
		h[1].Value = strings.Replace(h[1].Value, "20150830/us-east-1/service", scope, 1)
		return h
	}
	const mismatch = `{"message":"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.\n\nThe Canonical String for this request should have been\n'GET\n/items\n\nhost:backend.internal\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n` + emptyHash + `'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n'"}`
	for name, c := range map[string]struct {
		header     diag.Header
		url        string
		at         time.Time
		body       string
		want, part string // the fault, and the part that differs; "" where there is none
	}{
		"in order, and refused for something else": {signed("20150830/eu-west-1/execute-api"), region, minute(1), `{"message":"User is not authorized to access this resource"}`, "", ""},
		"the API says no":                          {signed("20150830/eu-west-1/execute-api"), region, minute(1), `{"message":"The request signature we calculated does not match the signature you provided."}`, "computed another signature", ""},
		"another region than the host's":           {signed("20150830/us-east-1/execute-api"), region, minute(1), "", `region "us-east-1", and the host's name says "eu-west-1"`, "region"},
		"another service than it wants":            {signed("20150830/eu-west-1/lambda"), "https://api.example.com/", minute(1), `{"message":"Credential should be scoped to correct service: 'execute-api'. "}`, `service "lambda", and the API says "execute-api"`, "service"},
		"another region than S3 wants":             {signed("20150830/us-east-1/s3"), "https://b.example.com/k", minute(1), "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'</Message><Region>eu-central-1</Region></Error>", `the API says "eu-central-1"`, "region"},
		"stale":                                    {signed("20150830/eu-west-1/execute-api"), region, minute(21), `{"message":"Signature expired: 20150830T123600Z is now earlier than 20150830T125200Z (20150830T125700Z - 5 min.)"}`, "signed 21 min ago", "x-amz-date"},
		"late, but S3 allows it":                   {signed("20150830/us-east-1/s3"), "https://b.example.com/k", minute(12), "", "", ""},
		"from the future":                          {signed("20150830/eu-west-1/execute-api"), region, minute(-9), "", "dated 9 min ahead", "x-amz-date"},
		"a scope of another day":                   {signed("20150829/eu-west-1/execute-api"), region, minute(1), "", "scope is of another day", "scope's day"},
		"another body":                             {signed("20150830/eu-west-1/execute-api", "X-Amz-Content-Sha256", strings.Repeat("ab", 32)), region, minute(1), "", "the body is not the one that was signed", "x-amz-content-sha256"},
		"the way changes the request":              {signed("20150830/eu-west-1/execute-api"), "https://api.example.com/v2/items", minute(1), mismatch, "another canonical URI, header host than the request", "header host"},
		"a temporary key by itself":                {suiteOf("ASIAEXAMPLE"), "https://api.example.com/", minute(1), "", "no session token", ""},
		"a header that is not there":               {suite("host;x-amz-date;x-trace", strings.Repeat("0a", 32)), "https://api.example.com/", minute(1), "", "x-trace was signed, and is not in the request", "signed headers"},
		"the host not signed":                      {suite("x-amz-date", strings.Repeat("0a", 32)), "https://api.example.com/", minute(1), "", "host is not among the signed ones", "signed headers"},
		"half a signature":                         {diag.Header{{Name: "Authorization", Value: "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE"}, {Name: "X-Amz-Date", Value: "20150830T123600Z"}}, "https://api.example.com/", minute(1), "", "scope is of another day", "scope's day"},
		"a presigned URL that ended":               {nil, presigned, minute(90), "", "the presigned URL ended 30 min ago", "valid until"},
		"the API calls that expired":               {nil, presigned, minute(90), "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", "", "valid until"},
		"a presigned URL in its time":              {nil, presigned, minute(50), "", "", ""},
	} {
		h := authn.ReadHeader(awsCase("GET", c.url, c.header, "", "", "", refusedAt(c.at, c.body)))
		if what := signatureFault(h); (c.want == "") != (what == "") || !strings.Contains(what, c.want) {
			t.Errorf("%s: %q, want %q", name, what, c.want)
		}
		if len(h.Proofs) != 1 || h.Proofs[0].Recomputed {
			t.Errorf("%s: %+v", name, h.Proofs)
		}
		if c.part != "" && !differs(h.Proofs, c.part) {
			t.Errorf("%s: %s does not differ: %+v", name, c.part, h.Proofs)
		}
		for _, f := range h.Faults {
			if f.Code == "signature-mismatch" && f.Mended != nil {
				t.Errorf("%s: signed anew without keys", name)
			}
			if f.Code == "duplicate-credentials" {
				t.Errorf("%s: %s", name, f.What)
			}
		}
	}
}

const presigned = "https://b.s3.us-east-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request" +
	"&X-Amz-Date=20150830T123600Z&X-Amz-Expires=3600&X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE&X-Amz-SignedHeaders=host&X-Amz-Signature=0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a&versionId=7"

func suiteOf(id string) diag.Header {
	h := suite("host;x-amz-date", strings.Repeat("0a", 32))
	h[1].Value = strings.Replace(h[1].Value, "AKIDEXAMPLE", id, 1)
	return h
}

// With the keys, the request is signed anew: for what the API wants, by its clock.
func TestAWSMended(t *testing.T) {
	t.Parallel()
	at := time.Date(2015, 8, 30, 13, 0, 0, 0, time.UTC)
	h := authn.ReadHeader(awsCase("GET", "https://abc.execute-api.eu-west-1.amazonaws.com/items", suite("host;x-amz-date", strings.Repeat("0a", 32)), "", "AKIDEXAMPLE", suiteSecret,
		refusedAt(at, `{"message":"Credential should be scoped to correct service: 'execute-api'. "}`)))
	line := ""
	for _, f := range h.Faults {
		if f.Mended != nil {
			line = f.Mended.Header.Value("Authorization")
		}
	}
	if !strings.Contains(line, "AKIDEXAMPLE/20150830/eu-west-1/execute-api/aws4_request") {
		t.Errorf("signed anew as %q", line)
	}
	// Another key's secret would sign for nobody.
	h = authn.ReadHeader(awsCase("GET", "https://example.amazonaws.com/", suite("host;x-amz-date", strings.Repeat("0a", 32)), "", "AKIDOTHER", suiteSecret, refusedAt(at, "")))
	if h.Proofs[0].Recomputed || h.Faults[0].Mended != nil {
		t.Errorf("with the keys of another: %+v", h)
	}
	// A presigned URL stays one.
	c, f := awsCase("GET", presigned, nil, "", "AKIDEXAMPLE", suiteSecret, refusedAt(at, ""))
	h = authn.ReadHeader(c, f)
	mended, facts := awsCase("GET", h.Faults[0].Mended.URL, nil, "", "AKIDEXAMPLE", suiteSecret, refusedAt(at, ""))
	for _, part := range []string{"X-Amz-Expires=3600", "X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE", "versionId=7", "X-Amz-Date=20150830T130000Z"} {
		if !strings.Contains(mended.Request.URL, part) {
			t.Errorf("%s is not in %s", part, mended.Request.URL)
		}
	}
	if again := authn.ReadHeader(mended, facts); !again.Proofs[0].Agrees {
		t.Errorf("the new URL does not verify: %+v", again.Proofs)
	}
	if c.Show(mended.Request.URL) == diag.Text(mended.Request.URL) {
		t.Error("the new signature is shown")
	}
}

// The controls are sound: without its signature a request has none of its
// parts, and an invented one keeps the form.
func TestAWSControls(t *testing.T) {
	t.Parallel()
	r := diag.Request{Method: "GET", URL: presigned}
	if got := authn.Strip(r).URL; got != "https://b.s3.us-east-1.amazonaws.com/k?versionId=7" {
		t.Errorf("stripped: %s", got)
	}
	made, ok := authn.Invent(r, "seed")
	if !ok || !strings.Contains(made.URL, "%2F20150830%2Fus-east-1%2Fs3%2Faws4_request") || strings.Contains(made.URL, "AKIDEXAMPLE") || strings.Contains(made.URL, "0a0a0a0a") {
		t.Errorf("invented: %s", made.URL)
	}
	r = diag.Request{Method: "GET", URL: "https://example.amazonaws.com/", Header: append(suite("host;x-amz-date", strings.Repeat("0a", 32)), diag.Field{Name: "X-Amz-Security-Token", Value: "FwoGZXIvYXdz"})}
	if got := authn.Strip(r); got.Header.Has("Authorization") || got.Header.Has("X-Amz-Security-Token") {
		t.Error("stripped, and still signed")
	}
	made, ok = authn.Invent(r, "seed")
	if line := made.Header.Value("Authorization"); !ok || !strings.Contains(line, "/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date") || strings.Contains(line, "AKIDEXAMPLE") {
		t.Errorf("invented: %s", line)
	}
	both := diag.Request{Method: "GET", URL: presigned, Header: diag.Header{{Name: "Authorization", Value: "Bearer 4f9c1e7ab2d84c0f9e6a"}}}
	if faults := authn.HeaderFaults(both); len(faults) != 2 || faults[1].Mended.URL != "https://b.s3.us-east-1.amazonaws.com/k?versionId=7" {
		t.Errorf("a presigned URL beside a token: %+v", faults)
	}
	curl := authn.Curl(r)
	if !strings.Contains(curl, `--aws-sigv4 'aws:amz:us-east-1:service' --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H "x-amz-security-token: $AWS_SESSION_TOKEN"`) || strings.Contains(curl, "Authorization") {
		t.Errorf("as a command: %s", curl)
	}
	secrets := strings.Join(authn.SecretValues(r), " ")
	if strings.Contains(secrets, "us-east-1") || !strings.Contains(secrets, "AKIDEXAMPLE") || !strings.Contains(secrets, "FwoGZXIvYXdz") {
		t.Errorf("secret: %s", secrets)
	}
}
